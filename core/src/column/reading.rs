//! What a block tells of its members.

use std::sync::Arc;

use tagora_kernel::{BITS, Bits, Level, decode};

use super::block::{Block, fill_from};

impl Block {
    /// How many members it has.
    pub(super) fn ones(&self) -> u32 {
        match self {
            Self::Empty => 0,
            Self::Full => BITS as u32,
            Self::Listed(list) => list.len() as u32,
            Self::Dense(_, ones) | Self::Cold(_, ones) => *ones,
        }
    }

    pub(super) fn contains(&self, low: u16) -> bool {
        match self {
            Self::Empty => false,
            Self::Full => true,
            Self::Listed(list) => list.binary_search(&low).is_ok(),
            Self::Dense(bits, _) => bits.get(low),
            Self::Cold(container, _) => container.contains(low.into()),
        }
    }

    /// Its members as bits, in `room` if it has none of its own.
    pub(super) fn bits<'b>(&'b self, room: &'b mut Bits) -> &'b Bits {
        if let Self::Dense(bits, _) = self {
            return bits;
        }
        self.fill(room);
        room
    }

    /// Sets exactly the bits of its members.
    pub(super) fn fill(&self, into: &mut Bits) {
        match self {
            Self::Empty => into.0.fill(0),
            Self::Full => into.0.fill(!0),
            Self::Listed(list) => into.put_list(list),
            Self::Dense(bits, _) => into.0 = bits.0,
            Self::Cold(container, _) => fill_from(container, into),
        }
    }

    /// Appends its members, each behind `base`, in order.
    pub(super) fn append_to(&self, base: u32, into: &mut Vec<u32>) {
        match self {
            Self::Empty => {}
            Self::Full => into.extend((0..=u16::MAX).map(|low| base | u32::from(low))),
            Self::Listed(list) => into.extend(list.iter().map(|&low| base | u32::from(low))),
            Self::Dense(bits, _) => decode(Level::best(), bits, base, into),
            Self::Cold(container, _) => into.extend(container.iter().map(|low| base | low)),
        }
    }

    /// How many members are lower.
    pub(super) fn rank(&self, low: u16) -> u32 {
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
    pub(super) fn select(&self, rank: u32) -> Option<u16> {
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
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (&self, other) {
            (Self::Listed(a), Self::Listed(b)) => a == b,
            (Self::Dense(a, _), Self::Dense(b, _)) => Arc::ptr_eq(a, b) || a == b,
            _ => self.ones() == other.ones() && self.bits(&mut Bits::ZERO.clone()) == other.bits(&mut Bits::ZERO.clone()),
        }
    }
}
