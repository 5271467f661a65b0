use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use tagora_dsl::Number;
use tagora_dsl::ast::{Operator, Unit};
use tagora_kernel::Bits;

use super::*;
use crate::attribute::{Attributes, Column, Kind};
use crate::customer::CustomerId;
use crate::query::Clock;
use crate::rule::Term;
use crate::time::Instant;

const CUSTOMERS: u32 = 3 * 65_536;

fn register(id: impl Fn(u32) -> CustomerId) -> Register {
    let mut register = Register::default();
    for customer in 0..CUSTOMERS {
        register.enter(&id(customer)).unwrap();
    }
    register
}

/// Ids that ascend, that ascend at first, and that do not.
static REGISTERS: LazyLock<[Register; 3]> = LazyLock::new(|| {
    let ascending = |customer: u32| u64::from(customer) * 3;
    let ends = |customer: u32| if customer < 70_000 { ascending(customer) } else { u64::from(CUSTOMERS - customer) * 3 + 1 };
    [
        register(|n| ascending(n).into()),
        register(|n| ends(n).into()),
        register(|n| format!("{:x}", n.wrapping_mul(0x9E37_79B1)).into()),
    ]
});

/// A number, a float, a day: what a customer has.
type Known = (Option<i64>, Option<f64>, Option<i64>);

fn known() -> impl Strategy<Value = Known> {
    let number = prop_oneof![3 => -5..5_i64, 1 => any::<i64>()];
    (option::weighted(0.8, number), option::of(-2.0..2.0_f64), option::of(-40_000..40_000_i64))
}

const NOW: i64 = 86_400_000 * 10_000;

fn attributes(customers: &BTreeMap<u32, Known>) -> Attributes {
    let kinds = [Kind::Number { places: 2 }, Kind::Float, Kind::Instant];
    let mut columns = kinds.map(Column::new);
    let mut put = |column: usize, customer, value: Option<Datum>| assert!(columns[column].put(customer, value.as_ref()));
    for (&customer, &(number, float, day)) in customers {
        put(0, customer, number.map(|units| Datum::Number(Number::new(units, 2).unwrap())));
        put(1, customer, float.map(Datum::Float));
        put(2, customer, day.map(|day| Datum::Instant(Instant::from_millis(day * 86_400_000).unwrap())));
    }
    Attributes::of(columns)
}

fn terms() -> Vec<Term> {
    let number = |text: &str| Term::Constant(Datum::Number(Number::parse(text).unwrap()));
    let reckoned = |first, op, by| Term::Arithmetic { first: Box::new(first), rest: vec![(op, by)] };
    let days = || Term::Elapsed { unit: Unit::Day, since: Box::new(Term::Attribute(2)) };
    vec![
        Term::Attribute(0),
        Term::Attribute(1),
        Term::Attribute(2),
        days(),
        reckoned(Term::Attribute(0), Operator::Times, number("-2.5")),
        reckoned(number("100"), Operator::Over, Term::Attribute(0)),
        reckoned(reckoned(Term::Attribute(0), Operator::Plus, days()), Operator::Minus, Term::Attribute(1)),
        reckoned(Term::Attribute(0), Operator::Times, Term::Attribute(0)),
    ]
}

proptest! {
    #[test]
    fn the_first_are_those_that_sorting_puts_first(
        customers in btree_map(0..CUSTOMERS, (known(), any::<bool>()), 0..300),
        near in vec((0..5_000_u32, known()), 0..200),
        limit in 1..60_usize,
        ids in 0..3_usize,
        ascending: bool,
    ) {
        let register = &REGISTERS[ids];
        let mut asked: Vec<u32> = customers.iter().filter(|(_, (_, is_asked))| *is_asked).map(|(&customer, _)| customer).collect();
        let mut known: BTreeMap<u32, Known> = customers.into_iter().map(|(customer, (known, _))| (customer, known)).collect();
        // A page where many are, all of them asked for.
        asked.extend(near.iter().map(|(customer, _)| customer));
        known.extend(near);
        asked.sort_unstable();
        asked.dedup();
        let attributes = attributes(&known);
        let clock = Clock { now: Instant::from_millis(NOW).unwrap(), zone: &TimeZone::UTC };
        let direction = if ascending { Direction::Ascending } else { Direction::Descending };
        for term in terms() {
            let formula = Formula::of(&term, &attributes, clock).unwrap();
            let mut wanted: Vec<_> = asked.iter().map(|&customer| (formula.value(customer), register.id(customer).unwrap())).collect();
            wanted.sort_by(|(one, id), (other, other_id)| {
                let values = one.is_none().cmp(&other.is_none()).then_with(|| match (one, other) {
                    (Some(one), Some(other)) if ascending => one.order(other),
                    (Some(one), Some(other)) => other.order(one),
                    _ => Ordering::Equal,
                });
                values.then_with(|| id.cmp(other_id))
            });
            wanted.truncate(limit);
            let mut ranking = Ranking::new(limit, direction, register);
            for block in ranking.in_order(&formula, 3) {
                if ranking.is_open(&formula, block) {
                    let bits: Vec<u16> = asked.iter().filter(|&customer| *customer as usize >> 16 == block).map(|&customer| customer as u16).collect();
                    let found = if bits.is_empty() { Found::Nobody } else { Found::Bits(Box::new(Bits::of(&bits)), bits.len() as u32) };
                    ranking.look(&formula, block, &found);
                }
            }
            let found: Vec<_> = ranking.into_places().into_iter().map(|place| (place.value, CustomerId::from(place.id))).collect();
            prop_assert_eq!(found, wanted, "{:?}", term);
        }
    }
}

#[test]
fn what_cannot_be_among_the_first_is_passed_over() {
    let known = (0..CUSTOMERS).step_by(1_000).map(|n| (n, (Some(i64::from(n)), None, None))).collect();
    let attributes = attributes(&known);
    let clock = Clock { now: Instant::from_millis(NOW).unwrap(), zone: &TimeZone::UTC };
    let term = Term::Attribute(0);
    let formula = Formula::of(&term, &attributes, clock).unwrap();
    let mut ranking = Ranking::new(3, Direction::Descending, &REGISTERS[0]);
    assert_eq!(ranking.in_order(&formula, 4), [2, 1, 0, 3], "the largest values lie in the third block, none in the fourth");
    ranking.look(&formula, 2, &Found::Everybody);
    assert!([0, 1, 3].iter().all(|&block| !ranking.is_open(&formula, block)));
    let values: Vec<_> = ranking.into_places().into_iter().map(|place| place.value.unwrap().to_string()).collect();
    assert_eq!(values, ["1960", "1950", "1940"]);
}
