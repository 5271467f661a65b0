use std::sync::Arc;

use crate::customer::Ordinal;
use crate::event::History;

/// How many customers share a block: what a writer copies when a reader holds the old one.
const BLOCK: usize = 256;

/// What is logged of all customers, by ordinal, in blocks that are copied when written.
#[derive(Clone, Debug, Default)]
pub(super) struct Customers {
    blocks: Vec<Arc<Vec<Arc<History>>>>,
}

impl Customers {
    pub(super) fn get(&self, ordinal: Ordinal) -> Option<&Arc<History>> {
        self.blocks.get(ordinal as usize / BLOCK)?.get(ordinal as usize % BLOCK)
    }

    /// Changes the history of one customer; those up to it come into being.
    pub(super) fn change<T>(&mut self, ordinal: Ordinal, change: impl FnOnce(&mut History) -> T) -> T {
        let (block, place) = (ordinal as usize / BLOCK, ordinal as usize % BLOCK);
        if self.blocks.len() <= block {
            self.blocks.resize_with(block + 1, Default::default);
        }
        let block = Arc::make_mut(&mut self.blocks[block]);
        if block.len() <= place {
            block.resize_with(place + 1, Default::default);
        }
        change(Arc::make_mut(&mut block[place]))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (Ordinal, &Arc<History>)> {
        let blocks = self.blocks.iter().enumerate();
        let places = blocks.flat_map(|(b, block)| block.iter().enumerate().map(move |(p, history)| (b * BLOCK + p, history)));
        places.filter_map(|(at, history)| Some((Ordinal::try_from(at).ok()?, history)))
    }
}
