//! What is worked out for many customers by a pass over the log is what one of them is asked.

use proptest::prelude::*;
use tagora::dsl::ast::Definition;
use tagora::dsl::{Language, print_condition};
use tagora::{Batch, CustomerId, Engine, Record, Scope, Segment, Snapshot};

use super::grammar::{Choices, filled};
use super::histories::{CUSTOMERS, DAY, DAYS, at, records};
use super::{END, engine, sampled};

/// What such a handbook declares: conditions that the log tells.
const MANY: &[&str] = &[
    "define d0 as {plain}",
    "segment s0 = ({plain} and d0)",
    "tag t0 when {plain}",
    "tag t1 when {plain} and {plain}",
    "tag t2 when not {plain} or {plain}",
    "tag t3 when did {filtered}",
    "tag t4 when count({stream}, {window}) {order} {4}",
    "tag t5 when count({filtered}) {order} {2}.5 or never did {stream}",
    "tag t6 when sum(buy.x where kind != {kind}) {order} {9} and {plain}",
    "tag t7 when avg(buy.x where x {order} {3}) {order} {4} or not {plain}",
    "tag t8 when count(buy where (kind in ({kind}, \"none\") and not x > {5}), {window}) < {+3}",
];

fn handbook() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u16>(), 0..400).prop_map(|choices| filled(MANY, &mut Choices(choices.iter())))
}

/// The histories of several times as many customers, without what is done about tags.
pub fn of_many() -> impl Strategy<Value = Vec<Record>> {
    let together = |parts: Vec<Vec<Record>>| {
        let others = |(part, records): (u64, Vec<Record>)| records.into_iter().map(move |record| moved(record, part * CUSTOMERS));
        let records = (0..).zip(parts).flat_map(others);
        records.filter(|record| !matches!(record, Record::Assign(_))).collect::<Vec<_>>()
    };
    prop::collection::vec(records(true), 1..5).prop_map(together).prop_shuffle()
}

fn moved(mut record: Record, by: u64) -> Record {
    let move_by = |id: &mut CustomerId| {
        if let CustomerId::Number(number) = id {
            *number += by;
        }
    };
    match &mut record {
        Record::Customer { customer, .. } | Record::Attribute { customer, .. } => move_by(customer),
        Record::Event(event) => move_by(&mut event.customer),
        Record::Merge(merge) => [&mut merge.from, &mut merge.into].into_iter().for_each(move_by),
        _ => {}
    }
    record
}

/// The tags and their definitions, asked for as if nobody had before.
fn asked(engine: &Engine) -> Vec<(String, Segment)> {
    let mut asked = Vec::new();
    for symbol in engine.handbook().unwrap().tags() {
        if let Definition::When(condition) = &symbol.tag.definition {
            let condition = print_condition(condition, Language::English);
            asked.push((symbol.path.to_string(), engine.prepare(&condition).unwrap()));
        }
    }
    asked
}

fn is_as_asked_one_by_one(engine: &Engine, snapshot: &Snapshot, text: &str) {
    for (tag, segment) in asked(engine) {
        let (many, about) = (snapshot.ids(&segment).unwrap(), || format!("{tag} at {:?}\n{text}", snapshot.instant()));
        assert_eq!(many, snapshot.members(&tag).unwrap(), "{}", about());
        assert!(many.iter().all(|customer| snapshot.contains(&segment, customer.clone()).unwrap()), "{}", about());
        let others = engine.prepare(&format!("not has {tag}")).unwrap();
        let others = snapshot.ids(&others).unwrap();
        assert!(!others.iter().any(|customer| snapshot.contains(&segment, customer.clone()).unwrap()), "{}", about());
    }
}

proptest! {
    #![proptest_config(sampled(48))]

    #[test]
    fn what_is_worked_out_for_many_is_what_each_is_asked(
        text in handbook(), records in of_many(), cut in any::<prop::sample::Index>(), day in 1..DAYS, back in 0..END * 3, sealed in any::<[bool; 2]>(),
    ) {
        let engine = engine(&text);
        let (first, late) = records.split_at(cut.index(records.len() + 1));
        let clocks = [(first, day * DAY + DAY / 3, sealed[0]), (late, DAYS * DAY, sealed[1]), (&[][..], END * DAY, false)];
        for (records, clock, sealed) in clocks {
            engine.apply(&records.iter().cloned().collect::<Batch>(), at(clock)).unwrap();
            if sealed {
                engine.seal_log().unwrap();
            }
            is_as_asked_one_by_one(&engine, &engine.snapshot(&Scope::All).unwrap(), &text);
        }
        let past = at(back * DAY / 3);
        is_as_asked_one_by_one(&engine, &engine.as_of(past, &Scope::All).unwrap(), &text);
        // Nobody else counts in a scope, which may itself be told by the log.
        let scope = Scope::Segment(asked(&engine).swap_remove(back as usize % 5).1);
        is_as_asked_one_by_one(&engine, &engine.as_of(past, &scope).unwrap(), &text);
    }
}
