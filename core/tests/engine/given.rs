//! Tags that customers are given, as rows keep them: what a handbook, an end or a rule makes of them.

use tagora::{Assign, Batch, ChangeKind, Engine};

use super::{DAY, at, batch, engine, event};

/// One who was born on the first day and was given a tag then, and one more of whom it is pinned.
fn given(tag: &str) -> Batch {
    let mut records = batch([event(1_u64, "e", 0), event(2_u64, "e", 0)]);
    records.add_tag(1_u64, tag, at(0), "li").assign(Assign::pin(2_u64, tag, at(0)));
    records
}

fn holds(engine: &Engine, customer: u64, tag: &str) -> bool {
    engine.snapshot(&tagora::Scope::All).unwrap().has(customer, tag).unwrap()
}

fn is_as_judged(engine: &Engine) {
    assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
}

fn told(engine: &Engine, name: &str) -> Vec<i64> {
    let is_it = |kind: &ChangeKind| matches!(kind, ChangeKind::Emitted { name: told, .. } if &**told == name);
    engine.changes(0, 1_000).changes.iter().filter(|change| is_it(&change.kind)).map(|change| change.at.millis()).collect()
}

#[test]
fn what_is_given_stays_where_its_group_opens() {
    for (tag, before, after) in [
        ("o/x", "group o open { tag x }", "group o open {}"),
        ("o/x", "group o { tag x }", "group o open {}"),
        ("g/a", "group g exclusive { tag a tag b }", "group g exclusive open { tag a tag b }"),
        ("g/a", "group g exclusive { tag a tag b }", "group g exclusive open { tag c formerly g/a tag b }"),
    ] {
        let engine = engine(&format!("event e\n{before}"));
        engine.apply(&given(tag), at(0)).unwrap();
        assert!(holds(&engine, 1, tag));
        let loaded = engine.load(&format!("event e\n{after}")).unwrap();
        is_as_judged(&engine);
        let lost = loaded.changes.iter().filter(|change| matches!(change.kind, ChangeKind::Lost { .. })).count();
        assert_eq!(lost, if after.contains("formerly") { 2 } else { 0 }, "{after}");
    }
}

#[test]
fn another_validity_is_that_of_what_was_given_before() {
    for (after, day, holds_then) in [("valid 60 days", 31, true), ("", 90, true), ("valid 10 days", 11, false)] {
        let engine = engine("event e\ntag marked valid 30 days");
        engine.apply(&given("marked"), at(0)).unwrap();
        engine.advance_to(at(DAY)).unwrap();
        engine.load(&format!("event e\ntag marked {after}")).unwrap();
        is_as_judged(&engine);
        engine.advance_to(at(day * DAY)).unwrap();
        is_as_judged(&engine);
        assert_eq!(holds(&engine, 1, "marked"), holds_then, "{after}");
    }
}

#[test]
fn what_was_told_of_an_instant_is_not_told_again_by_a_pin_of_it() {
    let engine = engine("event e\ntag p\nrule r on e then emit hello");
    engine.apply(&batch([event(1_u64, "e", 10)]), at(10)).unwrap();
    let mut pinned = Batch::new();
    pinned.assign(Assign::pin(1_u64, "p", at(10)));
    engine.apply(&pinned, at(10)).unwrap();
    assert_eq!(told(&engine, "hello"), [10]);
    is_as_judged(&engine);
}

#[test]
fn an_end_before_birth_is_no_instant_of_a_life() {
    let engine = engine("event buy\ntag p\ntag q");
    let mut early = Batch::new();
    early.assign(Assign::add(1_u64, "p", at(0)).ends(at(5 * DAY)));
    engine.apply(&early, at(0)).unwrap();
    engine.advance_to(at(6 * DAY)).unwrap();
    engine.load("event buy\ntag p\ntag q\nrule r when not has p then emit hello on backfill notify").unwrap();
    engine.apply(&batch([event(1_u64, "buy", 7 * DAY)]), at(7 * DAY)).unwrap();
    assert_eq!(told(&engine, "hello"), [7 * DAY]);
    is_as_judged(&engine);
}

#[test]
fn acts_on_what_is_gone_mean_nothing() {
    let engine = engine("event e\ntag campaign\ntag p");
    let mut records = batch([event(1_u64, "e", 0)]);
    records.assign(Assign::add(1_u64, "campaign", at(0)).ends(at(DAY)));
    records.add_tag(1_u64, "p", at(0), "li");
    engine.apply(&records, at(2 * DAY)).unwrap();
    engine.load("event e\ntag p").unwrap();
    engine.apply(&batch([event(1_u64, "e", DAY)]), at(3 * DAY)).unwrap();
    assert!(holds(&engine, 1, "p"));
    is_as_judged(&engine);
}

#[test]
fn what_rules_would_have_done_to_one_of_two_after_they_became_one_is_not_done() {
    let engine = engine("event e\ntag p\nrule r when no e in last 3 days then add p");
    engine.apply(&batch([event(1_u64, "e", 3 * DAY), event(2_u64, "e", 5 * DAY)]), at(5 * DAY)).unwrap();
    let mut merge = Batch::new();
    merge.merge(1_u64, 2_u64, at(5 * DAY));
    engine.apply(&merge, at(5 * DAY)).unwrap();
    engine.advance_to(at(7 * DAY)).unwrap();
    assert!(!holds(&engine, 2, "p"));
    engine.load("event e\ntag p\ntag q\nrule r when no e in last 3 days then add p").unwrap();
    assert!(!holds(&engine, 2, "p"));
    is_as_judged(&engine);
}
