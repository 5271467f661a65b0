//! A scan finds those of whom the reference says that it is true.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use tagora_dsl::Number;

use super::super::{PlanLeaf, QueryPlan};
use super::*;
use crate::attribute::Attributes;
use crate::event::{Entry, EntryKind, History, Schema};
use crate::reference::{Moment, is_true};
use crate::rule::Plan;
use crate::time::Instant;
use crate::value::{Value, typed};

const HANDBOOK: &str = "timezone \"Asia/Shanghai\"\n\
    attribute whole: int\nattribute money: decimal(2)\nattribute float: float\nattribute flag: bool\nattribute text: text\n\
    attribute kind: enum(a, b, c, d)\nattribute day: date\nattribute moment: instant\nattribute length: duration\n\
    attribute words: set of text\nattribute sizes: set of int";

fn plan() -> (Plan, Schema) {
    let handbook = tagora_dsl::read(HANDBOOK, &tagora_dsl::Limits::default()).unwrap();
    let schema = Schema::default().extended(&handbook).unwrap();
    (Plan::compile(handbook, &schema, 1).unwrap(), schema)
}

/// Numbers near each other, near the ends, and in between.
fn whole() -> impl Strategy<Value = i64> {
    prop_oneof![6 => -4..5_i64, 1 => prop::sample::select(vec![i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1, -1_000]), 1 => any::<i32>().prop_map(i64::from)]
}

fn decimal() -> impl Strategy<Value = Number> {
    (whole(), 0..4_u8).prop_filter_map("fits", |(units, scale)| Number::new(units, scale))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[abA客]{0,3}", Just("ＡＢ".to_owned())]
}

fn day() -> impl Strategy<Value = String> {
    prop_oneof![4 => (1..29_u8).prop_map(|day| format!("2024-02-{day:02}")), 1 => prop::sample::select(vec!["-9999-01-01".to_owned(), "9999-12-31".into(), "1969-12-31".into()])]
}

fn moment() -> impl Strategy<Value = i64> {
    prop_oneof![4 => (0..40_i64).prop_map(|hours| 1_708_000_000_000 + hours * 3_600_000), 1 => prop::sample::select(vec![Instant::MIN.millis(), Instant::MAX.millis(), 0])]
}

/// One of an attribute's values.
fn value() -> impl Strategy<Value = (&'static str, Value)> {
    prop_oneof![
        whole().prop_map(|n| ("whole", n.into())),
        decimal().prop_map(|n| ("money", n.into())),
        prop_oneof![decimal().prop_map(|n| n.to_f64()), any::<f64>()].prop_map(|x| ("float", x.into())),
        any::<bool>().prop_map(|flag| ("flag", flag.into())),
        text().prop_map(|text| ("text", text.into())),
        "[abcd]".prop_map(|kind| ("kind", kind.into())),
        day().prop_map(|day| ("day", day.into())),
        moment().prop_map(|millis| ("moment", millis.into())),
        prop::collection::vec(text(), 0..4).prop_map(|words| ("words", words.into())),
        prop::collection::vec(0..6_i64, 0..4).prop_map(|sizes| ("sizes", sizes.into())),
        (0..5_i64).prop_map(|days| ("length", (days * 86_400_000).into())),
    ]
}

fn order() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="])
}

/// A constant of an attribute's type, as the language writes it.
fn constant(attribute: &'static str) -> BoxedStrategy<String> {
    match attribute {
        "whole" | "money" | "float" => decimal().prop_map(|number| number.to_string()).boxed(),
        "text" => text().prop_map(|text| format!("\"{text}\"")).boxed(),
        "kind" => "[abcd]".boxed(),
        "day" => day().prop_filter("a year of the calendar", |day| !day.starts_with('-')).boxed(),
        "moment" => (1..29_u8, 0..24_u8).prop_map(|(day, hour)| format!("2024-02-{day:02}T{hour:02}:00")).boxed(),
        "length" => (1..5_u8).prop_map(|days| format!("{days} days")).boxed(),
        _ => any::<bool>().prop_map(|flag| flag.to_string()).boxed(),
    }
}

