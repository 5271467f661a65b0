//! Nonsense gets an error with a code, and changes nothing.

use tagora::boundary::{Handle, Settings};
use tagora::{Batch, Instant, Options, Scope, Value};

use super::{DAY, at, batch, engine, event, opened};

#[test]
fn a_bad_record_refuses_the_whole_batch_and_is_named() {
    let engine = engine("event e { x: int, f: float }\nattribute a: int\ntag vip\ntag t when did e");
    let bad: Vec<(&str, Batch)> = vec![
        ("unknown-event", batch([event("c", "nope", 1)])),
        ("unknown-property", batch([event("c", "e", 1).with("y", 1)])),
        ("invalid-value", batch([event("c", "e", 1).with("x", "abc")])),
        ("invalid-value", batch([event("c", "e", 1).with("x", 1.5)])),
        ("invalid-value", batch([event("c", "e", 1).with("f", f64::NAN)])),
        ("invalid-value", batch([event("c", "e", 1).with("f", f64::INFINITY)])),
        ("invalid-customer", batch([event("", "e", 1)])),
        ("invalid-customer", batch([event("x".repeat(257), "e", 1)])),
        ("limit-exceeded", batch([event("c", "e", 1).id("x".repeat(257))])),
        ("unknown-attribute", Batch::new().set("c", "b", 1, at(1)).clone()),
        ("unknown-tag", Batch::new().add_tag("c", "zip", at(1), "x").clone()),
        ("assigns-defined-tag", Batch::new().add_tag("c", "t", at(1), "x").clone()),
    ];
    for (code, bad) in bad {
        let mut records = batch([event("good", "e", 1)]);
        records.push(bad.records()[0].clone());
        let error = engine.apply(&records, at(1)).unwrap_err();
        assert_eq!((error.code(), error.record()), (code, Some(1)), "{error}");
        assert!(error.to_string().starts_with("record 1: ") && error.to_string().len() < 300, "{error}");
    }
    assert_eq!((engine.clock(), engine.snapshot(&Scope::All).unwrap().customers()), (None, 0));
}

#[test]
fn the_clock_only_goes_forward() {
    let engine = engine("event e");
    engine.advance_to(at(100)).unwrap();
    assert_eq!(engine.advance_to(at(99)).unwrap_err().code(), "clock-went-back");
    engine.advance_to(Instant::MAX).unwrap();
    assert_eq!(engine.clock(), Some(Instant::MAX));
}

#[test]
fn extremes_are_exact_or_refused() {
    let engine =
        engine("event e { x: int }\ntag big when sum(e.x) > 0\ntag t when did e in last 100 years\ntag avg when avg(e.x) >= 1");
    let events = [i64::MAX, i64::MAX, i64::MIN + 1].map(|x| event("c", "e", 1).with("x", x).id(x.to_string() + "!"));
    let events = events.into_iter().enumerate().map(|(i, event)| event.id(i.to_string()));
    engine.apply(&batch(events), at(1)).unwrap();
    assert!(engine.has("c", "big").unwrap() && engine.has("c", "avg").unwrap());
    let mut ends = Batch::new();
    ends.event(tagora::Event::new("d", "e", Instant::MIN)).event(tagora::Event::new("m", "e", Instant::MAX));
    let fresh = opened(Options::default());
    fresh.load("event e { x: int }\ntag t when did e in last 100 years").unwrap();
    fresh.apply(&ends, Instant::MAX).unwrap();
    assert!(fresh.has("m", "t").unwrap() && !fresh.has("d", "t").unwrap());
}

