use std::collections::HashSet;
use std::sync::Arc;

use super::{Entry, EntryKind, Identity};
use crate::time::Instant;

/// All that is logged of one customer, in the total order.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    entries: Vec<Arc<Entry>>,
    /// What its events and imports are known again by.
    known: HashSet<Identity>,
}

impl History {
    pub(crate) fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// How many entries lie before `at`.
    pub(crate) fn before(&self, at: Instant) -> usize {
        self.entries.partition_point(|entry| entry.at < at)
    }

    /// How many entries lie at or before `at`.
    pub(crate) fn until(&self, at: Instant) -> usize {
        self.entries.partition_point(|entry| entry.at <= at)
    }

    /// Whether there is an event or import known by this.
    pub(crate) fn knows(&self, identity: &Identity) -> bool {
        self.known.contains(identity)
    }

    /// Puts an entry into its place. Its identity must be a new one: see [`knows`](Self::knows).
    pub(crate) fn add(&mut self, entry: Entry) {
        self.known.extend(entry.identity());
        let place = self.entries.partition_point(|known| known.order(&entry).is_le());
        self.entries.insert(place, Arc::new(entry));
    }

    /// Whether the first `visible` entries make the customer one of the universe: by its creation or an event.
    pub(crate) fn is_born(&self, visible: usize) -> bool {
        self.entries[..visible].iter().any(|entry| matches!(entry.kind, EntryKind::Created | EntryKind::Event { .. }))
    }
}
