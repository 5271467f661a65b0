use std::sync::Arc;

use tagora_kernel::Bits;

use super::block::Block;
use super::set::Column;

/// A set that is put together block by block, in order. What is not put in is empty.
#[derive(Debug, Default)]
pub(crate) struct Building(Vec<Block>);

impl Building {
    pub(crate) fn everybody(&mut self, block: usize) {
        self.put(block, Block::Full);
    }

    /// Some of a block, as a sorted list.
    pub(crate) fn list(&mut self, block: usize, list: &[u16]) {
        self.put(block, Block::listed(list.to_vec()));
    }

    /// So many of a block, as bits.
    pub(crate) fn bits(&mut self, block: usize, bits: &Bits, ones: u32) {
        self.put(block, Block::dense(Arc::new(bits.clone()), ones));
    }

    fn put(&mut self, block: usize, members: Block) {
        self.0.resize(block, Block::Empty);
        self.0.push(members);
    }

    pub(crate) fn done(self) -> Column {
        Column::of_blocks(self.0)
    }
}