#[test]
fn waiting_and_batches_are_bounded() {
    let options = Options { max_waiting: 2, max_batch: 3, feed_kept: 3, ..Default::default() };
    let engine = opened(options);
    engine.load("event e\ntag t when did e in last 1 day").unwrap();
    let later = |n: usize| batch((0..n).map(|i| event("c", "e", 100 + i as i64)));
    assert_eq!(engine.apply(&later(3), at(1)).unwrap_err().code(), "limit-exceeded");
    assert_eq!(engine.apply(&later(4), at(1000)).unwrap_err().code(), "limit-exceeded");
    assert_eq!(engine.apply(&later(2), at(1)).unwrap().waiting, 2);
    for day in 1..5 {
        engine.apply(&batch([event("c", "e", 2 * day * DAY)]), at(2 * day * DAY)).unwrap();
    }
    let page = engine.changes(0, 100);
    let first = page.changes.get(0).unwrap().sequence;
    assert_eq!((page.missed, page.changes.len(), first), (7, 2, 8), "a reader who comes too late is told");
    assert_eq!(engine.changes(u64::MAX, 100).changes.len(), 0);
    assert_eq!(engine.changes(8, 1).next, 9);
}

#[test]
fn nothing_works_without_a_handbook() {
    let engine = opened(Options::default());
    assert_eq!(engine.apply(&Batch::new(), at(1)).unwrap_err().code(), "no-handbook");
    assert_eq!(engine.prepare("x").unwrap_err().code(), "no-handbook");
    assert_eq!(engine.has("c", "t").unwrap_err().code(), "unknown-tag");
}

