use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::chunk::Chunk;
use super::{Changes, Drafts, Sieve};
use crate::customer::{Ordinal, Register};
use crate::error::{Error, ErrorKind, Result};
use crate::rule::Legend;

/// So many chunks of one size are copied together.
const TOGETHER: usize = 8;

/// The size from which on chunks are not copied into larger ones: 4,096 changes.
const LARGE: u32 = 4;

/// The power of [`TOGETHER`] up to which a chunk comes.
fn size(chunk: &Chunk) -> u32 {
    chunk.len().checked_ilog(TOGETHER).map_or(0, |size| size.min(LARGE))
}

/// The changes, in order of acceptance. Old ones are let go when there are more than are kept. Cloning shares them.
///
/// Each commit adds a chunk. Small ones are copied together, those of about the same size, so that many small commits
/// make few chunks: a change is copied four times at most.
#[derive(Clone, Debug, Default)]
pub(crate) struct Feed {
    /// In order, each large or before one that was.
    chunks: Arc<VecDeque<Arc<Chunk>>>,
    /// Behind them, in order, fewer than [`TOGETHER`] of each size.
    pub(super) recent: Vec<Arc<Chunk>>,
    /// The number of the last change.
    pub(super) last: u64,
    /// The number of the last change that is no longer kept. Its chunk may still be there.
    pub(super) gone: u64,
    /// How many are kept.
    pub(super) held: usize,
}

/// How many changes are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keep {
    pub(crate) changes: usize,
    /// Up to which number all consumers have done their work.
    pub(crate) acked: u64,
    /// How many are kept at most where some lie behind that number.
    pub(crate) unacked: usize,
    /// Whether none of those is ever let go of.
    pub(crate) refuses: bool,
}

/// A page of the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedPage {
    /// The changes, in order.
    pub changes: Changes,
    /// Pass this to the next call.
    pub next: u64,
    /// How many changes behind the given number were no longer kept: the reader came too late for them.
    pub missed: u64,
}

impl Feed {
    /// Numbers the changes of a commit and puts them behind all others. Gives them as they are told.
    pub(crate) fn append(&mut self, drafts: Drafts, commit: u64, legend: &Arc<Legend>, keep: Keep, ids: &Register) -> Changes {
        let mut changes = Changes::default();
        let Some(chunk) = drafts.seal(self.last + 1, commit, legend).map(Arc::new) else { return changes };
        changes.add(&chunk, 0..chunk.len(), ids);
        self.last = chunk.last();
        self.held += chunk.len();
        self.recent.push(chunk);
        self.join();
        self.let_go(commit, keep);
        changes
    }

    /// Copies the newest chunks together when there are so many that are no larger than the last. Large ones are put aside.
    pub(super) fn join(&mut self) {
        while let Some(last) = self.recent.last() {
            let size = size(last);
            if size == LARGE {
                Arc::make_mut(&mut self.chunks).extend(self.recent.drain(..));
                return;
            }
            let others = self.recent.iter().rposition(|chunk| self::size(chunk) > size).map_or(0, |larger| larger + 1);
            if self.recent.len() - others < TOGETHER {
                return;
            }
            let joined = Chunk::gather(self.recent[others..].iter().map(|chunk| &**chunk), |_| true);
            self.recent.truncate(others);
            self.recent.extend(joined.map(Arc::new));
        }
    }

    /// Lets go of the oldest commits while more changes are kept than are to be. The newest stays.
    fn let_go(&mut self, newest: u64, keep: Keep) {
        while self.held > keep.changes {
            let Some(first) = self.chunks.front().or(self.recent.first()) else { break };
            let place = first.place_behind(self.gone);
            if first.commit(place) == newest {
                break;
            }
            let (end, last) = first.end_of_commit(place);
            if last > keep.acked && (keep.refuses || self.held <= keep.unacked) {
                break;
            }
            self.held -= end - place;
            self.gone = last;
            if end == first.len() {
                self.drop_first();
            }
        }
    }

    fn drop_first(&mut self) {
        if self.chunks.is_empty() {
            self.recent.remove(0);
        } else {
            Arc::make_mut(&mut self.chunks).pop_front();
        }
    }

