use tagora_kernel::Bits;

use crate::attribute::{Column, Counts};
use crate::query::Found;

/// Counts how many of the customers found have each stored value of an attribute, or none.
pub(crate) struct Spreading<'s> {
    values: &'s Column,
    counts: Counts,
    /// For what has no bits of its own.
    within: Box<Bits>,
}

impl<'s> Spreading<'s> {
    pub(crate) fn new(values: &'s Column) -> Self {
        Self { values, counts: values.counts(), within: Box::default() }
    }

    /// Counts those found in a block.
    pub(crate) fn add(&mut self, block: usize, found: &Found) {
        if !found.is_empty() {
            self.values.count(block, &found.bits(&mut self.within).0, found.len(), &mut self.counts);
        }
    }

    pub(crate) fn counts(self) -> Counts {
        self.counts
    }
}
