use std::sync::Arc;

use super::chunk::Chunk;
use super::order::order;
use super::packed::{Packed, Tables};
use super::reason::{Reason, What};
use super::{ChangeKind, Changes};
use crate::customer::{Ordinal, Register};
use crate::route::Anew;
use crate::rule::Legend;
use crate::time::Instant;

/// Changes of one commit before they have numbers, in any order.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    packed: Vec<Packed>,
    tables: Tables,
    /// The customers whose lives were worked out anew, with the turns of the lines of routes.
    anew: Vec<Anew>,
}

/// A line of a route became true or false of a customer, as the turn of the tag that stands for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unseen {
    pub(crate) at: Instant,
    pub(crate) customer: Ordinal,
    pub(crate) tag: usize,
    pub(crate) gained: bool,
    packed: Packed,
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

    /// Lets go of the changes of all customers but some.
    pub(crate) fn keep(&mut self, is_kept: impl Fn(Ordinal) -> bool) {
        self.packed.retain(|packed| is_kept(packed.customer));
    }

    /// Lets go of all but the turns of one tag up to an instant; the tag has a number if it is declared.
    pub(crate) fn keep_turns(&mut self, number: Option<usize>, path: &str, until: Instant) {
        let tables = &self.tables;
        let is_of = |what: &What| match what {
            What::Other(ChangeKind::Gained { tag } | ChangeKind::Lost { tag }) => **tag == *path,
            _ => false,
        };
        self.packed.retain(|packed| match packed.turned() {
            _ if packed.at > until => false,
            Some((_, tag)) => number == Some(tag),
            None => number.is_none() && tables.unpack(packed).is_some_and(|(what, _)| is_of(&what)),
        });
    }

    /// What they tell, in order of instant and customer, without a place in the feed.
    pub(crate) fn told(self, legend: &Arc<Legend>, ids: &Register) -> Changes {
        let mut changes = Changes::default();
        if let Some(chunk) = self.seal(1, 0, legend).map(Arc::new) {
            changes.add(&chunk, 0..chunk.len(), ids);
        }
        changes
    }

    /// Takes out what is not told as such: the turns of tags from a number on, in order of instant and customer.
    pub(crate) fn take_unseen(&mut self, first: usize) -> Vec<Unseen> {
        let unseen = |packed: &Packed| {
            let (gained, tag) = packed.turned().filter(|(_, tag)| *tag >= first)?;
            Some(Unseen { at: packed.at, customer: packed.customer, tag, gained, packed: *packed })
        };
        let mut taken: Vec<Packed> = Vec::new();
        self.packed.retain(|packed| {
            let is_seen = unseen(packed).is_none();
            if !is_seen {
                taken.push(*packed);
            }
            is_seen
        });
        order(&mut taken);
        taken.iter().filter_map(unseen).collect()
    }

    /// Takes a change of the same customer at the same instant for the same cause as such a turn.
    pub(crate) fn push_like(&mut self, turn: &Unseen, what: What) {
        let packed = self.tables.pack_like(&turn.packed, what);
        self.packed.push(packed);
    }

    pub(crate) fn push_anew(&mut self, anew: Anew) {
        self.anew.push(anew);
    }

    pub(crate) fn take_anew(&mut self) -> Vec<Anew> {
        std::mem::take(&mut self.anew)
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
