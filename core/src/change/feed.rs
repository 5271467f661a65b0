use std::sync::Arc;

use super::Change;
use crate::customer::CustomerId;

/// The changes, in order of acceptance. Old ones are let go when there are more than are kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Feed {
    /// One chunk a commit, in order; none is empty.
    chunks: Vec<Arc<[Change]>>,
    /// The number of the last change.
    last: u64,
    /// The number of the last change that is no longer kept.
    gone: u64,
    held: usize,
}

/// A piece of the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedPage {
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// Pass this to the next call.
    pub next: u64,
    /// How many changes behind the given number were no longer kept: the reader came too late for them.
    pub missed: u64,
}

impl Feed {
    /// The number of the last change; 0 before the first.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    pub(crate) fn append(&mut self, changes: &[Change], keep: usize) {
        if changes.is_empty() {
            return;
        }
        self.last += changes.len() as u64;
        self.held += changes.len();
        self.chunks.push(changes.into());
        let mut gone = 0;
        while self.held > keep && gone + 1 < self.chunks.len() {
            self.held -= self.chunks[gone].len();
            self.gone = self.chunks[gone].last().map_or(self.gone, |change| change.sequence);
            gone += 1;
        }
        self.chunks.drain(..gone);
    }

    /// Forgets the changes of customers. Their numbers are left out from now on.
    pub(crate) fn forget(&mut self, customers: &[CustomerId]) {
        for chunk in &mut self.chunks {
            if chunk.iter().any(|change| customers.contains(&change.customer)) {
                *chunk = chunk.iter().filter(|change| !customers.contains(&change.customer)).cloned().collect();
            }
        }
        self.chunks.retain(|chunk| !chunk.is_empty());
        self.held = self.chunks.iter().map(|chunk| chunk.len()).sum();
    }

    /// At most `max` changes behind number `after`.
    pub(crate) fn page(&self, after: u64, max: usize) -> FeedPage {
        let from = after.clamp(self.gone, self.last);
        let mut changes = Vec::new();
        for chunk in &self.chunks {
            if chunk.last().is_none_or(|change| change.sequence <= from) {
                continue;
            }
            changes.extend(chunk.iter().filter(|change| change.sequence > from).take(max - changes.len()).cloned());
            if changes.len() == max {
                break;
            }
        }
        // A number that the feed has not reached yet is waited for, not forgotten.
        let next = changes.last().map_or(from.max(after), |change| change.sequence);
        FeedPage { changes, next, missed: self.gone.saturating_sub(after) }
    }
}
