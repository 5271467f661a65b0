//! Tags through time, one rule of the semantics each.

use tagora::{Batch, Cause, ChangeKind};

use super::{DAY, Kept, at, batch, engine, event, tags};

/// `+tag` and `-tag` and `!name` with their instants and causes.
fn told(changes: &tagora::Changes) -> Vec<(String, i64, &'static str)> {
    let line = |change: tagora::Change| {
        let what = match &change.kind {
            ChangeKind::Gained { tag } => format!("+{tag}"),
            ChangeKind::Lost { tag } => format!("-{tag}"),
            ChangeKind::Emitted { name, .. } => format!("!{name}"),
            _ => panic!(),
        };
        (what, change.at.millis(), change.cause.name())
    };
    changes.iter().map(line).collect()
}

#[test]
fn a_window_ends_at_the_millisecond() {
    let engine = engine("event e\ntag t when did e in last 30 days");
    engine.apply(&batch([event("c", "e", 5)]), at(5)).unwrap();
    assert!(engine.advance_to(at(5 + 30 * DAY - 1)).unwrap().changes.is_empty());
    assert!(engine.has("c", "t").unwrap());
    let changes = engine.advance_to(at(5 + 30 * DAY)).unwrap().changes;
    assert_eq!(told(&changes), [("-t".into(), 5 + 30 * DAY, "time")]);
}

#[test]
fn nothing_flashes_within_an_instant() {
    // At 10 days the old event leaves as the new one comes; at 20 two events bring the count from 1 to 3.
    let engine = engine("event e\ntag t when count(e, last 10 days) >= 1\ntag exactly_two when count(e, last 10 days) = 2");
    let events = [0, 10, 20, 20].into_iter().enumerate().map(|(i, day)| event("c", "e", day * DAY).id(i.to_string()));
    let changes = engine.apply(&batch(events), at(25 * DAY)).unwrap().changes;
    assert_eq!(told(&changes), [("+t".into(), 0, "event"), ("+exactly_two".into(), 20 * DAY, "event")]);
}

#[test]
fn late_records_correct_the_past_and_say_so() {
    let engine = engine("event e\ntag many when count(e, last 10 days) >= 2\nrule r on e then emit hello");
    let first = engine.apply(&batch([event("c", "e", 5 * DAY)]), at(8 * DAY)).unwrap();
    assert_eq!(told(&first.changes), [("!hello".into(), 5 * DAY, "rule")]);
    let late = engine.apply(&batch([event("c", "e", 3 * DAY)]), at(8 * DAY)).unwrap();
    assert_eq!(told(&late.changes), [("+many".into(), 8 * DAY, "late")], "the rule stays silent about the past");
    assert_eq!(tags(&engine, "c"), [("many".into(), 5 * DAY)], "held since the instant it was true");
    let ends = engine.advance_to(at(20 * DAY)).unwrap();
    assert_eq!(told(&ends.changes), [("-many".into(), 13 * DAY, "time")]);
}

#[test]
fn the_clocks_own_instant_is_still_open() {
    let engine = engine("event e\ntag two when count(e) >= 2\nrule r on e then emit hello");
    engine.apply(&batch([event("c", "e", 100)]), at(100)).unwrap();
    let again = engine.apply(&batch([event("c", "e", 100).id("b")]), at(100)).unwrap();
    assert_eq!(told(&again.changes), [("+two".into(), 100, "event"), ("!hello".into(), 100, "rule")]);
}

#[test]
fn records_of_the_future_wait() {
    let engine = engine("event e\ntag t when did e");
    let applied = engine.apply(&batch([event("c", "e", 50), event("d", "e", 70)]), at(40)).unwrap();
    assert_eq!((applied.accepted, applied.waiting, applied.changes.len()), (2, 2, 0));
    let applied = engine.advance_to(at(60)).unwrap();
    assert_eq!((told(&applied.changes), applied.waiting), (vec![("+t".into(), 50, "event")], 1));
}

#[test]
fn duplicates_and_the_too_late_are_counted() {
    let engine = engine("event e\ntag t when count(e) >= 2");
    engine.apply(&batch([event("c", "e", 40 * DAY).id("a")]), at(40 * DAY)).unwrap();
    let again =
        engine.apply(&batch([event("c", "e", 40 * DAY).id("a"), event("d", "e", 40 * DAY).id("a")]), at(40 * DAY)).unwrap();
    assert_eq!((again.accepted, again.duplicates), (1, 1), "ids are a customer's own");
    let edge = engine.apply(&batch([event("c", "e", 10 * DAY), event("c", "e", 10 * DAY - 1)]), at(41 * DAY)).unwrap();
    assert_eq!((edge.accepted, edge.too_late), (1, 1), "30 days of lateness, to the millisecond");
}

