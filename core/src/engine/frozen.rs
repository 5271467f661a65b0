//! Segments as sets that stay as they are.

use super::snapshot::Snapshot;
use crate::customer::CustomerId;
use crate::error::Result;
use crate::query::{Frozen, Segment};

impl Snapshot {
    /// The customers of a segment as a set, which stays as it is.
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn freeze(&self, segment: &Segment) -> Result<Frozen> {
        Ok(Frozen::of(self.selected(segment)?, &self.threads, self.instant))
    }

    /// The same instant, with the customers of a set alone: every query and every analysis of it is about them, and `not C` means
    /// those of them without C.
    ///
    /// # Errors
    /// `segment-outdated` if the set is of another engine.
    pub fn within(&self, frozen: &Frozen) -> Result<Self> {
        let within = self.within.shared(frozen.members(&self.threads)?);
        let mut narrowed = self.clone();
        (narrowed.within, narrowed.is_whole) = (within, false);
        Ok(narrowed)
    }

    /// The customers of a set whom the snapshot tells about, in id order.
    ///
    /// # Errors
    /// `segment-outdated` if the set is of another engine.
    pub fn frozen_ids(&self, frozen: &Frozen) -> Result<Vec<CustomerId>> {
        Ok(self.state.register.sorted_ids(&self.within.shared(frozen.members(&self.threads)?)))
    }
}
