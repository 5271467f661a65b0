//! The order in which changes of a commit are told.

use super::packed::Packed;

/// So few are compared with each other.
const FEW: usize = 512;

/// So many bits of a key are looked at in one pass.
const DIGIT: u32 = 11;

/// Puts changes in order of instant and customer; what is equal in both stays as it was. Many are distributed by the digits
/// in which they differ, least first: a few steps for each, however many there are.
pub(super) fn order(packed: &mut Vec<Packed>) {
    let key = |packed: &Packed| (packed.at, packed.customer);
    if packed.len() < FEW || packed.is_sorted_by_key(key) {
        packed.sort_by_key(key);
        return;
    }
    let first = packed.iter().map(|packed| packed.at.millis()).min().unwrap_or(0);
    let customer = |packed: &Packed| u64::from(packed.customer);
    let passed = |packed: &Packed| packed.at.millis().wrapping_sub(first).cast_unsigned();
    let mut other = packed.clone();
    // Most come customer by customer.
    if !packed.is_sorted_by_key(customer) {
        distribute(packed, &mut other, customer);
    }
    distribute(packed, &mut other, passed);
}

/// Puts changes in order of a key; what is equal stays as it was.
fn distribute(packed: &mut Vec<Packed>, other: &mut Vec<Packed>, key: impl Fn(&Packed) -> u64) {
    let largest = packed.iter().map(&key).max().unwrap_or(0);
    for shift in (0..u64::BITS - largest.leading_zeros()).step_by(DIGIT as usize) {
        let digit = |packed: &Packed| (key(packed) >> shift) as usize & ((1 << DIGIT) - 1);
        let mut places = [0_usize; 1 << DIGIT];
        packed.iter().for_each(|packed| places[digit(packed)] += 1);
        let mut before = 0;
        for place in &mut places {
            before += std::mem::replace(place, before);
        }
        for one in packed.iter() {
            let place = &mut places[digit(one)];
            other[*place] = *one;
            *place += 1;
        }
        std::mem::swap(packed, other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::packed::Tables;
    use super::super::{Reason, What};
    use super::*;
    use crate::time::Instant;

    fn customers_and_instants() -> impl Strategy<Value = Vec<(u32, i64)>> {
        let customer = prop_oneof![0..4_u32, 0..1_000_000_u32, any::<u32>()];
        let instant = prop_oneof![-2..3_i64, 0..86_400_000_i64, Instant::MIN.millis()..=Instant::MAX.millis()];
        prop::collection::vec((customer, instant), 0..2 * FEW)
    }

    proptest! {
        #[test]
        fn changes_are_in_order_of_instant_and_customer(of in customers_and_instants(), repeated in 1..4_usize) {
            let mut tables = Tables::default();
            let mut packed: Vec<Packed> = of
                .iter()
                .cycle()
                .take(of.len() * repeated)
                .enumerate()
                .map(|(tag, &(customer, millis))| {
                    tables.pack(Instant::from_millis(millis).unwrap(), customer, What::Gained(tag), Reason::Time)
                })
                .collect();
            let told = |packed: &[Packed]| -> Vec<String> { packed.iter().map(|packed| format!("{packed:?}")).collect() };
            let mut expected = packed.clone();
            expected.sort_by_key(|packed| (packed.at, packed.customer));
            order(&mut packed);
            prop_assert_eq!(told(&packed), told(&expected));
        }
    }
}
