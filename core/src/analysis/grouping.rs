use std::collections::HashMap;

use tagora_kernel::Bits;

use super::Tally;
use crate::attribute::{Column, Numbers};
use crate::column;
use crate::column::Blocks;
use crate::query::Found;

/// Values that span no more than this are counted side by side.
const WIDEST: u64 = 1 << 14;

/// How many customers there are, how many of them have a number, and these together, in the unit in which they are stored.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    customers: u64,
    values: u64,
    sum: i128,
}

impl Sums {
    fn and(self, other: Self) -> Self {
        Self { customers: self.customers + other.customers, values: self.values + other.values, sum: self.sum + other.sum }
    }
}

/// Counts how many of the customers found have each stored value of an attribute, or none, and adds up their numbers.
pub(crate) struct Grouping<'s> {
    by: &'s Column,
    numbers: Numbers<'s>,
    /// So many values are told apart.
    most: usize,
    missing: Sums,
    /// What the first of the sums side by side is that of.
    first: i64,
    near: Vec<Sums>,
    /// Of values outside of these.
    far: HashMap<i64, Sums>,
    /// For what has no bits of its own.
    within: Box<Bits>,
}

/// What was counted by one thread.
pub(crate) struct Groups {
    found: HashMap<Option<i64>, Sums>,
}

impl<'s> Grouping<'s> {
    /// Of more values than `most`, some are left out.
    pub(crate) fn new(by: &'s Column, numbers: Numbers<'s>, most: usize) -> Self {
        let (low, high) = by.span().unwrap_or((0, 0));
        let near = match high.abs_diff(low) {
            span if span < WIDEST => vec![Sums::default(); span as usize + 1],
            _ => Vec::new(),
        };
        Self { by, numbers, most, missing: Sums::default(), first: low, near, far: HashMap::new(), within: Box::default() }
    }

    /// Counts those found in a block.
    pub(crate) fn add(&mut self, block: usize, found: &Found) {
        if found.is_empty() {
            return;
        }
        let mut within = std::mem::take(&mut self.within);
        let (mut values, mut numbers) = ([0; 64], [0; 64]);
        for (word, &wanted) in found.bits(&mut within).0.iter().enumerate().filter(|(_, wanted)| **wanted != 0) {
            let has_value = self.by.word(block, word, wanted, &mut values);
            let has_number = self.numbers.word(block, word, wanted, &mut numbers);
            let mut left = wanted;
            while left != 0 {
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                let is_there = has_number >> bit & 1;
                let sums = if has_value >> bit & 1 == 1 { self.of(values[bit]) } else { Some(&mut self.missing) };
                let Some(sums) = sums else { continue };
                sums.customers += 1;
                sums.values += is_there;
                sums.sum += i128::from(if is_there == 1 { numbers[bit] } else { 0 });
            }
        }
        self.within = within;
    }

    /// The sums of a value.
    #[inline]
    fn of(&mut self, value: i64) -> Option<&mut Sums> {
        let place = value.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        match place.filter(|place| *place < self.near.len()) {
            Some(place) => self.near.get_mut(place),
            None if self.far.len() <= self.most => Some(self.far.entry(value).or_default()),
            None => self.far.get_mut(&value),
        }
    }

    pub(crate) fn groups(self) -> Groups {
        let near = self.near.into_iter().enumerate().map(|(beyond, sums)| (Some(self.first.wrapping_add(beyond as i64)), sums));
        let all = near.chain(self.far.into_iter().map(|(value, sums)| (Some(value), sums))).chain([(None, self.missing)]);
        Groups { found: all.filter(|(_, sums)| sums.customers > 0).collect() }
    }
}

impl Groups {
    /// What all threads counted, in no order.
    pub(crate) fn all(parts: Vec<Self>, numbers: Numbers<'_>) -> Vec<(Option<i64>, Tally)> {
        let mut all: HashMap<Option<i64>, Sums> = HashMap::new();
        for (value, sums) in parts.into_iter().flat_map(|part| part.found) {
            let known = all.entry(value).or_default();
            *known = known.and(sums);
        }
        let tally = |sums: Sums| Tally::summed(sums.customers, sums.values, numbers.quantity(sums.sum));
        all.into_iter().map(|(value, sums)| (value, tally(sums))).collect()
    }
}

/// How many customers of a set there are, and their numbers together.
pub(crate) fn total(members: &column::Column, numbers: Numbers<'_>) -> Tally {
    let (mut values, mut sum) = (0, 0);
    let (mut room, mut found) = (Bits::ZERO, [0; 64]);
    for block in 0..members.blocks() {
        for (word, &wanted) in members.bits(block, &mut room).0.iter().enumerate().filter(|(_, wanted)| **wanted != 0) {
            let mut left = numbers.word(block, word, wanted, &mut found);
            values += u64::from(left.count_ones());
            while left != 0 {
                sum += i128::from(found[left.trailing_zeros() as usize]);
                left &= left - 1;
            }
        }
    }
    Tally::summed(members.len(), values, numbers.quantity(sum))
}
