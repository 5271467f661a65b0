use std::sync::Arc;

use crate::rule::{self, Plan, Predicate, Property, Term, Window};

/// Events that an analysis looks at, of one or several types: read and checked once, with [`Engine::stream`](crate::Engine::stream). Cheap to clone.
///
/// As a [`Segment`](crate::Segment) it belongs to the engine and the handbook version it was prepared for.
#[derive(Clone, Debug)]
pub struct Stream(Arc<Prepared>);

#[derive(Debug)]
struct Prepared {
    of: Arc<Plan>,
    /// That one of them happened.
    happened: Predicate,
    /// What is reckoned with.
    property: Option<Property>,
}

impl Stream {
    /// None, if the condition is not that some events happened.
    pub(crate) fn of_condition(condition: Predicate, of: &Arc<Plan>) -> Option<Self> {
        let is_one = matches!(condition, Predicate::Happened { .. });
        is_one.then(|| Self(Arc::new(Prepared { of: of.clone(), happened: condition, property: None })))
    }

    /// None, if the expression does not count events or reckon with a property of them.
    pub(crate) fn of_term(term: Term, of: &Arc<Plan>) -> Option<Self> {
        let (stream, window, property) = match term {
            Term::Count { stream, window, periods: 1 } => (stream, window, None),
            Term::Aggregate { stream, property, window, .. } => (stream, window, Some(property)),
            _ => return None,
        };
        Some(Self(Arc::new(Prepared { of: of.clone(), happened: Predicate::Happened { stream, window }, property })))
    }

    /// Whether it was prepared for this very handbook version.
    pub(crate) fn fits(&self, plan: &Arc<Plan>) -> bool {
        Arc::ptr_eq(&self.0.of, plan)
    }

    /// That one of the events happened.
    pub(crate) fn happened(&self) -> &Predicate {
        &self.0.happened
    }

    /// Which events, and when.
    pub(crate) fn events(&self) -> Option<(&rule::Stream, Option<&Window>)> {
        match &self.0.happened {
            Predicate::Happened { stream, window } => Some((stream, window.as_ref())),
            _ => None,
        }
    }

    /// What of the events is reckoned with.
    pub(crate) fn property(&self) -> Option<&Property> {
        self.0.property.as_ref()
    }
}

/// A number of each customer that an analysis reckons with: read and checked once, with
/// [`Engine::expression`](crate::Engine::expression). Cheap to clone.
///
/// As a [`Segment`](crate::Segment) it belongs to the engine and the handbook version it was prepared for.
#[derive(Clone, Debug)]
pub struct Expression {
    pub(crate) of: Arc<Plan>,
    pub(crate) term: Arc<Term>,
}
