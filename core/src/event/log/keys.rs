//! Whose the rows are and when: numbers in order, in nearly as few bits as their distances need.
//!
//! A block is Elias and Fano's form: the low bits of each number as they are, the high ones as gaps between bits that
//! are set. It can be searched without being unpacked.

use std::ops::Range;

use super::bits::{self, Packer};
use super::cursor::Cursor;
use super::frame::Frame;
use super::place::Place;
use crate::bytes::{Reader, put};

/// So many rows make a block.
pub(super) const BLOCK: usize = 256;

/// How many low bits a number can have, as bits.
const LOW_WIDTH: u32 = 6;

/// The customers and instants of rows in order.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    rows: u32,
    frame: Frame,
    /// The widths of a block's first number, and of where it begins.
    base_width: u8,
    start_width: u8,
    /// Where in the page what is said of the blocks and their rows begin, and how long these are.
    heads: u32,
    data: u32,
    len: u32,
}

impl Keys {
    pub(super) fn write(frame: &Frame, of: &[u32], at: &[i64], out: &mut Vec<u8>) {
        frame.write(out);
        let numbers: Vec<u64> = of.iter().zip(at).map(|(&of, &at)| frame.number(of, at)).collect();
        let (mut heads, mut data) = (Vec::new(), Vec::new());
        for block in numbers.chunks(BLOCK) {
            let (base, last) = (block[0], block[block.len() - 1]);
            let low = low_bits(block.len(), last - base);
            heads.push((base, data.len() as u64, low));
            bits::pack(&mut data, low, block.iter().map(|number| (number - base) & ((1 << low) - 1)));
            let start = data.len();
            data.resize(start + high_len(block.len(), (last - base) >> low), 0);
            for (row, number) in block.iter().enumerate() {
                let bit = ((number - base) >> low) as usize + row;
                data[start + bit / 8] |= 1 << (bit % 8);
            }
        }
        let base_width = bits::width(heads.last().map_or(0, |(base, _, _)| *base));
        let start_width = bits::width(heads.last().map_or(0, |(_, start, _)| *start));
        out.extend([base_width as u8, start_width as u8]);
        put(out, data.len() as u64);
        let mut packer = Packer::new(out);
        for (base, start, low) in heads {
            packer.push(base, base_width);
            packer.push(start, start_width);
            packer.push(u64::from(low), LOW_WIDTH);
        }
        packer.finish();
        out.extend_from_slice(&data);
    }

    /// Reads keys, and sees that their numbers are in order and can be.
    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Option<Self> {
        // A row takes a bit at least: a number alone makes no room.
        if rows == 0 || rows / 8 > reader.all().len() {
            return None;
        }
        let frame = Frame::read(reader)?;
        let (base_width, start_width) = (reader.byte()?, reader.byte()?);
        let len = reader.at_most(u32::MAX.into())? as u32;
        if base_width > 63 || start_width > 32 {
            return None;
        }
        let mut keys = Self { rows: u32::try_from(rows).ok()?, frame, base_width, start_width, heads: 0, data: 0, len };
        keys.heads = reader.skip((rows.div_ceil(BLOCK) * keys.head()).div_ceil(8))?;
        keys.data = reader.skip(len as usize)?;
        (reader.is_own() || keys.is_in_order(reader.all())).then_some(keys)
    }

    fn is_in_order(&self, bytes: &[u8]) -> bool {
        let blocks = self.rows().div_ceil(BLOCK);
        if !(0..blocks).all(|block| self.start(bytes, block) <= self.start(bytes, block + 1)) {
            return false;
        }
        let mut cursor = self.cursor(bytes, 0);
        let mut last = 0;
        for row in 0..self.rows() {
            match cursor.number() {
                Some(number) if number >= last && (row % BLOCK > 0 || number == self.base(bytes, row / BLOCK)) => last = number,
                _ => return false,
            }
        }
        self.frame.holds(last)
    }

    pub(super) fn rows(&self) -> usize {
        self.rows as usize
    }

    pub(super) fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Where the blocks begin in the page.
    pub(super) fn data(&self) -> usize {
        self.data as usize
    }

