//! A pass over the log finds those of whom the reference says that it is true.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use tagora_dsl::Number;

use super::{Ground, Pass, each_passage};
use crate::column::Column;
use crate::customer::{Identities, Ordinal, Register};
use crate::event::log::Sizes;
use crate::event::{Entry, EntryKind, Log, Schema};
use crate::live::Reads;
use crate::reference::{Moment, each_reached, is_true};
use crate::rule::{Plan, Predicate};
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

/// Sequences: of steps that do not look at one another, and of some that do.
const WAYS: &[&str] = &[
    "sequence({}, {})",
    "sequence({}, {}, {} within {n} days)",
    "sequence({} x2, {} within 1 month)",
    "sequence({}, {}, {}, {}) in last 1{n} days",
    "sequence({} x{n}, any_of within 5{n} hours)",
    "sequence({}, pay without buy where {f} within {n} days)",
    "sequence(pay as p, buy where price > p.price, {} within 1{n} days)",
];

/// A condition, filled in by choices.
fn condition() -> impl Strategy<Value = String> {
    condition_of(CONDITIONS)
}

fn condition_of(forms: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(any::<prop::sample::Index>(), 24).prop_map(move |choices| {
        let mut choices = choices.into_iter().cycle();
        let mut of = |count: usize| choices.next().map_or(0, |choice| choice.index(count));
        let mut text = forms[of(forms.len())].to_owned();
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

/// Customers with what is logged of them, also as a list.
struct World {
    plan: Plan,
    schema: Schema,
    log: Log,
    register: Register,
    identities: Identities,
    all: BTreeMap<Ordinal, Vec<Arc<Entry>>>,
}

impl World {
    /// Of 20 customers these entries, each so many hours behind a beginning. So many are sealed together.
    fn new(entries: Vec<(Ordinal, i64, EntryKind)>, head: usize) -> Self {
        let handbook = tagora_dsl::read(HANDBOOK, &tagora_dsl::Limits::default()).unwrap();
        let schema = Schema::default().extended(&handbook).unwrap();
        let plan = Plan::compile(handbook, &schema, 1).unwrap();
        let (mut log, mut register) = (Log::new(7, Sizes { head, page: 16, fan: 3 }), Register::default());
        (0..20_u64).for_each(|id| _ = register.enter(&id.into()));
        let mut all: BTreeMap<Ordinal, Vec<Arc<Entry>>> = (0..20).map(|of| (of, Vec::new())).collect();
        for ((of, hours, kind), sequence) in entries.into_iter().zip(0..) {
            let entry = Arc::new(Entry { at: at(hours), sequence, of, id: None, kind, version: 1 });
            log.append(entry.clone());
            all.entry(of).or_default().push(entry);
        }
        all.values_mut().for_each(|entries| entries.sort_by(|a, b| a.order(b)));
        Self { plan, schema, log, register, identities: Identities::default(), all }
    }

    fn ground(&self, now: Instant) -> Ground<'_> {
        let Self { plan, schema, log, register, identities, all: _ } = self;
        Ground { log, identities, register, plan, schema, now }
    }

    fn predicate(&self, text: &str) -> Predicate {
        let checked = tagora_dsl::read_condition(text, &self.plan.handbook, &tagora_dsl::Limits::default());
        self.plan.predicate(&checked.unwrap_or_else(|wrong| panic!("{text}: {wrong:?}")), &self.schema).unwrap()
    }

    /// A customer as the reference sees it.
    fn seen<T>(&self, of: Ordinal, now: Instant, see: impl FnOnce(&Moment<'_>) -> T) -> T {
        let entries = &self.all[&of][..self.all[&of].partition_point(|entry| entry.at <= now)];
        see(&Moment::of_log(&self.plan, now, self.register.id(of).as_ref(), entries))
    }
}

fn at(hours: i64) -> Instant {
    Instant::from_millis(1_708_000_000_000 + hours * 3_600_000).unwrap()
}

/// Some are no customers of those who are asked about.
fn within() -> Column {
    (0..20).filter(|of| of % 7 != 3).collect()
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
        let (world, now, within) = (World::new(entries, head), at(hours), within());
        for text in conditions {
            let meant = world.predicate(&text);
            let is_so = |predicate: &_, of: Ordinal| world.seen(of, now, |moment| is_true(predicate, moment));
            let expected: Vec<Ordinal> = within.iter().filter(|&of| is_so(&meant, of)).collect();
            let found = Pass::of(&meant, world.ground(now)).unwrap().all(&within, &is_so);
            prop_assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{}", text);
        }
    }

    /// Who comes to which step, and how long it takes: as the reference tells it of each customer.
    #[test]
    fn ways_are_gone_as_the_reference_says(
        entries in prop::collection::vec((0..20_u32, 0..40_i64, kind()), 0..160),
        ways in prop::collection::vec(condition_of(WAYS), 1..8),
        head in select(vec![1, 7, 30, 1000]),
        hours in 10..42_i64,
    ) {
        // Several lie at one instant.
        let entries = entries.into_iter().map(|(of, hours, kind)| (of, 10 * hours, kind)).collect();
        let (world, now, within) = (World::new(entries, head), at(10 * hours), within());
        for text in ways {
            let whole = world.predicate(&text);
            let Predicate::Sequence(sequence) = &whole else { panic!("{text} is no sequence") };
            let mut expected = Vec::new();
            for of in &within {
                let mut come = 0;
                world.seen(of, now, |moment| each_reached(sequence, moment, |step, start, place| {
                    if step == come {
                        come += 1;
                        expected.push((of, step, moment.entries[place].at.millis() - moment.entries[start].at.millis()));
                    }
                    false
                }));
            }
            let mut found = Vec::new();
            let reads = Reads::of(&whole, &world.plan);
            let nobody = |_| unreachable!("everybody is one id");
            each_passage((sequence, &reads), &world.ground(now), &within, &nobody, |of, step, after| found.push((of, step, after)));
            found.sort_unstable();
            prop_assert_eq!(found, expected, "{}", text);
        }
    }
}
