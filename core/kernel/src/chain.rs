//! One pass over several operands: the innermost loops of `program`.

use crate::Bits;

/// The words of a strip: what a program holds of each intermediate set, so that it stays in the nearest cache.
pub(crate) const STRIP: usize = 256;
/// As many operands are joined in one pass.
pub(crate) const WIDTH: usize = 8;
/// As many by "xor".
pub(crate) const XOR_WIDTH: usize = 4;

pub(crate) type Strip = [u64; STRIP];

impl Bits {
    #[inline(always)]
    pub(crate) fn strip(&self, number: usize) -> &Strip {
        &self.0.as_chunks::<STRIP>().0[number]
    }
}

/// What a pass works on: each operand with the word that it is changed by (all ones: negated), and what the outcome is
/// changed by. So "or" is "and" of the negated, negated.
pub(crate) struct Chain<'a> {
    pub(crate) operands: [&'a Strip; WIDTH],
    pub(crate) flips: [u64; WIDTH],
    /// How many of these there are.
    pub(crate) len: usize,
    pub(crate) flip: u64,
    /// Joined by "xor" instead of "and".
    pub(crate) is_xor: bool,
}

/// Calls with the number of operands, and whether they are xor-ed, known to the compiler.
macro_rules! sized {
    ($chain:ident, $method:ident ($($argument:expr),*)) => {
        match ($chain.is_xor, $chain.len) {
            (false, 1) => $method::<1, false>($chain, $($argument),*),
            (false, 2) => $method::<2, false>($chain, $($argument),*),
            (false, 3) => $method::<3, false>($chain, $($argument),*),
            (false, 4) => $method::<4, false>($chain, $($argument),*),
            (false, 5) => $method::<5, false>($chain, $($argument),*),
            (false, 6) => $method::<6, false>($chain, $($argument),*),
            (false, 7) => $method::<7, false>($chain, $($argument),*),
            (false, _) => $method::<8, false>($chain, $($argument),*),
            (true, 1) => $method::<1, true>($chain, $($argument),*),
            (true, 2) => $method::<2, true>($chain, $($argument),*),
            (true, 3) => $method::<3, true>($chain, $($argument),*),
            (true, _) => $method::<4, true>($chain, $($argument),*),
        }
    };
}

#[inline(always)]
fn word<const N: usize, const XOR: bool>(chain: &Chain, i: usize) -> u64 {
    let mut word = chain.operands[0][i] ^ chain.flips[0];
    for n in 1..N {
        let next = chain.operands[n][i];
        word = if XOR { word ^ next } else { word & (next ^ chain.flips[n]) };
    }
    word ^ chain.flip
}

#[inline(always)]
fn counted<const N: usize, const XOR: bool>(chain: &Chain) -> u64 {
    (0..STRIP).fold(0_u64, |count, i| count.wrapping_add(u64::from(word::<N, XOR>(chain, i).count_ones())))
}

#[inline(always)]
fn stored<const N: usize, const XOR: bool>(chain: &Chain, into: &mut Strip) {
    for (i, into) in into.iter_mut().enumerate() {
        *into = word::<N, XOR>(chain, i);
    }
}

/// What was there joined with the chain, changed by `flip`.
#[inline(always)]
fn joined<const N: usize, const XOR: bool>(chain: &Chain, i: usize, with: u64, flip: u64) -> u64 {
    let word = word::<N, XOR>(chain, i);
    (if XOR { with ^ word } else { with & word }) ^ flip
}

#[inline(always)]
fn folded<const N: usize, const XOR: bool>(chain: &Chain, into: &mut Strip, flip: u64) {
    for (i, into) in into.iter_mut().enumerate() {
        *into = joined::<N, XOR>(chain, i, *into, flip);
    }
}

#[inline(always)]
fn folded_count<const N: usize, const XOR: bool>(chain: &Chain, with: &Strip, flip: u64) -> u64 {
    let words = with.iter().enumerate().map(|(i, &with)| joined::<N, XOR>(chain, i, with, flip));
    words.fold(0_u64, |count, word| count.wrapping_add(u64::from(word.count_ones())))
}

impl Chain<'_> {
    /// Counts without storing.
    #[inline(always)]
    pub(crate) fn count(&self) -> u64 {
        sized!(self, counted())
    }

    #[inline(always)]
    pub(crate) fn store(&self, into: &mut Strip) {
        sized!(self, stored(into));
    }

    /// Joins what is there with the chain, and changes the outcome by `flip`.
    #[inline(always)]
    pub(crate) fn fold(&self, into: &mut Strip, flip: u64) {
        sized!(self, folded(into, flip));
    }

    /// As [`fold`](Self::fold), counting without storing.
    #[inline(always)]
    pub(crate) fn fold_count(&self, with: &Strip, flip: u64) -> u64 {
        sized!(self, folded_count(with, flip))
    }
}

/// How many bits are set.
#[inline(always)]
pub(crate) fn ones(words: &[u64]) -> u64 {
    words.iter().fold(0_u64, |count, word| count.wrapping_add(u64::from(word.count_ones())))
}
