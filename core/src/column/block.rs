use std::sync::Arc;

use roaring::RoaringBitmap;
use tagora_kernel::{BITS, Bits, Level, to_sorted};

/// A listed block that grows beyond this many becomes a dense one.
pub(super) const DENSE_ABOVE: usize = 512;
/// A dense block that shrinks to this many becomes a listed one. Far enough below that one member who comes and goes does
/// not turn the block over each time.
pub(super) const LISTED_BELOW: u32 = 256;

/// 65,536 customers' membership. Cloning shares it.
#[derive(Clone, Debug, Default)]
pub(super) enum Block {
    #[default]
    Empty,
    Full,
    /// A few, as a sorted list.
    Listed(Arc<Vec<u16>>),
    /// A bit each, and how many are set.
    Dense(Arc<Bits>, u32),
    /// As it was put away: a Roaring container, and how many it has.
    Cold(Arc<RoaringBitmap>, u32),
}

impl Block {
    /// Bytes in use beside itself, about.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Empty | Self::Full => 0,
            Self::Listed(list) => list.capacity() * size_of::<u16>(),
            Self::Dense(bits, _) => size_of_val(&**bits),
            Self::Cold(container, _) => container.serialized_size(),
        }
    }

    /// The block of a sorted list.
    pub(super) fn listed(list: Vec<u16>) -> Self {
        match list.len() {
            0 => Self::Empty,
            BITS => Self::Full,
            len if len <= DENSE_ABOVE => Self::Listed(Arc::new(list)),
            len => Self::Dense(Arc::new(Bits::of(&list)), len as u32),
        }
    }

    /// The block of bits, of which so many are set.
    pub(super) fn dense(bits: Arc<Bits>, ones: u32) -> Self {
        match ones {
            0 => Self::Empty,
            ones if ones as usize == BITS => Self::Full,
            ones if ones > LISTED_BELOW => Self::Dense(bits, ones),
            _ => {
                let mut list = Vec::new();
                to_sorted(Level::best(), &bits, &mut list);
                Self::Listed(Arc::new(list))
            }
        }
    }

    /// Adds or takes a member. Whether that changed anything.
    pub(super) fn put(&mut self, low: u16, member: bool) -> bool {
        match self {
            Self::Empty if member => *self = Self::Listed(Arc::new(vec![low])),
            Self::Full if !member => {
                let mut bits = Bits::ONE;
                bits.put(low, false);
                *self = Self::Dense(Arc::new(bits), BITS as u32 - 1);
            }
            Self::Empty | Self::Full => return false,
            Self::Listed(list) => match (list.binary_search(&low), member) {
                (Err(at), true) if list.len() < DENSE_ABOVE => Arc::make_mut(list).insert(at, low),
                (Err(_), true) => {
                    let mut bits = Bits::of(list);
                    bits.set(low);
                    *self = Self::Dense(Arc::new(bits), list.len() as u32 + 1);
                }
                (Ok(_), false) if list.len() == 1 => *self = Self::Empty,
                (Ok(at), false) => {
                    Arc::make_mut(list).remove(at);
                }
                _ => return false,
            },
            Self::Dense(bits, ones) => {
                if bits.get(low) == member {
                    return false;
                }
                Arc::make_mut(bits).put(low, member);
                *ones = if member { *ones + 1 } else { *ones - 1 };
                self.settle();
            }
            Self::Cold(container, _) => {
                if container.contains(low.into()) == member {
                    return false;
                }
                self.thaw();
                return self.put(low, member);
            }
        }
        true
    }

    /// Gives a dense block the form that its number of members asks for.
    pub(super) fn settle(&mut self) {
        if let Self::Dense(bits, ones) = self
            && (*ones <= LISTED_BELOW || *ones as usize == BITS)
        {
            *self = Self::dense(bits.clone(), *ones);
        }
    }

    /// Puts it away as a Roaring container where that takes less room.
    pub(super) fn freeze(&mut self) {
        let (taken, mut container): (_, RoaringBitmap) = match self {
            Self::Listed(list) => (2 * list.len(), list.iter().map(|&low| u32::from(low)).collect()),
            Self::Dense(bits, _) => (BITS / 8, RoaringBitmap::from_lsb0_bytes(0, &bytes_of(bits))),
            Self::Empty | Self::Full | Self::Cold(..) => return,
        };
        container.optimize();
        // What a file says beside the container: its kind, number, size and place.
        const AROUND: usize = 20;
        if container.serialized_size() < taken.saturating_sub(AROUND) {
            let ones = container.len() as u32;
            *self = Self::Cold(Arc::new(container), ones);
        }
    }

    /// Makes it ready to be written.
    pub(super) fn thaw(&mut self) {
        if let Self::Cold(container, ones) = self {
            *self = Self::of_container(container, *ones);
        }
    }

    /// The block of the lowest 65,536 numbers of a bitmap, of which it has so many.
    pub(super) fn of_container(container: &RoaringBitmap, ones: u32) -> Self {
        match ones as usize {
            0 => Self::Empty,
            BITS => Self::Full,
            ones if ones <= DENSE_ABOVE => Self::Listed(Arc::new(container.iter().map(|member| member as u16).collect())),
            _ => {
                let mut bits = Arc::new(Bits::ZERO);
                fill_from(container, Arc::make_mut(&mut bits));
                Self::Dense(bits, ones)
            }
        }
    }
}