fn leaf(attribute: &'static str) -> BoxedStrategy<String> {
    let compared = (order(), constant(attribute)).prop_map(move |(order, constant)| {
        let order = if matches!(attribute, "kind" | "flag" | "text") && !order.ends_with('=') { "=" } else { order };
        let order = if matches!(attribute, "kind" | "flag" | "text") && order.len() == 2 { "!=" } else { order };
        format!("{attribute} {order} {constant}")
    });
    let missing = Just(format!("{attribute} is missing"));
    let listed = (prop::collection::vec(constant(attribute), 1..8), any::<bool>())
        .prop_map(move |(list, negated)| format!("{attribute} {}in ({})", if negated { "not " } else { "" }, list.join(", ")));
    let between = (constant(attribute), constant(attribute)).prop_map(move |(a, b)| format!("{attribute} between {a} and {b}"));
    let tested = (text(), prop::sample::select(vec!["contains", "not contains", "starts with", "mentions"]))
        .prop_map(|(text, test)| format!("text {test} \"{}\"", if text.is_empty() { "a" } else { &text }));
    let windows = prop::sample::select(vec![
        "last 3 days",
        "last 5 days",
        "last 1 month",
        "last 2 calendar days",
        "today",
        "yesterday",
        "this week",
        "previous month",
        "this year",
        "from 2024-02-14 to 2024-02-15",
    ]);
    let days = prop::sample::select(vec!["1 day", "2 days", "1 week", "1 month", "2 years"]);
    let moments = prop_oneof![
        windows.prop_map(move |window| format!("{attribute} in {window}")),
        days.clone().prop_map(move |days| format!("{attribute} more than {days} ago")),
        days.prop_map(move |days| format!("{attribute} within next {days}")),
        (prop::sample::select(vec!["days", "weeks", "months", "years"]), order(), 0..4_u8)
            .prop_map(move |(unit, order, count)| format!("{unit} since {attribute} {order} {count}")),
    ];
    let of_set = if attribute == "words" { constant("text") } else { (0..6_u8).prop_map(|n| n.to_string()).boxed() };
    let held = prop_oneof![
        of_set.clone().prop_map(move |element| format!("{attribute} has {element}")),
        (prop::sample::select(vec!["any", "all", "none"]), prop::collection::vec(of_set, 1..4))
            .prop_map(move |(quantifier, elements)| format!("{attribute} has {quantifier} of ({})", elements.join(", "))),
        (order(), 0..4_u8).prop_map(move |(order, size)| format!("size of {attribute} {order} {size}")),
    ];
    match attribute {
        "words" | "sizes" => prop_oneof![1 => missing, 4 => held].boxed(),
        "day" | "moment" => prop_oneof![1 => missing, 1 => compared, 1 => between, 1 => listed, 4 => moments].boxed(),
        "flag" => prop_oneof![Just("flag".to_owned()), missing, compared].boxed(),
        "text" => prop_oneof![3 => tested, 1 => missing, 1 => compared, 1 => listed].boxed(),
        "kind" => prop_oneof![missing, compared, listed].boxed(),
        _ => prop_oneof![missing, compared, between, listed].boxed(),
    }
}

fn condition() -> impl Strategy<Value = String> {
    let attributes = vec!["whole", "money", "float", "flag", "text", "kind", "day", "moment", "length", "words", "sizes"];
    prop::sample::select(attributes).prop_flat_map(|attribute| {
        let joined = |parts: Vec<String>, word: &str| format!("({})", parts.join(word));
        let pair = move || prop::collection::vec(leaf(attribute), 2..4);
        prop_oneof![
            4 => leaf(attribute),
            1 => leaf(attribute).prop_map(|inner| format!("not ({inner})")),
            1 => pair().prop_map(move |parts| joined(parts, " or ")),
            1 => (pair(), leaf(attribute)).prop_map(move |(parts, leaf)| format!("{} and not ({leaf})", joined(parts, " and "))),
        ]
    })
}

proptest! {
    #[test]
    fn scans_agree_with_the_reference(
        values in prop::collection::vec((prop_oneof![0..70_u32, Just(4_095), Just(4_096), Just(65_535), Just(65_536)], value(), 0..8_u8), 1..80),
        conditions in prop::collection::vec(condition(), 1..8),
    ) {
        let (plan, schema) = plan();
        let now = Instant::from_millis(1_708_100_000_000).unwrap();
        let mut entries: BTreeMap<u32, Vec<Arc<Entry>>> = (0..70).map(|customer| (customer, Vec::new())).collect();
        for ((customer, (name, value), kept), sequence) in values.into_iter().zip(0..) {
            let (attribute, field) = schema.attribute(name).unwrap();
            let Ok(value) = typed(&value, &field.ty, name) else { continue };
            // Some are taken away again.
            let value = (kept != 0).then_some(value);
            let kind = EntryKind::Attribute { attribute, value };
            let entry = Arc::new(Entry { at: now, sequence, of: customer, id: None, kind, version: 1 });
            entries.entry(customer).or_default().push(entry);
        }
        let histories: BTreeMap<u32, History> =
            entries.into_iter().map(|(customer, entries)| (customer, History::of(entries, Arc::default(), None))).collect();
        let mut attributes = Attributes::default();
        attributes.fit(&schema);
        for (&customer, history) in &histories {
            attributes.reflect(customer, history, now, &schema).unwrap();
        }
        for text in conditions {
            let checked = tagora_dsl::read_condition(&text, &plan.handbook, &tagora_dsl::Limits::default());
            let Ok(checked) = checked else { panic!("{text}: {:?}", checked.unwrap_err()) };
            let meant = plan.predicate(&checked, &schema).unwrap();
            let query = QueryPlan::of(&meant, &plan.named);
            let [_, PlanLeaf::Attribute { attribute, predicate }] = &query.leaves[..] else { panic!("no scan: {text}") };
            let clock = Clock { now, zone: &plan.zone };
            let scan = Scan::of(predicate, attributes.get(*attribute).unwrap(), clock).unwrap();
            let holds = |history: &History| {
                let entries = history.entries();
                let moment = Moment { plan: &plan, now, id: None, entries, open: &[], held: &[], past: &[], named: &[], assigned: None, carried: &[], given: &[] };
                is_true(&meant, &moment)
            };
            let expected: Vec<u32> =
                histories.iter().filter(|(_, history)| holds(history)).map(|(&customer, _)| customer).collect();
            let mut bits = [Bits::ZERO, Bits::ZERO];
            (0..2).for_each(|block| scan.fill(block, &mut bits[block]));
            for asked in [false, true] {
                let is_in = |customer: &u32| {
                    let (block, bit) = ((customer / BLOCK) as usize, (customer % BLOCK) as u16);
                    if asked { scan.contains(block, bit) } else { bits[block].get(bit) }
                };
                let found: Vec<u32> = histories.keys().copied().filter(is_in).collect();
                prop_assert_eq!(&found, &expected, "{}", &text);
            }
        }
    }
}
