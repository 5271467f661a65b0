//! Circuits of sets in all their forms, beside one customer at a time.

use proptest::prelude::*;
use tagora_kernel::{BITS, Level};

use crate::column::Column;
use crate::query::circuit::Circuit;
use crate::query::execute::{Leaf, Run, customer};
use crate::threads::Threads;

const BLOCKS: usize = 2;
const COLUMNS: usize = 14;

/// Nobody, a few, many, a run or everybody of each block, put away or not.
fn column() -> impl Strategy<Value = Column> {
    let scattered = |most: usize| prop::collection::btree_set(any::<u16>(), 0..most).prop_map(Vec::from_iter);
    let block = prop_oneof![
        1 => Just(Vec::new()),
        4 => scattered(300),
        1 => scattered(3_000),
        2 => (any::<u16>(), 1..9_000_u16).prop_map(|(from, len)| (from..=from.saturating_add(len)).collect()),
        1 => Just((0..=u16::MAX).collect()),
    ];
    (prop::collection::vec(block, BLOCKS), any::<bool>()).prop_map(|(blocks, is_cold)| {
        let members = blocks.into_iter().enumerate();
        let mut column: Column =
            members.flat_map(|(block, members)| members.into_iter().map(move |low| customer(block, low))).collect();
        if is_cold {
            column.freeze();
        }
        column
    })
}

fn leaves(count: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Circuit>> {
    prop::collection::vec((0..COLUMNS).prop_map(Circuit::Leaf), count)
}

fn circuit() -> impl Strategy<Value = Circuit> {
    let part = prop_oneof![
        2 => leaves(2..=2).prop_map(Circuit::All),
        2 => leaves(9..=COLUMNS).prop_map(Circuit::Any),
        1 => leaves(0..4).prop_map(Circuit::Any),
        1 => (0..4_usize, leaves(1..6)).prop_map(|(least, parts)| Circuit::AtLeast(least, parts)),
        1 => (0..COLUMNS).prop_map(Circuit::Leaf),
    ];
    part.prop_recursive(3, 24, 10, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Circuit::Not(Box::new(inner))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Circuit::All),
            (prop::collection::vec(inner.clone(), 1..3), leaves(0..10)).prop_map(|(mut parts, more)| {
                parts.extend(more);
                Circuit::Any(parts)
            }),
            (1..3_usize, prop::collection::vec(inner, 1..4)).prop_map(|(least, parts)| Circuit::AtLeast(least, parts)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn circuits_have_whom_they_should(columns in prop::collection::vec(column(), COLUMNS), circuits in prop::collection::vec(circuit(), 1..5)) {
        for circuit in circuits {
            let run = Run::new(&circuit, columns.iter().map(|column| Leaf::Set(column)), (), Level::best());
            let mut found = Vec::new();
            run.select(0..BLOCKS, |block, of| {
                found.extend(of.to_list(Level::best()).into_iter().map(|low| customer(block, low)));
            });
            let bits: Vec<Vec<bool>> = columns
                .iter()
                .map(|column| {
                    let mut bits = vec![false; BLOCKS * BITS];
                    column.iter().for_each(|of| bits[of as usize] = true);
                    bits
                })
                .collect();
            let all = 0..(BLOCKS * BITS) as u32;
            let expected: Vec<u32> = all.filter(|&of| circuit.has(&|leaf| bits[leaf][of as usize])).collect();
            prop_assert_eq!(run.count(BLOCKS), expected.len() as u64, "{:?}", circuit);
            prop_assert_eq!(run.count_on(&Threads::default(), BLOCKS), expected.len() as u64);
            prop_assert!(found == expected, "{:?}", circuit);
            // A page from a place on.
            run.select(0..1, |_, of| {
                let (mut page, first) = (Vec::new(), 777);
                of.each_from(first, |low| {
                    page.push(low);
                    page.len() < 50
                });
                let from: Vec<u16> = of.to_list(Level::best()).into_iter().filter(|&low| low >= first).take(50).collect();
                assert_eq!(page, from);
            });
        }
    }
}
