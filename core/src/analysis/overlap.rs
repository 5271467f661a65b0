use tagora_kernel::{Bits, Join, Level, Operand, join};

use crate::column::Blocks;
use crate::query::Found;

/// Counts how many of the customers found each two of some sets share.
pub(crate) struct Overlapping<'s> {
    sets: &'s [&'s dyn Blocks],
    level: Level,
    counts: Vec<u64>,
    /// For what has no bits of its own: a block of each set, of one more, and of those found.
    rooms: Vec<Bits>,
    spare: Box<Bits>,
    within: Box<Bits>,
}

impl<'s> Overlapping<'s> {
    pub(crate) fn new(sets: &'s [&'s dyn Blocks], level: Level) -> Self {
        let (counts, rooms) = (vec![0; sets.len() * sets.len()], vec![Bits::ZERO; sets.len()]);
        Self { sets, level, counts, rooms, spare: Box::default(), within: Box::default() }
    }

    /// Counts those found in a block.
    pub(crate) fn add(&mut self, block: usize, found: &Found) {
        if found.is_empty() {
            return;
        }
        let of = self.sets.iter().zip(&mut self.rooms);
        let operands: Vec<&Bits> = if found.is_everybody() {
            of.map(|(set, room)| set.bits(block, room)).collect()
        } else {
            let within = Operand::of(found.bits(&mut self.within));
            of.map(|(set, room)| {
                join(self.level, Join::And, &[Operand::of(set.bits(block, &mut self.spare)), within], room);
                &*room
            })
            .collect()
        };
        tagora_kernel::overlaps(self.level, &operands, &mut self.counts);
    }

    /// For `n` sets, that of sets `i <= j` at `i * n + j`, of a set and itself its size.
    pub(crate) fn counts(self) -> Vec<u64> {
        self.counts
    }
}
