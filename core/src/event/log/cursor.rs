use super::bits;
use super::keys::{BLOCK, Keys};
use super::place::Place;

/// Keys one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    keys: &'a Keys,
    bytes: &'a [u8],
    row: usize,
    base: u64,
    low: u32,
    /// Where the block's low bits, its high bits and the block behind it begin.
    lows: usize,
    highs: usize,
    end: usize,
    /// The high bits of which word are looked at, and which of them lie ahead.
    word: usize,
    ahead: u64,
}

impl<'a> Cursor<'a> {
    /// From a block on.
    pub(super) fn new(keys: &'a Keys, bytes: &'a [u8], block: usize) -> Self {
        let mut cursor = Self { keys, bytes, row: block * BLOCK, base: 0, low: 0, lows: 0, highs: 0, end: 0, word: 0, ahead: 0 };
        cursor.enter(block);
        cursor
    }

    fn enter(&mut self, block: usize) {
        let Self { keys, bytes, .. } = *self;
        let rows = keys.rows().saturating_sub(block * BLOCK).min(BLOCK);
        if rows == 0 {
            return;
        }
        self.base = keys.base(bytes, block);
        self.low = keys.low(bytes, block);
        self.lows = keys.data() + keys.start(bytes, block);
        self.highs = self.lows + bits::len(rows, self.low);
        self.end = keys.data() + keys.start(bytes, block + 1);
        self.word = 0;
        self.ahead = self.high(0);
    }

    /// A word of the block's high bits: what lies behind its end belongs to another.
    fn high(&self, word: usize) -> u64 {
        let at = self.highs + word * 8;
        let left = self.end.saturating_sub(at).min(8) as u32;
        bits::word(self.bytes, at) & u64::MAX.checked_shr(64 - 8 * left).unwrap_or(0)
    }

    /// The row that comes next.
    pub(super) fn row(&self) -> usize {
        self.row
    }

    /// The number of the next row; none behind the last, or where the bytes are damaged.
    #[inline]
    pub(super) fn number(&mut self) -> Option<u64> {
        if self.row >= self.keys.rows() {
            return None;
        }
        while self.ahead == 0 {
            self.word += 1;
            if self.highs + self.word * 8 >= self.end {
                return None;
            }
            self.ahead = self.high(self.word);
        }
        let bit = self.word * 64 + self.ahead.trailing_zeros() as usize;
        self.ahead &= self.ahead - 1;
        let row = self.row % BLOCK;
        let low = bits::get(self.bytes, self.lows, self.low, row);
        // Damaged bytes may have more rows than bits.
        let number = self.base.wrapping_add((bit.wrapping_sub(row) as u64) << self.low | low);
        self.row += 1;
        if self.row.is_multiple_of(BLOCK) {
            self.enter(self.row / BLOCK);
        }
        Some(number)
    }

    /// Goes on to the first row with at least this number, within this block or the first of the next.
    pub(super) fn skip_to(&mut self, number: u64) {
        let mut gaps = number.saturating_sub(self.base) >> self.low;
        let rows = self.keys.rows();
        // Each bit that is not set is a gap; in front of the rows wanted lie so many.
        while gaps > 0 && self.highs + self.word * 8 < self.end {
            let here = u64::from(self.ahead.count_zeros());
            if here < gaps {
                gaps -= here;
                self.row += self.ahead.count_ones() as usize;
                self.word += 1;
                self.ahead = self.high(self.word);
                continue;
            }
            let mut zeros = !self.ahead;
            for _ in 1..gaps {
                zeros &= zeros - 1;
            }
            let past = u64::MAX.checked_shl(zeros.trailing_zeros() + 1).unwrap_or(0);
            self.row += (self.ahead & !past).count_ones() as usize;
            self.ahead &= past;
            gaps = 0;
        }
        self.row = self.row.min(rows);
        if self.row < rows && self.row > 0 && self.row.is_multiple_of(BLOCK) {
            self.enter(self.row / BLOCK);
        }
        loop {
            let before = *self;
            match self.number() {
                Some(found) if found < number => {}
                _ => {
                    *self = before;
                    return;
                }
            }
        }
    }
}

/// Customers and instants one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places<'a>(Cursor<'a>);

impl<'a> Places<'a> {
    pub(super) fn new(cursor: Cursor<'a>) -> Self {
        Self(cursor)
    }
}

impl Iterator for Places<'_> {
    type Item = Place;

    #[inline]
    fn next(&mut self) -> Option<Place> {
        let number = self.0.number()?;
        Some(self.0.keys.frame().place(number))
    }
}
