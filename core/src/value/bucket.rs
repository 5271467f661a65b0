use md5::{Digest, Md5};

use crate::customer::CustomerId;

/// So many places a division has: hundredths of a percent.
const PLACES: u64 = 10_000;

/// Where a customer stands in a division by chance, from 0 to 9,999: the first eight bytes, the highest first, of the MD5 hash of
/// the division's name, the byte 0x1F and the id as text, modulo 10,000.
pub(crate) fn bucket(division: &str, id: &CustomerId) -> i64 {
    let digest = Md5::new().chain_update(division).chain_update([0x1F]).chain_update(id.to_string()).finalize();
    let first = digest.iter().take(8).fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
    i64::try_from(first % PLACES).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out with another implementation of MD5.
    #[test]
    fn places_are_those_of_any_md5() {
        for (division, id, place) in [
            ("exp1", CustomerId::from("c1"), 6382),
            ("exp1", CustomerId::from(7_u64), 9456),
            ("exp2", CustomerId::from(7_u64), 2221),
            ("exp1", CustomerId::from(18446744073709551615_u64), 6731),
            ("新品", CustomerId::from("客户"), 3061),
            ("", CustomerId::from("a"), 3470),
        ] {
            assert_eq!(bucket(division, &id), place, "{division} {id}");
        }
    }

    #[test]
    fn customers_spread_evenly() {
        let in_front = (0..100_000_u64).filter(|&id| bucket("exp1", &id.into()) < 1_000).count();
        assert!((9_700..10_300).contains(&in_front), "{in_front} of 100,000 are among the first 10%");
    }
}
