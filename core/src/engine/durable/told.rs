//! The rows of the change feed: each begins with the change by whose number it lies.

use std::collections::VecDeque;
use std::io;
use std::ops::RangeInclusive;

use super::journal::put;
use crate::change::{Feed, FeedMarks, FeedPiece};
use crate::store::{Table, Write};

/// So many rows are made few when commits are folded in.
const FEW: usize = 8;

/// Which rows there are.
#[derive(Clone, Debug, Default)]
pub(super) struct ToldRows {
    /// The numbers of the first and last change of each, in order.
    rows: VecDeque<RangeInclusive<u64>>,
    /// The number of the last change that was ever put there.
    last: u64,
    /// How many of the rows, from the first on, are as large as they come to be.
    settled: usize,
}

impl ToldRows {
    /// What was read.
    pub(super) fn of(rows: impl IntoIterator<Item = RangeInclusive<u64>>, last: u64) -> Self {
        let rows: VecDeque<_> = rows.into_iter().collect();
        Self { settled: rows.len(), rows, last }
    }

    /// Writes what the feed tells more, and lets go of what it let go of. Gives what is to be noted of that once it is taken.
    pub(super) fn more(&self, feed: &Feed, writes: &mut Vec<Write>) -> io::Result<More> {
        let pieces = feed.pieces_behind(self.last).ok_or_else(unwritable)?;
        let FeedMarks { last, gone } = feed.marks();
        let goes = self.rows.iter().take_while(|row| *row.end() <= gone);
        let rows_gone = goes.inspect(|row| writes.push(delete(row))).count();
        let rows = pieces.into_iter().map(|piece| written(piece, writes)).collect();
        Ok(More { rows, last, rows_gone })
    }

    /// What was written is there.
    pub(super) fn follow(&mut self, more: More) {
        self.rows.drain(..more.rows_gone);
        self.settled = self.settled.saturating_sub(more.rows_gone);
        self.rows.extend(more.rows);
        self.last = more.last;
    }

    /// Makes the newest rows few, if they are many.
    pub(super) fn settle(&mut self, feed: &Feed, writes: &mut Vec<Write>) -> io::Result<()> {
        if self.rows.len() - self.settled > FEW
            && let Some(first) = self.rows.get(self.settled).map(|row| *row.start())
        {
            self.write_anew(self.settled..self.rows.len(), first..=u64::MAX, feed, writes)?;
        }
        self.settled = self.rows.len();
        Ok(())
    }

    /// Writes those rows anew that lie within ranges, which come in order: the feed tells less of them.
    pub(super) fn forget(&mut self, told: &[RangeInclusive<u64>], feed: &Feed, writes: &mut Vec<Write>) -> io::Result<()> {
        for range in told.iter().rev() {
            let first = self.rows.partition_point(|row| row.end() < range.start());
            let end = self.rows.partition_point(|row| row.start() <= range.end());
            if let Some((first_row, last_row)) = self.rows.get(first).zip(end.checked_sub(1).and_then(|last| self.rows.get(last)))
            {
                let within = *first_row.start()..=*last_row.end();
                if first < end {
                    self.write_anew(first..end, within, feed, writes)?;
                }
            }
        }
        self.settled = self.settled.min(self.rows.len());
        Ok(())
    }

    fn write_anew(
        &mut self,
        which: std::ops::Range<usize>,
        within: RangeInclusive<u64>,
        feed: &Feed,
        writes: &mut Vec<Write>,
    ) -> io::Result<()> {
        let pieces = feed.pieces_within(within).ok_or_else(unwritable)?;
        let behind = self.rows.split_off(which.end);
        writes.extend(self.rows.drain(which.start..).map(|row| delete(&row)));
        self.rows.extend(pieces.into_iter().map(|piece| written(piece, writes)));
        self.rows.extend(behind);
        Ok(())
    }
}

/// What a commit adds to the rows, and takes away.
#[derive(Debug)]
pub(super) struct More {
    rows: Vec<RangeInclusive<u64>>,
    /// The number of the last change.
    last: u64,
    /// So many of the first rows are gone.
    rows_gone: usize,
}

fn delete(row: &RangeInclusive<u64>) -> Write {
    Write::Delete { table: Table::Feed, keys: *row.start()..=*row.start() }
}

/// Writes a piece as a row.
fn written(FeedPiece { first, last, bytes }: FeedPiece, writes: &mut Vec<Write>) -> RangeInclusive<u64> {
    writes.push(put(Table::Feed, first, &bytes));
    first..=last
}

fn unwritable() -> io::Error {
    io::Error::other("the feed tells what has no form")
}
