//! Columns as they are kept beyond the process: a block at a time, and what flips since.

use std::sync::Arc;

use tagora_kernel::{BITS, Bits, Level, decode};

use super::block::Block;
use super::set::Column;
use crate::customer::Ordinal;

impl Column {
    /// A block's members as bytes, in Roaring's portable form; none if it has no members.
    pub(crate) fn block_bytes(&self, block: usize) -> Option<Vec<u8>> {
        self.block(block).to_portable(u16::try_from(block).ok()?)
    }

    /// The set of a block's members, as [`block_bytes`](Self::block_bytes) gave them. `None` where bytes are of another block, or of
    /// none.
    pub(crate) fn of_block_bytes(block: usize, bytes: &[u8]) -> Option<Self> {
        let column = Self::from_portable(bytes).ok()?;
        let is_alone = column.blocks() == block + 1 && u64::from(column.block(block).ones()) == column.len();
        is_alone.then_some(column)
    }

    /// What sets have together, of which each has the next block at the earliest.
    pub(crate) fn of_parts(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<Block> = Vec::new();
        for part in parts {
            let first = all.len();
            all.extend((first..part.blocks()).map(|block| part.block(block).clone()));
        }
        Self::of_blocks(all)
    }

    /// The bytes that the blocks take, about: all, or those that were changed since they were taken last.
    pub(crate) fn block_bytes_len(&self, is_all: bool) -> usize {
        let blocks = (0..self.blocks()).filter(|&block| is_all || self.is_block_dirty(block));
        blocks.map(|block| (2 * self.block(block).ones() as usize).min(BITS / 8)).sum()
    }

    /// Whoever is in one of two sets alone, in order. What they share costs nothing.
    pub(crate) fn flipped(&self, other: &Self) -> Vec<Ordinal> {
        let mut flipped = Vec::new();
        if self.is_shared(other) {
            return flipped;
        }
        let (mut room, mut other_room) = (Bits::ZERO, Bits::ZERO);
        for block in 0..self.blocks().max(other.blocks()) {
            let (one, other) = (self.block(block), other.block(block));
            if one.is_shared(other) {
                continue;
            }
            one.fill(&mut room);
            let other = other.bits(&mut other_room);
            room.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word ^= other);
            decode(Level::best(), &room, (block as u32) << 16, &mut flipped);
        }
        flipped
    }

    /// Adds those who are no members, and takes those who are.
    pub(crate) fn flip(&mut self, customers: &[Ordinal]) {
        for &customer in customers {
            self.put(customer, !self.contains(customer));
        }
    }
}

impl Block {
    /// Whether both are the same place in memory.
    fn is_shared(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Empty, Self::Empty) | (Self::Full, Self::Full) => true,
            (Self::Listed(one), Self::Listed(other)) => Arc::ptr_eq(one, other),
            (Self::Dense(one, _), Self::Dense(other, _)) => Arc::ptr_eq(one, other),
            (Self::Cold(one, _), Self::Cold(other, _)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roaring::RoaringBitmap;

    use super::*;

    /// Members of all sorts: few, many, in runs, all of a block.
    fn column() -> impl Strategy<Value = Column> {
        let some = prop::collection::vec(0..300_000_u32, 0..2_000);
        let runs = prop::collection::vec((0..300_000_u32, 1..70_000_u32), 0..4);
        (some, runs, 1..9_u32, any::<bool>()).prop_map(|(some, runs, step, is_cold)| {
            let runs = runs.into_iter().flat_map(|(start, len)| (start..start + len).step_by(step as usize));
            let mut column: Column = some.into_iter().chain(runs).collect::<RoaringBitmap>().iter().collect();
            if is_cold {
                column.freeze();
            }
            column
        })
    }

    proptest! {
        #[test]
        fn blocks_come_back_and_are_roaring(column in column()) {
            let rows: Vec<(usize, Vec<u8>)> =
                (0..column.blocks()).filter_map(|block| Some((block, column.block_bytes(block)?))).collect();
            let parts: Option<Vec<Column>> = rows.iter().map(|(block, bytes)| Column::of_block_bytes(*block, bytes)).collect();
            prop_assert_eq!(parts.map(Column::of_parts), Some(column.clone()));
            let mut all = RoaringBitmap::new();
            for (block, bytes) in &rows {
                let mut other = RoaringBitmap::deserialize_from(&**bytes).unwrap();
                prop_assert!(bytes.len() <= 16 + (2 * other.len() as usize).min(8192), "{}", block);
                other.optimize();
                prop_assert!(bytes.len() <= other.serialized_size() + 8, "{}: {}, {}", block, bytes.len(), other.serialized_size());
                all |= other;
            }
            prop_assert_eq!(all, column.to_roaring());
            if let Some((block, bytes)) = rows.first() {
                prop_assert_eq!(Column::of_block_bytes(block + 1, bytes), None);
            }
        }

        #[test]
        fn flips_lead_from_one_set_to_another(one in column(), other in column()) {
            let flipped = other.flipped(&one);
            let expected = one.to_roaring() ^ other.to_roaring();
            prop_assert!(flipped.iter().copied().eq(expected.iter()));
            let mut flips = one.clone();
            flips.flip(&flipped);
            prop_assert_eq!(&flips, &other);
            prop_assert!(flips.flipped(&other).is_empty());
        }
    }

    #[test]
    fn only_what_was_changed_is_counted() {
        let mut column: Column = (0..200_000).collect();
        assert_eq!((column.block_bytes_len(true), column.block_bytes_len(false)), (3 * 8192 + 2 * 3392, 3 * 8192 + 2 * 3392));
        column.take_dirty();
        column.put(70_000, false);
        assert_eq!((column.block_bytes_len(false), column.take_dirty()), (8192, vec![1]));
    }
}