    /// The bits of what is said of a block.
    fn head(&self) -> usize {
        usize::from(self.base_width) + usize::from(self.start_width) + LOW_WIDTH as usize
    }

    /// The first number of a block.
    pub(super) fn base(&self, bytes: &[u8], block: usize) -> u64 {
        bits::at(bytes, self.heads as usize, block * self.head(), self.base_width.into())
    }

    /// Where a block begins, counted from where the first does; behind the last, where that ends.
    pub(super) fn start(&self, bytes: &[u8], block: usize) -> usize {
        if block >= self.rows().div_ceil(BLOCK) {
            return self.len as usize;
        }
        let bit = block * self.head() + usize::from(self.base_width);
        bits::at(bytes, self.heads as usize, bit, self.start_width.into()) as usize
    }

    /// How many low bits the numbers of a block have.
    pub(super) fn low(&self, bytes: &[u8], block: usize) -> u32 {
        let bit = block * self.head() + usize::from(self.base_width) + usize::from(self.start_width);
        bits::at(bytes, self.heads as usize, bit, LOW_WIDTH) as u32
    }

    /// Appends the places of rows.
    pub(super) fn take(&self, bytes: &[u8], rows: Range<usize>, of: &mut Vec<u32>, at: &mut Vec<i64>) {
        let mut numbers = [0; BLOCK];
        let mut row = rows.start;
        while row < rows.end {
            let block = row / BLOCK;
            let end = (rows.end - block * BLOCK).min(BLOCK);
            self.unpack(bytes, block, &mut numbers[..end]);
            let numbers = &numbers[row % BLOCK..end];
            let (first_of, first_at) = (of.len(), at.len());
            of.resize(first_of + numbers.len(), 0);
            at.resize(first_at + numbers.len(), 0);
            for ((of, at), &number) in of[first_of..].iter_mut().zip(&mut at[first_at..]).zip(numbers) {
                Place { of: *of, at: *at } = self.frame.place(number);
            }
            row = block * BLOCK + end;
        }
    }

    /// The numbers of the first rows of a block.
    fn unpack(&self, bytes: &[u8], block: usize, numbers: &mut [u64]) {
        let (base, low) = (self.base(bytes, block), self.low(bytes, block));
        let rows = self.rows().saturating_sub(block * BLOCK).min(BLOCK);
        let lows = self.data as usize + self.start(bytes, block);
        let highs = lows + bits::len(rows, low);
        let end = self.data as usize + self.start(bytes, block + 1);
        bits::unpack(bytes, lows, low, numbers);
        let mut rows = numbers.iter_mut();
        let mut gaps = base;
        for first in (highs..end).step_by(8) {
            let mut ahead = bits::word(bytes, first);
            for _ in 0..ahead.count_ones() {
                let Some(number) = rows.next() else { return };
                let bit = u64::from(ahead.trailing_zeros());
                *number = number.wrapping_add((bit << low).wrapping_add(gaps));
                ahead &= ahead.wrapping_sub(1);
                gaps = gaps.wrapping_sub(1 << low);
            }
            gaps = gaps.wrapping_add(64 << low);
        }
    }

    /// From a row on.
    pub(super) fn cursor<'a>(&'a self, bytes: &'a [u8], row: usize) -> Cursor<'a> {
        let mut cursor = Cursor::new(self, bytes, row / BLOCK);
        for _ in 0..row % BLOCK {
            cursor.number();
        }
        cursor
    }

    /// From the first row on that is not before a place.
    pub(super) fn seek<'a>(&'a self, bytes: &'a [u8], place: Place) -> Cursor<'a> {
        let number = self.frame.not_before(place);
        let blocks = self.rows().div_ceil(BLOCK);
        let (mut low, mut high) = (0, blocks);
        while low < high {
            let middle = low.midpoint(high);
            if self.base(bytes, middle) < number { low = middle + 1 } else { high = middle }
        }
        let mut cursor = Cursor::new(self, bytes, low.saturating_sub(1));
        cursor.skip_to(number);
        cursor
    }

    pub(super) fn place(&self, bytes: &[u8], row: usize) -> Option<Place> {
        self.cursor(bytes, row).number().map(|number| self.frame.place(number))
    }
}

