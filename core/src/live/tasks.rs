//! Customers that are taken forward together.

use std::ops::Range;
use std::sync::Arc;

use super::short::Turned;
use crate::customer::{CustomerId, Ordinal};
use crate::event::{Entry, Schema};
use crate::reference::Firing;
use crate::rule::Plan;
use crate::time::Instant;

/// A customer to be taken forward, and which of the new entries are its.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) customer: Ordinal,
    pub(crate) fresh: Range<usize>,
}

/// What all of them go by.
#[derive(Clone, Copy)]
pub(crate) struct Onward<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) schema: &'a Schema,
    /// The new entries.
    pub(crate) entries: &'a [Arc<Entry>],
    pub(crate) until: Instant,
    /// Whether a customer is one id, to whom nothing is assigned and of whom nothing came late.
    pub(crate) is_plain: &'a (dyn Fn(Ordinal) -> bool + Sync),
    /// Under which id a customer is known.
    pub(crate) id: &'a (dyn Fn(Ordinal) -> Option<CustomerId> + Sync),
}

/// How far those of a shard came by their rows alone.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// What turned of whom. Records are told by their places among all new entries.
    pub(crate) turned: Vec<(Ordinal, Turned)>,
    /// What rules told of whom.
    pub(crate) fired: Vec<(Ordinal, Firing)>,
    /// Those tasks, by number, whose customers did not get there; and whether it is because a rule acts, before which they stand.
    pub(crate) left: Vec<(usize, bool)>,
}
