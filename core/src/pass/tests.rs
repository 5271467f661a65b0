//! A pass over the log finds those of whom the reference says that it is true.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use tagora_dsl::Number;

use super::{Ground, Pass};
use crate::column::Column;
use crate::customer::{Identities, Ordinal, Register};
use crate::event::log::Sizes;
use crate::event::{Entry, EntryKind, Log, Schema};
use crate::reference::{Moment, is_true};
use crate::rule::Plan;
use crate::time::Instant;
use crate::value::Datum;

const HANDBOOK: &str = "timezone \"Asia/Shanghai\"\n\
    event buy { price: decimal(2), pieces: int, shop: text, weight: float, gift: bool, note: text }\n\
    event pay { shop: text, price: decimal(2) }\n\
    event any_of = buy | pay\n\
    attribute age: int";

/// Conditions that are counts, sums and means, and some that are joined with others.
const CONDITIONS: &[&str] = &[
    "count({}) >= {n}",
    "count({}) < {n}.5",
    "count({}, last {n} days) = {n}",
    "count({}, previous week) != {n}",
    "did {}",
    "never did {}",
    "sum(buy.price where {f}) > {n}.05",
    "sum(buy.pieces where {f}, last {n} days) <= {n}",
    "avg(buy.price where {f}) < {n}",
    "avg(any_of.price) >= {n}.25",
    "daily count({}, last {n} days) > 0.{n}",
    "age > {n} and count({}) > {n}",
    "count({}) > {n} or did pay and not did {}",
    "not (did {} and bucket(\"b\") < 50%) or count({}) = 1",
    "max(buy.price) > {n} and did {}",
    "at least 2 of (did {}, did {}, age < {n})",
    "did {} for {n} days",
];

const STREAMS: &[&str] = &["buy", "pay", "any_of", "buy where ({f})", "buy where ({f} and {f})", "buy where (not ({f} or {f}))"];

const FILTERS: &[&str] = &[
    "price > {n}",
    "price <= {n}.015",
    "price = {n}.5",
    "pieces != {n}",
    "pieces < -{n}.5",
    "shop = \"s{n}\"",
    "shop != \"s{n}\"",
    "shop contains \"{n}\"",
    "shop is missing",
    "pieces is missing",
    "price * pieces > {n}",
    "weight > {n}",
    "gift = true",
    "note = \"note {n}\"",
];

/// A condition, filled in by choices.
fn condition() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<prop::sample::Index>(), 24).prop_map(|choices| {
        let mut choices = choices.into_iter().cycle();
        let mut of = |count: usize| choices.next().map_or(0, |choice| choice.index(count));
        let mut text = CONDITIONS[of(CONDITIONS.len())].to_owned();
        for (part, templates) in [("{}", STREAMS), ("{f}", FILTERS)] {
            while text.contains(part) {
                text = text.replacen(part, templates[of(templates.len())], 1);
            }
        }
        while text.contains("{n}") {
            text = text.replacen("{n}", &(of(4) + 1).to_string(), 1);
        }
        text
    })
}

fn number() -> impl Strategy<Value = Option<Number>> {
    prop::option::weighted(0.8, (-300..500_i64, 0..3_u8).prop_filter_map("fits", |(units, scale)| Number::new(units, scale)))
}

fn kind() -> impl Strategy<Value = EntryKind> {
    let shop = prop::option::weighted(0.8, (1..5_u8).prop_map(|n| Datum::Text(format!("s{n}").into())));
    let note = (0..40_u8).prop_map(|n| Datum::Text(format!("note {n}").into()));
    let whole = || prop::option::weighted(0.8, (-3..5_i64).prop_map(|n| Datum::Number(n.into())));
    let buy = (number(), whole(), shop.clone(), any::<bool>(), -3.0..5.0_f64, note).prop_map(
        |(price, pieces, shop, gift, weight, note)| {
            let price = price.map(Datum::Number);
            let properties = [price, pieces, shop, Some(Datum::Float(weight)), Some(Datum::Bool(gift)), Some(note)];
            EntryKind::Event { event: 0, properties: properties.into_iter().collect() }
        },
    );
    let pay = (shop, number())
        .prop_map(|(shop, price)| EntryKind::Event { event: 1, properties: [shop, price.map(Datum::Number)].into() });
    let age = whole().prop_map(|value| EntryKind::Attribute { attribute: 0, value });
    prop_oneof![6 => buy, 2 => pay, 1 => age, 1 => Just(EntryKind::Created)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn those_are_found_of_whom_it_is_true(
        entries in prop::collection::vec((0..20_u32, 0..400_i64, kind()), 0..120),
        conditions in prop::collection::vec(condition(), 1..12),
        head in select(vec![1, 7, 30, 1000]),
        hours in 100..450_i64,
    ) {
        let handbook = tagora_dsl::read(HANDBOOK, &tagora_dsl::Limits::default()).unwrap();
        let schema = Schema::default().extended(&handbook).unwrap();
        let plan = Plan::compile(handbook, &schema, 1).unwrap();
        let at = |hours: i64| Instant::from_millis(1_708_000_000_000 + hours * 3_600_000).unwrap();
        let (mut log, mut register) = (Log::new(7, Sizes { head, page: 16, fan: 3 }), Register::default());
        (0..20_u64).for_each(|id| _ = register.enter(&id.into()));
        let mut all: BTreeMap<Ordinal, Vec<Arc<Entry>>> = (0..20).map(|of| (of, Vec::new())).collect();
        for ((of, hours, kind), sequence) in entries.into_iter().zip(0..) {
            let entry = Arc::new(Entry { at: at(hours), sequence, of, id: None, kind, version: 1 });
            log.append(entry.clone());
            all.entry(of).or_default().push(entry);
        }
        all.values_mut().for_each(|entries| entries.sort_by(|a, b| a.order(b)));
        let (identities, now) = (Identities::default(), at(hours));
        let ground = Ground { log: &log, identities: &identities, register: &register, plan: &plan, schema: &schema, now };
        // Somebody is no customer here.
        let within: Column = (0..20).filter(|of| of % 7 != 3).collect();
        for text in conditions {
            let checked = tagora_dsl::read_condition(&text, &plan.handbook, &tagora_dsl::Limits::default());
            let Ok(checked) = checked else { panic!("{text}: {:?}", checked.unwrap_err()) };
            let meant = plan.predicate(&checked, &schema).unwrap();
            let is_so = |predicate: &_, of: Ordinal| {
                let entries = &all[&of][..all[&of].partition_point(|entry| entry.at <= now)];
                is_true(predicate, &Moment::of_log(&plan, now, register.id(of).as_ref(), entries))
            };
            let expected: Vec<Ordinal> = within.iter().filter(|&of| is_so(&meant, of)).collect();
            let found = Pass::of(&meant, ground).unwrap().all(&within, &is_so);
            prop_assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{}", text);
        }
    }
}
