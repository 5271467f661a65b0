//! One handbook after another.

use tagora::{Batch, Cause, Options, Scope};

use super::{DAY, at, batch, engine, event, opened, tags};

#[test]
fn a_new_handbook_is_computed_over_the_whole_log() {
    let engine = engine("event e { x: int }\ntag many when count(e) > 3\ntag old when did e");
    engine.apply(&batch((0..3).map(|i| event("c", "e", i).with("x", i))), at(10)).unwrap();
    let loaded = engine
        .load("event e { x: int, y: int }\ntag many when count(e) >= 3\ntag top when max(e.x) = 2\nrule r on e then emit hi")
        .unwrap();
    let changes: Vec<_> = loaded.changes.iter().map(|c| (format!("{:?}", c.kind), c.at.millis(), c.cause.clone())).collect();
    assert_eq!(changes.len(), 3, "{changes:?}");
    assert!(changes.iter().all(|(_, at, cause)| *at == 10 && *cause == Cause::Handbook { version: 2 }), "{changes:?}");
    assert_eq!(tags(&engine, "c"), [("many".into(), 2), ("top".into(), 2)]);
    engine.apply(&batch([event("c", "e", 20).with("y", 1)]), at(20)).unwrap();
}

#[test]
fn rules_act_while_their_handbook_is_in_force_and_on_nothing_before() {
    let engine = engine("event e { n: int }\ntag a\ntag b\nrule r on e where n = 1 then add a");
    let event_at = |millis, n: i64| batch([event("c", "e", millis).with("n", n).id(millis.to_string())]);
    engine.apply(&event_at(10, 1), at(10)).unwrap();
    let loaded = engine.load("event e { n: int }\ntag a\ntag b\nrule r on e then add b, remove a").unwrap();
    assert!(loaded.changes.is_empty(), "the new rule does not look back");
    assert_eq!(tags(&engine, "c"), [("a".into(), 10)], "what the old rule did stays");
    // A late event belongs to the time of the old rule, an event of now to the new one.
    let late = batch([event("d", "e", 5).with("n", 1), event("d", "e", 6).with("n", 2)]);
    engine.apply(&late, at(11)).unwrap();
    assert_eq!(tags(&engine, "d"), [("a".into(), 5)]);
    engine.apply(&event_at(20, 1), at(20)).unwrap();
    assert_eq!(tags(&engine, "c"), [("b".into(), 20)]);
    assert_eq!(engine.as_of(at(15), &tagora::Scope::All).unwrap().size("a").unwrap(), 2);
    // And under a third handbook, without rules, what both did stays.
    assert!(engine.load("event e { n: int }\ntag a\ntag b").unwrap().changes.is_empty());
    assert_eq!((tags(&engine, "c"), tags(&engine, "d")), (vec![("b".into(), 20)], vec![("a".into(), 5)]));
}

#[test]
fn handbooks_can_follow_one_another_for_ever() {
    let engine = engine("event e\ntag a\nrule r on e then add a");
    engine.apply(&batch([event("c", "e", 1)]), at(1)).unwrap();
    for version in 2..200 {
        // Now and then another one; else the same again.
        let note = version / 10;
        let text = format!("event e\ntag a note \"{note}\"\nrule r on e then add a");
        assert!(engine.load(&text).unwrap().changes.is_empty());
        engine.advance_to(at(version)).unwrap();
    }
    assert_eq!(tags(&engine, "c"), [("a".into(), 1)]);
}

