//! What is forecast comes to be, and what is explained is so.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tagora::dsl::Language;
use tagora::{Basis, Batch, Change, ChangeKind, Clause, CustomerId, Engine, Instant, Record, Scope};

use super::grammar::handbook;
use super::histories::{CUSTOMERS, DAY, DAYS, at, records};
use super::plain::{plain_handbook, plain_records};
use super::{engine, sampled};

/// An engine to which nothing is told that lies behind its clock.
fn so_far(text: &str, records: &[Record], now: Instant) -> Engine {
    let engine = engine(text);
    engine.apply(&records.iter().filter(|record| record.at() <= now).cloned().collect::<Batch>(), now).unwrap();
    engine
}

/// For each customer the first of those that are one with it.
fn merged(records: &[Record], now: Instant) -> Vec<u64> {
    let mut one: Vec<u64> = (0..CUSTOMERS).collect();
    let number = |id: &CustomerId| (0..CUSTOMERS).find(|&number| *id == number.into()).unwrap() as usize;
    for record in records.iter().filter(|record| record.at() <= now) {
        let Record::Merge(merge) = record else { continue };
        let (from, into) = (one[number(&merge.from)], one[number(&merge.into)]);
        one.iter_mut().filter(|of| **of == from.max(into)).for_each(|of| *of = from.min(into));
    }
    one
}

fn turned(change: &Change) -> Option<(u64, String)> {
    let (tag, gained) = match &change.kind {
        ChangeKind::Gained { tag } => (tag, true),
        ChangeKind::Lost { tag } => (tag, false),
        _ => return None,
    };
    let customer = (0..CUSTOMERS).find(|&id| change.customer == id.into())?;
    Some((customer, format!("{} {tag} {gained} {:?}", change.at, change.cause)))
}

/// Every part is written so that it can be asked as a query, and is as true as that says; what is made of parts follows from
/// them.
fn is_so(part: &Clause, customer: u64, engine: &Engine, asked: &mut u32) {
    let text = part.text(Language::English);
    // A latch stands alone in a handbook, and a part may be too long for a query; what can be asked is asked.
    if let Ok(segment) = engine.prepare(&text) {
        let is_in = engine.snapshot(&Scope::All).unwrap().contains(&segment, customer).unwrap();
        assert_eq!(part.is_true, is_in, "{text} of {customer}");
        *asked += 1;
    }
    assert!(part.events.len() <= part.all_events && part.events.is_sorted_by(|one, next| one.at >= next.at), "{part:?}");
    part.clauses.iter().for_each(|inner| is_so(inner, customer, engine, asked));
}

/// What is foreseen of each customer is what advancing the clock tells.
fn comes_to_be(text: &str, records: &[Record], day: i64) -> Result<(), TestCaseError> {
    let now = at(day * DAY + DAY / 5);
    let engine = so_far(text, records, now);
    let until = at((DAYS + 40) * DAY);
    let one = merged(records, now);
    let mut forecast = BTreeMap::new();
    for customer in 0..CUSTOMERS {
        let upcoming = engine.forecast(customer, until).unwrap().into_iter();
        let lines: Vec<String> =
            upcoming.map(|turn| format!("{} {} {} {:?}", turn.at, turn.tag, turn.gained, turn.cause)).collect();
        // Customers who are one are asked by any of their ids.
        let known = forecast.entry(one[customer as usize]).or_insert_with(|| lines.clone());
        prop_assert_eq!(known, &lines);
    }
    let mut came: BTreeMap<u64, Vec<String>> = one.iter().map(|&customer| (customer, Vec::new())).collect();
    for (customer, turn) in engine.advance_to(until).unwrap().changes.iter().filter_map(|change| turned(&change)) {
        came.get_mut(&one[customer as usize]).unwrap().push(turn);
    }
    prop_assert_eq!(forecast, came, "{}", text);
    Ok(())
}

/// What is explained is so.
fn is_explained(text: &str, records: &[Record], day: i64) -> Result<(), TestCaseError> {
    let now = at(day * DAY + DAY / 5);
    let engine = so_far(text, records, now);
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let tags = engine.handbook().unwrap().tags().iter().map(|tag| tag.path.to_string()).collect::<Vec<_>>();
    let mut asked = 0;
    for customer in 0..CUSTOMERS {
        let held = snapshot.tags(customer);
        let forecast = engine.forecast(customer, at(day * DAY + 700 * DAY)).unwrap();
        for tag in &tags {
            let Some(told) = engine.explain(customer, tag).unwrap() else {
                prop_assert!(held.is_empty(), "{customer} is no customer");
                continue;
            };
            let holding = held.iter().find(|held| *held.tag == **tag);
            prop_assert_eq!(told.is_held, holding.is_some());
            prop_assert_eq!(told.since, holding.map(|held| held.since));
            prop_assert_eq!(told.until, holding.and_then(|held| held.until), "{} {} {:?}", customer, tag, told);
            let holds = matches!(told.basis, Basis::Pinned | Basis::Defined | Basis::Assigned | Basis::Otherwise);
            prop_assert_eq!(told.is_held, holds, "{:?}", told);
            if let Some(definition) = &told.definition {
                is_so(definition, customer, &engine, &mut asked);
                let is_true = match told.basis {
                    Basis::Defined => Some(true),
                    Basis::NotDefined => Some(false),
                    _ => None,
                };
                prop_assert!(is_true.is_none_or(|is_true| is_true == definition.is_true), "{:?}", told);
            }
            let next = forecast.iter().find(|turn| *turn.tag == **tag);
            if let Some(next) = next {
                prop_assert_eq!(told.next.as_ref().map(|turning| (turning.at, turning.gained)), Some((next.at, next.gained)));
            }
            let episodes = engine.episodes(customer, tag).unwrap();
            let open = episodes.last().filter(|last| last.end.is_none());
            prop_assert_eq!(open.map(|last| last.since), told.since, "{} {} {:?}", customer, tag, episodes);
            prop_assert!(episodes.is_sorted_by(|one, next| one.end.as_ref().is_some_and(|(end, _)| *end <= next.since)));
            for language in [Language::English, Language::Chinese] {
                prop_assert!(told.text(language).starts_with(&**tag));
            }
        }
    }
    prop_assert!(asked > 0 || snapshot.customers() == 0);
    Ok(())
}

proptest! {
    #![proptest_config(sampled(24))]

    #[test]
    fn what_is_forecast_comes_to_be(text in handbook(), records in records(true), day in 0..DAYS) {
        comes_to_be(&text, &records, day)?;
    }

    #[test]
    fn what_is_explained_is_so(text in handbook(), records in records(true), day in 0..DAYS) {
        is_explained(&text, &records, day)?;
    }

    #[test]
    fn what_is_forecast_of_rows_comes_to_be(text in plain_handbook(), records in plain_records(true), day in 0..DAYS) {
        comes_to_be(&text, &records, day)?;
    }

    #[test]
    fn what_is_explained_by_rows_is_so(text in plain_handbook(), records in plain_records(true), day in 0..DAYS) {
        is_explained(&text, &records, day)?;
    }
}
