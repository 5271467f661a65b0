use tagora::{Batch, Cause, ChangeKind, Changes, Engine, Event, Instant, MemoryStore, Options, Scope};

const HANDBOOK: &str = "event 咨询\nattribute 来源: text\ntag 高价值\n\
    route 服务入口 {\n  has 高价值 -> \"专属导购\" capacity 1\n  来源 = \"抖音\" -> \"直播群1\", \"直播群2\" capacity 1\n  else -> \"答疑群\"\n}";

fn day(n: i64) -> Instant {
    Instant::from_millis(n * 86_400_000).unwrap()
}

fn target(engine: &Engine, customer: &str) -> Option<String> {
    engine.route(customer, "服务入口").unwrap().map(|routed| routed.target.to_string())
}

/// Who was given what or left it, when, and why.
fn told(changes: &Changes) -> Vec<(String, i64, String, &'static str)> {
    let told = |change: tagora::Change| {
        let (mark, target) = match &change.kind {
            ChangeKind::Routed { target, .. } => ('+', target.clone()),
            ChangeKind::Unrouted { target, .. } => ('-', target.clone()),
            _ => return None,
        };
        Some((change.customer.to_string(), change.at.millis() / 86_400_000, format!("{mark}{target}"), change.cause.name()))
    };
    changes.iter().filter_map(told).collect()
}

fn row(customer: &str, at: i64, what: &str, cause: &'static str) -> (String, i64, String, &'static str) {
    (customer.to_owned(), at, what.to_owned(), cause)
}

fn sourced(ids: &[&str], at: i64) -> Batch {
    let mut batch = Batch::new();
    for id in ids {
        batch.customer(*id, day(at)).set(*id, "来源", "抖音", day(at));
    }
    batch
}

#[test]
fn a_target_is_filled_then_the_next_then_else() {
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    let applied = engine.apply(&sourced(&["a", "b", "c"], 1), day(1)).unwrap();
    assert_eq!(told(&applied.changes).len(), 3);
    assert_eq!(["a", "b", "c"].map(|id| target(&engine, id).unwrap()), ["直播群1", "直播群2", "答疑群"]);
    let now = engine.snapshot(&Scope::All).unwrap();
    let counts: Vec<_> = now.route_targets("服务入口").unwrap().into_iter().map(|of| (of.customers, of.capacity)).collect();
    assert_eq!(counts, [(0, Some(1)), (1, Some(1)), (1, Some(1)), (1, None)]);
    assert_eq!(now.route_members("服务入口", "直播群2").unwrap(), ["b".into()]);
    assert!(now.tags("a").is_empty(), "lines are no tags");
}

#[test]
fn a_target_is_kept_where_an_earlier_line_comes_true_and_left_when_its_own_ends() {
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    engine.apply(&sourced(&["a"], 1), day(1)).unwrap();
    let mut batch = Batch::new();
    batch.add_tag("a", "高价值", day(2), "店员");
    engine.apply(&batch, day(2)).unwrap();
    assert_eq!(target(&engine, "a").as_deref(), Some("直播群1"));
    let mut batch = Batch::new();
    batch.set("a", "来源", "门店", day(3));
    let changes = engine.apply(&batch, day(3)).unwrap().changes;
    assert_eq!(told(&changes), [row("a", 3, "-直播群1", "attribute"), row("a", 3, "+专属导购", "attribute")]);
    assert_eq!(engine.route("a", "服务入口").unwrap().unwrap().since, day(3));
}

#[test]
fn a_place_that_time_frees_goes_to_whoever_waits_longest() {
    let engine = Engine::in_memory();
    engine.load("event 咨询\nroute r { did 咨询 in last 10 days -> \"导购\" capacity 1 }").unwrap();
    for (id, at) in [("a", 1), ("b", 2), ("c", 3)] {
        let mut batch = Batch::new();
        batch.event(Event::new(id, "咨询", day(at)));
        engine.apply(&batch, day(at)).unwrap();
    }
    let changes = engine.advance_to(day(30)).unwrap().changes;
    let expected = [
        row("a", 11, "-导购", "time"),
        row("b", 11, "+导购", "vacancy"),
        row("b", 12, "-导购", "time"),
        row("c", 12, "+导购", "vacancy"),
        row("c", 13, "-导购", "time"),
    ];
    assert_eq!(told(&changes), expected);
}

#[test]
fn whoever_is_erased_or_merged_leaves_room() {
    let engine = Engine::in_memory();
    engine.load("attribute 来源: text\nroute 服务入口 { 来源 = \"抖音\" -> \"直播群\" capacity 2 }").unwrap();
    engine.apply(&sourced(&["a", "b", "c", "d"], 1), day(1)).unwrap();
    assert_eq!(["a", "b", "c", "d"].map(|id| target(&engine, id).is_some()), [true, true, false, false]);
    let seen = engine.changes(0, 100).next;
    engine.erase("a").unwrap();
    assert_eq!(told(&engine.changes(seen, 100).changes), [row("c", 1, "+直播群", "vacancy")]);
    let mut batch = Batch::new();
    batch.merge("b", "c", day(2));
    let changes = engine.apply(&batch, day(2)).unwrap().changes;
    assert_eq!(told(&changes), [row("b", 2, "-直播群", "merge"), row("d", 2, "+直播群", "vacancy")]);
    assert_eq!(target(&engine, "b"), target(&engine, "c"), "one customer");
}

