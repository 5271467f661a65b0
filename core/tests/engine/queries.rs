//! Queries: what is counted, listed, paged, drawn and ranked is what each customer's own state says.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tagora::{Batch, Cursor, CustomerId, Direction, Engine, ErrorKind, Scope, Segment};

use super::{DAY, Kept, at, batch, engine, event};

const HANDBOOK: &str = "
    event buy { amount: decimal(2) }
    attribute age: int
    tag a
    tag b
    tag c
    group tier exclusive { tag low tag high }
    tag buyer when count(buy, last 30 days) >= 2
    segment grown = age >= 18
";

/// What is known of one customer: its tags as bits, its age, how often it bought.
type Known = (u8, Option<i64>, u8);

/// Customers with even ids, as numbers and as texts.
fn id(number: usize) -> CustomerId {
    if number.is_multiple_of(3) { format!("c{number:04}").into() } else { (number as u64 * 2).into() }
}

fn loaded(customers: &[Known]) -> Kept {
    let engine = engine(HANDBOOK);
    let mut batch = Batch::new();
    for (number, (tags, age, bought)) in customers.iter().enumerate() {
        batch.customer(id(number), at(0));
        for (bit, tag) in ["a", "b", "c", "tier/low", "tier/high"].into_iter().enumerate() {
            if tags >> bit & 1 == 1 {
                batch.add_tag(id(number), tag, at(bit as i64), "x");
            }
        }
        if let Some(age) = age {
            batch.set(id(number), "age", *age, at(0));
        }
        for n in 0..*bought {
            batch.event(event(id(number), "buy", DAY + i64::from(n)).with("amount", format!("{number}.50")));
        }
    }
    engine.apply(&batch, at(2 * DAY)).unwrap();
    engine
}

/// Whether a condition is true of a customer.
type Meaning = fn(&Known) -> bool;

/// Conditions, and what they mean.
fn conditions() -> Vec<(&'static str, Meaning)> {
    fn has(known: &Known, bit: u8) -> bool {
        known.0 >> bit & 1 == 1
    }
    vec![
        ("has a", |k| has(k, 0)),
        ("not has a", |k| !has(k, 0)),
        ("(has a and has b and not has c) or (has tier/high and has c)", |k| {
            has(k, 0) && has(k, 1) && !has(k, 2) || has(k, 4) && has(k, 2)
        }),
        ("at least 2 of (has a, has b, has c)", |k| (0..3).filter(|&bit| has(k, bit)).count() >= 2),
        ("at least 2 of (has a, age >= 18, has buyer)", |k| {
            [has(k, 0), k.1.is_some_and(|age| age >= 18), k.2 >= 2].into_iter().filter(|it| *it).count() >= 2
        }),
        ("has any of (a, tier/*) and in grown", |k| (has(k, 0) || k.0 >> 3 != 0) && k.1.is_some_and(|age| age >= 18)),
        ("count(buy) = 1 or has b", |k| k.2 == 1 || has(k, 1)),
        ("not (age is missing or did buy)", |k| k.1.is_some() && k.2 == 0),
        ("has none of (a, b, c) and not in grown", |k| k.0 & 7 == 0 && k.1.is_none_or(|age| age < 18)),
    ]
}

fn known() -> impl Strategy<Value = Known> {
    (0..32_u8, prop::option::of(15..21_i64), 0..4_u8)
}

