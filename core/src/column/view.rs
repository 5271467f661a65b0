use roaring::RoaringBitmap;
use tagora_kernel::{BITS, Bits, Level, decode};

use super::block::bits_of;
use super::set::Column;
use crate::query::{Blocks, Part};

/// What a block of a column looks like to a reader.
#[derive(Clone, Copy, Debug)]
pub(crate) enum View<'a> {
    /// No customer.
    Empty,
    /// Every customer.
    Full,
    /// A few, as a sorted list.
    Listed(&'a [u16]),
    /// A bit each, and how many are set.
    Dense(&'a Bits, u32),
    /// As it was put away, and how many it has.
    Cold(&'a RoaringBitmap, u32),
}

impl<'a> View<'a> {
    /// How many members it has.
    pub(crate) fn ones(self) -> u32 {
        match self {
            Self::Empty => 0,
            Self::Full => BITS as u32,
            Self::Listed(list) => list.len() as u32,
            Self::Dense(_, ones) | Self::Cold(_, ones) => ones,
        }
    }

    pub(crate) fn contains(self, low: u16) -> bool {
        match self {
            Self::Empty => false,
            Self::Full => true,
            Self::Listed(list) => list.binary_search(&low).is_ok(),
            Self::Dense(bits, _) => bits.get(low),
            Self::Cold(container, _) => container.contains(low.into()),
        }
    }

    /// Its members as bits, in `room` if it has none of its own.
    pub(crate) fn bits<'b>(self, room: &'b mut Bits) -> &'b Bits
    where
        'a: 'b,
    {
        match self {
            Self::Empty => room.0.fill(0),
            Self::Full => room.0.fill(!0),
            Self::Listed(list) => {
                room.0.fill(0);
                list.iter().for_each(|&low| room.set(low));
            }
            Self::Dense(bits, _) => return bits,
            Self::Cold(container, _) => *room = bits_of(container),
        }
        room
    }

    /// Appends its members, each behind `base`, in order.
    pub(crate) fn append_to(self, base: u32, into: &mut Vec<u32>) {
        match self {
            Self::Empty => {}
            Self::Full => into.extend((0..=u16::MAX).map(|low| base | u32::from(low))),
            Self::Listed(list) => into.extend(list.iter().map(|&low| base | u32::from(low))),
            Self::Dense(bits, _) => decode(Level::best(), bits, base, into),
            Self::Cold(container, _) => into.extend(container.iter().map(|low| base | low)),
        }
    }

    /// How many members are lower.
    pub(crate) fn rank(self, low: u16) -> u32 {
        match self {
            Self::Empty => 0,
            Self::Full => u32::from(low),
            Self::Listed(list) => list.partition_point(|&member| member < low) as u32,
            Self::Dense(bits, _) => {
                let (whole, rest) = bits.0.split_at(usize::from(low / 64));
                let before: u32 = whole.iter().map(|word| word.count_ones()).sum();
                let within = rest.first().map_or(0, |word| (word & !(!0 << (low % 64))).count_ones());
                before + within
            }
            Self::Cold(container, _) => container.range_cardinality(..u32::from(low)) as u32,
        }
    }

    /// The member before which so many are.
    pub(crate) fn select(self, rank: u32) -> Option<u16> {
        match self {
            Self::Empty => None,
            Self::Full => u16::try_from(rank).ok(),
            Self::Listed(list) => list.get(rank as usize).copied(),
            Self::Dense(bits, _) => {
                let mut left = rank;
                for (n, &word) in bits.0.iter().enumerate() {
                    if left < word.count_ones() {
                        let mut word = word;
                        (0..left).for_each(|_| word &= word - 1);
                        return Some(n as u16 * 64 + word.trailing_zeros() as u16);
                    }
                    left -= word.count_ones();
                }
                None
            }
            Self::Cold(container, _) => container.select(rank).map(|low| low as u16),
        }
    }

    /// Whether both have the same members, in whatever form.
    pub(super) fn is_same(self, other: View) -> bool {
        match (self, other) {
            (View::Listed(a), View::Listed(b)) => a == b,
            (View::Dense(a, _), View::Dense(b, _)) => std::ptr::eq(a, b) || a == b,
            _ => self.ones() == other.ones() && self.bits(&mut Bits::ZERO.clone()) == other.bits(&mut Bits::ZERO.clone()),
        }
    }
}

impl Blocks for Column {
    fn part(&self, block: usize) -> Part<'_> {
        match self.view(block) {
            View::Empty => Part::Empty,
            View::Full => Part::Full,
            View::Listed(list) => Part::List(list),
            View::Dense(bits, ones) => Part::Bits(bits, ones),
            View::Cold(_, ones) => Part::Other(ones),
        }
    }

    fn fill(&self, block: usize, into: &mut Bits) {
        let mut room = Bits::ZERO;
        into.0 = self.view(block).bits(&mut room).0;
    }

    fn contains(&self, block: usize, bit: u16) -> bool {
        self.view(block).contains(bit)
    }

    fn known_len(&self) -> Option<u64> {
        Some(self.len())
    }
}
