use std::collections::BTreeMap;
use std::sync::Arc;

use crate::customer::Ordinal;
use crate::reference::Life;

/// The state of customers of whom there is more to tell than rows hold, in blocks that are copied when written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lives {
    blocks: BTreeMap<Ordinal, Arc<Block>>,
}

type Block = BTreeMap<Ordinal, Arc<Life>>;

/// How many customers share a block.
const BLOCK: Ordinal = 256;

impl Lives {
    pub(crate) fn get(&self, customer: Ordinal) -> Option<&Life> {
        self.blocks.get(&(customer / BLOCK))?.get(&customer).map(|life| &**life)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Ordinal, &Life)> {
        self.blocks.values().flat_map(|block| block.iter()).map(|(customer, life)| (*customer, &**life))
    }

    /// A customer's state, to be changed; one that has not begun, if there was none.
    pub(super) fn of(&mut self, customer: Ordinal) -> &mut Life {
        let block = Arc::make_mut(self.blocks.entry(customer / BLOCK).or_default());
        Arc::make_mut(block.entry(customer).or_default())
    }

    pub(super) fn remove(&mut self, customer: Ordinal) {
        if let Some(block) = self.blocks.get_mut(&(customer / BLOCK)).filter(|block| block.contains_key(&customer)) {
            Arc::make_mut(block).remove(&customer);
        }
    }
}
