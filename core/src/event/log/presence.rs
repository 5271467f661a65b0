use super::bits;
use crate::bytes::Reader;

/// So many rows share one count.
const BLOCK: usize = 256;

/// Which rows have a value, and so which of the values is a row's.
#[derive(Clone, Debug)]
pub(super) struct Presence {
    rows: u32,
    count_width: u8,
    /// Where in the page the counts, one before each block, and the bits begin.
    counts: u32,
    bits: u32,
}

impl Presence {
    pub(super) fn write(present: &[bool], out: &mut Vec<u8>) {
        let width = bits::width(present.len() as u64);
        let mut count = 0;
        let counts = present.chunks(BLOCK).map(|block| {
            let before = count;
            count += block.iter().filter(|&&is_present| is_present).count() as u64;
            before
        });
        out.push(width as u8);
        bits::pack(out, width, counts);
        bits::pack(out, 1, present.iter().map(|&is_present| is_present.into()));
    }

    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Option<Self> {
        let count_width = reader.byte().filter(|&width| width <= 32)?;
        let counts = reader.skip(bits::len(rows.div_ceil(BLOCK), count_width.into()))?;
        let bits = reader.skip(bits::len(rows, 1))?;
        let presence = Self { rows: u32::try_from(rows).ok()?, count_width, counts, bits };
        let mut count = 0;
        for block in 0..if reader.is_own() { 0 } else { rows.div_ceil(BLOCK) } {
            if presence.before(reader.all(), block) != count {
                return None;
            }
            count += presence.within(reader.all(), block, BLOCK);
        }
        Some(presence)
    }

    /// How many values lie before a block.
    fn before(&self, bytes: &[u8], block: usize) -> usize {
        bits::get(bytes, self.counts as usize, self.count_width.into(), block) as usize
    }

    /// How many of the first rows of a block have a value.
    fn within(&self, bytes: &[u8], block: usize, rows: usize) -> usize {
        let rows = rows.min(self.rows as usize - block * BLOCK);
        let word = |first: usize| {
            let word = bits::word(bytes, self.bits as usize + (block * BLOCK + first) / 8);
            word & u64::MAX >> (64 - (rows - first).min(64))
        };
        (0..rows).step_by(64).map(|first| word(first).count_ones() as usize).sum()
    }

    pub(super) fn has(&self, bytes: &[u8], row: usize) -> bool {
        row < self.rows as usize && bits::get(bytes, self.bits as usize, 1, row) == 1
    }

    /// How many of the rows before one have a value.
    pub(super) fn rank(&self, bytes: &[u8], row: usize) -> usize {
        let row = row.min(self.rows as usize);
        let block = (row / BLOCK).min((self.rows as usize).saturating_sub(1) / BLOCK);
        self.before(bytes, block) + self.within(bytes, block, row - block * BLOCK)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranks_are_counts(present in prop::collection::vec(any::<bool>(), 1..700)) {
            let mut out = Vec::new();
            Presence::write(&present, &mut out);
            let mut reader = Reader::new(&out);
            let presence = Presence::read(&mut reader, present.len()).unwrap();
            prop_assert!(reader.is_at_end());
            for row in 0..=present.len() {
                prop_assert_eq!(presence.has(&out, row), present.get(row).copied().unwrap_or(false));
                prop_assert_eq!(presence.rank(&out, row), present[..row].iter().filter(|&&is_present| is_present).count());
            }
        }
    }
}