/// Sets exactly the bits of the lowest 65,536 numbers of a bitmap.
pub(super) fn fill_from(container: &RoaringBitmap, into: &mut Bits) {
    into.0.fill(0);
    let mut members = container.iter();
    while let Some(run) = members.next_range() {
        set_run(into, *run.start() as usize, *run.end() as usize);
    }
}

/// Sets the bits from one to another, both included.
fn set_run(bits: &mut Bits, from: usize, to: usize) {
    let (first, last) = (from / 64, (to / 64).min(bits.0.len() - 1));
    let (head, tail) = (!0 << (from % 64), !0 >> (63 - to % 64));
    if first == last {
        bits.0[first] |= head & tail;
    } else {
        bits.0[first] |= head;
        bits.0[first + 1..last].fill(!0);
        bits.0[last] |= tail;
    }
}

/// The bits as bytes, the lowest first.
pub(super) fn bytes_of(bits: &Bits) -> Vec<u8> {
    bits.0.iter().flat_map(|word| word.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(block: &Block) -> (&'static str, u32) {
        let name = match block {
            Block::Empty => "empty",
            Block::Full => "full",
            Block::Listed(_) => "listed",
            Block::Dense(..) => "dense",
            Block::Cold(..) => "cold",
        };
        (name, block.ones())
    }

    #[test]
    fn a_block_turns_dense_and_back_far_apart() {
        let mut block = Block::Empty;
        (0..512).for_each(|low| assert!(block.put(low * 7, true)));
        assert_eq!(form(&block), ("listed", 512));
        assert!(!block.put(7, true) && block.put(65_535, true));
        assert_eq!(form(&block), ("dense", 513));
        (0..256).for_each(|low| assert!(block.put(low * 7, false)));
        assert_eq!(form(&block), ("dense", 257));
        assert!(block.put(65_535, false) && !block.put(65_535, false));
        assert_eq!(form(&block), ("listed", 256));
        assert!(block.put(1, true));
        assert_eq!(form(&block), ("listed", 257), "no way back until it is full again");
        let mut left = Vec::new();
        block.append_to(0, &mut left);
        assert!(left.into_iter().eq(std::iter::once(1).chain((256..512).map(|low| low * 7))));
    }

    #[test]
    fn empty_and_full_take_no_room() {
        let mut block = Block::Empty;
        (0..=u16::MAX).for_each(|low| assert!(block.put(low, true)));
        assert_eq!(form(&block), ("full", 65_536));
        assert!(!block.put(5, true) && block.put(5, false));
        assert_eq!(form(&block), ("dense", 65_535));
        assert!(block.put(5, true));
        assert_eq!(form(&block), ("full", 65_536));
        (0..=u16::MAX).for_each(|low| assert!(block.put(low, false)));
        assert_eq!(form(&block), ("empty", 0));
        assert_eq!(size_of::<Block>(), 16);
    }

    #[test]
    fn only_what_grows_smaller_is_put_away() {
        let mut runs = Block::listed((1000..30_000).collect());
        runs.freeze();
        assert_eq!(form(&runs), ("cold", 29_000));
        assert!(!runs.put(1000, true));
        assert_eq!(form(&runs), ("cold", 29_000), "nothing was written");
        assert!(runs.put(999, true));
        assert_eq!(form(&runs), ("dense", 29_001), "what is written to is ready to be written to again");
        let mut scattered = Block::listed((0..500).map(|n| n * 97).collect());
        scattered.freeze();
        assert_eq!(form(&scattered), ("listed", 500));
    }
}
