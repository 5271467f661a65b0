//! Where rows are carried over to another handbook, all is as if each customer's life had been worked out anew.

use proptest::prelude::*;
use tagora::{Batch, Scope};

use super::grammar::{Choices, filled};
use super::histories::{DAY, DAYS, at};
use super::many::of_many;
use super::plain::{PLAIN, plain_records};
use super::{END, diffs_are_right, engine, is_as_judged, sampled, told};

/// Definitions that are new: latest instants and running totals tell them, and what was known before.
const NEW: &[&str] = &[
    "define n0 as count({filtered}) {order} {4}",
    "tag n1 when count({stream}, {window}) {order} {+9} or n0",
    "tag n2 when did {filtered} and not has t0",
    "tag n3 when sum(buy.x, {window}) {order} {9}",
    "tag n4 when avg(buy.x where kind != {kind}) {order} {4} or count(any_of) >= 1{1}",
    "group n exclusive {\n  tag n_more when count(buy, last {+9} days) > {2}\n  tag n_some when did {stream}\n  tag n_none otherwise\n}",
    "tag n5 when has n_more and max(buy.x) {order} {4}",
];

/// Where the tags begin that no record and no other declaration names.
const TAGS: usize = 14;

fn lines(templates: &'static [&'static str], choices: &[u16], takes: impl Fn(usize) -> bool) -> String {
    let text = filled(templates, &mut Choices(choices.iter()));
    let (schema, rest) = text.split_at(text.find("\ndefine ").map_or(0, |place| place + 1));
    let declarations = rest.split("\n").fold(Vec::<String>::new(), |mut all, line| {
        match all.last_mut().filter(|_| line.starts_with(' ') || line.starts_with('}')) {
            Some(group) => *group += &format!("\n{line}"),
            None => all.push(line.to_owned()),
        }
        all
    });
    let taken = declarations.into_iter().enumerate().filter(|(number, _)| takes(*number)).map(|(_, line)| line);
    format!("{schema}{}", taken.collect::<Vec<_>>().join("\n"))
}

proptest! {
    #![proptest_config(sampled(32))]

    #[test]
    fn rows_that_are_carried_over_are_as_if_worked_out_anew(
        choices in prop::collection::vec(any::<u16>(), 0..400), new in prop::collection::vec(any::<u16>(), 0..60),
        many in of_many(), few in plain_records(true), left_out in any::<[bool; 4]>(), day in 1..DAYS, sealed: bool, with_few: bool,
    ) {
        // The last ones may be left out; rules would lead away from the short way.
        let before = lines(PLAIN, &choices, |number| number + 1 < PLAIN.len());
        let kept = lines(PLAIN, &choices, |number| {
            number + 1 < PLAIN.len() && number.checked_sub(TAGS).and_then(|place| left_out.get(place)) != Some(&true)
        });
        let added = filled(NEW, &mut Choices(new.iter()));
        let after = format!("{kept}\n{}", &added[added.find("\ndefine n0").unwrap()..]);
        let engine = engine(&before);
        let records: Vec<_> = if with_few { few } else { many };
        let (first, late) = records.split_at(records.len() * 2 / 3);
        engine.apply(&first.iter().cloned().collect::<Batch>(), at(day * DAY + DAY / 3)).unwrap();
        if sealed {
            engine.seal_log().unwrap();
        }
        let snapshot = engine.snapshot(&Scope::All).unwrap();
        let loaded = engine.load(&after).unwrap();
        is_as_judged(&engine, &after);
        diffs_are_right(&snapshot, &engine, &loaded);
        let changed: u64 = loaded.tags.iter().map(|diff| diff.gained + diff.lost).sum();
        prop_assert_eq!(changed, loaded.changes.len() as u64);
        engine.apply(&late.iter().cloned().collect::<Batch>(), at(DAYS * DAY)).unwrap();
        is_as_judged(&engine, &after);
        // And back again.
        engine.load(&before).unwrap();
        is_as_judged(&engine, &before);
        for step in 0..8 {
            engine.advance_to(at((DAYS + (END - DAYS) * step / 7) * DAY + step)).unwrap();
            is_as_judged(&engine, &before);
        }
        prop_assert!(told(&engine).len() < 1_000_000);
    }
}
