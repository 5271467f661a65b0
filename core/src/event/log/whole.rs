//! A column of whole numbers, each block at its own width.

use std::ops::Range;

use super::bits::{self, Packer};
use crate::bytes::{Reader, put, put_signed};

/// So many rows make a block.
pub(super) const BLOCK: usize = 256;

/// A width in bits, as bits.
const WIDTH: u32 = 7;

/// Whole numbers as steps of one size above the least of them all. A block has steps of its own to begin with, and what its
/// rows have above them as bits. Numbers that are all the same take no room.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    rows: u32,
    least: i64,
    step: u64,
    /// The widths of what is said of each block.
    base_width: u8,
    place_width: u8,
    /// Where in the page that and the rows of the blocks begin.
    heads: u32,
    data: u32,
}

impl Whole {
    pub(super) fn write(numbers: &[i64], out: &mut Vec<u8>) {
        let least = numbers.iter().copied().min().unwrap_or(0);
        if numbers.iter().all(|&number| number == least) {
            put_signed(out, least);
            put(out, 1);
            out.extend([0, 0]);
            return;
        }
        let step = step(numbers.iter().map(|&number| number.wrapping_sub(least) as u64));
        let mut steps: Vec<u64> = numbers.iter().map(|&number| number.wrapping_sub(least) as u64).collect();
        if step > 1 {
            steps.iter_mut().for_each(|number| *number /= step);
        }
        let blocks = || steps.chunks(BLOCK);
        let bases: Vec<u64> = blocks().map(|block| block.iter().copied().min().unwrap_or(0)).collect();
        let width = |(block, base): (&[u64], &u64)| bits::width(block.iter().copied().max().unwrap_or(0) - base);
        let widths: Vec<u32> = blocks().zip(&bases).map(width).collect();
        let base_width = bits::width(bases.iter().copied().max().unwrap_or(0));
        // Blocks without any bits have no places.
        let place_width = if widths.iter().all(|&width| width == 0) {
            0
        } else {
            bits::width(widths.iter().map(|&width| u64::from(width)).sum())
        };
        put_signed(out, least);
        put(out, step);
        out.extend([base_width as u8, place_width as u8]);
        let mut heads = Packer::new(out);
        let mut place = 0;
        for (base, width) in bases.iter().zip(&widths) {
            heads.push(*base, base_width);
            heads.push(place, place_width);
            heads.push(u64::from(*width), if place_width == 0 { 0 } else { WIDTH });
            place += u64::from(*width);
        }
        heads.finish();
        for ((block, base), width) in blocks().zip(&bases).zip(widths) {
            bits::pack(out, width, block.iter().map(|step| step - base));
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Option<Self> {
        let (least, step) = (reader.signed()?, reader.number()?);
        let (base_width, place_width) = (reader.byte()?, reader.byte()?);
        let blocks = rows.div_ceil(BLOCK);
        if base_width > 64 || place_width > 32 {
            return None;
        }
        let mut whole = Self { rows: u32::try_from(rows).ok()?, least, step, base_width, place_width, heads: 0, data: 0 };
        whole.heads = reader.skip((blocks * whole.head()).div_ceil(8))?;
        let (mut place, mut len) = (0, 0);
        for block in 0..blocks {
            let (_, start, width) = whole.block(reader.all(), block);
            if start != place * (BLOCK / 8) || width > 64 {
                return None;
            }
            place += width as usize;
            len += bits::len(whole.rows_of(block), width);
        }
        whole.data = reader.skip(len)?;
        Some(whole)
    }

    /// The bits of what is said of a block.
    fn head(&self) -> usize {
        let width = if self.place_width == 0 { 0 } else { WIDTH };
        usize::from(self.base_width) + usize::from(self.place_width) + width as usize
    }

    fn rows_of(&self, block: usize) -> usize {
        (self.rows as usize - block * BLOCK).min(BLOCK)
    }

    /// What a block's rows are above, where they begin, and their width.
    fn block(&self, bytes: &[u8], block: usize) -> (u64, usize, u32) {
        let (start, bit) = (self.heads as usize, block * self.head());
        let (base, place) = (u32::from(self.base_width), u32::from(self.place_width));
        let number = |before: u32, width| bits::at(bytes, start, bit + before as usize, width);
        let width = if place == 0 { 0 } else { number(base + place, WIDTH) as u32 };
        (number(0, base), self.data as usize + number(base, place) as usize * (BLOCK / 8), width)
    }

    fn number(&self, steps: u64) -> i64 {
        self.least.wrapping_add(steps.wrapping_mul(self.step) as i64)
    }

    /// The number of a row; any number behind the last.
    pub(super) fn get(&self, bytes: &[u8], row: usize) -> i64 {
        if self.is_constant() {
            return self.least;
        }
        let (base, start, width) = self.block(bytes, row / BLOCK);
        self.number(base.wrapping_add(bits::get(bytes, start, width, row % BLOCK)))
    }

    /// Whether all rows have the same number.
    fn is_constant(&self) -> bool {
        self.base_width == 0 && self.place_width == 0
    }

    /// Appends the numbers of rows.
    pub(super) fn decode(&self, bytes: &[u8], rows: Range<usize>, out: &mut Vec<i64>) {
        let mut steps = [0; BLOCK];
        let mut row = rows.start;
        while row < rows.end {
            let (block, first) = (row / BLOCK, row % BLOCK);
            let end = (rows.end - block * BLOCK).min(BLOCK);
            let (base, start, width) = self.block(bytes, block);
            let steps = &mut steps[..end];
            bits::unpack(bytes, start, width, steps);
            out.extend(steps[first..].iter().map(|&step| self.number(base.wrapping_add(step))));
            row = block * BLOCK + end;
        }
    }
}

/// What divides all of the numbers, at least 1.
pub(super) fn step(numbers: impl Iterator<Item = u64>) -> u64 {
    let mut step = 0;
    for number in numbers {
        if step == 1 {
            break;
        }
        let (mut a, mut b) = (number, step);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        step = a;
    }
    step.max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8], rows: usize) -> Option<Whole> {
        let mut reader = Reader::new(bytes);
        Whole::read(&mut reader, rows).filter(|_| reader.is_at_end())
    }

