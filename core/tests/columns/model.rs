//! Random sets that have blocks of all forms.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use tagora::inside::Column;

pub type Set = BTreeSet<u32>;

/// Blocks that random sets have members in: two beside each other, one farther away.
pub const BLOCKS: [u32; 3] = [0, 1, 3];

pub fn ordinal() -> impl Strategy<Value = u32> {
    let edge = prop_oneof![Just(0_u32), Just(1), Just(63), Just(64), Just(65_534), Just(65_535)];
    let low = prop_oneof![1 => edge, 3 => 0..65_536_u32, 2 => 100..400_u32];
    (0..BLOCKS.len(), low).prop_map(|(block, low)| BLOCKS[block] << 16 | low)
}

fn lows() -> impl Strategy<Value = Set> {
    let near_the_turn = (250..520_usize, any::<u16>())
        .prop_map(|(count, step)| (0..count as u32).map(|n| n * (u32::from(step) | 1) % 65_536).collect::<Set>());
    prop_oneof![
        2 => Just(Set::new()),
        1 => Just((0..65_536).collect::<Set>()),
        1 => (0..65_536_u32).prop_map(|gap| (0..65_536).filter(|&low| low != gap).collect::<Set>()),
        3 => btree_set(0..65_536_u32, 0..40),
        2 => near_the_turn,
        2 => (0..60_000_u32, 1..6000_u32).prop_map(|(from, len)| (from..(from + len).min(65_536)).collect::<Set>()),
        2 => (1..65_536_u32, 20..90_u32).prop_map(|(from, step)| (from..65_536).step_by(step as usize).collect::<Set>()),
    ]
}

pub fn set() -> impl Strategy<Value = Set> {
    vec(lows(), BLOCKS.len()).prop_map(|lows| {
        let blocks = BLOCKS.iter().zip(&lows);
        blocks.flat_map(|(block, lows)| lows.iter().map(move |low| block << 16 | low)).collect()
    })
}

/// A column of the set; as it comes, put away, or grown one by one.
pub fn column(set: &Set, way: usize) -> Column {
    let mut column: Column = set.iter().copied().collect();
    match way % 3 {
        0 => {}
        1 => column.freeze(),
        _ => {
            column = Column::new();
            for &member in set {
                column.put(member, true);
            }
        }
    }
    column
}

pub fn agrees(column: &Column, set: &Set) {
    assert_eq!(column.len(), set.len() as u64);
    assert!(column.iter().eq(set.iter().copied()));
    assert_eq!(column.is_empty(), set.is_empty());
}

pub fn cases(count: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(count), ..ProptestConfig::default() }
}
