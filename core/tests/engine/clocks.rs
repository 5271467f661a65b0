use tagora::{Batch, Clock, Options};

use super::{DAY, Kept, at, batch, event, opened, tags};

const HANDBOOK: &str = "event visit\ntag recent when did visit in last 1 day\ntag old when last(visit) more than 3 days ago";

fn engine(options: Options) -> Kept {
    let engine = opened(options);
    engine.load(HANDBOOK).unwrap();
    engine
}

#[test]
fn a_step_stops_at_so_many_changes_and_goes_on_from_there() {
    let visits = batch((0..40_u64).map(|customer| event(customer, "visit", i64::try_from(customer / 4).unwrap() * DAY / 2)));
    let whole = engine(Options::default());
    whole.apply(&visits, at(0)).unwrap();
    let expected = whole.advance_to(at(30 * DAY)).unwrap().changes;
    assert_eq!(expected.len(), 4 * 2 + 36 * 3);
    for max_changes in [0, 1, 3, 4, 7, 50, 115, 116, 1000] {
        let steps = engine(Options { max_changes, ..Options::default() });
        steps.apply(&visits, at(0)).unwrap();
        let (mut told, mut calls) = (Vec::new(), 0);
        loop {
            let applied = steps.advance_to(at(30 * DAY)).unwrap();
            assert_eq!(steps.clock(), Some(applied.clock));
            // Four customers change at every instant, or three times four.
            assert!(applied.changes.len() <= max_changes.max(12), "{} of {max_changes}", applied.changes.len());
            assert!(applied.clock == at(30 * DAY) || !applied.changes.is_empty(), "it goes on");
            told.extend(applied.changes.into_iter().map(|change| (change.at, change.customer, change.kind, change.cause)));
            calls += 1;
            if applied.clock == at(30 * DAY) {
                break;
            }
        }
        let expected: Vec<_> = expected.iter().map(|c| (c.at, c.customer, c.kind, c.cause)).collect();
        assert_eq!(told, expected, "{max_changes}");
        assert_eq!(calls == 1, max_changes >= 116, "{max_changes}");
        assert_eq!(tags(&steps, 1_u64), tags(&whole, 1_u64));
    }
}

#[test]
fn in_a_replay_events_are_the_clock() {
    let options = Options { clock: Clock::Events, max_jump_millis: 5 * DAY, ..Options::default() };
    let engine = engine(options);
    let visits = |days: &[i64]| batch(days.iter().map(|day| event("c", "visit", day * DAY)));
    assert_eq!(engine.replay(&Batch::new()).unwrap_err().code(), "no-such-instant");
    let applied = engine.replay(&visits(&[100, 96, 93])).unwrap();
    assert_eq!((applied.clock, applied.waiting), (at(100 * DAY), 0));
    // An older one is late, and moves nothing.
    assert_eq!(engine.replay(&visits(&[99])).unwrap().clock, at(100 * DAY));
    let error = engine.replay(&visits(&[105, 101, 111])).unwrap_err();
    assert_eq!((error.code(), error.record()), ("clock-jump", Some(2)));
    assert_eq!(engine.clock(), Some(at(100 * DAY)), "nothing of it is in effect");
    assert_eq!(engine.replay(&visits(&[105, 101, 110])).unwrap().clock, at(110 * DAY));
    assert_eq!(engine.apply(&visits(&[111]), at(111 * DAY)).unwrap_err().code(), "wrong-clock");
    // The host may go further than any event.
    assert!(!engine.advance_to(at(200 * DAY)).unwrap().changes.is_empty());
    assert_eq!(super::engine(HANDBOOK).replay(&visits(&[1])).unwrap_err().code(), "wrong-clock");
}

#[test]
fn what_is_kept_of_one_customer_is_bounded() {
    let engine = engine(Options { max_customer_records: 3, ..Options::default() });
    let visit = |customer: &str, day: i64| batch([event(customer, "visit", day * DAY)]);
    for day in 0..3 {
        engine.apply(&visit("c", day), at(9 * DAY)).unwrap();
    }
    let error = engine.apply(&visit("c", 3), at(9 * DAY)).unwrap_err();
    assert_eq!((error.code(), error.record(), error.help()), ("limit-exceeded", Some(0), Some("raise `max_customer_records`")));
    engine.apply(&visit("d", 3), at(9 * DAY)).unwrap();
}

#[test]
fn earlier_handbooks_are_bounded() {
    let engine = engine(Options { max_earlier_handbooks: 2, ..Options::default() });
    engine.advance_to(at(1)).unwrap();
    let rule = |n: i32| format!("{HANDBOOK}\nrule r on visit then emit number_{n}");
    for n in 0..3 {
        engine.load(&rule(n)).unwrap();
        engine.advance_to(at(i64::from(n) + 2)).unwrap();
    }
    let error = engine.load(&rule(3)).unwrap_err();
    assert_eq!((error.code(), error.help()), ("limit-exceeded", Some("raise `max_earlier_handbooks`")));
    assert_eq!(engine.load(&rule(2)).unwrap().version, 5, "the same again is no other");
}
