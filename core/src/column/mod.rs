//! Sets of customers, one per tag.
//!
//! For: membership as Roaring bitmaps over ordinals, shared with readers and copied when written. Not for: deciding
//! who is a member.

mod open;

use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::customer::Ordinal;

pub(crate) use open::OpenColumns;

/// A set of customers: those that hold a tag, those that are born, those in a scope. Cloning shares it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Column(Arc<RoaringBitmap>);

impl From<RoaringBitmap> for Column {
    fn from(members: RoaringBitmap) -> Self {
        Self(Arc::new(members))
    }
}

impl Column {
    pub(crate) fn members(&self) -> &RoaringBitmap {
        &self.0
    }

    pub(crate) fn contains(&self, customer: Ordinal) -> bool {
        self.0.contains(customer)
    }

    /// Adds or takes a member. Readers that hold the column keep the old set.
    pub(crate) fn put(&mut self, customer: Ordinal, member: bool) {
        if self.0.contains(customer) == member {
            return;
        }
        let set = Arc::make_mut(&mut self.0);
        if member {
            set.insert(customer);
        } else {
            set.remove(customer);
        }
    }
}

impl crate::query::Blocks for Column {
    fn part(&self, block: usize) -> crate::query::Part<'_> {
        let from = (block * 65_536) as u32;
        let len = self.0.range_cardinality(from..=from + 65_535);
        match len {
            0 => crate::query::Part::Empty,
            65_536 => crate::query::Part::Full,
            _ => crate::query::Part::Other(len as u32),
        }
    }

    fn fill(&self, block: usize, into: &mut tagora_kernel::Bits) {
        let from = (block * 65_536) as u32;
        into.0.fill(0);
        self.0.range(from..=from + 65_535).for_each(|bit| into.set((bit - from) as u16));
    }

    fn contains(&self, block: usize, bit: u16) -> bool {
        self.0.contains((block * 65_536) as u32 + u32::from(bit))
    }

    fn known_len(&self) -> Option<u64> {
        Some(self.0.len())
    }

    fn blocks(&self) -> usize {
        self.0.max().map_or(0, |max| max as usize / 65_536 + 1)
    }
}