#[test]
fn what_does_not_fit_the_log_is_refused_and_nothing_changes() {
    let engine = engine("event e { x: int }\nattribute a: text\ntag vip");
    let mut records = Batch::new();
    records.event(event("c", "e", 1).with("x", 1)).set("c", "a", "b", at(1)).add_tag("c", "vip", at(1), "zhang");
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

#[test]
fn what_comes_after_a_load_in_the_same_millisecond_is_met_by_the_new_rules() {
    let engine = engine("event e\ntag x\nrule r on e then add x, emit old");
    engine.apply(&batch([event("c", "e", 100).id("1")]), at(100)).unwrap();
    assert!(engine.load("event e\ntag x\nrule r on e then remove x, emit new").unwrap().changes.is_empty());
    let applied = engine.apply(&batch([event("c", "e", 100).id("2"), event("d", "e", 100)]), at(100)).unwrap();
    let kinds: Vec<String> = applied.changes.iter().map(|c| format!("{} {:?}", c.customer, c.kind)).collect();
    assert_eq!(kinds.iter().filter(|kind| kind.contains("\"new\"")).count(), 2, "{kinds:?}");
    assert!(!engine.has("c", "x").unwrap() && !engine.has("d", "x").unwrap());
}

#[test]
fn types_change_while_nothing_is_stored() {
    let engine = engine("attribute age: text\nevent e { n: text }");
    engine.load("attribute age: int\nevent e { n: int }").unwrap();
    engine.apply(&batch([event("c", "e", 1).with("n", 1)]), at(1)).unwrap();
    assert_eq!(engine.load("event e { n: text }").unwrap_err().code(), "incompatible-type");
    engine.load("attribute age: date\nevent e { n: int }").unwrap();
}

#[test]
fn assigned_tags_are_kept_even_where_they_are_beaten() {
    let engine = engine("event e\ngroup g exclusive {\n tag a\n tag b\n}");
    let mut records = Batch::new();
    records.customer("c", at(0)).add_tag("c", "a", at(1), "li").add_tag("c", "b", at(2), "li");
    engine.apply(&records, at(2)).unwrap();
    for text in ["event e\ngroup g exclusive {\n tag b\n}", "event e\ngroup g exclusive {\n tag a when did e\n tag b\n}"] {
        assert_eq!(engine.load(text).unwrap_err().code(), "tag-has-members");
    }
}

#[test]
fn a_segment_belongs_to_its_engine() {
    let (one, other) = (engine("tag vip"), engine("tag blocked"));
    let segment = one.prepare("has vip").unwrap();
    assert_eq!(other.count(&segment).unwrap_err().code(), "segment-outdated");
}

#[test]
fn whoever_had_one_of_the_tags_that_became_one_had_it_at_every_instant() {
    let engine = engine("tag a\ntag b\ntag c");
    let mut given = Batch::new();
    given.customer("x", at(0)).add_tag("x", "a", at(DAY), "li").add_tag("x", "b", at(2 * DAY), "li");
    given.remove_tag("x", "a", at(3 * DAY), "li").remove_tag("x", "b", at(4 * DAY), "li").add_tag("x", "a", at(5 * DAY), "li");
    engine.apply(&given, at(6 * DAY)).unwrap();
    engine.load("tag one formerly a, b\ntag c").unwrap();
    let held = |n: i64, tag: &str| engine.as_of(at(n * DAY), &Scope::All).unwrap().has("x", tag).unwrap();
    assert_eq!([0, 1, 2, 3, 4, 5, 6].map(|n| held(n, "one")), [false, true, true, true, false, true, true]);
    assert_eq!(tags(&engine, "x"), [("one".to_owned(), 5 * DAY)]);
    // What becomes one with it later is apart from it until then, not from what it was before.
    engine.apply(Batch::new().add_tag("x", "c", at(7 * DAY), "li").remove_tag("x", "b", at(8 * DAY), "li"), at(8 * DAY)).unwrap();
    assert_eq!(tags(&engine, "x"), [("c".to_owned(), 7 * DAY)]);
    engine.load("tag whole formerly one, c").unwrap();
    assert_eq!([4, 5, 6, 7, 8].map(|n| held(n, "whole")), [false, true, true, true, true]);
    engine.apply(Batch::new().remove_tag("x", "whole", at(9 * DAY), "li"), at(9 * DAY)).unwrap();
    assert_eq!(tags(&engine, "x"), []);
    // A late record says what it says of the tag of today.
    engine.apply(Batch::new().remove_tag("x", "whole", at(7 * DAY + 1), "li"), at(9 * DAY)).unwrap();
    assert_eq!([6, 7, 8].map(|n| held(n, "whole")), [true, true, false]);
}

#[test]
fn what_rules_did_when_nothing_else_happened_stays() {
    let rules = "tag p\ntag q\nrule r when today is sunday then add p";
    let [loaded, merged] = [engine(rules), engine(rules)];
    // 1970-01-01 was a Thursday: the rule acts on the fourth day, at which nothing else lies.
    for engine in [&loaded, &merged] {
        engine.apply(Batch::new().customer("x", at(0)).customer("y", at(5 * DAY)), at(6 * DAY)).unwrap();
        assert_eq!(tags(engine, "x"), [("p".to_owned(), 3 * DAY)]);
    }
    assert!(loaded.load("tag p\ntag q").unwrap().changes.is_empty());
    assert_eq!(tags(&loaded, "x"), [("p".to_owned(), 3 * DAY)]);
    merged.apply(Batch::new().merge("x", "y", at(6 * DAY)).add_tag("y", "q", at(7 * DAY), "li"), at(7 * DAY)).unwrap();
    assert_eq!(tags(&merged, "y"), [("p".to_owned(), 3 * DAY), ("q".to_owned(), 7 * DAY)]);
    for engine in [&loaded, &merged] {
        assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    }
}

#[test]
fn customers_who_are_merged_bring_along_what_they_had_of_tags_that_became_one() {
    let engine = engine("tag a\ntag b");
    let mut given = Batch::new();
    given.customer("x", at(0)).customer("y", at(0)).add_tag("x", "a", at(DAY), "li").add_tag("y", "b", at(2 * DAY), "li");
    given.add_tag("y", "a", at(2 * DAY), "li").merge("x", "y", at(3 * DAY)).remove_tag("y", "a", at(4 * DAY), "li");
    engine.apply(&given, at(5 * DAY)).unwrap();
    engine.load("tag b formerly a").unwrap();
    assert_eq!(tags(&engine, "y"), [("b".to_owned(), DAY)]);
    engine.apply(Batch::new().remove_tag("x", "b", at(6 * DAY), "li"), at(6 * DAY)).unwrap();
    assert_eq!(tags(&engine, "y"), []);
}

#[test]
fn what_rules_gave_goes_and_joins_like_what_people_gave() {
    let rules = "event e\nevent f\ntag a\ntag b\nrule r on e then add a\nrule s on f then add b";
    let engine = engine(rules);
    engine.apply(&batch([event("x", "e", DAY), event("x", "f", DAY), event("y", "e", DAY)]), at(DAY)).unwrap();
    assert_eq!(engine.load("event e\nevent f\ntag b").unwrap_err().code(), "tag-has-members");
    engine.load("event e\nevent f\ntag b\ndrop a").unwrap();
    assert_eq!((tags(&engine, "x").len(), tags(&engine, "y").len()), (1, 0));
    engine.load("event e\nevent f\ntag b\ntag a\nrule r on e then add a").unwrap();
    assert_eq!(tags(&engine, "y"), []);
    engine.apply(&batch([event("y", "e", 2 * DAY)]), at(2 * DAY)).unwrap();
    engine.load("event e\nevent f\ntag c formerly a, b").unwrap();
    assert_eq!((tags(&engine, "x"), tags(&engine, "y")), (vec![("c".to_owned(), DAY)], vec![("c".to_owned(), 2 * DAY)]));
    // A late event sets off the rules of its time.
    engine.apply(&batch([event("z", "f", DAY / 2), event("y", "e", DAY / 2)]), at(2 * DAY)).unwrap();
    assert_eq!(tags(&engine, "z"), [("c".to_owned(), DAY / 2)]);
    assert_eq!(tags(&engine, "y"), [("c".to_owned(), 2 * DAY)], "what it gave was dropped since");
}

/// What a load says of each tag: its path, what became of its definition, and how many gained it, lost it, kept it.
fn diffs(loaded: &tagora::Loaded) -> Vec<(&str, &str, [u64; 3])> {
    let row = |diff: &'_ tagora::TagDiff| [diff.gained, diff.lost, diff.stayed];
    loaded.tags.iter().map(|diff| (&*diff.tag, diff.definition.name(), row(diff))).collect()
}

#[test]
fn tags_of_open_groups_that_changed_and_tags_that_became_one_are_told() {
    let engine = engine("event e\ngroup g open {}\ngroup h exclusive open {\n  tag lead\n}\ntag a\ntag b");
    let mut records = batch([event(1, "e", 1), event(2, "e", 1), event(3, "e", 1)]);
    records.add_tag(1, "g/x", at(1), "li").add_tag(2, "g/x", at(1), "li").add_tag(1, "g/y", at(1), "li");
    records.add_tag(1, "a", at(1), "li").add_tag(2, "a", at(1), "li").add_tag(2, "b", at(1), "li").add_tag(3, "b", at(1), "li");
    records.add_tag(3, "h/z", at(1), "li");
    engine.apply(&records, at(5)).unwrap();
    let loaded = engine
        .load("event e\ngroup g open {}\ngroup h exclusive open {\n  tag lead when did e\n}\ntag c formerly a, b\ndrop g/y")
        .unwrap();
    // Open tags of which nothing changed are not listed; what became one is compared with all that it was.
    assert_eq!(
        diffs(&loaded),
        [
            ("h/lead", "changed", [3, 0, 0]),
            ("c", "unchanged", [0, 0, 3]),
            ("h/z", "unchanged", [0, 1, 0]),
            ("g/y", "gone", [0, 1, 0]),
        ]
    );
    assert_eq!(loaded.tags[1].formerly, ["a".into(), "b".into()]);
    let groups: Vec<_> = loaded.groups.iter().map(|group| (&*group.group, [group.gained, group.lost, group.stayed])).collect();
    assert_eq!(groups, [("g", [0, 0, 2]), ("h", [2, 0, 1])]);
}

#[test]
fn the_same_handbook_again_changes_nothing_and_says_so() {
    let text = "event e\ngroup g {\n  tag a when did e\n  tag b\n}";
    let engine = opened(Options::default());
    let first = engine.load(text).unwrap();
    assert_eq!(diffs(&first), [("g/a", "new", [0; 3]), ("g/b", "new", [0; 3])]);
    engine.apply(&batch([event(1, "e", 1)]), at(1)).unwrap();
    let again = engine.load(text).unwrap();
    assert_eq!(diffs(&again), [("g/a", "unchanged", [0, 0, 1]), ("g/b", "unchanged", [0; 3])]);
    assert!(again.changes.is_empty());
}

#[test]
fn under_another_zone_the_same_definitions_are_worked_out_anew() {
    let text = |zone: &str| {
        format!(
            "timezone \"{zone}\"\nevent e\ntag friday when today is friday\ntag run when streak(e by day) >= 2\ntag days when active_days(e) >= 2"
        )
    };
    let engine = engine(&text("UTC"));
    // On Thursday, 1970-01-01, at 10:00 and at 20:00: behind midnight of Friday in Shanghai.
    let hour = DAY / 24;
    engine.apply(&batch([event("c", "e", 10 * hour), event("c", "e", 20 * hour)]), at(20 * hour)).unwrap();
    assert!(tags(&engine, "c").is_empty());
    engine.load(&text("Asia/Shanghai")).unwrap();
    let held: Vec<String> = tags(&engine, "c").into_iter().map(|(tag, _)| tag).collect();
    assert_eq!(held, ["friday", "run", "days"]);
    engine.load(&text("UTC")).unwrap();
    assert!(tags(&engine, "c").is_empty());
}
