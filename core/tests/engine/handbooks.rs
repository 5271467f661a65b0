//! One handbook after another.

use tagora::{Batch, Cause};

use super::{at, batch, engine, event, tags};

#[test]
fn a_new_handbook_is_computed_over_the_whole_log() {
    let engine = engine("event e { x: int }\ntag many when count(e) > 3\ntag old when did e");
    engine.apply(&batch((0..3).map(|i| event("c", "e", i).with("x", i))), at(10)).unwrap();
    let loaded = engine.load("event e { x: int, y: int }\ntag many when count(e) >= 3\ntag top when max(e.x) = 2\nrule r on e then emit hi").unwrap();
    let changes: Vec<_> = loaded.changes.iter().map(|c| (format!("{:?}", c.kind), c.at.millis(), c.cause.clone())).collect();
    assert_eq!(changes.len(), 3, "{changes:?}");
    assert!(changes.iter().all(|(_, at, cause)| *at == 10 && *cause == Cause::Handbook { version: 2 }), "{changes:?}");
    assert_eq!(tags(&engine, "c"), [("many".into(), 2), ("top".into(), 2)]);
    engine.apply(&batch([event("c", "e", 20).with("y", 1)]), at(20)).unwrap();
}

#[test]
fn what_does_not_fit_the_log_is_refused_and_nothing_changes() {
    let engine = engine("event e { x: int }\nattribute a: text\ntag vip");
    let mut records = Batch::new();
    records.event(event("c", "e", 1).with("x", 1)).add_tag("c", "vip", at(1), "zhang");
    engine.apply(&records, at(1)).unwrap();
    for (text, code) in [
        ("event e { x: text }\ntag vip", "incompatible-type"),
        ("event e { x: int }\nattribute a: int\ntag vip", "incompatible-type"),
        ("event e { x: int }", "tag-has-members"),
        ("event e { x: int }\ntag vip\ntag t when did f", "unknown-event"),
    ] {
        assert_eq!(engine.load(text).unwrap_err().code(), code, "{text}");
    }
    assert!(engine.has("c", "vip").unwrap());
    assert_eq!(engine.load("event e { x: int }\nattribute a: text\ntag vip").unwrap().version, 2);
}

#[test]
fn a_segment_belongs_to_its_handbook() {
    let engine = engine("event e\nsegment s = did e");
    let segment = engine.segment("s").unwrap();
    assert_eq!(engine.count(&segment).unwrap(), 0);
    assert_eq!(engine.segment("x").unwrap_err().code(), "unknown-segment");
    engine.load("event e").unwrap();
    assert_eq!(engine.count(&segment).unwrap_err().code(), "segment-outdated");
}