    fn numbers() -> impl Strategy<Value = Vec<i64>> {
        let number = (any::<i64>(), 0..64).prop_map(|(number, shift)| number >> shift);
        let wild = prop::collection::vec(number, 0..600);
        let stepped = (any::<i64>(), 1..5_000_i64, prop::collection::vec(0..900_i64, 0..600))
            .prop_map(|(least, step, of)| of.into_iter().map(|steps| least.wrapping_add(steps * step)).collect());
        prop_oneof![wild, stepped]
    }

    proptest! {
        #[test]
        fn numbers_come_back(numbers in numbers(), from in 0..600_usize) {
            let mut out = Vec::new();
            Whole::write(&numbers, &mut out);
            let whole = read(&out, numbers.len()).unwrap();
            let one_by_one: Vec<i64> = (0..numbers.len()).map(|row| whole.get(&out, row)).collect();
            prop_assert_eq!(&one_by_one, &numbers);
            let from = from.min(numbers.len());
            let mut back = vec![1];
            whole.decode(&out, from..numbers.len(), &mut back);
            prop_assert_eq!(&back[1..], &numbers[from..]);
        }

        #[test]
        fn foreign_bytes_are_columns_or_not(bytes in prop::collection::vec(any::<u8>(), 0..60), rows in 0..700_usize) {
            if let Some(whole) = read(&bytes, rows) {
                (0..rows).for_each(|row| { whole.get(&bytes, row); });
                whole.decode(&bytes, 0..rows, &mut Vec::new());
            }
        }
    }

    #[test]
    fn room_is_for_what_differs() {
        let len = |numbers: &[i64]| {
            let mut out = Vec::new();
            Whole::write(numbers, &mut out);
            out.len()
        };
        assert_eq!(len(&[7; 10_000]), 4);
        // Ten bits each for a thousand steps of an hour.
        let hours: Vec<i64> = (0..10_240).map(|n| (n * 7919 % 1000) * 3_600_000).collect();
        assert!(len(&hours) < 10_240 * 10 / 8 + 150, "{}", len(&hours));
    }
}
