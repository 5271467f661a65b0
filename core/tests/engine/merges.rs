use std::collections::BTreeSet;

use tagora::{Applied, Assign, Batch, Cause, Change, ChangeKind, Changes, CustomerId, Engine, Event, Instant, Scope};

use super::{DAY, at, batch, engine, event, tags};

const HANDBOOK: &str = "
event buy { x: int }
attribute a: int
tag buyer when count(buy) >= 2
tag adult when a >= 18
tag vip
tag greeted
group g exclusive {
  tag p
  tag q
  tag rest otherwise
}
rule third on buy if count(buy) >= 3 then add greeted, emit hello
";

fn day(n: i64) -> Instant {
    at(n * DAY)
}

fn merge(from: &str, into: &str, n: i64) -> Batch {
    Batch::new().merge(from, into, day(n)).clone()
}

fn buys(customer: &str, days: &[i64]) -> Batch {
    batch(days.iter().map(|n| event(customer, "buy", n * DAY).with("x", 1)))
}

fn told(changes: &Changes) -> Vec<String> {
    let line = |change: Change| {
        let (sign, what) = match &change.kind {
            ChangeKind::Gained { tag } => ("+", tag),
            ChangeKind::Lost { tag } => ("-", tag),
            ChangeKind::Emitted { name, .. } => ("!", name),
            _ => return String::new(),
        };
        format!("{} {sign}{what} {} {}", change.customer, change.cause.name(), change.at.millis() / DAY)
    };
    changes.iter().map(line).collect()
}

#[test]
fn two_customers_become_one_and_the_alias_means_the_other() {
    let engine = engine(HANDBOOK);
    engine.apply(&buys("a", &[1]), day(1)).unwrap();
    engine.apply(Batch::new().add_tag("a", "vip", day(2), "li").set("b", "a", 20, day(2)), day(2)).unwrap();
    engine.apply(&buys("b", &[3]), day(3)).unwrap();
    let applied = engine.apply(&merge("a", "b", 4), day(5)).unwrap();
    assert_eq!(
        told(&applied.changes),
        ["a -vip merge 4", "a -g/rest merge 4", "b +buyer merge 4", "b +vip merge 4"],
        "what changes at the merge is put down to it, on both sides"
    );
    let cause = |place| applied.changes.get(place).unwrap().cause;
    assert_eq!(cause(0), Cause::Merge { customer: "b".into() });
    assert_eq!(cause(2), Cause::Merge { customer: "a".into() });
    assert!(engine.has("a", "vip").unwrap() && engine.has("b", "vip").unwrap());
    assert_eq!(tags(&engine, "a"), tags(&engine, "b"));
    assert_eq!(
        engine.count(&engine.prepare("has vip or not has vip").unwrap()).unwrap(),
        1,
        "the universe has one customer less"
    );
    assert_eq!(engine.snapshot(&Scope::All).unwrap().members("vip").unwrap(), ["b".into()]);
    let scope = Scope::Customers(["a".into()].into());
    assert_eq!(engine.snapshot(&scope).unwrap().members("vip").unwrap(), ["b".into()]);
    // What is said of the alias is said of the customer.
    let applied = engine.apply(Batch::new().remove_tag("a", "vip", day(6), "li"), day(6)).unwrap();
    assert_eq!(told(&applied.changes), ["b -vip person 6"]);
    // The past is seen with today's identity.
    let then = engine.as_of(day(3), &Scope::All).unwrap();
    assert!(then.has("a", "buyer").unwrap() && then.has("b", "vip").unwrap());
    assert_eq!(then.customers(), 1);
}

#[test]
fn rules_do_not_fire_because_of_a_merge() {
    let engine = engine(HANDBOOK);
    engine.apply(&buys("a", &[1, 3]), day(3)).unwrap();
    engine.apply(&buys("b", &[2]), day(3)).unwrap();
    let applied = engine.apply(&merge("a", "b", 4), day(4)).unwrap();
    assert_eq!(told(&applied.changes), ["a -buyer merge 4", "a -g/rest merge 4", "b +buyer merge 4"]);
    // Nor when the customer is worked out anew: three events of that time were of two customers.
    let late = engine.apply(&buys("a", &[2]), day(4)).unwrap();
    assert_eq!(told(&late.changes), ["b +greeted late 4"], "the third of a alone, though it came late");
    let engine = super::engine(HANDBOOK);
    engine.apply(&buys("a", &[1, 3]), day(3)).unwrap();
    engine.apply(&buys("b", &[2]), day(3)).unwrap();
    engine.apply(&merge("a", "b", 4), day(4)).unwrap();
    engine.apply(&buys("b", &[1]), day(4)).unwrap();
    assert!(!engine.has("b", "greeted").unwrap());
    // From then on they are one.
    let applied = engine.apply(&buys("a", &[5]), day(5)).unwrap();
    assert_eq!(told(&applied.changes), ["b +greeted rule 5", "b !hello rule 5"]);
}

