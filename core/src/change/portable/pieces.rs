use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{read, write};
use crate::change::Feed;
use crate::change::chunk::Chunk;
use crate::rule::Legend;

/// Some changes of the feed in bytes, for a store: see `docs/format-feed.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FeedPiece {
    /// The number of the first change.
    pub(crate) first: u64,
    /// The number of the last.
    pub(crate) last: u64,
    pub(crate) bytes: Vec<u8>,
}

/// How far the feed has come and gone: what its changes do not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FeedMarks {
    /// The number of the last change that there ever was.
    pub(crate) last: u64,
    /// The number of the last change that was let go of.
    pub(crate) gone: u64,
}

impl Feed {
    pub(crate) fn marks(&self) -> FeedMarks {
        FeedMarks { last: self.last, gone: self.gone }
    }

    /// What is kept behind a number, in order; a commit lies in one piece. Behind the last number before a commit that is what the
    /// commit added. `None` if something is kept that tells nothing.
    pub(crate) fn pieces_behind(&self, sequence: u64) -> Option<Vec<FeedPiece>> {
        self.pieces_within(sequence.saturating_add(1)..=u64::MAX)
    }

    /// What is kept with numbers of a range, which is what a store has to have of them after a customer was forgotten.
    pub(crate) fn pieces_within(&self, sequences: RangeInclusive<u64>) -> Option<Vec<FeedPiece>> {
        let before = sequences.start().saturating_sub(1).max(self.gone);
        let piece = |chunk: &Arc<Chunk>| {
            let places = chunk.place_behind(before)..chunk.place_behind(*sequences.end());
            let last = places.end.checked_sub(1).filter(|&last| last >= places.start)?;
            let (first, last) = (chunk.sequence(places.start), chunk.sequence(last));
            Some(write(chunk, places).map(|bytes| FeedPiece { first, last, bytes }))
        };
        self.all().skip_while(|chunk| chunk.last() <= before).map_while(piece).collect()
    }

    /// The feed as it was when it told these pieces and marks: pieces come in order, none of them twice. Of customers below an
    /// ordinal, with the legend of each version of the handbook. `None` where bytes say what cannot be.
    pub(crate) fn of_pieces<B: AsRef<[u8]>>(
        pieces: impl IntoIterator<Item = B>,
        marks: FeedMarks,
        legends: &dyn Fn(u32) -> Option<Arc<Legend>>,
        given: usize,
    ) -> Option<Self> {
        let mut feed = Self::default();
        feed.gone = marks.gone;
        let (mut last, mut commit) = (0, 0);
        for bytes in pieces {
            let chunk = read(bytes.as_ref(), legends, given)?;
            if chunk.sequence(0) <= last || chunk.commit(0) <= commit {
                return None;
            }
            (last, commit) = (chunk.last(), chunk.commit(chunk.len() - 1));
            if last <= marks.gone {
                continue;
            }
            feed.held += chunk.len() - chunk.place_behind(marks.gone);
            feed.recent.push(Arc::new(chunk));
            feed.join();
        }
        feed.last = marks.last;
        (last.max(marks.gone) <= marks.last).then_some(feed)
    }
}
