use std::cmp::Ordering;

/// The numbers of rows in the order of their places, given as customers and instants; rows of the same place as `tie` has it.
pub(super) fn sorted(of: &[u32], at: &[i64], tie: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
    // Customer, instant and row as one number: they sort at the pace of numbers, and no two are the same.
    let key =
        |((row, of), at): ((u32, &u32), &i64)| u128::from(*of) << 96 | u128::from(*at as u64 ^ 1 << 63) << 32 | u128::from(row);
    let mut keys: Vec<u128> = (0..).zip(of).zip(at).map(key).collect();
    keys.sort_unstable();
    let mut rows: Vec<u32> = keys.iter().map(|&key| key as u32).collect();
    let mut start = 0;
    for same in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
        if same.len() > 1 {
            rows[start..start + same.len()].sort_by(|&a, &b| tie(a, b));
        }
        start += same.len();
    }
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_in_order(rows in prop::collection::vec((0..3_u32, -3..3_i64, 0..4_u8), 0..60)) {
            let (of, at): (Vec<u32>, Vec<i64>) = rows.iter().map(|row| (row.0, row.1)).unzip();
            let found = sorted(&of, &at, |a, b| rows[a as usize].2.cmp(&rows[b as usize].2));
            let mut expected: Vec<u32> = (0..rows.len() as u32).collect();
            expected.sort_by_key(|&row| rows[row as usize]);
            prop_assert_eq!(found, expected);
        }
    }
}