#[test]
fn the_boundary_reads_nothing_but_what_it_documents() {
    let handle = Handle::in_memory(&Settings::default());
    handle.load("event e { x: decimal(2) }\nattribute a: int\ntag vip".as_bytes()).unwrap();
    for (json, code) in [
        (&b"{"[..], "invalid-json"),
        (b"[1]", "invalid-json"),
        (b"{}", "invalid-json"),
        (br#"{"customer": "c"}"#, "invalid-json"),
        (br#"{"customer": 1.5, "at": 1}"#, "invalid-json"),
        (br#"{"customer": -1, "at": 1}"#, "invalid-json"),
        (br#"{"customer": "c", "at": 1, "zip": 1}"#, "invalid-json"),
        (br#"{"customer": "c", "at": 1, "event": "e", "add": "vip"}"#, "invalid-json"),
        (br#"{"customer": "c", "at": 1, "event": "e", "properties": {"x": [1]}}"#, "invalid-value"),
        (br#"{"customer": "c", "at": 1, "event": "e", "properties": {"x": [[1]]}}"#, "invalid-json"),
        (br#"{"customer": "c", "at": 1, "event": "e", "properties": {"x": {}}}"#, "invalid-json"),
        (br#"{"customer": "c", "at": 1, "event": "e", "sequence": -1}"#, "invalid-json"),
        (br#"{"customer": "c", "at": "yesterday"}"#, "invalid-instant"),
        (br#"{"customer": "c", "at": 9e99}"#, "invalid-json"),
        (br#"{"customer": "c", "at": 9223372036854775807}"#, "instant-out-of-range"),
        (br#"{"customer": "c", "at": 1, "event": "e", "properties": {"x": 0.125}}"#, "invalid-value"),
        (b"{\"customer\": \"\xff\", \"at\": 1}", "invalid-utf8"),
    ] {
        let error = handle.apply(json, Some(1)).unwrap_err();
        assert_eq!(error.code, code, "{} for {}", error.message, String::from_utf8_lossy(json));
    }
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    assert_eq!(handle.apply(&deep, Some(1)).unwrap_err().code, "invalid-json");
    assert_eq!(handle.load(b"\xff\xfe").unwrap_err().code, "invalid-utf8");
    assert_eq!(handle.count(&"(".repeat(100_000)).unwrap_err().code, "too-deep");
    assert_eq!(handle.clock().unwrap(), None);
    handle.close().unwrap();
    assert_eq!(handle.clock().unwrap_err().code, "closed");
}

#[test]
fn values_say_what_they_take() {
    let engine = engine("attribute size: enum(s, m)");
    let mut records = Batch::new();
    records.set("c", "size", Value::from("x".repeat(100_000)), at(1));
    let error = engine.apply(&records, at(1)).unwrap_err();
    assert_eq!(error.help(), Some("it takes one of `s`, `m`"));
    assert!(error.to_string().len() < 200);
}

#[test]
fn long_lists_of_tags_stay_small() {
    let tags: String = (0..2_000).map(|n| format!("tag t{n}\n")).collect();
    let engine = engine(&format!("group g {{\n{tags}}}"));
    let patterns = vec!["g/*"; 3_000].join(", ");
    let error = engine.prepare(&format!("has any of ({patterns})")).unwrap_err();
    assert_eq!(error.code(), "limit-exceeded");
    let patterns = vec!["g/*"; 1_000].join(", ");
    assert_eq!(engine.count(&engine.prepare(&format!("has any of ({patterns})")).unwrap()).unwrap(), 0);
}

#[test]
fn the_ends_of_the_calendar_hold() {
    assert!(serde_json::from_str::<Instant>("-9223372036854775808").is_err());
    let engine = engine(
        "timezone \"America/New_York\"\nevent e\nattribute r: instant\nattribute x: float\ntag month when did e in last 1 month\n\
         tag on_that_day when did e today\ntag for_ever when r < 9999-12-31T23:59:59\ntag zero when x = 0",
    );
    let mut records = batch([tagora::Event::new("c", "e", Instant::MIN)]);
    records.set("c", "r", at(5), at(5)).set("c", "x", -0.0, at(5));
    engine.apply(&records, at(10)).unwrap();
    let held: Vec<String> = super::tags(&engine, "c").into_iter().map(|(tag, _)| tag).collect();
    assert_eq!(held, ["for_ever", "zero"]);
}

#[test]
fn many_uses_of_a_large_list_of_keywords_are_refused_unless_they_name_it() {
    let words: Vec<String> = (0..9_000).map(|n| format!("\"词语 {n:040}\"")).collect();
    let head = format!("attribute a: text\nkeywords big = ({})\n", words.join(", "));
    let uses = |words: &str| -> String { (0..12).map(|n| format!("tag t{n} when a mentions any of {words}\n")).collect() };
    let engine = opened(Options::default());
    let error = engine.load(&format!("{head}{}", uses("(big, \"x\")"))).unwrap_err();
    assert_eq!(error.code(), "limit-exceeded", "{error}");
    engine.load(&format!("{head}{}", uses("big"))).unwrap();
}

#[test]
fn keywords_deep_in_one_another_are_refused() {
    let handbook = |count: usize| -> String {
        let longer = (1..=count).map(|length| format!("tag t{length} when said mentions \"{}\"\n", "a".repeat(length)));
        format!(
            "event chat {{ body: text }}\nattribute said: text\n{}tag c when count(chat where body mentions \"aa\") >= 2",
            longer.collect::<String>()
        )
    };
    let engine = opened(Options::default());
    engine.load(&handbook(32)).unwrap();
    let error = engine.load(&handbook(33)).unwrap_err();
    assert_eq!((error.code(), error.help()), ("limit-exceeded", Some("leave out the longer ones: the shorter are in them")));
    assert!(error.to_string().contains(&"a".repeat(33)), "{error}");
    // The handbook before is still in force, and each place of a text with all of them is looked at once.
    let chats = (0..3).map(|at_| tagora::Event::new("c", "chat", at(at_)).with("body", "a".repeat(20_000).as_str()));
    let mut records = batch(chats);
    records.set("c", "said", "a".repeat(31).as_str(), at(3));
    engine.apply(&records, at(3)).unwrap();
    assert!(engine.has("c", "c").unwrap() && engine.has("c", "t31").unwrap() && !engine.has("c", "t32").unwrap());
}

#[test]
fn a_clock_that_jumps_over_centuries_is_walked_only_where_something_changes() {
    let engine = engine(
        "attribute d: date\ntag month when days since d between 30 and 59\ntag year when years since d >= 7999\n\
         tag due when d within next 100 years",
    );
    let mut records = Batch::new();
    records.customer("c", at(0)).set("c", "d", "1999-12-31", at(0));
    let applied = engine.apply(&records, Instant::MAX).unwrap();
    let told: Vec<String> = applied.changes.iter().map(|change| format!("{} {:?}", change.at, change.kind)).collect();
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told[4].starts_with("9998-12-31T00:00:00Z Gained") && told[4].contains("year"), "{told:?}");
}

#[test]
fn a_jump_over_more_days_than_a_life_has_is_refused_as_a_whole() {
    let text = "attribute n: int\nattribute d: date\ntag always when n < days since d";
    let engine = engine(text);
    let mut records = Batch::new();
    records.customer("c", at(0)).set("c", "d", "1970-01-01", at(0)).set("c", "n", 40_050, at(0));
    engine.apply(&records, at(DAY)).unwrap();
    assert_eq!(engine.advance_to(Instant::MAX).unwrap_err().code(), "limit-exceeded");
    assert_eq!(engine.clock(), Some(at(DAY)));
    assert!(!engine.has("c", "always").unwrap());
    engine.advance_to(at(20_000 * DAY)).unwrap();
    engine.advance_to(at(40_050 * DAY)).unwrap();
    let changes = engine.advance_to(at(40_060 * DAY)).unwrap().changes;
    assert_eq!(changes.iter().map(|change| change.at).collect::<Vec<_>>(), [at(40_051 * DAY)]);
    // Too long a life cannot be brought in by a record either.
    let ancient =
        Batch::new().customer("d", Instant::MIN).set("d", "d", "0001-01-01", Instant::MIN).set("d", "n", 1, at(0)).clone();
    let fresh = opened(Options::default());
    fresh.load(text).unwrap();
    assert_eq!(fresh.apply(&ancient, at(0)).unwrap_err().code(), "limit-exceeded");
}

#[test]
fn dates_at_the_ends_of_the_calendar_hold() {
    let engine = engine(
        "timezone \"Pacific/Apia\"\nattribute d: date\nattribute i: instant\ntag a when d in last 1 month or d within next 1 month\n\
         tag b when i within next 100 years\ntag c when d anniversary is today or i anniversary within next 2 weeks\n\
         tag e when months since i > 5 for 100 years\ntag f when d more than 100 years ago until today is last day of month",
    );
    let mut records = Batch::new();
    for (customer, date, instant) in
        [("x", "9999-12-31", Instant::MAX), ("y", "-009999-01-01", Instant::MIN), ("z", "2011-12-30", at(0))]
    {
        records.customer(customer, at(0)).set(customer, "d", date, at(1)).set(customer, "i", instant, at(1));
    }
    engine.apply(&records, at(400 * DAY)).unwrap();
    for query in ["d within next 100 years", "i within next 100 years", "years since d >= 0 for 1 day", "d in last 100 years"] {
        engine.count(&engine.prepare(query).unwrap()).unwrap();
    }
}

#[test]
fn what_a_tag_carried_earlier_can_be_asked_through_names_and_sums() {
    let day = |n: i64| Instant::from_millis(n * 86_400_000).unwrap();
    let engine = engine(
        "event e\ntag n value number\nrule r on e then increment n\ndefine many as n value > 1\ntag t when many for 2 days",
    );
    let mut batch = Batch::new();
    batch.event(tagora::Event::new("a", "e", day(1))).event(tagora::Event::new("a", "e", day(2))).remove_tag(
        "a",
        "n",
        day(6),
        "li",
    );
    engine.apply(&batch, day(6)).unwrap();
    let count = |query: &str, at: i64| {
        let segment = engine.prepare(query).unwrap();
        engine.as_of(day(at), &Scope::All).unwrap().count(&segment).unwrap()
    };
    for (query, at, is) in [
        ("has t", 3, 0),
        ("has t", 4, 1),
        ("n value + 1 > 2 for 2 days", 4, 1),
        ("n value + 1 > 2 for 2 days", 6, 0),
        ("not (many and has n) for 2 days", 2, 1),
        ("n value is missing for 1 day", 6, 0),
        ("many until not has n", 5, 1),
        ("many until did e in last 3 days", 6, 1),
        ("many until did e in last 6 days", 6, 0),
    ] {
        assert_eq!(count(query, at), is, "{query} at {at}");
    }
}
