//! Random entries.

use std::sync::Arc;

use proptest::option;
use proptest::prelude::*;
use tagora_dsl::Number;

use crate::event::{Assigned, Entry, EntryKind, Giver, TagAct};
use crate::time::Instant;
use crate::value::{Datum, Quantity, Set};

fn number() -> impl Strategy<Value = Datum> {
    let units = prop_oneof![-999..9_999_i64, any::<i64>()];
    (units, 0..4_u8).prop_filter_map("places", |(units, places)| Number::new(units, places)).prop_map(Datum::Number)
}

fn name() -> impl Strategy<Value = Arc<str>> {
    prop_oneof!["[ab]", "微信|电话", "order-[1-9][0-9]?", "[a-c]{0,5}"].prop_map(Into::into)
}

fn instant() -> impl Strategy<Value = Instant> {
    let millis = prop_oneof![
        8 => -20..20_i64,
        4 => (0..20_i64).prop_map(|days| days * 86_400_000),
        1 => Instant::MIN.millis()..=Instant::MAX.millis(),
    ];
    millis.prop_map(|millis| Instant::from_millis(millis).unwrap())
}

pub(in crate::event::log) fn datum() -> impl Strategy<Value = Datum> {
    prop_oneof![
        number(),
        any::<f64>().prop_map(Datum::Float),
        any::<bool>().prop_map(Datum::Bool),
        name().prop_map(Datum::Text),
        (1..=12_i8, 1..=28_i8, -9999..=9999_i16).prop_map(|(month, day, year)| Datum::Date(jiff::civil::date(year, month, day))),
        instant().prop_map(Datum::Instant),
        any::<i64>().prop_map(Datum::Duration),
        (any::<i128>(), 1..=i128::MAX)
            .prop_map(|(numerator, denominator)| Quantity::Exact { numerator, denominator })
            .prop_map(Datum::from),
        any::<f64>().prop_map(|number| Datum::from(Quantity::Float(number))),
        prop::sample::select(vec!["[]", "[1,2]", r#"["a","微信"]"#]).prop_map(|set| Datum::Set(Set::read(set).unwrap())),
    ]
}

pub(in crate::event::log) fn assigned() -> impl Strategy<Value = Assigned> {
    let add = (option::of(instant()), any::<bool>()).prop_map(|(until, renew)| TagAct::Add { until, renew });
    let act =
        prop_oneof![add, prop::sample::select(vec![TagAct::Remove, TagAct::Pin, TagAct::Unpin, TagAct::Ban, TagAct::Unban])];
    let by = prop_oneof![
        name().prop_map(Giver::Person),
        (name(), 0..3_u64).prop_map(|(source, version)| Giver::Import { source, version }),
        name().prop_map(Giver::Rule),
    ];
    (name(), act, by).prop_map(|(tag, act, by)| Assigned { tag, act, by })
}

/// Events of type 0 have numbers, of type 1 a text, a flag and a date, of type 2 anything.
fn event() -> impl Strategy<Value = EntryKind> {
    let of = |event: usize, properties: Vec<Option<Datum>>| EntryKind::Event { event, properties: properties.into() };
    prop_oneof![
        4 => option::weighted(0.8, number()).prop_map(move |amount| of(0, vec![amount])),
        2 => (option::of(name()), any::<bool>()).prop_map(move |(text, is_so)| of(1, vec![text.map(Datum::Text), Some(Datum::Bool(is_so))])),
        1 => prop::collection::vec(option::of(datum()), 0..4).prop_map(move |properties| of(2, properties)),
        1 => Just(of(3, vec![])),
    ]
}

pub(super) fn entry(customers: u32) -> impl Strategy<Value = Entry> {
    let kind = prop_oneof![
        6 => event(),
        1 => Just(EntryKind::Created),
        2 => (0..2_usize, option::of(number())).prop_map(|(attribute, value)| EntryKind::Attribute { attribute, value }),
        2 => assigned().prop_map(|assigned| EntryKind::Assigned(Box::new(assigned))),
    ];
    let of = prop_oneof![8 => 0..customers, 1 => Just(1_000_000), 1 => u32::MAX - 1..=u32::MAX];
    let sequence = prop_oneof![4 => Just(0), 2 => 0..3_u64, 1 => any::<u64>()];
    (of, instant(), sequence, option::of(name()), kind, 1..4_u32).prop_map(|(of, at, sequence, id, kind, version)| {
        let id = id.filter(|_| matches!(kind, EntryKind::Event { .. }));
        Entry { at, sequence, of, id, kind, version }
    })
}