#[test]
fn customers_begin_with_their_creation_or_first_event() {
    let engine = engine("event e\nattribute a: int\ntag untouched when never did e\ntag vip\ntag big when a > 3");
    let mut batch = Batch::new();
    batch.add_tag("c", "vip", at(10), "zhang").set("c", "a", 5, at(20));
    assert!(engine.apply(&batch, at(30)).unwrap().changes.is_empty(), "known to nobody yet");
    let mut batch = Batch::new();
    batch.customer("c", at(40));
    let born = engine.apply(&batch, at(50)).unwrap();
    assert_eq!(
        told(&born.changes),
        [("+untouched".into(), 40, "created"), ("+vip".into(), 40, "created"), ("+big".into(), 40, "created")]
    );
    assert_eq!(engine.count(&engine.prepare("not has untouched").unwrap()).unwrap(), 0);
}

const GROUP: &str = "event e\nattribute x: bool\ngroup g exclusive {\n tag leading when did e in last 10 days\n tag second when x\n tag a\n tag b\n tag rest otherwise\n}";

#[test]
fn exclusive_groups_hold_one_tag_and_give_back_what_was_beaten() {
    let engine = engine(GROUP);
    let mut batch = Batch::new();
    batch.customer("c", at(0)).add_tag("c", "a", at(1), "li").add_tag("c", "b", at(2), "li");
    let changes = engine.apply(&batch, at(2)).unwrap().changes;
    assert_eq!(
        told(&changes),
        [
            ("+g/rest".into(), 0, "created"),
            ("+g/a".into(), 1, "person"),
            ("-g/rest".into(), 1, "exclusive-group"),
            ("-g/a".into(), 2, "exclusive-group"),
            ("+g/b".into(), 2, "person"),
        ]
    );
    let mut batch = Batch::new();
    batch.set("c", "x", true, at(3)).event(event("c", "e", 4)).remove_tag("c", "b", at(5), "li");
    let changes = engine.apply(&batch, at(5)).unwrap().changes;
    assert_eq!(
        told(&changes),
        [
            ("+g/second".into(), 3, "attribute"),
            ("-g/b".into(), 3, "exclusive-group"),
            ("+g/leading".into(), 4, "event"),
            ("-g/second".into(), 4, "exclusive-group"),
        ]
    );
    let changes = engine.advance_to(at(4 + 10 * DAY)).unwrap().changes;
    assert_eq!(
        told(&changes),
        [("-g/leading".into(), 4 + 10 * DAY, "time"), ("+g/second".into(), 4 + 10 * DAY, "exclusive-group")]
    );
    let mut batch = Batch::new();
    batch.clear("c", "x", at(11 * DAY));
    let changes = engine.apply(&batch, at(11 * DAY)).unwrap().changes;
    assert_eq!(told(&changes)[0], ("-g/second".into(), 11 * DAY, "attribute"));
    assert_eq!(tags(&engine, "c"), [("g/a".into(), 11 * DAY)], "b was taken away, a was only beaten");
}

#[test]
fn rules_on_one_event_read_the_same_state_and_act_in_order() {
    let engine = engine(
        "event e { n: int }\ntag seen\ntag again\n\
         rule one on e then add seen\n\
         rule two on e if has seen then add again, emit twice {n: n}\n\
         rule three on e where n = 7 if first then remove seen, emit seven {what: \"x\"}",
    );
    let first = engine.apply(&batch([event("c", "e", 1).with("n", 1)]), at(1)).unwrap();
    assert_eq!(told(&first.changes), [("+seen".into(), 1, "rule")], "rule two does not see what rule one just did");
    let second = engine.apply(&batch([event("c", "e", 2).with("n", 7)]), at(2)).unwrap();
    assert_eq!(
        told(&second.changes),
        [("-seen".into(), 2, "rule"), ("+again".into(), 2, "rule"), ("!twice".into(), 2, "rule"), ("!seven".into(), 2, "rule")]
    );
    let third = engine.apply(&batch([event("c", "e", 3).with("n", 7)]), at(3)).unwrap();
    assert_eq!(told(&third.changes), [("+seen".into(), 3, "rule")], "only the first e with n = 7");
    let Cause::Rule { rule, .. } = third.changes.get(0).unwrap().cause else { panic!() };
    assert_eq!(&*rule, "one");
}

#[test]
fn calendar_months_follow_the_handbooks_zone() {
    let engine = engine("timezone \"Asia/Shanghai\"\nevent e\ntag t when did e in last 1 month");
    let born: tagora::Instant = "2025-01-31T10:00:00+08:00".parse().unwrap();
    engine.apply(&batch([tagora::Event::new("c", "e", born)]), born).unwrap();
    let changes = engine.advance_to("2025-04-01T00:00:00Z".parse().unwrap()).unwrap().changes;
    let change = changes.get(0).unwrap();
    assert_eq!(change.at, "2025-03-01T00:00:00+08:00".parse().unwrap(), "31 February is the first instant of March");
}

