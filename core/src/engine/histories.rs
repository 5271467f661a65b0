//! What is logged of customers, read from the log.

use std::collections::BTreeSet;
use std::ops::Range;
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
        self.histories_within(0..Ordinal::MAX, &mut tell)?;
        self.histories_of_merged(tell)
    }

    /// Tells the histories of those customers within a range who are one id.
    pub(super) fn histories_within(
        &self,
        ordinals: Range<Ordinal>,
        tell: &mut dyn FnMut(Ordinal, History) -> Result<()>,
    ) -> Result<()> {
        for (of, entries) in self.log.customers_within(ordinals.start.into()..ordinals.end.into(), |_| true) {
            if self.identities.merged(of).is_none() {
                tell(of, History::of(entries, Arc::default(), self.register.id(of)))?;
            }
        }
        Ok(())
    }

    /// Tells the histories of those who are several ids.
    pub(super) fn histories_of_merged(&self, mut tell: impl FnMut(Ordinal, History) -> Result<()>) -> Result<()> {
        let merged: BTreeSet<Ordinal> = self.identities.all_merged().map(|(_, survivor)| survivor).collect();
        for customer in merged {
            let history = self.history(customer);
            if !history.entries().is_empty() {
                tell(customer, history)?;
            }
        }
        Ok(())
    }
}
