//! What a query has found in a block.

use tagora_kernel::{BITS, Bits, Join, Level, Operand, intersect, join, probe, to_sorted};

use crate::column::{Blocks, Building};

/// The customers of a block that a part of a query selects.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    Nobody,
    Everybody,
    /// Sorted, not empty.
    List(Vec<u16>),
    /// With how many they are: neither none nor all.
    Bits(Box<Bits>, u32),
}

impl Found {
    pub(super) fn list(list: Vec<u16>) -> Self {
        if list.is_empty() { Self::Nobody } else { Self::List(list) }
    }

    pub(crate) fn of_bits(bits: Box<Bits>, len: u32) -> Self {
        match len as usize {
            0 => Self::Nobody,
            BITS => Self::Everybody,
            _ => Self::Bits(bits, len),
        }
    }

    pub(crate) fn len(&self) -> u32 {
        match self {
            Self::Nobody => 0,
            Self::Everybody => BITS as u32,
            Self::List(list) => u32::try_from(list.len()).unwrap_or(BITS as u32),
            Self::Bits(_, len) => *len,
        }
    }

    pub(crate) fn is_everybody(&self) -> bool {
        matches!(self, Self::Everybody)
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Nobody)
    }

    pub(crate) fn to_list(&self, level: Level) -> Vec<u16> {
        match self {
            Self::Nobody => Vec::new(),
            Self::Everybody => (0..=u16::MAX).collect(),
            Self::List(list) => list.clone(),
            Self::Bits(bits, _) => {
                let mut list = Vec::new();
                to_sorted(level, bits, &mut list);
                list
            }
        }
    }

    /// Shows them in order, from a place on and as long as more are wanted.
    pub(crate) fn each_from(&self, first: u16, mut show: impl FnMut(u16) -> bool) {
        match self {
            Self::Nobody => {}
            Self::Everybody => _ = (first..=u16::MAX).all(show),
            Self::List(list) => _ = list[list.partition_point(|&low| low < first)..].iter().all(|&low| show(low)),
            Self::Bits(bits, _) => {
                let mut passed_over = !0 << (first % 64);
                for (word, &of) in (0_u16..).zip(&bits.0).skip(usize::from(first / 64)) {
                    let mut left = of & std::mem::replace(&mut passed_over, !0);
                    while left != 0 {
                        if !show(word * 64 + left.trailing_zeros() as u16) {
                            return;
                        }
                        left &= left - 1;
                    }
                }
            }
        }
    }

    /// Puts them into a set.
    pub(crate) fn put(&self, block: usize, set: &mut Building) {
        match self {
            Self::Nobody => {}
            Self::Everybody => set.everybody(block),
            Self::List(list) => set.list(block, list),
            Self::Bits(bits, len) => set.bits(block, bits, *len),
        }
    }

    /// Those for whom `keep` is true.
    pub(super) fn retain(&self, level: Level, keep: impl FnMut(&u16) -> bool) -> Self {
        let mut list = self.to_list(level);
        list.retain(keep);
        Self::list(list).packed()
    }

    /// Those who are in a block of a set.
    pub(super) fn and_of(self, level: Level, set: &dyn Blocks, block: usize) -> Self {
        if let Self::Nobody | Self::List(_) = self {
            return self.retain(level, |&bit| set.contains(block, bit));
        }
        let mut bits = Box::new(Bits::ZERO);
        set.fill(block, &mut bits);
        let len = bits.0.iter().map(|word| word.count_ones()).sum();
        self.and(level, &Self::of_bits(bits, len), true)
    }

    /// As bits where a list would be larger.
    fn packed(self) -> Self {
        match self {
            Self::List(list) if list.len() >= BITS / 16 => {
                let len = u32::try_from(list.len()).unwrap_or(BITS as u32);
                Self::of_bits(Box::new(Bits::of(&list)), len)
            }
            other => other,
        }
    }

    /// Those who are also in `other`, or with `shared` false those who are not.
    pub(super) fn and(self, level: Level, other: &Self, shared: bool) -> Self {
        match (self, other) {
            (Self::Nobody, _) => Self::Nobody,
            (found, Self::Nobody) => {
                if shared {
                    Self::Nobody
                } else {
                    found
                }
            }
            (found, Self::Everybody) => {
                if shared {
                    found
                } else {
                    Self::Nobody
                }
            }
            (Self::List(list), Self::List(other)) => {
                let mut kept = Vec::new();
                intersect(level, &list, other, shared, &mut kept);
                Self::list(kept)
            }
            (Self::List(list), Self::Bits(bits, _)) => {
                let mut kept = Vec::new();
                probe(level, &list, bits, shared, &mut kept);
                Self::list(kept)
            }
            (Self::Everybody, other) if shared => other.clone(),
            (Self::Bits(bits, _), Self::List(list)) if shared => {
                let mut kept = Vec::new();
                probe(level, list, &bits, true, &mut kept);
                Self::list(kept)
            }
            (found, other) => {
                let (found, other) = (found.into_bits(), other.clone().into_bits());
                let with = if shared { Operand::of(&other) } else { Operand::not(&other) };
                Self::joined(level, Join::And, &[Operand::of(&found), with])
            }
        }
    }

    /// Those who are in either.
    pub(super) fn or(self, level: Level, other: Self) -> Self {
        match (self, other) {
            (Self::Nobody, found) | (found, Self::Nobody) => found,
            (Self::Everybody, _) | (_, Self::Everybody) => Self::Everybody,
            (Self::List(one), Self::List(other)) => {
                let mut both = Vec::new();
                union(&one, &other, &mut both);
                Self::list(both).packed()
            }
            (one, other) => {
                let (one, other) = (one.into_bits(), other.into_bits());
                Self::joined(level, Join::Or, &[Operand::of(&one), Operand::of(&other)])
            }
        }
    }

    fn joined(level: Level, how: Join, operands: &[Operand<'_>]) -> Self {
        let mut into = Box::new(Bits::ZERO);
        let len = join(level, how, operands, &mut into);
        Self::of_bits(into, len)
    }

    /// As bits, in `room` if it has none of its own.
    pub(crate) fn bits<'b>(&'b self, room: &'b mut Bits) -> &'b Bits {
        match self {
            Self::Nobody => room.0.fill(0),
            Self::Everybody => room.0.fill(!0),
            Self::List(list) => room.put_list(list),
            Self::Bits(bits, _) => return bits,
        }
        room
    }

    pub(super) fn into_bits(self) -> Box<Bits> {
        match self {
            Self::Nobody => Box::new(Bits::ZERO),
            Self::Everybody => Box::new(Bits::ONE),
            Self::List(list) => Box::new(Bits::of(&list)),
            Self::Bits(bits, _) => bits,
        }
    }
}

/// Two sorted lists as one, in place of what `both` holds.
pub(super) fn union(one: &[u16], other: &[u16], both: &mut Vec<u16>) {
    both.clear();
    both.reserve(one.len() + other.len());
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        let order = a.cmp(b);
        let next = if order.is_le() { one.next() } else { other.next() };
        if order.is_eq() {
            other.next();
        }
        both.extend(next);
    }
    both.extend(one);
    both.extend(other);
}
