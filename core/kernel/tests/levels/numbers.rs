use std::fmt::Debug;

use proptest::prelude::*;
use tagora_kernel::{BITS, Bits, Number, planes_in_range};

use super::model::{cases, levels, size};

fn check<N: Number + Debug>(values: &[N], low: N, high: N) {
    let mut wanted = Bits::ZERO;
    for (bit, &value) in values.iter().enumerate().take(BITS) {
        wanted.put(bit as u16, low <= value && value <= high);
    }
    let ends = values.iter().copied().fold(None, |ends: Option<(N, N)>, value| {
        let (low, high) = ends.unwrap_or((value, value));
        Some((if value < low { value } else { low }, if value > high { value } else { high }))
    });
    for &level in levels() {
        let mut found = Bits::ONE;
        assert_eq!(
            N::in_range(level, values, low, high, &values[values.len() / 3..], &mut found.0),
            size(&wanted),
            "{}",
            level.name()
        );
        assert!(found == wanted, "{} {low:?} {high:?}", level.name());
        assert_eq!(N::min_max(level, values), ends, "{}", level.name());
    }
}

macro_rules! each {
    ($($number:ident)*) => {
        proptest! {
            #![proptest_config(cases())]
            $(
                #[test]
                fn $number(values in proptest::collection::vec(any::<$number>(), 0..700), ends in any::<($number, $number)>()) {
                    check(&values, ends.0, ends.1);
                    check(&values, ends.0.min(ends.1), ends.0.max(ends.1));
                    check(&values, $number::MIN, $number::MAX);
                    if let Some(&first) = values.first() {
                        check(&values, first, first);
                    }
                }
            )*
        }
    };
}

each! { i64 i32 i16 i8 u32 u16 u8 }

proptest! {
    #![proptest_config(cases())]

    /// Numbers of some digits, each digit in a plane of its own.
    #[test]
    fn planes(numbers in proptest::collection::vec(any::<u64>(), 64..1200), digits in 0..70_usize, ends in any::<(u64, u64)>(), small in any::<bool>()) {
        let most = if digits >= 64 { u64::MAX } else { (1 << digits) - 1 };
        let numbers: Vec<u64> = numbers.iter().map(|number| number & if small { most & 7 } else { most }).collect();
        let words = numbers.len() / 64;
        let plane = |digit: usize| -> Vec<u64> {
            let bit = |number: u64| if digit < 64 { number >> digit & 1 } else { 0 };
            numbers.chunks_exact(64).map(|of| of.iter().rev().fold(0, |word, &number| word << 1 | bit(number))).collect()
        };
        let planes: Vec<Vec<u64>> = (0..digits).map(plane).collect();
        let planes: Vec<&[u64]> = planes.iter().map(Vec::as_slice).collect();
        for (low, high) in [(ends.0 & most, ends.1 & most), (0, most), (0, u64::MAX), (numbers[0], numbers[0]), (ends.0, ends.1), (1, 5)] {
            let wanted: Vec<bool> = numbers[..words * 64].iter().map(|&number| low <= number && number <= high).collect();
            for &level in levels() {
                let mut found = vec![5; words];
                planes_in_range(level, &planes, low, high, &mut found);
                let found: Vec<bool> = (0..words * 64).map(|bit| found[bit / 64] >> (bit % 64) & 1 == 1).collect();
                prop_assert_eq!(&found, &wanted, "{} {} {}", level.name(), low, high);
            }
        }
    }
}

#[test]
fn a_whole_block_and_more_is_compared() {
    let values: Vec<i32> = (0..70_000).map(|n| n % 1000 - 500).collect();
    check(&values[..BITS - 1], -3, 400);
    check(&values[..BITS], -3, 400);
    check(&values, -3, 400);
}
