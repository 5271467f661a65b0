use std::sync::Arc;

use crate::customer::Ordinal;
use crate::event::History;
use crate::live::Row;
use crate::reference::Life;
use crate::time::Instant;

/// How many customers share a block: what a writer copies when a reader holds the old one.
const BLOCK: usize = 256;

/// One customer: what is logged, and where its tags stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) history: History,
    pub(super) life: Life,
    /// What the live engine keeps of it.
    pub(super) row: Row,
    /// When something can change next, if nothing comes in.
    pub(super) due: Option<Instant>,
}

/// All customers by ordinal, in blocks that are copied when written.
#[derive(Clone, Debug, Default)]
pub(super) struct Customers {
    blocks: Vec<Arc<Block>>,
}

#[derive(Clone, Debug, Default)]
struct Block {
    customers: Vec<Arc<Known>>,
    /// The earliest `due` of the block.
    due: Option<Instant>,
}

impl Customers {
    pub(super) fn get(&self, ordinal: Ordinal) -> Option<&Arc<Known>> {
        self.blocks.get(ordinal as usize / BLOCK)?.customers.get(ordinal as usize % BLOCK)
    }

    /// Changes one customer; those up to it come into being.
    pub(super) fn change<T>(&mut self, ordinal: Ordinal, change: impl FnOnce(&mut Known) -> T) -> T {
        let (block, place) = (ordinal as usize / BLOCK, ordinal as usize % BLOCK);
        if self.blocks.len() <= block {
            self.blocks.resize_with(block + 1, Default::default);
        }
        let block = Arc::make_mut(&mut self.blocks[block]);
        if block.customers.len() <= place {
            block.customers.resize_with(place + 1, Default::default);
        }
        let done = change(Arc::make_mut(&mut block.customers[place]));
        block.due = block.customers.iter().filter_map(|known| known.due).min();
        done
    }

    /// The customers with something due at or before `now`.
    pub(super) fn due(&self, now: Instant) -> Vec<Ordinal> {
        let mut due = Vec::new();
        for (b, block) in self.blocks.iter().enumerate() {
            if block.due.is_none_or(|due| due > now) {
                continue;
            }
            let is_due = |known: &Arc<Known>| known.due.is_some_and(|due| due <= now);
            let places = block.customers.iter().enumerate().filter(|(_, known)| is_due(known));
            due.extend(places.filter_map(|(place, _)| Ordinal::try_from(b * BLOCK + place).ok()));
        }
        due
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (Ordinal, &Arc<Known>)> {
        let places = self
            .blocks
            .iter()
            .enumerate()
            .flat_map(|(b, block)| block.customers.iter().enumerate().map(move |(p, known)| (b * BLOCK + p, known)));
        places.filter_map(|(at, known)| Some((Ordinal::try_from(at).ok()?, known)))
    }
}
