use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::{Entry, EntryKind};
use crate::customer::{CustomerId, Ordinal, Union};
use crate::time::Instant;
use crate::value::Datum;

/// All that is logged of one customer, in the total order.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    entries: Vec<Arc<Entry>>,
    /// How its ids became one customer, in order of time.
    unions: Arc<[Union]>,
    /// Under which of them it is known.
    id: Option<CustomerId>,
}

impl History {
    /// The history of a customer with these entries, which come in the total order.
    ///
    /// Of two ids that became one customer the same event or import may be logged: that counts which is first in order, so
    /// that it does not matter whether they arrived before the merge or behind it.
    pub(crate) fn of(mut entries: Vec<Arc<Entry>>, unions: Arc<[Union]>, id: Option<CustomerId>) -> Self {
        if !unions.is_empty() {
            let mut known = HashSet::new();
            entries.retain(|entry| entry.identity().is_none_or(|identity| known.insert(identity)));
        }
        Self { entries, unions, id }
    }

    pub(crate) fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// How its ids became one customer, in order of time.
    pub(crate) fn unions(&self) -> &[Union] {
        &self.unions
    }

    /// Under which of its ids it is known.
    pub(crate) fn id(&self) -> Option<&CustomerId> {
        self.id.as_ref()
    }

    /// Whether its ids are one customer at an instant: only then its rules act on it as one.
    pub(crate) fn is_one(&self, at: Instant) -> bool {
        self.unions.last().is_none_or(|last| last.at <= at)
    }

    /// How many entries lie before `at`.
    pub(crate) fn before(&self, at: Instant) -> usize {
        self.entries.partition_point(|entry| entry.at < at)
    }

    /// How many entries lie at or before `at`.
    pub(crate) fn until(&self, at: Instant) -> usize {
        self.entries.partition_point(|entry| entry.at <= at)
    }

    /// The history as it would be without some of its entries.
    pub(crate) fn without(&self, mut is_left_out: impl FnMut(&Entry) -> bool) -> Self {
        let mut history = self.clone();
        history.entries.retain(|entry| !is_left_out(entry));
        history
    }

    /// The values that so many attributes have at an instant, by number.
    pub(crate) fn attributes(&self, at: Instant, count: usize) -> Vec<Option<&Datum>> {
        let mut values = vec![None; count];
        for entry in &self.entries[..self.until(at)] {
            if let EntryKind::Attribute { attribute, value } = &entry.kind
                && let Some(known) = values.get_mut(*attribute)
            {
                *known = value.as_ref();
            }
        }
        values
    }

    /// Whether the first `visible` entries make the customer one of the universe: by its creation or an event.
    pub(crate) fn is_born(&self, visible: usize) -> bool {
        self.entries[..visible].iter().any(|entry| matches!(entry.kind, EntryKind::Created | EntryKind::Event { .. }))
    }

    /// What was known of some of its ids before an instant.
    pub(crate) fn part(&self, members: &BTreeSet<Ordinal>, unions: &[Union], before: Instant) -> Self {
        let entries = self.entries[..self.before(before)].iter().filter(|entry| members.contains(&entry.of)).cloned().collect();
        Self { entries, unions: unions.into(), id: self.id.clone() }
    }
}
