use std::cmp::Ordering;
use std::sync::Arc;

use smallvec::SmallVec;

use super::{Assigned, Giver, TagAct};
use crate::customer::Ordinal;
use crate::time::Instant;
use crate::value::{Datum, order_of};

/// A record, checked and typed, as the log holds it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) at: Instant,
    pub(crate) sequence: u64,
    /// The id it was addressed to, of those that are one customer by now.
    pub(crate) of: Ordinal,
    pub(crate) id: Option<Arc<str>>,
    pub(crate) kind: EntryKind,
    /// The version of the handbook under which it was accepted.
    pub(crate) version: u32,
}

/// What an event says: most say a thing or two.
pub(crate) type Properties = SmallVec<[Option<Datum>; 2]>;

#[derive(Clone, Debug)]
pub(crate) enum EntryKind {
    Created,
    Attribute { attribute: usize, value: Option<Datum> },
    Assigned(Box<Assigned>),
    Event { event: usize, properties: Properties },
}

/// By what a record is known again: a second one of the customer with the same is a duplicate.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Identity {
    /// The host's id of an event.
    Event(Arc<str>),
    /// What an import says of a tag.
    Import { source: Arc<str>, version: u64, tag: Arc<str>, act: TagAct },
}

impl Entry {
    pub(crate) fn identity(&self) -> Option<Identity> {
        match &self.kind {
            EntryKind::Event { .. } => self.id.clone().map(Identity::Event),
            EntryKind::Assigned(assigned) => {
                let Assigned { tag, act, by: Giver::Import { source, version } } = &**assigned else { return None };
                // An import that is done again later says the same, whatever end that works out to.
                let act = if matches!(act, TagAct::Add { .. }) { TagAct::Add { until: None, renew: false } } else { act.clone() };
                Some(Identity::Import { source: source.clone(), version: *version, tag: tag.clone(), act })
            }
            _ => None,
        }
    }

    /// The total order of the log: time, the host's sequence, event id, type, payload. Equal only for equal entries,
    /// so that any order of arrival ends in the same log.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.at
            .cmp(&other.at)
            .then_with(|| self.sequence.cmp(&other.sequence))
            .then_with(|| self.id.cmp(&other.id))
            .then_with(|| self.kind.order(&other.kind))
    }
}

impl EntryKind {
    fn rank(&self) -> u8 {
        match self {
            Self::Created => 0,
            Self::Attribute { .. } => 1,
            Self::Assigned(_) => 2,
            Self::Event { .. } => 3,
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Attribute { attribute: a, value: x }, Self::Attribute { attribute: b, value: y }) => {
                a.cmp(b).then_with(|| order_of(std::slice::from_ref(x), std::slice::from_ref(y)))
            }
            (Self::Assigned(a), Self::Assigned(b)) => a.cmp(b),
            (Self::Event { event: a, properties: x }, Self::Event { event: b, properties: y }) => {
                a.cmp(b).then_with(|| order_of(x, y))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }
}
