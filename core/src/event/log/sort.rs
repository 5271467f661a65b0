use std::cmp::Ordering;

/// The numbers of rows in the order of their places, given as customers and instants; rows of the same place as `tie` has it.
pub(crate) fn sorted(of: &[u32], at: &[i64], tie: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
    if of.len() < 2 {
        return (0..of.len() as u32).collect();
    }
    let is_same = |a: u32, b: u32| {
        let (a, b) = (a as usize, b as usize);
        of[a] == of[b] && at[a] == at[b]
    };
    let mut rows = by_digits(of, at).unwrap_or_else(|| by_comparing(of, at));
    let mut start = 0;
    while start < rows.len() {
        let same = rows[start..].iter().take_while(|&&row| is_same(rows[start], row)).count();
        if same > 1 {
            rows[start..start + same].sort_by(|&a, &b| tie(a, b));
        }
        start += same;
    }
    rows
}

fn by_comparing(of: &[u32], at: &[i64]) -> Vec<u32> {
    // Customer, instant and row as one number: they sort at the pace of numbers, and no two are the same.
    let key =
        |((row, of), at): ((u32, &u32), &i64)| u128::from(*of) << 96 | u128::from(*at as u64 ^ 1 << 63) << 32 | u128::from(row);
    let mut keys: Vec<u128> = (0..).zip(of).zip(at).map(key).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| key as u32).collect()
}

/// Fewer rows than these are faster compared.
const MANY: usize = 512;

/// A digit has so many bits.
const DIGIT: u32 = 11;

/// The same for many rows, digit by digit of what tells customers and instants apart; none where that is more than a number
/// can say. Rows that come in the order of time are put in that of customers alone.
fn by_digits(of: &[u32], at: &[i64]) -> Option<Vec<u32>> {
    if of.len() < MANY {
        return None;
    }
    let (first, last) = (*of.iter().min()?, *of.iter().max()?);
    let (from, until) = if at.is_sorted() { (0, 0) } else { (*at.iter().min()?, *at.iter().max()?) };
    let width = |number: u64| u64::BITS - number.leading_zeros();
    let of_time = width(until.wrapping_sub(from) as u64);
    let bits = of_time + width((last - first).into());
    if bits > u64::BITS || of_time == u64::BITS {
        return None;
    }
    let key = |of: u32, at: i64| {
        let time = if of_time == 0 { 0 } else { at.wrapping_sub(from) as u64 };
        u64::from(of - first) << of_time | time
    };
    let mut rows: Vec<(u64, u32)> = of.iter().zip(at).zip(0..).map(|((&of, &at), row)| (key(of, at), row)).collect();
    let mut room = vec![(0, 0); rows.len()];
    for shift in (0..bits).step_by(DIGIT as usize) {
        let digit = |key: u64| (key >> shift) as usize & ((1 << DIGIT) - 1);
        let mut places = [0_usize; 1 << DIGIT];
        rows.iter().for_each(|(key, _)| places[digit(*key)] += 1);
        let mut before = 0;
        for place in &mut places {
            before += std::mem::replace(place, before);
        }
        for row in &rows {
            let place = &mut places[digit(row.0)];
            room[*place] = *row;
            *place += 1;
        }
        std::mem::swap(&mut rows, &mut room);
    }
    Some(rows.into_iter().map(|(_, row)| row).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_in_order(
            rows in prop::collection::vec((0..3_u32, -3..3_i64, 0..4_u8), 0..60),
            many in prop::collection::vec((any::<u32>(), any::<i64>(), 0..4_u8), MANY..MANY + 300),
            (customers, times) in (prop_oneof![Just(3_u32), Just(5_000), Just(u32::MAX)], prop_oneof![Just(1_i64), Just(70), Just(1 << 40), Just(i64::MAX)]),
            in_time in any::<bool>(),
        ) {
            let mut many: Vec<_> = many.into_iter().map(|(of, at, tie)| (of % customers, at % times, tie)).collect();
            if in_time {
                many.sort_by_key(|row| row.1);
            }
            for rows in [rows, many] {
                let (of, at): (Vec<u32>, Vec<i64>) = rows.iter().map(|row| (row.0, row.1)).unzip();
                let found = sorted(&of, &at, |a, b| rows[a as usize].2.cmp(&rows[b as usize].2));
                let mut expected: Vec<u32> = (0..rows.len() as u32).collect();
                expected.sort_by_key(|&row| rows[row as usize]);
                prop_assert_eq!(found, expected);
            }
        }
    }
}
