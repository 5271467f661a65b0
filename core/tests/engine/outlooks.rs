//! What is foreseen of all customers is asked for within bounds, and nonsense is refused.

use tagora::{Batch, Cause, Engine, ForecastOptions, Instant, Progress, Scope};

use super::{DAY, Kept, at, batch, engine, event, tags};

const HANDBOOK: &str = "event e\nevent f\ntag silent when did e and no e in last 30 days\ntag recent when did e in last 7 days\n\
    tag vip\ngroup o open {}\nrule lapse when has silent then add vip for 2 days";

fn known() -> Kept {
    let engine = engine(HANDBOOK);
    let events = (0..20_u64).map(|id| event(id, "e", id as i64 * DAY / 2));
    engine.apply(&batch(events), at(10 * DAY)).unwrap();
    engine
}

fn days(engine: &Engine, tag: &str, until: i64, how: &ForecastOptions) -> Vec<(i64, bool)> {
    let outlook = engine.forecast_tag(tag, at(until), how).unwrap();
    outlook.turns.iter().map(|turn| (turn.at.millis() * 2 / DAY, turn.gained)).collect()
}

#[test]
fn everybody_turns_at_the_exact_instant_page_by_page() {
    let engine = known();
    let whole = ForecastOptions::default();
    let gained: Vec<_> = (60..80).map(|half| (half, true)).collect();
    assert_eq!(days(&engine, "silent", 40 * DAY, &whole), gained);
    assert_eq!(days(&engine, "silent", 30 * DAY, &whole), gained[..1]);
    assert_eq!(days(&engine, "silent", 30 * DAY - 1, &whole), []);
    assert_eq!(days(&engine, "silent", 10 * DAY, &whole), [], "nothing lies behind the clock");
    assert_eq!(days(&engine, "silent", 3 * DAY, &whole), []);
    // What rules do then is included, and why is told.
    let vip = engine.forecast_tag("vip", at(33 * DAY), &whole).unwrap();
    assert_eq!(vip.turns.len(), 7 + 3);
    assert!(matches!(&vip.turns[0].cause, Cause::Rule { rule, .. } if &**rule == "lapse"));
    assert_eq!(vip.turns.iter().filter(|turn| turn.cause == Cause::Expired).count(), 3);
    let first = engine.forecast_tag("silent", at(40 * DAY), &ForecastOptions { limit: 8, ..whole.clone() }).unwrap();
    assert_eq!((first.turns.len(), first.is_more), (8, true));
    let after = first.turns.last().cloned();
    let rest = engine.forecast_tag("silent", at(40 * DAY), &ForecastOptions { limit: 12, after, ..whole.clone() }).unwrap();
    assert_eq!((rest.turns.len(), rest.is_more), (12, false));
    assert_eq!(rest.turns[0].at, at(34 * DAY));
    // Nothing of it is in effect.
    assert_eq!((engine.clock(), tags(&engine, 0_u64)), (Some(at(10 * DAY)), vec![]));
    assert_eq!(
        engine
            .advance_to(at(40 * DAY))
            .unwrap()
            .changes
            .iter()
            .filter(|change| change.kind.tag().is_some_and(|tag| &**tag == "silent"))
            .count(),
        20
    );
}

#[test]
fn a_condition_is_foreseen_without_being_declared() {
    let engine = known();
    let whole = ForecastOptions::default();
    let outlook = engine.forecast_condition("has recent and never did f", at(40 * DAY), &whole).unwrap();
    let lost: Vec<_> = outlook.turns.iter().map(|turn| (turn.at.millis() * 2 / DAY, turn.gained)).collect();
    assert_eq!(lost, (21..34).map(|half| (half, false)).collect::<Vec<_>>());
    assert_eq!(engine.handbook().unwrap().tags().len(), 3);
    // What follows a condition is no part of one.
    let error = engine.forecast_condition("did e\ntag other when did f", at(40 * DAY), &whole).unwrap_err();
    assert!(!error.diagnostics().is_empty());
}

#[test]
fn records_that_wait_are_left_out() {
    let engine = known();
    engine.apply(&batch([event(0_u64, "e", 25 * DAY)]), at(10 * DAY)).unwrap();
    assert_eq!(days(&engine, "silent", 30 * DAY, &ForecastOptions::default()), [(60, true)]);
    assert!(
        engine
            .advance_to(at(30 * DAY))
            .unwrap()
            .changes
            .iter()
            .all(|change| change.kind.tag().is_none_or(|tag| &**tag != "silent"))
    );
}

#[test]
fn nonsense_is_refused() {
    let engine = known();
    let whole = ForecastOptions::default();
    let code = |tag: &str, until: Instant, how: &ForecastOptions| {
        engine.forecast_tag(tag, until, how).map(|_| ()).map_err(|error| error.code())
    };
    assert_eq!(code("nope", at(40 * DAY), &whole), Err("unknown-tag"));
    assert_eq!(code("silent", Instant::MAX, &whole), Err("limit-exceeded"));
    assert_eq!(code("silent", Instant::MIN, &whole), Ok(()));
    assert_eq!(code("silent", at(40 * DAY), &ForecastOptions { limit: 0, ..whole.clone() }), Err("invalid-count"));
    assert_eq!(code("silent", at(40 * DAY), &ForecastOptions { limit: usize::MAX, ..whole.clone() }), Ok(()));
    assert_eq!(code("o/nobody", at(40 * DAY), &whole), Ok(()));
    let progress = Progress::default();
    progress.cancel();
    assert_eq!(code("silent", at(40 * DAY), &ForecastOptions { progress, ..whole.clone() }), Err("cancelled"));
    assert_eq!(engine.forecast_condition("has nope", at(40 * DAY), &whole).unwrap_err().diagnostics().len(), 1);
    let scope = Scope::Segment(engine.prepare("has recent").unwrap());
    engine.load(&format!("{HANDBOOK}\ntag extra")).unwrap();
    assert_eq!(code("silent", at(40 * DAY), &ForecastOptions { scope, ..whole.clone() }), Err("segment-outdated"));
    assert!(engine.judged().unwrap().is_empty());
    let bare = Engine::in_memory();
    assert_eq!(bare.forecast_tag("silent", at(1), &whole).unwrap_err().code(), "no-handbook");
    bare.load(HANDBOOK).unwrap();
    assert_eq!(bare.forecast_tag("silent", at(1), &whole).unwrap().turns, []);
    bare.apply(&Batch::new(), at(0)).unwrap();
    assert_eq!(bare.forecast_condition("did e", at(1), &whole).unwrap().turns, []);
}