#[test]
fn bans_win_and_a_removal_of_the_one_is_none_of_the_other() {
    let engine = engine(HANDBOOK);
    let mut records = Batch::new();
    records.customer("a", day(0)).customer("b", day(0));
    records.assign(Assign::ban("a", "vip", day(1))).assign(Assign::pin("b", "vip", day(2))).assign(Assign::unban(
        "b",
        "vip",
        day(3),
    ));
    records.add_tag("a", "q", day(1), "li").add_tag("b", "q", day(1), "li").remove_tag("b", "q", day(2), "li");
    engine.apply(&records, day(3)).unwrap();
    let applied = engine.apply(&merge("a", "b", 4), day(4)).unwrap();
    assert_eq!(told(&applied.changes), ["a -g/q merge 4", "b -vip merge 4", "b +g/q merge 4", "b -g/rest merge 4"]);
    let applied = engine.apply(Batch::new().assign(Assign::unban("a", "vip", day(5))), day(5)).unwrap();
    assert_eq!(told(&applied.changes), ["b +vip person 5"]);
}

#[test]
fn an_event_that_both_have_counts_once_and_the_newest_attribute_is_the_value() {
    let order = |customer: &str, n: i64| Event::new(customer, "buy", day(n)).id("o1").with("x", n);
    let mut records = vec![
        batch([order("a", 1)]),
        batch([order("b", 2)]),
        Batch::new().set("a", "a", 20, day(3)).clone(),
        Batch::new().set("b", "a", 10, day(2)).clone(),
        merge("a", "b", 4),
    ];
    let mut seen = BTreeSet::new();
    for _ in 0..records.len() {
        records.rotate_left(1);
        let engine = super::engine(HANDBOOK);
        for batch in &records {
            engine.apply(batch, day(9)).unwrap();
        }
        assert_eq!(engine.count(&engine.prepare("count(buy) = 1 and first(buy.x) = 1 and a = 20").unwrap()).unwrap(), 1);
        seen.insert(format!("{:?}", engine.snapshot(&Scope::All).unwrap().tags("a")));
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[test]
fn merges_of_aliases_in_circles_and_in_any_order() {
    let steps = [merge("a", "b", 2), merge("b", "c", 3), merge("c", "a", 4), buys("a", &[1]), buys("b", &[5])];
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 0, 3, 2, 4], [2, 4, 0, 3, 1]] {
        let engine = engine(HANDBOOK);
        for step in order {
            engine.apply(&steps[step], day(9)).unwrap();
        }
        let members = engine.ids(&engine.prepare("has buyer").unwrap()).unwrap();
        assert_eq!(members, [CustomerId::from("c")], "{order:?}");
        assert_eq!(from_feed(&engine), ["c buyer", "c g/rest"], "{order:?}");
    }
    let error = engine(HANDBOOK).apply(&merge("a", "a", 1), day(1)).unwrap_err();
    assert_eq!((error.code(), error.record()), ("invalid-merge", Some(0)));
}

#[test]
fn a_merge_dated_later_waits_and_comes_at_its_instant() {
    let engine = engine(HANDBOOK);
    engine.apply(&merge("a", "b", 4), day(1)).unwrap();
    let Applied { waiting, changes, .. } = engine.apply(&buys("a", &[1]), day(1)).unwrap();
    assert_eq!((waiting, told(&changes)), (1, vec!["a +g/rest event 1".to_owned()]));
    let applied = engine.advance_to(day(6)).unwrap();
    assert_eq!(told(&applied.changes), ["a -g/rest merge 4", "b +g/rest merge 4"]);
}

fn from_feed(engine: &Engine) -> Vec<String> {
    let mut held = BTreeSet::new();
    for change in engine.changes(0, 1000).changes {
        match change.kind {
            ChangeKind::Gained { tag } => assert!(held.insert(format!("{} {tag}", change.customer))),
            ChangeKind::Lost { tag } => assert!(held.remove(&format!("{} {tag}", change.customer))),
            _ => {}
        }
    }
    held.into_iter().collect()
}

#[test]
fn an_erased_customer_leaves_nothing_and_its_id_is_free() {
    let engine = engine(HANDBOOK);
    engine.apply(&buys("a", &[1, 2]), day(2)).unwrap();
    engine.apply(&buys("b", &[1, 2]), day(2)).unwrap();
    engine.apply(&buys("c", &[9]), day(2)).unwrap();
    engine.apply(&merge("a", "c", 2), day(2)).unwrap();
    engine.apply(&merge("b", "c", 9), day(2)).unwrap();
    assert_eq!(engine.advance_to(day(2)).unwrap().waiting, 2);
    let erased = engine.erase("a").unwrap();
    assert_eq!(erased.ids, ["a".into(), "c".into()], "all that were the same customer");
    assert_eq!(engine.advance_to(day(2)).unwrap().waiting, 0);
    let feed = engine.changes(0, 100);
    assert!(feed.changes.iter().all(|change| change.customer == "b".into()), "{feed:?}");
    assert_eq!((feed.missed, from_feed(&engine)), (0, vec!["b buyer".to_owned(), "b g/rest".to_owned()]));
    assert_eq!(engine.snapshot(&Scope::All).unwrap().customers(), 1);
    assert_eq!(engine.as_of(day(2), &Scope::All).unwrap().customers(), 1);
    assert!(!format!("{feed:?}").contains("\"a\""));
    // The id begins anew, with nothing of the old.
    engine.apply(&buys("a", &[2]), day(2)).unwrap();
    assert!(!engine.has("a", "buyer").unwrap());
    assert_eq!(tags(&engine, "c"), []);
    assert_eq!(engine.erase("nobody").unwrap().ids, []);
    // The feed goes on behind the gap.
    let last = engine.changes(0, 100).changes;
    let numbers: Vec<u64> = last.iter().map(|change| change.sequence).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
    assert_eq!(engine.changes(numbers[0], 100).changes.len(), last.len() - 1);
}
