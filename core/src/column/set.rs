use std::sync::Arc;

use roaring::RoaringBitmap;
use tagora_kernel::Bits;

use super::block::{Block, bytes_of};
use super::members::Members;
use super::view::{Blocks, View};
use crate::customer::Ordinal;

/// A set of customers. Cloning shares it; whoever writes to a shared one copies what is written to.
#[derive(Clone, Debug, Default)]
pub struct Column(Arc<Table>);

#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// What lies behind the last is empty.
    pub(super) blocks: Vec<Block>,
    pub(super) len: u64,
    /// A bit for each block that was changed since they were last taken.
    pub(super) dirty: Vec<u64>,
}

/// The block of a customer, and its place there.
#[inline]
pub(super) fn place(customer: Ordinal) -> (usize, u16) {
    ((customer >> 16) as usize, customer as u16)
}

impl Table {
    pub(super) fn mark(&mut self, block: usize) {
        if self.dirty.len() <= block / 64 {
            self.dirty.resize(block / 64 + 1, 0);
        }
        self.dirty[block / 64] |= 1 << (block % 64);
    }

    pub(super) fn put(&mut self, customer: Ordinal, member: bool) -> bool {
        let (block, low) = place(customer);
        if self.blocks.len() <= block {
            if !member {
                return false;
            }
            self.blocks.resize(block + 1, Block::Empty);
        }
        let is_changed = self.blocks[block].put(low, member);
        if is_changed {
            self.len = if member { self.len + 1 } else { self.len - 1 };
            self.mark(block);
        }
        is_changed
    }
}

impl Column {
    /// Bytes in use, about.
    #[cfg(feature = "measure")]
    pub(crate) fn bytes(&self) -> usize {
        let Table { blocks, dirty, .. } = &*self.0;
        let table = blocks.capacity() * size_of::<Block>() + dirty.capacity() * size_of::<u64>() + size_of::<Table>();
        table + blocks.iter().map(Block::bytes).sum::<usize>()
    }

    /// A set without customers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The set of these blocks.
    pub(super) fn of_blocks(blocks: Vec<Block>) -> Self {
        let len = blocks.iter().map(|block| u64::from(block.ones())).sum();
        let mut table = Table { blocks, len, dirty: Vec::new() };
        for block in 0..table.blocks.len() {
            if !matches!(table.blocks[block], Block::Empty) {
                table.mark(block);
            }
        }
        Self(Arc::new(table))
    }

    pub(super) fn table_mut(&mut self) -> &mut Table {
        Arc::make_mut(&mut self.0)
    }

