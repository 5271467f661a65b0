//! Two sets alone.

use tagora_kernel::{Bits, Join, Level, Operand, intersect_count, join_count, probe_count};

use crate::column::{Blocks, View};

/// How many of a block are in both.
pub(in crate::query) fn shared_count(level: Level, sets: [&dyn Blocks; 2], block: usize) -> u32 {
    match sets.map(|set| set.view(block)) {
        [View::Empty, _] | [_, View::Empty] => 0,
        [View::Full, other @ (View::Full | View::Listed(_) | View::Dense(..))]
        | [other @ (View::Listed(_) | View::Dense(..)), View::Full] => other.most(),
        [View::Listed(one), View::Listed(other)] => intersect_count(level, one, other) as u32,
        [View::Listed(list), View::Dense(bits, _)] | [View::Dense(bits, _), View::Listed(list)] => {
            probe_count(level, list, bits) as u32
        }
        [View::Dense(one, _), View::Dense(other, _)] => join_count(level, Join::And, &[Operand::of(one), Operand::of(other)]),
        [View::Unread(_), _] | [_, View::Unread(_)] => {
            let mut rooms = [Bits::ZERO, Bits::ZERO];
            let [one, other] = &mut rooms;
            let both = [sets[0].bits(block, one), sets[1].bits(block, other)];
            join_count(level, Join::And, &both.map(Operand::of))
        }
    }
}
