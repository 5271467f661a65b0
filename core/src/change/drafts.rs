use std::sync::Arc;

use super::chunk::Chunk;
use super::order::order;
use super::packed::{Packed, Tables};
use super::reason::{Reason, What};
use crate::customer::Ordinal;
use crate::rule::Legend;
use crate::time::Instant;

/// Changes of one commit before they have numbers, in any order.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    packed: Vec<Packed>,
    tables: Tables,
}

impl Drafts {
    pub(crate) fn len(&self) -> usize {
        self.packed.len()
    }

    /// Takes a change. Of one customer at one instant they stay in the order in which they are taken.
    pub(crate) fn push(&mut self, customer: Ordinal, at: Instant, what: What, why: Reason<'_>) {
        let packed = self.tables.pack(at, customer, what, why);
        self.packed.push(packed);
    }

    /// The latest instant up to which there are no more than so many changes, or the first with any; later changes are let go.
    pub(crate) fn cut(&mut self, most: usize, now: Instant) -> Instant {
        if self.packed.len() <= most {
            return now;
        }
        self.packed.sort_by_key(|packed| packed.at);
        let (first, beyond) = (self.packed[0].at, self.packed[most].at);
        let reached = self.packed[..most].iter().rev().map(|packed| packed.at).find(|&at| at < beyond).unwrap_or(first);
        let collected = self.packed.len();
        self.packed.retain(|packed| packed.at <= reached);
        // All at one instant, and nothing behind it: then the way is free.
        if self.packed.len() == collected { now } else { reached }
    }

    /// Numbers them from `first`, in order of instant and customer. `None` where there are none.
    pub(super) fn seal(mut self, first: u64, commit: u64, legend: &Arc<Legend>) -> Option<Chunk> {
        order(&mut self.packed);
        Chunk::of(self.packed, self.tables, first, commit, legend)
    }
}
