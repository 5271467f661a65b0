//! What is foreseen of all customers comes to be: none missed, none extra, to the millisecond.

use proptest::prelude::*;
use tagora::dsl::ast::Definition;
use tagora::dsl::{Language, print_condition};
use tagora::{Batch, Cause, ChangeKind, CustomerId, Engine, ForecastOptions, Foreseen, Instant, Outlook, Record, Scope};

use super::grammar::handbook;
use super::histories::{DAY, DAYS, at, records};
use super::plain::{plain_handbook, plain_records};
use super::{END, engine, held, is_as_judged, sampled, told};

/// An engine to which nothing is told that lies behind its clock.
fn so_far(text: &str, records: &[Record], now: Instant) -> Engine {
    let engine = engine(text);
    engine.apply(&records.iter().filter(|record| record.at() <= now).cloned().collect::<Batch>(), now).unwrap();
    engine
}

type Turn = (Instant, CustomerId, bool, Cause);

/// All pages, of so many turns each.
fn all(limit: usize, mut ask: impl FnMut(&ForecastOptions) -> Outlook) -> Vec<Turn> {
    let mut all: Vec<Foreseen> = Vec::new();
    loop {
        let how = ForecastOptions { limit, after: all.last().cloned(), ..ForecastOptions::default() };
        let outlook = ask(&how);
        assert!(outlook.turns.len() <= limit && (!outlook.is_more || outlook.turns.len() == limit));
        all.extend(outlook.turns);
        if !outlook.is_more {
            return all.into_iter().map(|turn| (turn.at, turn.customer, turn.gained, turn.cause)).collect();
        }
    }
}

/// What advancing the clock tells of a tag.
fn came(engine: &Engine, after: u64, tag: &str) -> Vec<Turn> {
    let turned = engine.changes(after, 1_000_000).changes.into_iter().filter_map(|change| match &change.kind {
        ChangeKind::Gained { tag: of } if **of == *tag => Some((change.at, change.customer, true, change.cause)),
        ChangeKind::Lost { tag: of } if **of == *tag => Some((change.at, change.customer, false, change.cause)),
        _ => None,
    });
    turned.collect()
}

fn comes_to_be(text: &str, records: &[Record], day: i64, limit: usize) {
    let (now, until) = (at(day * DAY + DAY / 5), at((END + 10) * DAY));
    let (engine, never) = (so_far(text, records, now), so_far(text, records, now));
    let tags: Vec<String> =
        engine.handbook().unwrap().tags().iter().map(|tag| tag.path.to_string()).chain(["o/p0".to_owned()]).collect();
    let foreseen: Vec<Vec<Turn>> =
        tags.iter().map(|tag| all(limit, |how| engine.forecast_tag(tag, until, how).unwrap())).collect();
    is_as_judged(&engine, text);
    assert_eq!((held(&engine), told(&engine)), (held(&never), told(&never)));
    let last = engine.changes(0, 1_000_000).next;
    engine.advance_to(until).unwrap();
    never.advance_to(until).unwrap();
    assert_eq!((held(&engine), told(&engine)), (held(&never), told(&never)));
    for (tag, foreseen) in tags.iter().zip(foreseen) {
        assert_eq!(foreseen, came(&engine, last, tag), "{tag}\n{text}");
    }
}

proptest! {
    #![proptest_config(sampled(24))]

    #[test]
    fn who_is_foreseen_to_turn_does(text in handbook(), records in records(true), day in 0..DAYS, limit in 1..40_usize) {
        comes_to_be(&text, &records, day, limit);
    }

    #[test]
    fn who_is_foreseen_to_turn_does_the_short_way(text in plain_handbook(), records in plain_records(true), day in 0..DAYS, limit in 1..40_usize) {
        comes_to_be(&text, &records, day, limit);
    }

    /// A condition turns as a tag would that it defines.
    #[test]
    fn a_condition_turns_as_its_tag_does(text in prop_oneof![handbook(), plain_handbook()], records in records(true), day in 0..DAYS) {
        let (now, until) = (at(day * DAY + DAY / 5), at(END * DAY));
        let engine = so_far(&text, &records, now);
        let before = (held(&engine), told(&engine));
        let handbook = engine.handbook().unwrap();
        for symbol in handbook.tags().iter().filter(|symbol| symbol.group.is_none()).take(3) {
            let Definition::When(condition) = &symbol.tag.definition else { continue };
            let condition = print_condition(condition, Language::Chinese);
            // What stands alone in a handbook is no query.
            if engine.prepare(&condition).is_err() {
                continue;
            }
            let turns = |how: &ForecastOptions| engine.forecast_condition(&condition, until, how).unwrap();
            let tag = all(1_000, |how| engine.forecast_tag(&symbol.path.to_string(), until, how).unwrap());
            let when = |turns: Vec<Turn>| turns.into_iter().map(|(at, customer, gained, _)| (at, customer, gained)).collect::<Vec<_>>();
            prop_assert_eq!(when(all(1_000, turns)), when(tag), "{}\n{}", condition, text);
        }
        is_as_judged(&engine, &text);
        prop_assert_eq!(before, (held(&engine), told(&engine)));
    }

    #[test]
    fn nobody_out_of_scope_is_foreseen(text in handbook(), records in records(false), day in 0..DAYS) {
        let (now, until) = (at(day * DAY + DAY / 5), at(END * DAY));
        let engine = so_far(&text, &records, now);
        let scope = Scope::Customers([1.into()].into());
        for tag in engine.handbook().unwrap().tags() {
            let tag = tag.path.to_string();
            let how = ForecastOptions { scope: scope.clone(), ..ForecastOptions::default() };
            let turns = engine.forecast_tag(&tag, until, &how).unwrap().turns;
            let one = engine.forecast(1, until).unwrap().into_iter().filter(|turn| *turn.tag == tag);
            let one: Vec<_> = one.map(|turn| (turn.at, turn.gained, turn.cause)).collect();
            prop_assert!(turns.iter().all(|turn| turn.customer == 1.into()));
            prop_assert_eq!(turns.into_iter().map(|turn| (turn.at, turn.gained, turn.cause)).collect::<Vec<_>>(), one);
        }
    }
}
