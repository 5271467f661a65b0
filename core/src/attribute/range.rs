//! Which values lie in a range, 64 to a word. Plain loops, laid out so that compilers can make wide instructions of them.

/// A stored width.
pub(super) trait Lane: Copy + Ord {}

impl Lane for u8 {}
impl Lane for u16 {}
impl Lane for u32 {}
impl Lane for i64 {}

/// Adds those whose value lies between `first` and `last`.
pub(super) fn in_range<L: Lane>(values: &[L], (first, last): (L, L), found: &mut [u64]) {
    for (values, word) in values.chunks_exact(64).zip(found) {
        let mut flags = [0_u8; 64];
        for (flag, &value) in flags.iter_mut().zip(values) {
            *flag = u8::from((first <= value) & (value <= last));
        }
        *word |= packed(&flags);
    }
}

/// Adds those whose value a test takes.
pub(super) fn such<L: Lane>(values: &[L], takes: impl Fn(L) -> bool, found: &mut [u64]) {
    for (values, word) in values.chunks_exact(64).zip(found) {
        *word |= values.iter().rev().fold(0, |bits, &value| bits << 1 | u64::from(takes(value)));
    }
}

/// Adds those whose value, written across slices of one bit each, lies between `first` and `last`.
pub(super) fn in_range_of_slices(slices: &[Vec<u64>], (first, last): (u64, u64), found: &mut [u64]) {
    for (at, word) in found.iter_mut().enumerate() {
        // From the highest bit down: who is below or above already, and who is still the same as the bound.
        let (mut below, mut above) = (0, 0);
        let (mut like_first, mut like_last) = (u64::MAX, u64::MAX);
        for (place, slice) in slices.iter().enumerate().rev() {
            let bits = slice.get(at).copied().unwrap_or_default();
            if first >> place & 1 == 1 {
                below |= like_first & !bits;
                like_first &= bits;
            } else {
                like_first &= !bits;
            }
            if last >> place & 1 == 1 {
                like_last &= bits;
            } else {
                above |= like_last & bits;
                like_last &= !bits;
            }
        }
        *word |= !(below | above);
    }
}

/// 64 bytes that are 0 or 1 as bits.
fn packed(flags: &[u8; 64]) -> u64 {
    let bytes = flags.as_chunks::<8>().0.iter().map(|&eight| {
        // The product brings the lowest bit of each byte into the highest byte.
        u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
    });
    bytes.rev().fold(0, |bits, byte| bits << 8 | byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_lies_between(values in prop::collection::vec(0..70_u8, 192), (first, last) in (0..64_u8).prop_flat_map(|first| (Just(first), first..70))) {
            let bits = |takes: &dyn Fn(u8) -> bool| -> Vec<u64> {
                values.chunks(64).map(|values| (0..64).map(|at| u64::from(takes(values[at])) << at).sum()).collect()
            };
            let expected = bits(&|value| first <= value && value <= last);
            let mut found = [[0; 3]; 5];
            in_range(&values, (first, last), &mut found[0]);
            let wide: Vec<i64> = values.iter().map(|&value| i64::from(value)).collect();
            in_range(&wide, (first.into(), last.into()), &mut found[1]);
            such(&values, |value| first <= value && value <= last, &mut found[2]);
            let places: Vec<Vec<u64>> = (0..7).map(|place| bits(&|value| value >> place & 1 == 1)).collect();
            in_range_of_slices(&places, (first.into(), last.into()), &mut found[3]);
            for found in &found[..4] {
                prop_assert_eq!(&found[..], &expected);
            }
            // What was found before stays.
            found[4] = [u64::MAX, 0, 0];
            in_range(&values, (first, last), &mut found[4]);
            prop_assert_eq!(&found[4][1..], &expected[1..]);
            prop_assert_eq!(found[4][0], u64::MAX);
        }
    }
}
