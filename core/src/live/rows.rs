use std::ops::Range;
use std::sync::Arc;

use super::row::Row;

/// The rows of customers whose ordinals follow each other, by their places among these.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// The row of a customer of whom nothing is known.
    blank: Arc<[i64]>,
    /// No more rows than these.
    most: usize,
    words: Vec<i64>,
}

/// So many rows there are at first.
const FIRST: usize = 16;

impl Rows {
    pub(super) fn new(blank: Arc<[i64]>, most: usize) -> Self {
        Self { blank, most, words: Vec::new() }
    }

    /// A row; blank, if there was none.
    pub(super) fn of(&mut self, place: usize) -> Row<'_> {
        Row::new(self.words(place))
    }

    /// The words of a row.
    pub(super) fn words(&mut self, place: usize) -> &mut [i64] {
        let words = self.blank.len();
        if self.words.len() < (place + 1) * words {
            self.grow(place + 1);
        }
        &mut self.words[place * words..(place + 1) * words]
    }

    #[cold]
    fn grow(&mut self, rows: usize) {
        let words = self.blank.len();
        let room = rows.next_power_of_two().max(FIRST).min(self.most.max(rows));
        self.words.reserve_exact(room * words - self.words.len());
        while self.words.len() < room * words {
            self.words.extend_from_slice(&self.blank);
        }
    }

    /// The words of a row, if there is one.
    pub(super) fn known(&self, place: usize) -> Option<&[i64]> {
        let words = self.blank.len();
        self.words.get(place * words..(place + 1) * words)
    }

    /// Bits in a row; none, if there is no row.
    pub(super) fn bits(&self, place: usize, bits: Range<usize>) -> &[i64] {
        let row = place * self.blank.len();
        self.words.get(row + bits.start..row + bits.end).unwrap_or(&[])
    }

    /// Bytes in use.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.words)
    }

    /// Lets go of what is kept in a row.
    pub(super) fn clear(&mut self, place: usize) {
        let blank = self.blank.clone();
        self.words(place).copy_from_slice(&blank);
    }
}
