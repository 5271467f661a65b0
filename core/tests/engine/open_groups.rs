//! Tags that come to be in open groups.

use tagora::{Act, Assign, Batch, ChangeKind, Engine, Options, Scope};

use super::{DAY, at, batch, engine, event, opened, tags};

const HANDBOOK: &str = "
event 咨询 { 产品: text }
group 客户 {
  group 意向 open {
    tag 奶粉
    tag 常客 when count(咨询) >= 3
    group 子 {}
  }
}
rule 记下 on 咨询 then add 客户/意向/{产品}
tag 有意 when has 意向/*
tag 车 when has 意向/汽车";

fn asked(customer: &str, product: &str, day: i64) -> tagora::Event {
    event(customer, "咨询", day * DAY).with("产品", product)
}

fn paths(engine: &Engine, customer: &str) -> Vec<String> {
    tags(engine, customer).into_iter().map(|(tag, _)| tag).collect()
}

#[test]
fn a_value_brings_a_tag_into_being_for_the_customer_who_has_it() {
    let engine = engine(HANDBOOK);
    engine.apply(&batch([asked("a", "汽车", 1), asked("b", "奶粉", 1), asked("b", "ｐａｄ", 2)]), at(2 * DAY)).unwrap();
    assert_eq!(paths(&engine, "a"), ["有意", "车", "客户/意向/汽车"]);
    assert_eq!(paths(&engine, "b"), ["客户/意向/奶粉", "有意", "客户/意向/pad"]);
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    assert!(snapshot.has("a", "意向/汽车").unwrap() && !snapshot.has("b", "客户/意向/汽车").unwrap());
    assert_eq!((snapshot.size("意向/pad").unwrap(), snapshot.size("意向/谁都没有").unwrap()), (1, 0));
    assert_eq!(snapshot.members("意向/ｐａｄ").unwrap(), ["b".into()]);
    for wrong in ["意向/", "意向/常客/x", "意向/子", "汽车", "意向/a`b", "意向/a\u{7}", "意向/ a"] {
        assert_eq!(snapshot.has("a", wrong).unwrap_err().code(), "unknown-tag", "{wrong:?}");
    }
    let count = |query: &str| engine.count(&engine.prepare(query).unwrap()).unwrap();
    for (query, is) in [
        ("has 意向/汽车", 1),
        ("有 客户/意向/pad", 1),
        ("has 意向/谁都没有", 0),
        ("has 意向/*", 2),
        ("has 客户/*", 2),
        ("has any of (意向/汽车, 意向/奶粉)", 2),
        ("has all of (意向/pad, 意向/奶粉)", 1),
        ("has all of (意向/pad, 意向/汽车)", 0),
        ("has none of (意向/pad)", 1),
        ("tags in 意向 >= 2", 1),
        ("has no tag in 意向", 0),
        ("gained 意向/* in last 1 day", 1),
        ("times gained(意向/*) = 2", 1),
        ("lost 意向/汽车", 0),
        ("has 意向/汽车 for 1 day", 1),
        ("has 意向/pad for 1 day", 0),
    ] {
        assert_eq!(count(query), is, "{query}");
    }
    let then = engine.as_of(at(2 * DAY - 1), &Scope::All).unwrap();
    assert_eq!((then.size("意向/pad").unwrap(), then.size("意向/汽车").unwrap()), (0, 1));
    assert_eq!(then.count(&engine.prepare("has 意向/*").unwrap()).unwrap(), 2);
    let only_b = engine.snapshot(&Scope::Customers(["b".into()].into())).unwrap();
    assert_eq!((only_b.size("意向/汽车").unwrap(), only_b.members("意向/汽车").unwrap()), (0, Vec::new()));
}

#[test]
fn what_cannot_be_a_name_does_nothing() {
    let engine = engine(HANDBOOK);
    let long = "长".repeat(86);
    let fits = "长".repeat(85);
    let hostile = ["", " ", "a/b", "/", "a\nb", "\u{0}", "`", " 前", "后 ", "常客", "子", &long, "\u{85}"];
    let events = hostile.iter().enumerate().map(|(i, name)| asked(&format!("c{i}"), name, 1));
    let applied = engine.apply(&batch(events.chain([asked("ok", &fits, 1)])), at(DAY)).unwrap();
    assert_eq!(applied.accepted, hostile.len() + 1);
    for (i, name) in hostile.iter().enumerate() {
        assert_eq!(paths(&engine, &format!("c{i}")), Vec::<String>::new(), "{name:?}");
    }
    assert_eq!(paths(&engine, "ok"), ["有意".to_owned(), format!("客户/意向/{fits}")]);
    // A group that is not open knows only what it declares.
    let closed = super::engine("event e { n: text }\ngroup g {\n  tag x\n}\nrule r on e then add g/{n}");
    closed.apply(&batch([event("a", "e", 1).with("n", "x"), event("a", "e", 1).with("n", "y")]), at(1)).unwrap();
    assert_eq!(paths(&closed, "a"), ["g/x"]);
}

#[test]
fn a_customer_has_so_many_at_a_time_and_one_more_is_declined() {
    let options = Options { max_open_tags: 3, ..Options::default() };
    let engine = opened(options);
    engine.load(HANDBOOK).unwrap();
    let mut given = batch((1..=4).map(|n| asked("a", &format!("p{n}"), n)));
    given.assign(Assign::add("a", "意向/p5", at(5 * DAY)).by("li")).add_tag("a", "意向/奶粉", at(5 * DAY), "li");
    given.event(asked("a", "p1", 6));
    let changes = engine.apply(&given, at(6 * DAY)).unwrap().changes;
    let declined: Vec<_> = changes.iter().filter(|change| matches!(change.kind, ChangeKind::Declined { .. })).collect();
    assert_eq!(
        declined.iter().map(|change| (change.at.millis() / DAY, change.cause.name())).collect::<Vec<_>>(),
        [(4, "rule"), (5, "person")]
    );
    assert_eq!(declined[0].kind, ChangeKind::Declined { tag: "客户/意向/p4".into() });
    let held = ["客户/意向/奶粉", "客户/意向/常客", "有意", "客户/意向/p1", "客户/意向/p2", "客户/意向/p3"];
    assert_eq!(paths(&engine, "a"), held);
    // What is taken makes room; what is banned takes up room as well.
    let mut more = Batch::new();
    more.remove_tag("a", "意向/p2", at(7 * DAY), "li").assign(Assign::ban("a", "意向/p6", at(7 * DAY)).by("li").sequence(1));
    more.event(asked("a", "p4", 8)).remove_tag("a", "意向/p9", at(8 * DAY), "li");
    engine.apply(&more, at(8 * DAY)).unwrap();
    assert_eq!(paths(&engine, "a")[3..], ["客户/意向/p1", "客户/意向/p3"]);
    more = Batch::new();
    more.assign(Assign::unban("a", "意向/p6", at(9 * DAY))).event(asked("a", "p4", 9));
    engine.apply(&more, at(9 * DAY)).unwrap();
    assert_eq!(paths(&engine, "a")[3..], ["客户/意向/p1", "客户/意向/p3", "客户/意向/p4"]);
}

#[test]
fn exclusive_and_limited_groups_have_rivals_that_came_to_be() {
    let text = "event e { n: text }\nevent m\nevent back
group x exclusive open {
  tag known
  tag usual otherwise
}
group y at most 2 open {}
rule r on e then add x/{n}, add y/{n}
rule m on m then move x to known
rule b on back then move x to x/a";
    let engine = engine(text);
    let name = |n: &str, day: i64| event("c", "e", day * DAY).with("n", n);
    let held_after = |events: Vec<tagora::Event>, day: i64| {
        engine.apply(&batch(events), at(day * DAY)).unwrap();
        paths(&engine, "c")
    };
    assert_eq!(held_after(vec![name("a", 1)], 1), ["x/a", "y/a"]);
    assert_eq!(held_after(vec![name("b", 2)], 2), ["x/b", "y/a", "y/b"]);
    assert_eq!(held_after(vec![name("known", 3)], 3), ["x/known", "y/b", "y/known"]);
    engine
        .apply(
            Batch::new().remove_tag("c", "x/known", at(4 * DAY), "li").remove_tag("c", "y/known", at(4 * DAY), "li"),
            at(4 * DAY),
        )
        .unwrap();
    assert_eq!(paths(&engine, "c"), ["x/b", "y/a", "y/b"], "what was beaten returns");
    assert_eq!(held_after(vec![event("c", "m", 5 * DAY)], 5), ["x/known", "y/a", "y/b"]);
    engine.apply(Batch::new().remove_tag("c", "x/known", at(6 * DAY), "li"), at(6 * DAY)).unwrap();
    assert_eq!(paths(&engine, "c"), ["x/usual", "y/a", "y/b"], "a move takes the others away");
    assert_eq!(held_after(vec![event("c", "back", 7 * DAY)], 7), ["x/a", "y/a", "y/b"]);
    engine.apply(Batch::new().assign(Assign::pin("c", "x/z", at(8 * DAY)).by("li")), at(8 * DAY)).unwrap();
    assert_eq!(paths(&engine, "c"), ["x/z", "y/a", "y/b"]);
    engine.apply(Batch::new().assign(Assign::ban("c", "x/z", at(9 * DAY)).by("li")), at(9 * DAY)).unwrap();
    assert_eq!(paths(&engine, "c"), ["x/a", "y/a", "y/b"]);
    let change =
        engine.changes(0, 1000).changes.into_iter().rev().find(|change| change.kind == ChangeKind::Gained { tag: "x/a".into() });
    assert_eq!(change.unwrap().cause.name(), "exclusive-group");
}

#[test]
fn a_new_handbook_keeps_what_came_to_be_or_is_refused() {
    let engine = engine(HANDBOOK);
    let mut given = batch([asked("a", "汽车", 1)]);
    given.assign(Assign::ban("b", "意向/汽车", at(DAY)).by("li")).customer("b", at(DAY));
    engine.apply(&given, at(DAY)).unwrap();
    let loads = |text: &str| engine.load(text).map(|loaded| loaded.changes.len()).map_err(|error| error.code().to_owned());
    assert_eq!(loads(&HANDBOOK.replace("意向 open", "意向")), Err("unknown-tag".to_owned()), "the texts name 意向/汽车");
    let closed = HANDBOOK.replace("意向 open", "意向").replace("\ntag 车 when has 意向/汽车", "");
    let error = engine.load(&closed).unwrap_err();
    assert_eq!(error.code(), "tag-has-members");
    assert!(error.to_string().contains("客户/意向/汽车") && error.to_string().contains("2 customers"), "{error}");
    // Declared under the path that it came to be by: nothing changes for anybody.
    let declared = HANDBOOK.replace("tag 奶粉", "tag 奶粉\n    tag 汽车");
    assert_eq!(loads(&declared), Ok(0));
    assert_eq!(paths(&engine, "a"), ["客户/意向/汽车", "有意", "车"]);
    let declared_and_closed = declared.replace("意向 open", "意向");
    assert_eq!(loads(&declared_and_closed), Ok(0));
    assert_eq!(loads(HANDBOOK), Ok(0));
    assert_eq!(paths(&engine, "a"), ["有意", "车", "客户/意向/汽车"]);
    let renamed = HANDBOOK.replace("tag 奶粉", "tag 奶粉\n    tag 轿车 formerly 汽车");
    assert_eq!(loads(&renamed), Ok(2), "the one goes and the other comes");
    assert_eq!(paths(&engine, "a"), ["客户/意向/轿车", "有意", "车"]);
    engine.apply(&batch([asked("c", "汽车", 2)]), at(2 * DAY)).unwrap();
    assert_eq!(paths(&engine, "c"), ["客户/意向/轿车", "有意", "车"], "the old name calls it");
}

#[test]
fn merges_and_erasure_take_along_what_came_to_be() {
    let engine = engine(HANDBOOK);
    engine.apply(&batch([asked("a", "汽车", 1), asked("b", "pad", 1)]), at(DAY)).unwrap();
    engine.apply(Batch::new().merge("a", "b", at(2 * DAY)), at(2 * DAY)).unwrap();
    assert_eq!(paths(&engine, "b"), ["有意", "车", "客户/意向/pad", "客户/意向/汽车"]);
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    assert_eq!(snapshot.members("意向/汽车").unwrap(), ["b".into()]);
    assert_eq!(engine.count(&engine.prepare("has 意向/*").unwrap()).unwrap(), 1);
    engine.erase("b").unwrap();
    assert_eq!(engine.snapshot(&Scope::All).unwrap().size("意向/汽车").unwrap(), 0);
    assert_eq!(engine.count(&engine.prepare("has 意向/*").unwrap()).unwrap(), 0);
    assert_eq!(snapshot.size("意向/汽车").unwrap(), 1, "a snapshot that is held stays as it was");
}

#[test]
fn thousands_of_values_are_bounded_for_each_customer() {
    let engine = engine("event e { n: text }\ngroup g open {}\nrule r on e then add g/{n}");
    let events = (0..1_200_i64).map(|n| event("a", "e", n).with("n", format!("v{n}")));
    let changes = engine.apply(&batch(events), at(1_200)).unwrap().changes;
    assert_eq!(paths(&engine, "a").len(), Options::default().max_open_tags);
    assert_eq!(changes.iter().filter(|change| matches!(change.kind, ChangeKind::Declined { .. })).count(), 1_100);
    let late = event("a", "e", -1).with("n", "late");
    engine.apply(&batch([late]), at(1_200)).unwrap();
    assert!(engine.has("a", "g/late").unwrap() && !engine.has("a", "g/v99").unwrap(), "as if it had come in time");
    let bad = Assign { act: Act::Remove, ..Assign::add("a", "g/nobody", at(1_200)) };
    assert!(engine.apply(Batch::new().assign(bad), at(1_200)).unwrap().changes.is_empty());
}
