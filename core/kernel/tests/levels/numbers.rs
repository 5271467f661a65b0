use std::fmt::Debug;

use proptest::prelude::*;
use tagora_kernel::{BITS, Bits, Number};

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
        assert_eq!(N::in_range(level, values, low, high, &mut found), size(&wanted), "{}", level.name());
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

#[test]
fn a_whole_block_and_more_is_compared() {
    let values: Vec<i32> = (0..70_000).map(|n| n % 1000 - 500).collect();
    check(&values[..BITS - 1], -3, 400);
    check(&values[..BITS], -3, 400);
    check(&values, -3, 400);
}
