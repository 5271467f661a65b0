use std::cmp::Ordering;

use tagora_dsl::ast::{Aggregate, CompareOp, Occurrence, TextTest};

use crate::time::{Reach, Window};
use crate::value::Datum;

/// A condition in the few forms that are evaluated. What the language offers beyond is made of these.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Predicate {
    /// Every one; true of an empty list.
    All(Vec<Predicate>),
    /// At least one; false of an empty list.
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
    /// So many of them, or more.
    AtLeast(u32, Vec<Predicate>),
    /// At least one event.
    Happened {
        stream: Stream,
        window: Option<Window>,
    },
    Compare {
        left: Term,
        op: Compare,
        right: Term,
    },
    /// The needle of `Mentions` is already normalised.
    Text {
        value: Term,
        test: TextTest,
        needle: String,
    },
    Missing(Term),
    /// The moment lies in the window.
    InWindow {
        moment: Term,
        window: Window,
    },
    /// The moment lies so long ago or longer.
    Ago {
        moment: Term,
        reach: Reach,
    },
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
    /// Divided by `periods`.
    Count {
        stream: Stream,
        window: Option<Window>,
        periods: u32,
    },
    ActiveDays {
        stream: Stream,
        window: Option<Window>,
    },
    Aggregate {
        function: Aggregate,
        stream: Stream,
        property: Property,
        window: Option<Window>,
    },
    /// The instant of an event, or its property.
    Occurrence {
        which: Occurrence,
        stream: Stream,
        property: Option<Property>,
    },
}

/// Where a property stands in events of each type that has it: (type, place).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property(pub(crate) Vec<(usize, usize)>);

/// Windows and lengths of time that definitions look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Timing {
    pub(crate) windows: Vec<Window>,
    pub(crate) reaches: Vec<Reach>,
}

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
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Not(inner) => inner.walk(visit),
            _ => {}
        }
    }

    /// The passing of time can change its truth only when an instant enters or leaves one of these windows, or has
    /// become so long ago.
    pub(crate) fn timing(&self, timing: &mut Timing) {
        self.walk(&mut |part| match part {
            Self::Happened { window: Some(window), .. } | Self::InWindow { window, .. } => timing.windows.push(*window),
            Self::Ago { reach, .. } => timing.reaches.push(*reach),
            Self::Compare { left, right, .. } => timing.windows.extend([left, right].into_iter().filter_map(Term::window)),
            Self::Missing(term) => timing.windows.extend(term.window()),
            _ => {}
        });
    }
}

impl Term {
    fn window(&self) -> Option<Window> {
        match self {
            Self::Count { window, .. } | Self::ActiveDays { window, .. } | Self::Aggregate { window, .. } => *window,
            _ => None,
        }
    }
}