#[test]
fn instants_in_attributes_come_and_leave_windows_by_themselves() {
    let engine =
        engine("attribute seen: instant\ntag recent when seen in last 1 day\ntag long_ago when seen more than 2 days ago");
    let mut batch = Batch::new();
    batch.customer("c", at(0)).set("c", "seen", at(10 * DAY), at(0));
    engine.apply(&batch, at(0)).unwrap();
    let changes = engine.advance_to(at(20 * DAY)).unwrap().changes;
    assert_eq!(
        told(&changes),
        [("+recent".into(), 10 * DAY, "time"), ("-recent".into(), 11 * DAY, "time"), ("+long_ago".into(), 12 * DAY, "time")]
    );
}

#[test]
fn means_and_sums_are_exact() {
    let engine = engine(
        "event e { x: decimal(2) }\ntag sum when sum(e.x) = 0.3\ntag avg when avg(e.x) = 0.1\ntag low when min(e.x) is missing",
    );
    let events = (0..3).map(|i| event("c", "e", i).with("x", 0.1));
    engine.apply(&batch(events), at(9)).unwrap();
    assert_eq!(tags(&engine, "c"), [("sum".into(), 2), ("avg".into(), 0)]);
}

#[test]
fn the_past_can_be_read() {
    let engine: Kept = engine("event e\ntag t when did e in last 1 day");
    engine.apply(&batch([event("c", "e", 0), event("d", "e", 3 * DAY)]), at(3 * DAY)).unwrap();
    let past = engine.as_of(at(5), &tagora::Scope::All).unwrap();
    assert_eq!((past.customers(), past.size("t").unwrap()), (1, 1));
    assert_eq!(past.ids(&engine.prepare("did e in last 1 day").unwrap()).unwrap(), ["c".into()]);
    assert_eq!(engine.as_of(at(4 * DAY), &tagora::Scope::All).unwrap_err().code(), "no-such-instant");
}

#[test]
fn instants_in_properties_come_and_leave_windows_by_themselves() {
    let engine = engine("event book { checkin: instant }\ntag arriving when last(book.checkin) in last 1 day");
    engine.apply(&batch([event("c", "book", 0).with("checkin", at(10 * DAY))]), at(0)).unwrap();
    let changes = engine.advance_to(at(20 * DAY)).unwrap().changes;
    assert_eq!(told(&changes), [("+arriving".into(), 10 * DAY, "time"), ("-arriving".into(), 11 * DAY, "time")]);
}

#[test]
fn a_correction_is_told_as_one_whatever_lies_at_the_clock() {
    let engine = engine("event e\ntag two when count(e) >= 2");
    engine.apply(&batch([event("c", "e", 100).id("a")]), at(100)).unwrap();
    let late = engine.apply(&batch([event("c", "e", 50)]), at(100)).unwrap();
    assert_eq!(told(&late.changes), [("+two".into(), 100, "late")]);
}

#[test]
fn the_hosts_sequence_orders_records_of_one_instant() {
    let engine = engine("attribute city: text\ntag vip\ntag in_a when city = \"a\"");
    let mut records = Batch::new();
    records.customer("c", at(5)).add_tag("c", "vip", at(5), "li").remove_tag("c", "vip", at(5), "li").sequence(1);
    records.set("c", "city", "b", at(5)).set("c", "city", "a", at(5)).sequence(1);
    engine.apply(&records, at(5)).unwrap();
    assert_eq!(tags(&engine, "c"), [("in_a".into(), 5)]);
}

#[test]
fn names_are_compared_in_nfkc() {
    let wide = "\u{FF36}\u{FF29}\u{FF30}";
    let engine = engine(&format!("event {wide} {{ {wide}: enum({wide}) }}\nattribute {wide}: int\ntag `{wide} 1`"));
    let mut records = Batch::new();
    records.event(event("c", wide, 1).with(wide, wide)).set("c", wide, 1, at(1)).add_tag("c", format!("{wide} 1"), at(1), "li");
    engine.apply(&records, at(1)).unwrap();
    assert!(engine.has("c", &format!("{wide} 1")).unwrap() && engine.has("c", "VIP 1").unwrap());
}

#[test]
fn waiting_events_are_known_by_their_ids() {
    let engine = engine("event e { n: int }\ntag one when last(e.n) = 1");
    let future = || batch([event("c", "e", 100).with("n", 1).id("x")]);
    engine.apply(&future(), at(10)).unwrap();
    let again = engine.apply(&future(), at(10)).unwrap();
    assert_eq!((again.accepted, again.duplicates, again.waiting), (0, 1, 1));
    let earlier = engine.apply(&batch([event("c", "e", 50).with("n", 2).id("x")]), at(60)).unwrap();
    assert_eq!((earlier.duplicates, engine.advance_to(at(100)).unwrap().changes.len()), (1, 1));
}
