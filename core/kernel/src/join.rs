use crate::chain::{WIDTH, XOR_WIDTH, ones};
use crate::program::run;
use crate::steps::{Changed, Source, Step};
use crate::{BITS, Bits, Level};

/// How blocks are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// In all of them.
    And,
    /// In one of them or more.
    Or,
    /// In an odd number of them.
    Xor,
}

/// A block, or all that it lacks.
#[derive(Clone, Copy, Debug)]
pub struct Operand<'a> {
    bits: &'a Bits,
    flip: u64,
}

impl<'a> Operand<'a> {
    /// The block's bits.
    #[must_use]
    pub fn of(bits: &'a Bits) -> Self {
        Self { bits, flip: 0 }
    }

    /// The bits that the block lacks.
    #[must_use]
    pub fn not(bits: &'a Bits) -> Self {
        Self { bits, flip: !0 }
    }
}

kernel! {
    /// How many bits are set.
    #[must_use]
    pub fn count(bits: &Bits) -> u32 {
        ones(&bits.0) as u32
    }
}

/// How many bits the operands joined have, without storing them where eight or fewer are joined (four by `Xor`). Of no
/// operand: all for `And`, else none.
#[must_use]
pub fn join_count(level: Level, join: Join, operands: &[Operand]) -> u32 {
    if operands.len() <= width(join) {
        return pass(level, join, operands, None);
    }
    let mut joined = Bits::ZERO;
    store(level, join, operands, &mut joined)
}

/// Stores the operands joined, and counts them. It stops where nothing more can change.
pub fn join(level: Level, join: Join, operands: &[Operand], into: &mut Bits) -> u32 {
    store(level, join, operands, into)
}

fn width(join: Join) -> usize {
    if join == Join::Xor { XOR_WIDTH } else { WIDTH }
}

fn store(level: Level, join: Join, operands: &[Operand], into: &mut Bits) -> u32 {
    let (first, rest) = operands.split_at(operands.len().min(width(join)));
    let mut count = pass(level, join, first, Some(into));
    let mut joined = Bits::ZERO;
    for group in rest.chunks(width(join) - 1) {
        match join {
            Join::And if count == 0 => break,
            Join::Or if count == BITS as u32 => break,
            _ => {}
        }
        joined.0 = into.0;
        let mut all = [Operand::of(&joined); WIDTH];
        all[1..=group.len()].copy_from_slice(group);
        count = pass(level, join, &all[..=group.len()], Some(into));
    }
    count
}

/// Joins as many operands as one pass can.
fn pass(level: Level, join: Join, operands: &[Operand], into: Option<&mut Bits>) -> u32 {
    if operands.is_empty() {
        let (word, count) = if join == Join::And { (!0, BITS as u32) } else { (0, 0) };
        if let Some(into) = into {
            into.0.fill(word);
        }
        return count;
    }
    let flip = if join == Join::Or { !0 } else { 0 };
    let mut of: [Changed; WIDTH] = [(Source::Operand(0), 0); WIDTH];
    let mut blocks = [operands[0].bits; WIDTH];
    let mut outer = flip;
    for (n, operand) in operands.iter().enumerate() {
        of[n] = (Source::Operand(n), operand.flip ^ flip);
        blocks[n] = operand.bits;
        if join == Join::Xor {
            // One change of the whole is as good as one of each.
            outer ^= operand.flip;
            of[n].1 = 0;
        }
    }
    let n = operands.len();
    let step = Step::set(&of[..n], outer, join == Join::Xor, 0);
    run(level, &[step], &blocks[..n], &mut [], into)
}