    /// How many customers it has.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.0.len
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.len == 0
    }

    /// Whether a customer is a member.
    #[inline]
    #[must_use]
    pub fn contains(&self, customer: Ordinal) -> bool {
        let (block, low) = place(customer);
        self.block(block).contains(low)
    }

    /// Adds or takes a member; whether that changed anything. Readers that hold the column keep the old set.
    pub fn put(&mut self, customer: Ordinal, member: bool) -> bool {
        self.contains(customer) != member && self.table_mut().put(customer, member)
    }

    /// The blocks that were changed since this was last asked, in order.
    pub fn take_dirty(&mut self) -> Vec<u32> {
        if self.0.dirty.is_empty() {
            return Vec::new();
        }
        let dirty = std::mem::take(&mut self.table_mut().dirty);
        (0..dirty.len() as u32 * 64).filter(|&block| dirty[block as usize / 64] >> (block % 64) & 1 == 1).collect()
    }

    pub(crate) fn is_dirty(&self) -> bool {
        !self.0.dirty.is_empty()
    }

    pub(super) fn is_block_dirty(&self, block: usize) -> bool {
        self.0.dirty.get(block / 64).is_some_and(|dirty| dirty >> (block % 64) & 1 == 1)
    }

    /// Whether it is another's clone, and neither has changed since.
    pub(super) fn is_shared(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// How many blocks there are; what lies behind is empty.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.0.blocks.len()
    }

    pub(super) fn block(&self, block: usize) -> &Block {
        self.0.blocks.get(block).unwrap_or(&Block::Empty)
    }

    /// The members, in order.
    #[must_use]
    pub fn iter(&self) -> Members<'_> {
        Members::of(self)
    }

    /// The members from one on, in order: where a page begins.
    #[must_use]
    pub fn iter_from(&self, customer: Ordinal) -> Members<'_> {
        Members::from(self, customer)
    }

    /// How many members are lower.
    #[must_use]
    pub fn rank(&self, customer: Ordinal) -> u64 {
        let (at, low) = place(customer);
        let before: u64 = self.0.blocks.iter().take(at).map(|block| u64::from(block.ones())).sum();
        before + u64::from(self.block(at).rank(low))
    }

    /// The member before which so many are.
    #[must_use]
    pub fn select(&self, rank: u64) -> Option<Ordinal> {
        let mut left = rank;
        for (n, block) in self.0.blocks.iter().enumerate() {
            let ones = u64::from(block.ones());
            if left < ones {
                return block.select(left as u32).map(|low| (n as u32) << 16 | u32::from(low));
            }
            left -= ones;
        }
        None
    }

    /// Puts blocks away as Roaring containers where these take less room. The set stays the same.
    pub fn freeze(&mut self) {
        self.table_mut().blocks.iter_mut().for_each(Block::freeze);
    }

    /// Makes all blocks ready to be written. The set stays the same.
    pub fn thaw(&mut self) {
        self.table_mut().blocks.iter_mut().for_each(Block::thaw);
    }

    /// The set as a Roaring bitmap.
    #[must_use]
    pub fn to_roaring(&self) -> RoaringBitmap {
        let mut all = RoaringBitmap::new();
        for (n, block) in self.0.blocks.iter().enumerate() {
            let base = (n as u32) << 16;
            match block {
                Block::Empty => {}
                Block::Full => _ = all.insert_range(base..=(base | u32::from(u16::MAX))),
                Block::Listed(list) => _ = all.append(list.iter().map(|&low| base | u32::from(low))),
                Block::Dense(bits, _) => all |= RoaringBitmap::from_lsb0_bytes(base, &bytes_of(bits)),
                Block::Cold(container, _) => {
                    let mut members = container.iter();
                    while let Some(run) = members.next_range() {
                        all.insert_range(base | run.start()..=base | run.end());
                    }
                }
            }
        }
        all
    }
}

impl Blocks for Column {
    #[inline]
    fn view(&self, block: usize) -> View<'_> {
        match self.block(block) {
            Block::Empty => View::Empty,
            Block::Full => View::Full,
            Block::Listed(list) => View::Listed(list),
            Block::Dense(bits, ones) => View::Dense(bits, *ones),
            Block::Cold(_, ones) => View::Unread(*ones),
        }
    }

    fn fill(&self, block: usize, into: &mut Bits) {
        self.block(block).fill(into);
    }

    fn contains(&self, block: usize, low: u16) -> bool {
        self.block(block).contains(low)
    }

    fn known_len(&self) -> Option<u64> {
        Some(self.len())
    }
}

impl From<&RoaringBitmap> for Column {
    fn from(members: &RoaringBitmap) -> Self {
        members.iter().collect()
    }
}

impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        let blocks = self.blocks().max(other.blocks());
        Arc::ptr_eq(&self.0, &other.0)
            || self.len() == other.len() && (0..blocks).all(|block| self.block(block).is_same(other.block(block)))
    }
}

/// From ordinals in ascending order; others are put one by one.
impl FromIterator<Ordinal> for Column {
    fn from_iter<I: IntoIterator<Item = Ordinal>>(members: I) -> Self {
        let mut blocks: Vec<Block> = Vec::new();
        let mut list: Vec<u16> = Vec::new();
        let mut current = 0;
        let mut late = Vec::new();
        for member in members {
            let (block, low) = place(member);
            if block < current || block == current && list.last().is_some_and(|&last| low <= last) {
                late.push(member);
                continue;
            }
            if block > current {
                blocks.resize(current, Block::Empty);
                blocks.push(Block::listed(std::mem::take(&mut list)));
                current = block;
            }
            list.push(low);
        }
        blocks.resize(current, Block::Empty);
        blocks.push(Block::listed(list));
        let mut column = Self::of_blocks(blocks);
        for member in late {
            column.put(member, true);
        }
        column
    }
}

impl<'a> IntoIterator for &'a Column {
    type Item = Ordinal;
    type IntoIter = Members<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