/// All pages of a segment, one after another.
fn pages(engine: &Engine, segment: &Segment, limit: usize) -> Vec<CustomerId> {
    let (mut all, mut cursor) = (Vec::new(), None::<Cursor>);
    loop {
        let page = engine.page(segment, cursor.as_ref(), limit).unwrap();
        assert!(page.customers.len() == limit || page.next.is_none());
        all.extend(page.customers);
        match page.next {
            Some(next) => cursor = Some(next.to_string().parse().unwrap()),
            None => return all,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn all_ways_of_asking_agree(customers in prop::collection::vec(known(), 1..120), limit in 1..50_usize, seed: u64) {
        let engine = loaded(&customers);
        let snapshot = engine.snapshot(&Scope::All).unwrap();
        for (condition, means) in conditions() {
            let segment = engine.prepare(condition).unwrap();
            let mut expected: Vec<CustomerId> =
                customers.iter().enumerate().filter(|(_, known)| means(known)).map(|(number, _)| id(number)).collect();
            expected.sort();
            prop_assert_eq!(&engine.ids(&segment).unwrap(), &expected, "{}", condition);
            prop_assert_eq!(engine.count(&segment).unwrap(), expected.len() as u64, "{}", condition);
            prop_assert_eq!(&pages(&engine, &segment, limit), &expected, "{}", condition);
            for (number, known) in customers.iter().enumerate() {
                prop_assert_eq!(snapshot.contains(&segment, id(number)).unwrap(), means(known), "{}", condition);
            }
            let explained = engine.query_plan(&segment).unwrap();
            prop_assert_eq!(explained.found, expected.len() as u64, "{}", &explained);
            prop_assert!(explained.steps.iter().all(|step| step.found <= step.asked), "{}", &explained);
            if !expected.is_empty() {
                let size = 1 + seed as usize % expected.len();
                let drawn = snapshot.sample(&segment, size, seed).unwrap();
                let distinct: BTreeSet<_> = drawn.iter().collect();
                prop_assert_eq!((drawn.len(), distinct.len()), (size, size));
                prop_assert!(drawn.iter().all(|id| expected.contains(id)) && drawn.is_sorted());
            }
        }
    }

    #[test]
    fn the_first_of_an_order_are_those_that_sorting_puts_first(customers in prop::collection::vec(known(), 1..60), limit in 1..80_usize) {
        let engine = loaded(&customers);
        let everybody = engine.prepare("has a or not has a").unwrap();
        let snapshot = engine.snapshot(&Scope::All).unwrap();
        for (direction, sign) in [(Direction::Ascending, 1), (Direction::Descending, -1)] {
            let order = engine.order("age * 2 - count(buy)", direction).unwrap();
            let mut expected: Vec<_> = customers.iter().enumerate().map(|(number, (_, age, bought))| {
                let value = age.map(|age| age * 2 - i64::from(*bought));
                (value.is_none(), value.map(|value| value * sign), id(number), value.map(|value| value.to_string()))
            }).collect();
            expected.sort();
            expected.truncate(limit);
            let expected: Vec<_> = expected.into_iter().map(|(_, _, id, value)| (id, value)).collect();
            let ranked = snapshot.ranked(&everybody, &order, limit).unwrap();
            prop_assert_eq!(ranked.into_iter().map(|ranked| (ranked.customer, ranked.value)).collect::<Vec<_>>(), expected);
        }
    }
}

#[test]
fn pages_go_on_while_customers_come_and_go() {
    let engine = engine("tag vip");
    let mut first = Batch::new();
    for id in 1..=9_u64 {
        first.customer(id, at(0)).add_tag(id, "vip", at(0), "x");
    }
    engine.apply(&first, at(0)).unwrap();
    let vip = engine.prepare("has vip").unwrap();
    let page = engine.page(&vip, None, 4).unwrap();
    assert_eq!(page.customers, [1, 2, 3, 4].map(CustomerId::from));
    // Behind the cursor one goes and one comes; before it one goes, also the very last of the page.
    let mut changed = Batch::new();
    changed.remove_tag(6_u64, "vip", at(1), "x").remove_tag(4_u64, "vip", at(1), "x").remove_tag(1_u64, "vip", at(1), "x");
    changed.customer("later", at(1)).add_tag("later", "vip", at(1), "x");
    engine.apply(&changed, at(1)).unwrap();
    let rest = engine.page(&vip, page.next.as_ref(), 100).unwrap();
    assert_eq!(rest.customers, [5.into(), 7.into(), 8.into(), 9.into(), CustomerId::from("later")]);
    assert_eq!(rest.next, None);
}

#[test]
fn a_cursor_belongs_to_what_a_condition_means() {
    let engine = loaded(&[(1, Some(20), 0), (1, Some(20), 0), (1, Some(20), 0)]);
    let next = engine.page(&engine.prepare("has a and age >= 18").unwrap(), None, 1).unwrap().next.unwrap();
    let reworded = engine.prepare("age 满18岁 且 有 a").unwrap();
    assert_eq!(engine.page(&reworded, Some(&next), 9).unwrap().customers.len(), 2);
    let other = engine.prepare("has a and age >= 17").unwrap();
    let error = engine.page(&other, Some(&next), 9).unwrap_err();
    assert_eq!((error.kind(), error.help()), (ErrorKind::InvalidCursor, Some("begin with the first page of this one")));
    // A new version of the handbook leaves it as it is.
    engine.load(&format!("{HANDBOOK}\ntag d")).unwrap();
    let again = engine.prepare("has a and age >= 18").unwrap();
    assert_eq!(engine.page(&again, Some(&next), 9).unwrap().customers.len(), 2);
    for text in ["", "1.", "2.00.n1", "1.zz.n1", &format!("1.{}.n-1", "0".repeat(32)), &format!("1.{}.x1", "0".repeat(32))] {
        let error = text.parse::<Cursor>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidCursor, "{text}");
    }
    let long = "客".repeat(1_000_000).parse::<Cursor>().unwrap_err();
    assert!(long.to_string().len() < 300);
}

#[test]
fn a_sample_stays_as_others_come() {
    let engine = engine("tag a");
    let create = |ids: std::ops::Range<u64>| {
        let mut batch = Batch::new();
        for id in ids {
            batch.customer(id, at(0));
        }
        engine.apply(&batch, at(0)).unwrap();
    };
    create(0..1000);
    let everybody = engine.prepare("not has a").unwrap();
    let before = engine.snapshot(&Scope::All).unwrap().sample(&everybody, 100, 42).unwrap();
    create(1000..1100);
    let after = engine.snapshot(&Scope::All).unwrap().sample(&everybody, 100, 42).unwrap();
    let stayed = before.iter().filter(|id| after.contains(id)).count();
    assert!((75..100).contains(&stayed), "{stayed} of 100 stayed when a tenth came in");
    // By chance, not by number: about as many of each half.
    let low = before.iter().filter(|id| matches!(id, CustomerId::Number(id) if *id < 500)).count();
    assert!((30..=70).contains(&low), "{low} of 100 are of the first half");
}

#[test]
fn bad_queries_have_codes() {
    let engine = loaded(&[(1, None, 0), (1, Some(20), 0)]);
    let (a, b) = (engine.prepare("has a").unwrap(), engine.prepare("has b").unwrap());
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let order = engine.order("age", Direction::Ascending).unwrap();
    let next = snapshot.page(&a, None, 1).unwrap().next.unwrap();
    let prepared = |text: &str| engine.prepare(text).map(drop);
    let ordered = |text: &str| engine.order(text, Direction::Ascending).map(drop);
    let read = |text: &str| text.parse::<Cursor>().map(drop);
    let mut refused = vec![
        (snapshot.page(&a, None, 0).map(drop), "invalid-count", "a page of 0 customers", "ask for at least one"),
        (snapshot.sample(&a, 0, 1).map(drop), "invalid-count", "a sample of 0 customers", "ask for at least one"),
        (snapshot.ranked(&a, &order, 0).map(drop), "invalid-count", "an order of 0 customers", "ask for at least one"),
        (
            snapshot.sample(&a, 3, 1).map(drop),
            "invalid-count",
            "a sample of 3 customers, from a segment of 2",
            "count first, or take all of them",
        ),
        (
            snapshot.page(&b, Some(&next), 1).map(drop),
            "invalid-cursor",
            "the cursor belongs to another query",
            "begin with the first page of this one",
        ),
        (read("page 2"), "invalid-cursor", "`page 2` is no cursor", "pass on what a page gave as its next, unchanged"),
        (prepared("has d"), "unknown-tag", "unknown tag `d`", "declare it, or check the spelling"),
        (prepared("has buyr"), "unknown-tag", "unknown tag `buyr`", "did you mean `buyer`?"),
        (prepared("in grwn"), "unknown-segment", "unknown segment `grwn`", "did you mean `grown`?"),
        (prepared("agee > 3"), "unknown-attribute", "unknown attribute `agee`", "did you mean `age`?"),
        (prepared("age > \"x\""), "type-mismatch", "expected a number, found a text", ""),
        (ordered("tier/low"), "unknown-attribute", "unknown attribute `tier/low`", "it is a tag; write `has` before it"),
        (ordered("age > 3"), "syntax", "expected the end, found `>`", ""),
        (
            snapshot.has(1_u64, "d").map(drop),
            "unknown-tag",
            "unknown tag `d`",
            "declare it in the handbook, or write its whole path",
        ),
        (snapshot.overlap(&a, &["a", "bb"]).map(drop), "unknown-tag", "unknown tag `bb`", "did you mean `b`?"),
        (snapshot.breakdown(&a, "aeg").map(drop), "unknown-attribute", "unknown attribute `aeg`", "did you mean `age`?"),
        (snapshot.coverage(&a, "teir").map(drop), "unknown-group", "unknown group `teir`", "did you mean `tier`?"),
    ];
    engine.load(&format!("{HANDBOOK}\ntag d")).unwrap();
    let later = engine.snapshot(&Scope::All).unwrap();
    let (d, again) = (engine.prepare("has d").unwrap(), "prepare it again");
    let outdated = |what: &str| format!("{what} was prepared for another engine or another version of the handbook");
    let (segment, ordering) = (outdated("the segment"), outdated("the order"));
    refused.extend([
        (later.count(&a).map(drop), "segment-outdated", segment.as_str(), again),
        (later.page(&a, None, 1).map(drop), "segment-outdated", &segment, again),
        (snapshot.count(&d).map(drop), "segment-outdated", &segment, again),
        (later.ranked(&d, &order, 1).map(drop), "segment-outdated", &ordering, again),
    ]);
    for (outcome, code, message, help) in refused {
        let error = outcome.unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str(), error.help().unwrap_or_default()), (code, message, help));
    }
    // As many as there are is not too many.
    assert_eq!(snapshot.page(&a, None, usize::MAX).unwrap().customers.len(), 2);
    assert_eq!(snapshot.sample(&a, 2, 1).unwrap().len(), 2);
}

