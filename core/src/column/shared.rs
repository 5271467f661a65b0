//! Two columns alone: what both have. Larger combinations are circuits of `query`.

use std::sync::Arc;

use tagora_kernel::{Bits, Join, Level, Operand, intersect, intersect_count, join, join_count, probe, probe_count};

use super::block::Block;
use super::set::Column;
use super::view::View;

impl Column {
    /// How many members both have.
    pub(crate) fn shared_len(&self, other: &Self) -> u64 {
        (0..self.blocks().min(other.blocks())).map(|block| u64::from(shared_len(self.view(block), other.view(block)))).sum()
    }

    /// The members that both have.
    pub(crate) fn shared(&self, other: &Self) -> Self {
        Self::of_blocks(
            (0..self.blocks().min(other.blocks())).map(|block| shared(self.block(block), other.block(block))).collect(),
        )
    }
}

fn shared_len(one: View, other: View) -> u32 {
    let level = Level::best();
    match (one, other) {
        (View::Empty, _) | (_, View::Empty) => 0,
        (View::Full, some) | (some, View::Full) => some.ones(),
        (View::Listed(one), View::Listed(other)) => intersect_count(level, one, other) as u32,
        (View::Listed(list), View::Dense(bits, _)) | (View::Dense(bits, _), View::Listed(list)) => {
            probe_count(level, list, bits) as u32
        }
        (one, other) => {
            let (mut room, mut other_room) = (Bits::ZERO, Bits::ZERO);
            let operands = [Operand::of(one.bits(&mut room)), Operand::of(other.bits(&mut other_room))];
            join_count(level, Join::And, &operands)
        }
    }
}

fn shared(one: &Block, other: &Block) -> Block {
    let (level, mut list) = (Level::best(), Vec::new());
    match (one.view(), other.view()) {
        (View::Empty, _) | (_, View::Empty) => Block::Empty,
        (View::Full, _) => other.clone(),
        (_, View::Full) => one.clone(),
        (View::Listed(one), View::Listed(other)) => {
            intersect(level, one, other, true, &mut list);
            Block::listed(list)
        }
        (View::Listed(some), View::Dense(bits, _)) | (View::Dense(bits, _), View::Listed(some)) => {
            probe(level, some, bits, true, &mut list);
            Block::listed(list)
        }
        (one, other) => {
            let (mut room, mut other_room, mut bits) = (Bits::ZERO, Bits::ZERO, Bits::ZERO);
            let operands = [Operand::of(one.bits(&mut room)), Operand::of(other.bits(&mut other_room))];
            let ones = join(level, Join::And, &operands, &mut bits);
            Block::dense(Arc::new(bits), ones)
        }
    }
}