/// The number of low bits with which numbers up to `last` take the least room.
fn low_bits(rows: usize, last: u64) -> u32 {
    let about = bits::width(last / rows as u64);
    let taken = |low: u32| low as usize * rows + (last >> low) as usize;
    (about.saturating_sub(2)..=about).min_by_key(|&low| taken(low)).unwrap_or(0)
}

fn high_len(rows: usize, last: u64) -> usize {
    (last as usize + rows).div_ceil(8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::log::cursor::Places;

    fn written(rows: &[Place]) -> Vec<u8> {
        let (of, at): (Vec<u32>, Vec<i64>) = rows.iter().map(|place| (place.of, place.at)).unzip();
        let mut out = Vec::new();
        Keys::write(&Frame::around(&of, &at).unwrap(), &of, &at, &mut out);
        out
    }

    fn rows() -> impl Strategy<Value = Vec<Place>> {
        let place =
            |customers: u32, times: i64| (0..customers, 0..times).prop_map(move |(of, at)| Place { of, at: at - times / 2 });
        let rows = prop_oneof![
            prop::collection::vec(place(3, 15_552_000_000), 1..900),
            prop::collection::vec(place(900, 15_552_000_000), 1..900),
            prop::collection::vec(place(1_000_000_000, 1_000), 1..900),
            prop::collection::vec(place(2, 2), 1..900),
        ];
        rows.prop_map(|mut rows| {
            rows.sort();
            rows
        })
    }

    proptest! {
        #[test]
        fn keys_come_back_and_are_found(rows in rows(), picks in prop::collection::vec((0..900_usize, -1..=1_i64, 0..2_u32), 1..20)) {
            let out = written(&rows);
            let mut reader = Reader::new(&out);
            let keys = Keys::read(&mut reader, rows.len()).unwrap();
            prop_assert!(reader.is_at_end());
            prop_assert_eq!(Places::new(keys.cursor(&out, 0)).collect::<Vec<_>>(), rows.clone());
            for (pick, later, more) in picks {
                let row = pick % rows.len();
                prop_assert_eq!(keys.place(&out, row), Some(rows[row]));
                let asked = Place { of: rows[row].of + more, at: rows[row].at + later };
                let first = rows.partition_point(|&place| place < asked);
                let cursor = keys.seek(&out, asked);
                prop_assert_eq!(cursor.row(), first, "{:?}", asked);
                prop_assert_eq!(Places::new(cursor).collect::<Vec<_>>(), &rows[first..]);
                let (mut of, mut at) = (Vec::new(), Vec::new());
                keys.take(&out, first..rows.len(), &mut of, &mut at);
                let taken: Vec<Place> = of.into_iter().zip(at).map(|(of, at)| Place { of, at }).collect();
                prop_assert_eq!(taken, &rows[first..]);
            }
        }

        #[test]
        fn foreign_bytes_are_keys_or_not(rows in rows(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let mut out = written(&rows);
            let head = out.len().min(40);
            changes.iter().for_each(|(place, byte)| out[place.index(head)] = *byte);
            if let Some(keys) = Keys::read(&mut Reader::new(&out), rows.len()) {
                prop_assert_eq!(Places::new(keys.cursor(&out, 0)).count(), rows.len());
                prop_assert!(keys.seek(&out, rows[0]).row() <= rows.len());
            }
        }
    }

    #[test]
    fn rows_take_little_more_than_their_distances_need() {
        // A million customers with twenty events each in 180 days, a sixteenth of them: distances of 29.5 bits.
        let span = 15_552_000_000_u64;
        let mut number = 1_u64;
        let mut rows: Vec<Place> = (0..62_500_u64)
            .map(|n| {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                Place { of: (n / 20) as u32, at: ((u128::from(number) * u128::from(span)) >> 64) as i64 }
            })
            .collect();
        rows.sort();
        let bits = written(&rows).len() as f64 * 8.0 / rows.len() as f64;
        assert!(bits < 32.0, "{bits}");
        rows.iter_mut().for_each(|place| place.at -= place.at % 1_000);
        rows.sort();
        let bits = written(&rows).len() as f64 * 8.0 / rows.len() as f64;
        assert!(bits < 22.0, "{bits}");
    }
}
