//! What waits for the end of quiet hours, while handbooks and customers change.

use tagora::{Batch, ChangeKind, Engine, MemoryStore, Options};

use super::{at, batch, engine, event};

const HOUR: i64 = 3_600_000;

/// An event at 23:00 sets it off; it waits until 8:00.
const HANDBOOK: &str =
    "event e { x: int }\nattribute a: int\nrule r on e if a is missing then emit hello {x: x} quiet 22:00-08:00";

fn told(engine: &Engine) -> Vec<(String, i64)> {
    let told = |change: tagora::Change| match &change.kind {
        ChangeKind::Emitted { name, .. } => Some((format!("{name} {}", change.customer), change.at.millis() / HOUR)),
        _ => None,
    };
    engine.changes(0, 1_000).changes.into_iter().filter_map(told).collect()
}

fn at_night(engine: &Engine) {
    engine.apply(&batch([event(1_u64, "e", 23 * HOUR)]), at(23 * HOUR)).unwrap();
}

fn in_the_morning(engine: &Engine) -> Vec<(String, i64)> {
    engine.advance_to(at(25 * HOUR)).unwrap();
    assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    engine.advance_to(at(40 * HOUR)).unwrap();
    assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    told(engine)
}

#[test]
fn what_waits_goes_on_to_wait_under_other_handbooks_that_have_the_rule() {
    let engine = engine(HANDBOOK);
    at_night(&engine);
    for (n, hour) in [(1, 23), (2, 24), (3, 25)] {
        engine.advance_to(at(hour * HOUR)).unwrap();
        engine.load(&format!("{HANDBOOK}\ntag new_{n} when did e")).unwrap();
    }
    assert_eq!(told(&engine), []);
    assert_eq!(in_the_morning(&engine), [("hello 1".to_owned(), 32)]);
}

#[test]
fn what_waits_is_let_go_where_the_rule_says_it_no_more() {
    for after in [
        "event e { x: int }\nattribute a: int",
        "event e { x: int }\nattribute a: int\nrule r on e if a is missing then emit other quiet 22:00-08:00",
        "event e { x: int }\nattribute a: int\nrule r on e if a is missing then notify team, emit hello {x: x} quiet 22:00-08:00",
        "event e { x: int }\nattribute a: int\nrule r on e if a is not missing then emit hello {x: x} quiet 22:00-08:00",
    ] {
        let engine = engine(HANDBOOK);
        at_night(&engine);
        engine.load(after).unwrap();
        assert_eq!(in_the_morning(&engine), [], "{after}");
    }
}

#[test]
fn what_waits_is_told_under_a_rule_that_knows_no_quiet_hours_any_more() {
    let engine = engine(HANDBOOK);
    at_night(&engine);
    engine.load(&HANDBOOK.replace(" quiet 22:00-08:00", "")).unwrap();
    assert_eq!(in_the_morning(&engine), [("hello 1".to_owned(), 32)]);
}

#[test]
fn what_waits_for_one_of_two_who_become_one_is_told_of_the_one() {
    for between in ["", "tag new when did e"] {
        let engine = engine(HANDBOOK);
        engine.apply(&batch([event(2_u64, "e", 20 * HOUR)]), at(20 * HOUR)).unwrap();
        at_night(&engine);
        let mut merge = Batch::new();
        merge.merge(1_u64, 2_u64, at(24 * HOUR));
        engine.apply(&merge, at(24 * HOUR)).unwrap();
        engine.load(&format!("{HANDBOOK}\n{between}")).unwrap();
        assert_eq!(in_the_morning(&engine), [("hello 2".to_owned(), 20), ("hello 2".to_owned(), 32)], "{between}");
    }
}

#[test]
fn a_cap_counts_what_was_told_and_not_what_one_of_two_would_have_been_told() {
    // The one would be reminded on the fourth day, had it not become another by then who was busy.
    let handbook = "event e\nrule r when no e in last 3 days then emit back at most once per 30 days";
    let engine = engine(handbook);
    let day = 24 * HOUR;
    engine.apply(&batch([event(1_u64, "e", 0), event(2_u64, "e", 2 * day)]), at(2 * day)).unwrap();
    let mut merge = Batch::new();
    merge.merge(1_u64, 2_u64, at(2 * day));
    engine.apply(&merge, at(2 * day)).unwrap();
    engine.advance_to(at(4 * day)).unwrap();
    engine.load(&format!("{handbook}\ntag new when did e")).unwrap();
    engine.advance_to(at(6 * day)).unwrap();
    assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    assert_eq!(told(&engine), [("back 2".to_owned(), 5 * 24)]);
}

#[test]
fn what_waits_comes_back_from_a_store() {
    let store = MemoryStore::default();
    let open = || Engine::with_store(Options::default(), Box::new(store.clone())).unwrap();
    let engine = open();
    engine.load(HANDBOOK).unwrap();
    at_night(&engine);
    drop(engine);
    let engine = open();
    engine.load(&format!("{HANDBOOK}\ntag new when did e")).unwrap();
    drop(engine);
    assert_eq!(in_the_morning(&open()), [("hello 1".to_owned(), 32)]);
}
