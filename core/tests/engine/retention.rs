//! Events are kept for a time; what asks for more is refused, or says what it lacks.

use tagora::{Engine, ErrorKind, Event, Instant, LoadOptions, Options, Scope};

use super::{DAY, Kept, at, batch, event, opened, tags};

const MONTH: &str = "event e\nevent f\ntag much when count(e, last 30 days) >= 2\ntag quiet when no e in last 30 days";

/// Late records come within 10 days, events are kept for 30 more.
fn keeping() -> Kept {
    let options =
        Options { lateness_millis: 10 * DAY, retention_millis: Some(30 * DAY), max_customer_records: 70, ..Options::default() };
    opened(options)
}

fn day(n: i64) -> Instant {
    at(n * DAY)
}

fn load_incomplete(engine: &Engine, text: &str) -> tagora::Loaded {
    engine.load_with(text, &LoadOptions { accepts_incomplete: true, ..LoadOptions::default() }).unwrap()
}

/// On each of some days an event `e` of one customer; what is sealed can go.
fn live(engine: &Engine, days: std::ops::Range<i64>) {
    for n in days {
        engine.apply(&batch([event(1, "e", n * DAY)]), day(n)).unwrap();
        engine.seal_log().unwrap();
    }
}

fn held_since(engine: &Engine, of: u64, tag: &str) -> Option<i64> {
    tags(engine, of).into_iter().find(|(held, _)| held == tag).map(|(_, since)| since / DAY)
}

#[test]
fn a_definition_that_asks_for_more_is_refused_by_name() {
    let engine = keeping();
    let refused = |text: &str| {
        let error = engine.load(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotKept, "{text}");
        error.to_string()
    };
    assert_eq!(
        refused("event e\ntag old when count(e) >= 2"),
        "the tag `old` asks for all `e` there ever were, of which 30 days are kept"
    );
    assert_eq!(
        refused("event e\ntag long when did e in last 31 days"),
        "the tag `long` asks for `e` of up to 31 days, of which 30 days are kept"
    );
    for condition in [
        "never did e",
        "first(e) in last 3 days",
        "last(e) more than 3 days ago",
        "streak(e by day) >= 2",
        "did e from 2025-01-01 to 2025-01-02",
        "did e in this year",
        "count(e, since last(f)) > 1",
        "open(e, f) >= 1",
        "sequence(e, f within 1 day)",
        "e then no f within 1 day",
        "count(e) >= 1 in 2 of last 6 weeks",
        "did e in last 20 days for 11 days",
        "did e in last 3 days for 28 days",
    ] {
        refused(&format!("event e\nevent f\ntag t when {condition}"));
    }
    refused("event e\ntag a when did e in last 20 days\ntag b when has a for 11 days");
    refused("event e\ntag a when did e in last 20 days\ntag b when gained a in last 11 days");
    refused("event e\nsegment s = count(e) > 1");
    refused("event e\ndefine d as did e in last 31 days\ntag t when d");
    for condition in [
        "did e in last 30 days",
        "last(e) in last 30 days",
        "did e in last 20 days for 10 days",
        "sequence(e, f within 1 day) in last 30 days",
        "e then no f within 1 day in last 30 days",
        "count(e) >= 1 in 2 of last 4 weeks",
        "count(e, this week) > 1",
    ] {
        engine.load(&format!("event e\nevent f\ntag t when {condition}")).unwrap();
    }
    assert_eq!(engine.prepare("count(e) > 3").unwrap_err().code(), "not-kept");
    assert_eq!(engine.order("count(e)", tagora::Direction::Descending).unwrap_err().code(), "not-kept");
    // Rules keep what sets them off, for good: nothing of it is missing.
    engine.load("event e\ntag a\nrule r on e if count(e) = 3 then add a").unwrap();
    assert!(engine.prepare("count(e) > 3").is_ok());
}

