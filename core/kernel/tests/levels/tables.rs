use proptest::prelude::*;
use tagora_kernel::{WORDS, count_codes, overlaps};

use super::model::{block, blocks, cases, levels, size, where_true};

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn codes_are_counted(planes in blocks(0..=8), within in block(), codes in 0..=300_usize, words in 0..=WORDS) {
        let digits: Vec<_> = planes.iter().map(|plane| &plane.0[..words]).collect();
        let mut wanted = vec![5_u64; codes];
        for bit in (0..words * 64).map(|bit| bit as u16).filter(|&bit| within.get(bit)) {
            let code: usize = planes.iter().enumerate().map(|(n, plane)| usize::from(plane.get(bit)) << n).sum();
            if let Some(count) = wanted.get_mut(code) {
                *count += 1;
            }
        }
        for &level in levels() {
            let mut found = vec![5_u64; codes];
            count_codes(level, &digits, &within.0[..words], &digits, &mut found);
            prop_assert_eq!(&found, &wanted, "{}", level.name());
        }
    }

    #[test]
    fn overlaps_are_counted(sets in blocks(0..=9)) {
        let all: Vec<_> = sets.iter().collect();
        let n = sets.len();
        let mut wanted = vec![7_u64; n * n];
        for i in 0..n {
            for j in i..n {
                wanted[i * n + j] += u64::from(size(&where_true(|bit| sets[i].get(bit) && sets[j].get(bit))));
            }
        }
        for &level in levels() {
            let mut found = vec![7_u64; n * n];
            overlaps(level, &all, &mut found);
            prop_assert_eq!(&found, &wanted, "{}", level.name());
        }
    }
}
