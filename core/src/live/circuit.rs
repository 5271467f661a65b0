use super::row::Row;
use crate::reference::{Moment, holds, is_true};
use crate::rule::Predicate;

/// A condition as a circuit over atoms and the customer's tags.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Circuit {
    Always(bool),
    /// The atom of this number.
    Atom(usize),
    All(Vec<Circuit>),
    Any(Vec<Circuit>),
    Not(Box<Circuit>),
    /// So many of them, or more.
    AtLeast(u32, Vec<Circuit>),
    /// One of the declared tags is held.
    HoldsAny(Vec<usize>),
    /// Each of the declared tags is held.
    HoldsAll(Vec<usize>),
    /// The named condition of this number.
    Named(usize),
    /// What looks at tags otherwise is asked whenever anything settles.
    Asked(Box<Predicate>),
}

impl Circuit {
    pub(super) fn is_true(&self, row: &Row<'_>, moment: &Moment<'_>) -> bool {
        match self {
            Self::Always(truth) => *truth,
            Self::Atom(atom) => row.atom(*atom),
            Self::All(parts) => parts.iter().all(|part| part.is_true(row, moment)),
            Self::Any(parts) => parts.iter().any(|part| part.is_true(row, moment)),
            Self::Not(part) => !part.is_true(row, moment),
            Self::AtLeast(count, parts) => {
                let holding = parts.iter().filter(|part| part.is_true(row, moment)).count();
                u32::try_from(holding).unwrap_or(u32::MAX) >= *count
            }
            Self::HoldsAny(tags) => tags.iter().any(|&tag| holds(tag, moment)),
            Self::HoldsAll(tags) => tags.iter().all(|&tag| holds(tag, moment)),
            Self::Named(number) => moment.named.get(*number).copied().unwrap_or(false),
            Self::Asked(predicate) => is_true(predicate, moment),
        }
    }
}