#[test]
fn how_a_query_was_run_is_told() {
    let engine = engine("tag a\ntag b\ntag c\nevent buy");
    let mut customers = Batch::new();
    for id in 0..100_u64 {
        customers.customer(id, at(0));
        for (tag, every) in [("a", 2), ("b", 5), ("c", 10)] {
            if id % every == 0 {
                customers.add_tag(id, tag, at(0), "x");
            }
        }
    }
    engine.apply(&customers, at(0)).unwrap();
    engine.apply(&batch((0..20_u64).map(|id| event(id, "buy", DAY))), at(DAY)).unwrap();
    let explained = engine.query_plan(&engine.prepare("did buy and has a and not has c").unwrap()).unwrap();
    let steps: Vec<_> = explained.steps.iter().map(|step| (step.depth, step.what.as_str(), step.asked, step.found)).collect();
    assert_eq!(
        steps,
        [
            (0, "all of", 100, 8),
            (1, "all of", 100, 40),
            (2, "tag `a`", 100, 50),
            (2, "not", 100, 90),
            (3, "tag `c`", 100, 10),
            (1, "a condition read from the log", 40, 8),
        ],
        "{explained}"
    );
    assert_eq!(explained.steps[1].estimated, 45, "half of all, and nine tenths of these");
    // One is asked without looking at what is logged of the others.
    let only = engine.snapshot(&Scope::Customers([4_u64.into()].into())).unwrap();
    let explained = only.query_plan(&engine.prepare("did buy").unwrap()).unwrap();
    let last = explained.steps.last().map(|step| (step.what.as_str(), step.asked, step.found));
    assert_eq!(last, Some(("a condition asked of each", 1, 1)), "{explained}");
}
