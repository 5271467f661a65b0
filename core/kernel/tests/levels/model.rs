//! Random blocks, and what is in them bit by bit.

use proptest::collection::vec;
use proptest::prelude::*;
use tagora_kernel::{BITS, Bits, Level, WORDS};

/// Blocks of all kinds: nothing, everything, few, many, runs, ends.
pub fn block() -> impl Strategy<Value = Bits> {
    prop_oneof![
        1 => Just(Bits::ZERO),
        1 => Just(Bits::ONE),
        3 => vec(any::<u16>(), 0..300).prop_map(|bits| Bits::of(&bits)),
        1 => vec(prop_oneof![Just(0), Just(63), Just(64), Just(16_383), Just(16_384), Just(65_535)], 0..4)
            .prop_map(|bits| Bits::of(&bits)),
        4 => (any::<u64>(), 0..4_u32).prop_map(|(seed, thinned)| mixed(seed, thinned)),
        2 => vec((any::<u16>(), any::<u16>()), 1..5).prop_map(|runs| runs_of(&runs)),
    ]
}

/// Words from a sequence that a seed begins, anded or ored so many times that few or many bits are left.
fn mixed(seed: u64, thinned: u32) -> Bits {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ mixed >> 27
    };
    let mut block = Bits::ZERO;
    for word in &mut block.0 {
        *word = (0..thinned).fold(next(), |word, _| if seed & 1 == 0 { word & next() } else { word | next() });
    }
    block
}

fn runs_of(runs: &[(u16, u16)]) -> Bits {
    let mut block = Bits::ZERO;
    for &(from, len) in runs {
        (from..=from.saturating_add(len / 8)).for_each(|bit| block.set(bit));
    }
    block
}

pub fn blocks(count: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<Bits>> {
    vec(block(), count)
}

/// The block of the bits of which something is true.
pub fn where_true(mut is: impl FnMut(u16) -> bool) -> Bits {
    let mut block = Bits::ZERO;
    (0..=u16::MAX).filter(|&bit| is(bit)).for_each(|bit| block.set(bit));
    block
}

pub fn size(bits: &Bits) -> u32 {
    (0..=u16::MAX).filter(|&bit| bits.get(bit)).count() as u32
}

pub fn list(bits: &Bits) -> Vec<u16> {
    (0..=u16::MAX).filter(|&bit| bits.get(bit)).collect()
}

/// A few cases are enough where each looks at 65,536 bits; they are more with `PROPTEST_CASES`.
pub fn cases() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(48), ..ProptestConfig::default() }
}

/// Levels differ in nothing: the scalar one is among them.
pub fn levels() -> &'static [Level] {
    assert_eq!(WORDS * 64, BITS);
    Level::available()
}
