use std::collections::BTreeSet;

use proptest::prelude::*;
use tagora_kernel::{Bits, add_lists, decode, intersect, intersect_count, probe, probe_count, to_sorted};

use super::model::{block, cases, levels, list, where_true};

/// Sorted lists of all lengths: none, few, many, close to each other or far apart.
fn sorted() -> impl Strategy<Value = Vec<u16>> {
    let far = proptest::collection::btree_set(any::<u16>(), 0..600);
    let near = (any::<u16>(), proptest::collection::btree_set(0..200_u16, 0..150))
        .prop_map(|(from, bits)| bits.into_iter().map(|bit| from.saturating_add(bit)).collect::<BTreeSet<_>>());
    let ends = proptest::collection::btree_set(prop_oneof![Just(0_u16), Just(1), Just(65_534), Just(65_535)], 0..4);
    let whole = Just((0..=u16::MAX).collect::<BTreeSet<_>>());
    prop_oneof![5 => far, 3 => near, 1 => ends, 1 => whole].prop_map(|bits| bits.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases().cases * 4, ..cases() })]

    #[test]
    fn lists_are_intersected(a in sorted(), b in sorted()) {
        let in_b = BTreeSet::from_iter(b.iter().copied());
        let (shared, alone): (Vec<u16>, Vec<u16>) = a.iter().partition(|bit| in_b.contains(bit));
        for &level in levels() {
            let mut found = vec![1, 2, 3];
            prop_assert_eq!(intersect_count(level, &a, &b), shared.len(), "{}", level.name());
            intersect(level, &a, &b, true, &mut found);
            prop_assert_eq!(&found, &shared, "{}", level.name());
            intersect(level, &a, &b, false, &mut found);
            prop_assert_eq!(&found, &alone, "{}", level.name());
        }
    }

    #[test]
    fn lists_are_probed(a in sorted(), bits in block()) {
        let (set, clear): (Vec<u16>, Vec<u16>) = a.iter().partition(|&&bit| bits.get(bit));
        for &level in levels() {
            let mut found = vec![1, 2, 3];
            prop_assert_eq!(probe_count(level, &a, &bits), set.len(), "{}", level.name());
            probe(level, &a, &bits, true, &mut found);
            prop_assert_eq!(&found, &set, "{}", level.name());
            probe(level, &a, &bits, false, &mut found);
            prop_assert_eq!(&found, &clear, "{}", level.name());
        }
    }

    #[test]
    fn lists_are_added(lists in proptest::collection::vec(sorted(), 0..4), bits in block()) {
        let all: BTreeSet<u16> = list(&bits).into_iter().chain(lists.iter().flatten().copied()).collect();
        let lists: Vec<&[u16]> = lists.iter().map(|list| &**list).collect();
        for &level in levels() {
            let mut found = bits.clone();
            prop_assert_eq!(add_lists(level, &lists, &mut found) as usize, all.len(), "{}", level.name());
            prop_assert!(list(&found).iter().eq(&all), "{}", level.name());
        }
    }

    #[test]
    fn bits_are_listed(bits in block(), base in any::<u32>()) {
        let base = base & 0xffff_0000;
        for &level in levels() {
            let (mut sorted, mut numbers) = (vec![9], vec![9]);
            to_sorted(level, &bits, &mut sorted);
            prop_assert_eq!(&sorted, &list(&bits), "{}", level.name());
            decode(level, &bits, base, &mut numbers);
            let wanted: Vec<u32> = [9].into_iter().chain(sorted.iter().map(|&bit| base + u32::from(bit))).collect();
            prop_assert_eq!(&numbers, &wanted, "{}", level.name());
        }
        prop_assert!(Bits::of(&list(&bits)) == bits);
    }
}

#[test]
fn single_bits_are_put_and_counted() {
    let mut bits = Bits::ZERO;
    assert_eq!([bits.put(64, true), bits.put(64, true), bits.put(63, false), bits.put(65_535, true)], [1, 0, 0, 1]);
    assert_eq!(list(&bits), [64, 65_535]);
    assert_eq!([bits.put(64, false), bits.put(64, false)], [-1, 0]);
    assert!(bits == where_true(|bit| bit == 65_535));
}
