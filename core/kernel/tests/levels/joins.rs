use proptest::prelude::*;
use tagora_kernel::{Bits, Coverage, Join, Operand, Scratch, at_least, at_least_count, count, coverage, join, join_count};

use super::model::{block, blocks, cases, levels, size, where_true};

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn bits_are_counted(bits in block()) {
        for &level in levels() {
            prop_assert_eq!(count(level, &bits), size(&bits), "{}", level.name());
        }
    }

    #[test]
    fn blocks_are_joined(sets in blocks(0..=19), negated in any::<u32>(), is in 0..3) {
        let kind = [Join::And, Join::Or, Join::Xor][is as usize];
        let lacks = |n: usize| negated >> n & 1 == 1;
        let operands: Vec<_> =
            sets.iter().enumerate().map(|(n, set)| if lacks(n) { Operand::not(set) } else { Operand::of(set) }).collect();
        let wanted = where_true(|bit| {
            let mut each = sets.iter().enumerate().map(|(n, set)| set.get(bit) != lacks(n));
            match kind {
                Join::And => each.all(|is| is),
                Join::Or => each.any(|is| is),
                Join::Xor => each.filter(|&is| is).count() % 2 == 1,
            }
        });
        for &level in levels() {
            let mut found = Bits::ONE;
            prop_assert_eq!(join(level, kind, &operands, &mut found), size(&wanted), "{}", level.name());
            prop_assert!(found == wanted, "{}", level.name());
            prop_assert_eq!(join_count(level, kind, &operands), size(&wanted), "{}", level.name());
        }
    }

    #[test]
    fn what_enough_sets_have_is_found(sets in blocks(0..=20), least in 0..=21_usize) {
        let mut scratch = Scratch::default();
        let operands: Vec<_> = sets.iter().collect();
        let wanted = where_true(|bit| sets.iter().filter(|set| set.get(bit)).count() >= least);
        for &level in levels() {
            let mut found = Bits::ONE;
            prop_assert_eq!(at_least(level, least, &operands, &mut scratch, &mut found), size(&wanted), "{}", level.name());
            prop_assert!(found == wanted, "{}", level.name());
            prop_assert_eq!(at_least_count(level, least, &operands, &mut scratch), size(&wanted), "{}", level.name());
        }
    }

    #[test]
    fn coverage_is_none_one_or_more(sets in blocks(0..=9), within in block()) {
        let operands: Vec<_> = sets.iter().collect();
        let mut wanted = Coverage::default();
        for bit in (0..=u16::MAX).filter(|&bit| within.get(bit)) {
            match sets.iter().filter(|set| set.get(bit)).count() {
                0 => wanted.none += 1,
                1 => wanted.one += 1,
                _ => wanted.more += 1,
            }
        }
        for &level in levels() {
            prop_assert_eq!(coverage(level, &operands, &within), wanted, "{}", level.name());
        }
    }
}

/// Every number of sets and every bound, on blocks where bit `n` is in exactly `n` sets.
#[test]
fn at_least_holds_at_each_bound() {
    let sets: Vec<Bits> = (0..70).map(|set| where_true(|bit| bit % 71 > set)).collect();
    let mut scratch = Scratch::default();
    for n in 0..=sets.len() {
        let operands: Vec<_> = sets[..n].iter().collect();
        for least in [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, n.saturating_sub(1), n, n + 1] {
            let wanted = (0..=u16::MAX).filter(|bit| usize::from(bit % 71).min(n) >= least).count() as u32;
            for &level in levels() {
                assert_eq!(at_least_count(level, least, &operands, &mut scratch), wanted, "{least} of {n}, {}", level.name());
            }
        }
    }
}