    /// Whether there is room for so many more changes, none of those being let go of that consumers have not acknowledged. A
    /// commit that none of those lies before always has room.
    ///
    /// # Errors
    /// `feed-full`.
    pub(crate) fn takes(&self, more: usize, keep: Keep) -> Result<()> {
        let acked = keep.acked.max(self.gone);
        let waiting: usize = self.all().map(|chunk| chunk.len() - chunk.place_behind(acked)).sum();
        if more == 0 || waiting == 0 || waiting.saturating_add(more) <= keep.unacked {
            return Ok(());
        }
        let message = format!("{waiting} changes are not acknowledged, and there is no room for {more} more");
        Err(Error::new(ErrorKind::FeedFull, message)
            .with_help("let the consumers acknowledge, unsubscribe one that is gone, or raise `feed_held_max`"))
    }

    /// The number of the last change that there ever was.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// The number of the last change that was let go of.
    pub(crate) fn gone(&self) -> u64 {
        self.gone
    }

    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.held
    }

    #[cfg(test)]
    pub(super) fn chunks(&self) -> usize {
        self.all().count()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Chunk>> {
        self.chunks.iter().chain(&self.recent)
    }

    /// Forgets the changes of customers. Their numbers are left out from now on.
    pub(crate) fn forget(&mut self, customers: &[Ordinal]) {
        let without = |chunk: &Arc<Chunk>| {
            if !chunk.has_any_of(customers) {
                return Some(chunk.clone());
            }
            Chunk::gather([&**chunk], |packed| !customers.contains(&packed.customer)).map(Arc::new)
        };
        if self.chunks.iter().any(|chunk| chunk.has_any_of(customers)) {
            self.chunks = Arc::new(self.chunks.iter().filter_map(without).collect());
        }
        self.recent = self.recent.iter().filter_map(without).collect();
        self.held = self.all().map(|chunk| chunk.len() - chunk.place_behind(self.gone)).sum();
    }

    /// Numbers between which all changes of customers lie, in order.
    pub(crate) fn ranges_of(&self, customers: &[Ordinal]) -> Vec<RangeInclusive<u64>> {
        let with = self.all().filter(|chunk| chunk.has_any_of(customers));
        with.map(|chunk| chunk.sequence(0)..=chunk.last()).collect()
    }

    /// At most `max` changes behind number `after`.
    pub(crate) fn page(&self, after: u64, max: usize, ids: &Register) -> FeedPage {
        let from = after.clamp(self.gone, self.last);
        let mut changes = Changes::default();
        let first = self.chunks.partition_point(|chunk| chunk.last() <= from);
        for chunk in self.chunks.range(first..).chain(&self.recent) {
            let start = chunk.place_behind(from);
            let end = chunk.len().min(start.saturating_add(max - changes.len()));
            changes.add(chunk, start..end, ids);
            if changes.len() == max {
                break;
            }
        }
        // A number that the feed has not reached yet is waited for, not forgotten.
        let next = changes.last().unwrap_or(from.max(after));
        FeedPage { changes, next, missed: self.gone.saturating_sub(after) }
    }

    /// At most `max` changes behind number `after` that pass, and the number up to which that are all.
    pub(crate) fn sifted(&self, after: u64, max: usize, sieve: &mut Sieve<'_>, ids: &Register) -> (Changes, u64) {
        let from = after.clamp(self.gone, self.last);
        let (mut changes, mut rest) = (Changes::default(), max);
        if max == 0 {
            return (changes, from);
        }
        if sieve.is_open() {
            let page = self.page(from, max, ids);
            let next = if page.changes.len() < max { self.last } else { page.next };
            return (page.changes, next);
        }
        let first = self.chunks.partition_point(|chunk| chunk.last() <= from);
        for chunk in self.chunks.range(first..).chain(&self.recent) {
            let places = chunk.place_behind(from)..chunk.len();
            let passing = sieve.passing(chunk, &places, rest);
            rest -= passing.len();
            if passing.len() == places.len() {
                changes.add(chunk, places, ids);
            } else if let Some(picked) = chunk.pick(&passing).map(Arc::new) {
                changes.add(&picked, 0..picked.len(), ids);
            }
            if let (0, Some(&last)) = (rest, passing.last()) {
                return (changes, chunk.sequence(last));
            }
        }
        (changes, self.last)
    }

    /// Bytes in use, about; texts of emits and names are not counted.
    #[cfg(feature = "measure")]
    pub(crate) fn bytes(&self) -> usize {
        let chunks = self.chunks.capacity() + self.recent.capacity();
        size_of::<Self>() + chunks * size_of::<Arc<Chunk>>() + self.all().map(|chunk| 16 + chunk.bytes()).sum::<usize>()
    }
}
