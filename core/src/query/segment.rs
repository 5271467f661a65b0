use std::sync::{Arc, OnceLock};

use tagora_dsl::ast::Condition;

use super::QueryPlan;
use crate::rule::{Plan, Predicate, Term};

/// A prepared query: a condition that was read, checked and planned once. Cheap to clone.
///
/// It belongs to the engine and the handbook version it was prepared for; elsewhere it gives `segment-outdated`.
#[derive(Clone, Debug)]
pub struct Segment(Arc<Prepared>);

#[derive(Debug)]
struct Prepared {
    of: Arc<Plan>,
    condition: Condition,
    plan: QueryPlan,
    names: Arc<[usize]>,
    identity: OnceLock<String>,
}

impl Segment {
    pub(crate) fn of(condition: Condition, predicate: &Predicate, of: &Arc<Plan>) -> Self {
        let plan = QueryPlan::of(predicate, &of.named);
        let names = of.named.needed([predicate]).into();
        Self(Arc::new(Prepared { of: of.clone(), condition, plan, names, identity: OnceLock::new() }))
    }

    /// Whether it was prepared for this very handbook version.
    pub(crate) fn fits(&self, plan: &Arc<Plan>) -> bool {
        Arc::ptr_eq(&self.0.of, plan)
    }

    pub(crate) fn plan(&self) -> &QueryPlan {
        &self.0.plan
    }

    /// The named conditions that it tests, each behind those it names.
    pub(crate) fn names(&self) -> &[usize] {
        &self.0.names
    }

    /// The same for all segments of one meaning, also of later versions of the handbook.
    pub(crate) fn identity(&self) -> &str {
        self.0.identity.get_or_init(|| self.0.of.handbook.definition_hash(&self.0.condition).to_string())
    }
}

/// What a query's customers are put in order by: an expression that was read and checked once. Cheap to clone.
///
/// As a [`Segment`] it belongs to the engine and the handbook version it was prepared for.
#[derive(Clone, Debug)]
pub struct Order {
    pub(crate) of: Arc<Plan>,
    pub(crate) by: Arc<Term>,
    pub(crate) direction: Direction,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// The largest, the latest.
    #[default]
    Descending,
    /// The smallest, the earliest.
    Ascending,
}
