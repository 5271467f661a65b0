use tagora_kernel::{Bits, Level};

use crate::column::Blocks;
use crate::query::Found;

/// Counts how many of the customers found are in none, in one and in more than one of some sets.
pub(crate) struct Covering<'s> {
    sets: &'s [&'s dyn Blocks],
    level: Level,
    counts: [u64; 3],
    /// For what has no bits of its own: a block of each set, and of those found.
    rooms: Vec<Bits>,
    within: Box<Bits>,
}

impl<'s> Covering<'s> {
    pub(crate) fn new(sets: &'s [&'s dyn Blocks], level: Level) -> Self {
        Self { sets, level, counts: [0; 3], rooms: vec![Bits::ZERO; sets.len()], within: Box::default() }
    }

    /// Counts those found in a block.
    pub(crate) fn add(&mut self, block: usize, found: &Found) {
        if found.is_empty() {
            return;
        }
        let operands: Vec<&Bits> = self.sets.iter().zip(&mut self.rooms).map(|(set, room)| set.bits(block, room)).collect();
        let covered = tagora_kernel::coverage(self.level, &operands, found.bits(&mut self.within));
        for (count, more) in self.counts.iter_mut().zip([covered.none, covered.one, covered.more]) {
            *count += u64::from(more);
        }
    }

    /// In none, in one, in more.
    pub(crate) fn counts(&self) -> [u64; 3] {
        self.counts
    }
}
