//! How many merges make one customer, those counted that wait and those of the batch.

use std::collections::HashMap;

use super::staging::Staging;
use super::state::Waiting;
use crate::customer::{Merge, Ordinal};
use crate::error::{Error, ErrorKind, Result};

/// A customer's life is that of each of its ids up to where they became one, worked out anew with each merge and each late record:
/// time that grows with the cube of their number. People have few ids; an id that does not stand for a person may be merged
/// with everything.
const MAX_MERGES: usize = 200;

/// Which customers are going to be one.
#[derive(Default)]
pub(super) struct Joined {
    /// Each customer's next, on the way to the one that stands for all.
    next: HashMap<Ordinal, Ordinal>,
    /// How many merges make a customer, by the one that stands for all.
    merges: HashMap<Ordinal, usize>,
}

impl Joined {
    fn of(&mut self, customer: Ordinal) -> Ordinal {
        let mut top = customer;
        while let Some(&next) = self.next.get(&top) {
            top = next;
        }
        let mut at = customer;
        while at != top {
            at = self.next.insert(at, top).unwrap_or(top);
        }
        top
    }

    /// Lets two become one, each made by so many merges as is known; gives how many make the one.
    fn join(&mut self, one: Ordinal, other: Ordinal, known: impl Fn(Ordinal) -> usize) -> usize {
        let (one, other) = (self.of(one), self.of(other));
        let mut count = |customer| self.merges.remove(&customer).unwrap_or_else(|| known(customer));
        let merges = 1 + count(one) + if one == other { 0 } else { count(other) };
        if one != other {
            self.next.insert(one, other);
        }
        self.merges.insert(other, merges);
        merges
    }
}

impl Staging<'_> {
    /// Refuses a merge that would make a customer of too many. Whatever waits is counted, so that it can come into force.
    pub(super) fn may_merge(&mut self, merge: &Merge) -> Result<()> {
        if self.merges.contains(merge) || self.state.identities.knows(merge, &self.state.register) {
            return Ok(());
        }
        if self.joined.is_none() {
            self.joined = Some(Joined::default());
            let waiting = self.state.waiting.clone();
            for waiting in waiting.values() {
                if let Waiting::Merge(merge) = waiting {
                    self.join(merge);
                }
            }
        }
        if self.join(merge) <= MAX_MERGES {
            return Ok(());
        }
        let message = format!("the customer would be made of more than {MAX_MERGES} merges");
        Err(Error::new(ErrorKind::LimitExceeded, message).with_help("leave out ids that do not stand for one customer"))
    }

    fn join(&mut self, merge: &Merge) -> usize {
        let (Some(joined), identities) = (&mut self.joined, &self.state.identities) else { return 0 };
        let survivor = |id| self.state.register.ordinal(id).map(|ordinal| identities.survivor(ordinal));
        match (survivor(&merge.from), survivor(&merge.into)) {
            (Some(from), Some(into)) => joined.join(from, into, |customer| identities.merges_of(customer)),
            _ => 0,
        }
    }
}
