//! Two columns alone: what both have, either, or one alone. Larger combinations are circuits of `query`.

use std::sync::Arc;

use tagora_kernel::{Bits, Join, Level, Operand, intersect, intersect_count, join, join_count, probe, probe_count};

use super::block::Block;
use super::set::Column;

impl Column {
    /// How many members both have.
    pub(crate) fn shared_len(&self, other: &Self) -> u64 {
        (0..self.blocks().min(other.blocks())).map(|block| u64::from(shared_len(self.block(block), other.block(block)))).sum()
    }

    /// The members that both have.
    pub(crate) fn shared(&self, other: &Self) -> Self {
        Self::of_blocks(
            (0..self.blocks().min(other.blocks())).map(|block| shared(self.block(block), other.block(block))).collect(),
        )
    }
}

impl Column {
    /// The members that either has.
    pub(crate) fn or(&self, other: &Self) -> Self {
        let either = |block| match (self.block(block), other.block(block)) {
            (Block::Empty, some) | (some, Block::Empty) => some.clone(),
            (Block::Full, _) | (_, Block::Full) => Block::Full,
            (one, other) => joined(Join::Or, one, other, false),
        };
        Self::of_blocks((0..self.blocks().max(other.blocks())).map(either).collect())
    }

    /// The members that the other does not have.
    pub(crate) fn but(&self, other: &Self) -> Self {
        let alone = |block| match (self.block(block), other.block(block)) {
            (Block::Empty, _) | (_, Block::Full) => Block::Empty,
            (some, Block::Empty) => some.clone(),
            (one, other) => joined(Join::And, one, other, true),
        };
        Self::of_blocks((0..self.blocks()).map(alone).collect())
    }
}

fn joined(how: Join, one: &Block, other: &Block, is_negated: bool) -> Block {
    let (mut room, mut other_room, mut bits) = (Bits::ZERO, Bits::ZERO, Bits::ZERO);
    let (one, other) = (one.bits(&mut room), other.bits(&mut other_room));
    let other = if is_negated { Operand::not(other) } else { Operand::of(other) };
    let ones = join(Level::best(), how, &[Operand::of(one), other], &mut bits);
    Block::dense(Arc::new(bits), ones)
}

fn shared_len(one: &Block, other: &Block) -> u32 {
    let level = Level::best();
    match (one, other) {
        (Block::Empty, _) | (_, Block::Empty) => 0,
        (Block::Full, some) | (some, Block::Full) => some.ones(),
        (Block::Listed(one), Block::Listed(other)) => intersect_count(level, one, other) as u32,
        (Block::Listed(list), Block::Dense(bits, _)) | (Block::Dense(bits, _), Block::Listed(list)) => {
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
    match (one, other) {
        (Block::Empty, _) | (_, Block::Empty) => Block::Empty,
        (Block::Full, _) => other.clone(),
        (_, Block::Full) => one.clone(),
        (Block::Listed(one), Block::Listed(other)) => {
            intersect(level, one, other, true, &mut list);
            Block::listed(list)
        }
        (Block::Listed(some), Block::Dense(bits, _)) | (Block::Dense(bits, _), Block::Listed(some)) => {
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