#[test]
fn what_is_let_go_of_is_gone_and_customers_stay_customers() {
    let engine = keeping();
    engine.load(MONTH).unwrap();
    engine.apply(&batch([event(2, "f", 0)]), day(0)).unwrap();
    live(&engine, 1..3);
    assert_eq!(held_since(&engine, 2, "quiet"), Some(0));
    live(&engine, 100..103);
    engine.advance_to(day(140)).unwrap();
    // Since when is told as far as what is kept says: what customer 1 did at first is gone.
    assert_eq!((held_since(&engine, 1, "quiet"), held_since(&engine, 2, "quiet")), (Some(132), Some(0)));
    let all = engine.snapshot(&Scope::All).unwrap();
    assert_eq!(all.ids(&engine.prepare("not has much").unwrap()).unwrap(), [1_u64.into(), 2_u64.into()]);
    assert_eq!(engine.as_of(day(20), &Scope::All).unwrap_err().code(), "not-kept");
    assert_eq!(engine.as_of(day(135), &Scope::All).unwrap().size("quiet").unwrap(), 2);
    assert_eq!(engine.as_of(day(130), &Scope::All).unwrap().size("much").unwrap(), 1);
    // A record that is as late as can be is worked in, and one of the customers has more of them than may be kept at once.
    engine.apply(&batch([event(2, "e", 131 * DAY)]), day(140)).unwrap();
    assert!(!engine.has(2, "quiet").unwrap());
    live(&engine, 141..260);
    assert!(engine.has(1, "much").unwrap());
    let crowd = (0..80).map(|n| event(3, "e", 259 * DAY + n));
    assert_eq!(engine.apply(&batch(crowd), day(260)).unwrap_err().code(), "limit-exceeded");
}

#[test]
fn an_id_is_known_again_as_long_as_the_event_is_kept() {
    let engine = keeping();
    engine.load(MONTH).unwrap();
    let order = |n: i64| batch([Event::new(1, "e", day(n)).id("order")]);
    engine.apply(&order(1), day(1)).unwrap();
    engine.seal_log().unwrap();
    assert_eq!(engine.apply(&order(35), day(35)).unwrap().duplicates, 1);
    engine.advance_to(day(80)).unwrap();
    assert_eq!(engine.apply(&order(81), day(81)).unwrap().duplicates, 0);
}

#[test]
fn an_incomplete_handbook_says_since_when_it_is_complete_and_keeps_what_it_asks_for() {
    let engine = keeping();
    let ever = "event e\nevent f\ntag often when count(e) >= 4";
    // Nothing is gone yet: nothing is missing, and from now on all of it is kept.
    assert_eq!(load_incomplete(&engine, ever).incomplete_since, None);
    live(&engine, 0..2);
    live(&engine, 100..102);
    engine.advance_to(day(200)).unwrap();
    assert!(engine.has(1, "often").unwrap());
    assert!(engine.prepare("count(e) = 4").is_ok());
    assert_eq!(engine.prepare("count(f) = 4").unwrap_err().code(), "not-kept");
    // Under another one that does not ask for them they go.
    engine.load(MONTH).unwrap();
    engine.advance_to(day(201)).unwrap();
    live(&engine, 202..204);
    let loaded =
        load_incomplete(&engine, "event e\nevent f\ntag twice when count(e) = 2\ntag much when count(e, last 30 days) >= 2");
    let since = loaded.incomplete_since.unwrap();
    assert!(day(150) < since && since < day(164), "{since}");
    assert!(engine.has(1, "twice").unwrap() && engine.has(1, "much").unwrap());
    assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    // It goes on to be right about what was kept since then.
    engine.advance_to(day(400)).unwrap();
    engine.seal_log().unwrap();
    engine.apply(&batch([event(2, "e", 395 * DAY), event(2, "e", 396 * DAY)]), day(401)).unwrap();
    assert_eq!(engine.snapshot(&Scope::All).unwrap().size("twice").unwrap(), 2);
    assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    assert_eq!(engine.load("event e\nevent f\ntag twice when count(e) = 2").unwrap_err().code(), "not-kept");
}

#[test]
fn a_condition_is_foreseen_under_a_handbook_that_was_accepted_incomplete() {
    let engine = keeping();
    engine.load("event e\nevent f\ntag much when count(e, last 30 days) >= 2").unwrap();
    for n in (0..90).step_by(2) {
        engine.apply(&batch([event(1_u64, "e", n * DAY)]), day(n)).unwrap();
    }
    load_incomplete(&engine, "event e\nevent f\ntag ever when count(e) >= 100\ntag vip");
    let how = tagora::ForecastOptions::default();
    let outlook = engine.forecast_condition("no e in last 30 days", day(130), &how).unwrap();
    assert_eq!(outlook.turns.iter().map(|turn| turn.at).collect::<Vec<_>>(), [day(118)]);
    assert_eq!(engine.forecast_condition("count(e) >= 7", day(130), &how).unwrap_err().kind(), ErrorKind::NotKept);
}
