use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::{Entry, EntryKind, Identity};
use crate::customer::{CustomerId, Ordinal, Union};
use crate::time::Instant;
use crate::value::Datum;

/// All that is logged of one customer, in the total order.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    entries: Vec<Arc<Entry>>,
    /// What its events and imports are known again by.
    known: HashSet<Identity>,
    /// How its ids became one customer, in order of time.
    unions: Arc<[Union]>,
    /// Under which of them it is known.
    id: Option<CustomerId>,
    /// Whether it has, or ever had, an assignment.
    has_assignments: bool,
}

impl History {
    /// Whether all of it is creation, attributes and events of one id.
    pub(crate) fn is_plain(&self) -> bool {
        !self.has_assignments && self.unions.is_empty()
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

    /// Says so, if it is not said yet.
    pub(crate) fn know_as(&mut self, id: impl FnOnce() -> Option<CustomerId>) {
        if self.id.is_none() {
            self.id = id();
        }
    }

    pub(crate) fn set_unions(&mut self, unions: Arc<[Union]>) {
        self.unions = unions;
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

    /// Whether an entry says what is known already.
    ///
    /// Of one id the first to arrive counts. Of two ids that became one customer the one that is first in order, so that it
    /// does not matter whether they arrived before the merge or behind it.
    pub(crate) fn knows(&self, entry: &Entry) -> bool {
        self.twin(entry).is_some_and(|twin| twin.of == entry.of || twin.order(entry).is_le())
    }

    fn twin(&self, entry: &Entry) -> Option<&Arc<Entry>> {
        let identity = entry.identity().filter(|identity| self.known.contains(identity))?;
        self.entries.iter().find(|known| known.identity().as_ref() == Some(&identity))
    }

    /// Puts an entry into its place, unless it is [known](Self::knows).
    pub(crate) fn add(&mut self, entry: Arc<Entry>) {
        if self.knows(&entry) {
            return;
        }
        if let Some(twin) = self.twin(&entry).cloned() {
            self.entries.retain(|known| !Arc::ptr_eq(known, &twin));
        }
        self.known.extend(entry.identity());
        self.has_assignments |= matches!(entry.kind, EntryKind::Assigned(_));
        let place = self.entries.partition_point(|known| known.order(&entry).is_le());
        self.entries.insert(place, entry);
    }

    /// The history as it would be without some of its entries.
    pub(crate) fn without(&self, is_left_out: impl Fn(&Entry) -> bool) -> Self {
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
        Self { entries, known: HashSet::new(), unions: unions.into(), id: self.id.clone(), has_assignments: self.has_assignments }
    }
}
