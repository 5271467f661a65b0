//! What is logged of customers, read from the log.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::state::State;
use crate::customer::{Ordinal, Union};
use crate::error::Result;
use crate::event::History;
use crate::time::Instant;

impl State {
    /// All that is logged of a customer. Costs a search in each part of the log.
    pub(super) fn history(&self, customer: Ordinal) -> History {
        let merged = self.identities.merged(customer);
        let entries = match merged {
            Some(_) => self.log.entries(&self.identities.members(customer), Instant::MIN, Instant::NEVER),
            None => self.log.entries(&[customer], Instant::MIN, Instant::NEVER),
        };
        History::of(entries, self.unions(customer), self.register.id(customer))
    }

    /// How the ids of a customer became one, in order of time.
    pub(super) fn unions(&self, customer: Ordinal) -> Arc<[Union]> {
        self.identities.merged(customer).map_or_else(Arc::default, |merged| merged.unions.clone())
    }

    /// Tells the history of each customer, in order of ordinals but for those who are several ids, which come last.
    pub(super) fn each_history(&self, mut tell: impl FnMut(Ordinal, History) -> Result<()>) -> Result<()> {
        let mut merged = BTreeSet::new();
        for (of, entries) in self.log.customers(|_| true) {
            let customer = self.identities.survivor(of);
            if self.identities.merged(customer).is_some() {
                merged.insert(customer);
                continue;
            }
            tell(customer, History::of(entries, Arc::default(), self.register.id(customer)))?;
        }
        merged.into_iter().try_for_each(|customer| tell(customer, self.history(customer)))
    }
}