#[test]
fn another_handbook_keeps_what_it_still_has() {
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    engine.apply(&sourced(&["a", "b", "c"], 1), day(1)).unwrap();
    let text = HANDBOOK.replace("\"直播群1\", \"直播群2\"", "\"直播群2\", \"直播群3\"");
    let loaded = engine.load(&text).unwrap();
    assert!(loaded.tags.iter().all(|diff| &*diff.tag == "高价值"), "{:?}", loaded.tags);
    assert_eq!(["a", "b", "c"].map(|id| target(&engine, id).unwrap()), ["直播群3", "直播群2", "答疑群"]);
    let causes: Vec<_> = told(&loaded.changes).into_iter().map(|(id, _, what, cause)| (id, what, cause)).collect();
    let row = |id: &str, what: &str| (id.to_owned(), what.to_owned(), "handbook");
    assert_eq!(causes, [row("a", "-直播群1"), row("a", "+直播群3")]);
    let loaded = engine.load("event 咨询\nattribute 来源: text\ntag 高价值").unwrap();
    assert_eq!(told(&loaded.changes).len(), 3);
    assert!(loaded.changes.iter().all(|change| matches!(change.cause, Cause::Handbook { version: 3 })));
    assert_eq!(engine.route("a", "服务入口").unwrap_err().code(), "unknown-route");
}

#[test]
fn whoever_is_with_else_stays_where_another_handbook_says_the_same_of_the_route() {
    let route = |capacity| {
        format!(
            "event 咨询\nattribute 来源: text\nroute 服务入口 {{ 来源 = \"抖音\" -> \"群\" capacity {capacity}; else -> \"答疑\" }}\n"
        )
    };
    let engine = Engine::in_memory();
    engine.load(&route(1)).unwrap();
    engine.apply(&sourced(&["a", "b", "c"], 1), day(1)).unwrap();
    assert_eq!(["a", "b", "c"].map(|id| target(&engine, id).unwrap()), ["群", "答疑", "答疑"]);
    let mut batch = Batch::new();
    batch.set("a", "来源", "门店", day(2));
    engine.apply(&batch, day(2)).unwrap();
    // There is room, but nothing happened to the two who are with `else`.
    for text in [format!("# noted\n\n{}", route(1)), format!("{}tag 高价值", route(1))] {
        let loaded = engine.load(&text).unwrap();
        assert_eq!(told(&loaded.changes), [], "{text}");
        assert_eq!(["a", "b", "c"].map(|id| target(&engine, id).unwrap()), ["答疑"; 3]);
    }
    engine.load(&route(2)).unwrap();
    assert_eq!(["a", "b", "c"].map(|id| target(&engine, id).unwrap()), ["答疑", "群", "群"]);
    assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
}

#[test]
fn what_is_asked_wrongly_is_told() {
    let engine = Engine::in_memory();
    assert_eq!(engine.route("a", "服务入口").unwrap_err().code(), "unknown-route");
    engine.load(HANDBOOK).unwrap();
    engine.apply(&sourced(&["a"], 1), day(1)).unwrap();
    let error = engine.route("a", "服务人口").unwrap_err();
    assert_eq!((error.code(), error.help()), ("unknown-route", Some("did you mean `服务入口`?")));
    let now = engine.snapshot(&Scope::All).unwrap();
    assert_eq!(now.route_members("服务入口", "直播群9").unwrap_err().code(), "unknown-route");
    assert_eq!(now.route("z", "服务入口").unwrap(), None);
    let past = engine.as_of(day(1), &Scope::All).unwrap();
    assert_eq!(past.route("a", "服务入口").unwrap_err().code(), "not-kept");
}

#[test]
fn places_come_back_from_a_store() {
    let store = MemoryStore::default();
    let open = || Engine::with_store(Options::default(), Box::new(store.clone())).unwrap();
    let engine = open();
    let routes = "route r { did came -> \"a\", \"b\" capacity 1; else -> \"c\" }\nroute q { did came -> \"x\" capacity 2 }";
    engine.load(&format!("event came\n{routes}")).unwrap();
    let events = ["one", "two", "three", "four"].map(|id| Event::new(id, "came", day(1)));
    engine.apply(&events.into_iter().map(tagora::Record::Event).collect(), day(1)).unwrap();
    let seen = |engine: &Engine| {
        let snapshot = engine.snapshot(&Scope::All).unwrap();
        ["one", "two", "three", "four"].map(|id| ["r", "q"].map(|route| snapshot.route(id, route).unwrap()))
    };
    let before = seen(&engine);
    assert_eq!(before.iter().flatten().flatten().count(), 6, "{before:?}");
    // Once from the commits alone, once folded in.
    drop(engine);
    let engine = open();
    assert_eq!(seen(&engine), before);
    engine.close().unwrap();
    let engine = open();
    assert_eq!(seen(&engine), before);
    // Those who wait wait on, in the same order.
    engine.erase("one").unwrap();
    drop(engine);
    let engine = open();
    assert_eq!(seen(&engine)[2][1].as_ref().map(|routed| &*routed.target), Some("x"));
    assert!(engine.verify(tagora::Verify::Full).unwrap().is_sound());
}
