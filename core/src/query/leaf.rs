//! What a query reads, block by block.

use tagora_kernel::Bits;

/// A set of customers whose blocks can be read one at a time.
pub(crate) trait Blocks: Sync {
    /// What of it is in a block.
    fn part(&self, block: usize) -> Part<'_>;
    /// Sets exactly the bits that are in it in a block.
    fn fill(&self, block: usize, into: &mut Bits);
    /// Whether one customer of a block is in it.
    fn contains(&self, block: usize, bit: u16) -> bool;
    /// How many it has, where that is known without counting.
    fn known_len(&self) -> Option<u64>;
}

/// A block of a set.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'a> {
    Empty,
    /// All 65,536 of the block.
    Full,
    /// Sorted.
    List(&'a [u16]),
    /// So many bits.
    Bits(&'a Bits, u32),
    /// Neither as list nor as bits, at most so many: `fill` it, or ask for each.
    Other(u32),
}

impl Part<'_> {
    /// The most that can be in it.
    pub(super) fn bound(self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Full => tagora_kernel::BITS as u64,
            Self::List(list) => list.len() as u64,
            Self::Bits(_, len) | Self::Other(len) => u64::from(len),
        }
    }
}
