use std::cmp::Ordering;

use tagora_dsl::ast::{Aggregate, CompareOp, Occurrence, TextTest};

use crate::time::Reach;
use crate::value::Datum;

/// A condition in the few forms that are evaluated. What the language offers beyond is made of these.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Predicate {
    /// Every one; true of an empty list.
    All(Vec<Predicate>),
    /// At least one; false of an empty list.
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
    /// At least one event.
    Happened { stream: Stream, window: Option<Reach> },
    Compare { left: Term, op: Compare, right: Term },
    /// The needle of `Mentions` is already normalised.
    Text { value: Term, test: TextTest, needle: String },
    Missing(Term),
    /// The moment lies in the window.
    InWindow { moment: Term, window: Reach },
    /// The moment has left the window.
    Left { moment: Term, window: Reach },
    /// The customer holds the tag.
    Holds(usize),
    /// A bool is true.
    IsTrue(Term),
}

/// Events of some types that pass a filter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stream {
    /// Numbers in the schema.
    pub(crate) types: Vec<usize>,
    pub(crate) filter: Option<Box<Predicate>>,
}

/// Something with a value, or none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    Constant(Datum),
    /// Number in the schema.
    Attribute(usize),
    Property(Property),
    Count { stream: Stream, window: Option<Reach> },
    Aggregate { function: Aggregate, stream: Stream, property: Property, window: Option<Reach> },
    Occurrence { which: Occurrence, stream: Stream },
}

/// Where a property stands in events of each type that has it: (type, place).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property(pub(crate) Vec<(usize, usize)>);

/// A comparison: which orders make it true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compare(pub(crate) CompareOp);

impl Compare {
    pub(crate) fn accepts(self, order: Ordering) -> bool {
        match self.0 {
            CompareOp::Eq => order.is_eq(),
            CompareOp::Ne => order.is_ne(),
            CompareOp::Lt => order.is_lt(),
            CompareOp::Le => order.is_le(),
            CompareOp::Gt => order.is_gt(),
            CompareOp::Ge => order.is_ge(),
        }
    }
}

impl Predicate {
    /// Calls `visit` for each predicate inside, itself included; filters of streams are not visited.
    pub(crate) fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Not(inner) => inner.walk(visit),
            _ => {}
        }
    }

    /// Every window by which the passing of time can change its truth.
    pub(crate) fn reaches(&self) -> Vec<Reach> {
        let mut found = Vec::new();
        self.walk(&mut |part| match part {
            Self::Happened { window: Some(window), .. } | Self::InWindow { window, .. } | Self::Left { window, .. } => found.push(*window),
            Self::Compare { left, right, .. } => found.extend([left, right].into_iter().filter_map(Term::reach)),
            Self::Missing(term) => found.extend(term.reach()),
            _ => {}
        });
        found
    }
}

impl Term {
    fn reach(&self) -> Option<Reach> {
        match self {
            Self::Count { window, .. } | Self::Aggregate { window, .. } => *window,
            _ => None,
        }
    }
}
