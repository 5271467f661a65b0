use std::cmp::Ordering;
use std::sync::Arc;

use tagora_dsl::ast::{Aggregate, CompareOp, Day, Occurrence, Operator, TextTest, Unit};

use super::past::{Change, Dwell, Latch};
use super::{Includes, Mention, OpenPairs, Regular, Sequence, SetBy, Table, TagSet, ThenNot, Window};
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
    Mentions {
        value: Term,
        mention: Box<Mention>,
    },
    Missing(Term),
    Includes(Box<Includes>),
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
    /// The customer holds at least one of the tags.
    HoldsAny(TagSet),
    /// The customer holds every one of the tags.
    HoldsAll(TagSet),
    SetBy(Box<SetBy>),
    /// The named condition or segment of this number is true.
    Named(usize),
    Sequence(Box<Sequence>),
    ThenNot(Box<ThenNot>),
    Regular(Box<Regular>),
    /// A bool is true.
    IsTrue(Term),
    /// Something has been true for so long.
    Dwell(Arc<Dwell>),
    Latch(Arc<Latch>),
    Changed(Change),
    /// The moment is still to come, and at most so far ahead.
    Ahead {
        moment: Term,
        reach: Reach,
    },
    Anniversary {
        date: Term,
        ahead: Option<Reach>,
    },
    Today(Day),
}

/// Events of some types that pass a filter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stream {
    /// Numbers in the schema.
    pub(crate) types: Vec<usize>,
    pub(crate) filter: Option<Arc<Predicate>>,
}

/// Something with a value, or none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    Constant(Datum),
    /// Number in the schema.
    Attribute(usize),
    Property(Property),
    /// How many elements a set has.
    Size(Box<Term>),
    /// What a parameter's table says of a property or an attribute.
    Parameter {
        table: Arc<Table>,
        key: Box<Term>,
    },
    /// The place of the held one among the tags of a scale, from the lowest, 0; none if none is held.
    Level(Arc<[usize]>),
    /// From left to right.
    Arithmetic {
        first: Box<Term>,
        rest: Vec<(Operator, Term)>,
    },
    /// The value of a tag, if it is held; of one on a scale, its place from the lowest, 0.
    TagValue {
        tag: usize,
        scale: Option<Arc<[Arc<str>]>>,
    },
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
    /// What the pattern around has kept of an earlier event, by slot.
    Named(usize),
    /// How many days, weeks or months in a row.
    Streak {
        stream: Stream,
        period: Unit,
    },
    Open(Box<OpenPairs>),
    /// Where the customer stands in a division by chance, in hundredths of a percent.
    Bucket(Arc<str>),
    /// How many times one of the tags came, or went.
    Turns {
        gained: bool,
        tags: TagSet,
        window: Option<Window>,
    },
    /// How many of the tags are held.
    Holding(TagSet),
    /// Whole units since a date or an instant.
    Elapsed {
        unit: Unit,
        since: Box<Term>,
    },
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
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Not(inner) => inner.walk(visit),
            Self::Regular(regular) => regular.comparison.walk(visit),
            Self::Dwell(dwell) => dwell.condition.walk(visit),
            Self::Latch(latch) => {
                latch.on.walk(visit);
                latch.until.walk(visit);
            }
            _ => {}
        }
    }

    /// The terms that stand in it itself, not in a predicate inside.
    pub(crate) fn terms(&self) -> impl Iterator<Item = &Term> {
        let terms = match self {
            Self::Compare { left, right, .. } => [Some(left), Some(right)],
            Self::InWindow { moment, .. } | Self::Ago { moment, .. } | Self::Ahead { moment, .. } => [Some(moment), None],
            Self::Text { value, .. } | Self::Mentions { value, .. } | Self::Missing(value) | Self::IsTrue(value) => {
                [Some(value), None]
            }
            Self::Anniversary { date, .. } => [Some(date), None],
            // The elements are constants, or looked up by what is no matter of time.
            Self::Includes(includes) => [Some(&includes.set), None],
            Self::Changed(change) => [change.from.as_ref(), change.to.as_ref()],
            Self::All(_)
            | Self::Any(_)
            | Self::AtLeast(..)
            | Self::Not(_)
            | Self::Happened { .. }
            | Self::HoldsAny(_)
            | Self::HoldsAll(_)
            | Self::SetBy(_)
            | Self::Named(_)
            | Self::Sequence(_)
            | Self::ThenNot(_)
            | Self::Regular(_)
            | Self::Dwell(_)
            | Self::Latch(_)
            | Self::Today(_) => [None, None],
        };
        terms.into_iter().flatten()
    }
}

impl Term {
    /// Calls `visit` for each term inside, itself included; filters of streams are not visited.
    pub(crate) fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::Arithmetic { first, rest } => {
                first.walk(visit);
                rest.iter().for_each(|(_, term)| term.walk(visit));
            }
            Self::Elapsed { since: term, .. } | Self::Parameter { key: term, .. } | Self::Size(term) => term.walk(visit),
            _ => {}
        }
    }
}
