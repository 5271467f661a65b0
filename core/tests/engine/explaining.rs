//! Why a tag is held, in words that a person reads.

use tagora::dsl::Language;
use tagora::{Assign, Basis, Batch, Cause, Engine, Event, Scope};

use super::{DAY, Kept, at, batch, engine, event};

const HANDBOOK: &str = "event 购买 { 金额: decimal(2) }\nevent 咨询\nattribute 城市: text\n\
    tag 高价值 when count(购买, last 30 days) >= 2 and avg(购买.金额, last 30 days) > 1000\n\
    tag 沉默 when no 咨询 in last 90 days and not 城市 = \"上海\"\n\
    define 常客 as count(购买) >= 2\n\
    group 等级 exclusive { tag 甲 when 常客 tag 乙 when did 购买 tag 丙 otherwise }\n\
    tag 重点";

fn buy(customer: &str, id: &str, day: i64, amount: i64) -> Event {
    Event::new(customer, "购买", at(day * DAY)).id(id).with("金额", amount)
}

fn told() -> Kept {
    let engine = engine(HANDBOOK);
    let mut batch = Batch::new();
    batch.event(buy("ann", "o1", 3, 900)).event(buy("ann", "o2", 20, 1500)).event(buy("bob", "o3", 21, 100));
    batch.add_tag("ann", "重点", at(4 * DAY), "li");
    batch.assign(Assign::pin("bob", "丙", at(21 * DAY)).by("zhang"));
    batch.set("ann", "城市", "上海", at(3 * DAY));
    engine.apply(&batch, at(21 * DAY)).unwrap();
    engine
}

#[test]
fn values_events_and_the_next_change_are_told() {
    let told = told().explain("ann", "高价值").unwrap().unwrap();
    assert!(told.is_held);
    assert_eq!((told.basis.clone(), told.since), (Basis::Defined, Some(at(20 * DAY))));
    assert!(matches!(&told.cause, Some(Cause::Event { id: Some(id), .. }) if &**id == "o2"));
    let definition = told.definition.clone().unwrap();
    let values: Vec<_> = definition.leaves().into_iter().map(|leaf| (leaf.value.clone().unwrap(), leaf.is_true)).collect();
    assert_eq!(values, [("2".to_owned(), true), ("1200".to_owned(), true)]);
    let events: Vec<_> = definition.clauses[0].events.iter().map(|event| event.id.as_deref().unwrap()).collect();
    assert_eq!((events, definition.clauses[0].all_events), (vec!["o2", "o1"], 2));
    let next = told.next.clone().unwrap();
    assert_eq!((next.at, next.gained, next.cause), (at(33 * DAY), false, Cause::Time));
    assert_eq!(next.definition.unwrap().clauses[0].value.as_deref(), Some("1"));
    let expected = "高价值 is held since 1970-01-21T00:00:00Z: its definition is true
  ✓ count(购买, last 30 days) >= 2 and avg(购买.金额, last 30 days) > 1000
    ✓ count(购买, last 30 days) >= 2  [is 2]
      - 购买 o2 1970-01-21T00:00:00Z
      - 购买 o1 1970-01-04T00:00:00Z
    ✓ avg(购买.金额, last 30 days) > 1000  [is 1200]
      - 购买 o2 1970-01-21T00:00:00Z
      - 购买 o1 1970-01-04T00:00:00Z
lost at 1970-02-03T00:00:00Z, when
  ✗ count(购买, last 30 days) >= 2  [is 1]
";
    assert_eq!(told.to_string(), expected);
    let expected = "高价值 持有，自 1970-01-21T00:00:00Z：定义成立
  ✓ 最近30天 购买次数 至少 2 且 最近30天 购买.金额 平均 超过 1000
    ✓ 最近30天 购买次数 至少 2  [为 2]
      - 购买 o2 1970-01-21T00:00:00Z
      - 购买 o1 1970-01-04T00:00:00Z
    ✓ 最近30天 购买.金额 平均 超过 1000  [为 1200]
      - 购买 o2 1970-01-21T00:00:00Z
      - 购买 o1 1970-01-04T00:00:00Z
将于 1970-02-03T00:00:00Z 失去，届时
  ✗ 最近30天 购买次数 至少 2  [为 1]
";
    assert_eq!(told.text(Language::Chinese), expected);
}

#[test]
fn what_is_missing_is_told_of_one_who_does_not_hold_it() {
    let engine = told();
    let told = engine.explain("ann", "沉默").unwrap().unwrap();
    assert_eq!((told.is_held, told.basis, told.since, told.next), (false, Basis::NotDefined, None, None));
    let definition = told.definition.unwrap();
    let leaves: Vec<_> = definition.leaves().into_iter().map(|leaf| (leaf.value.as_deref(), leaf.is_true)).collect();
    assert_eq!(leaves, [(Some("0"), true), (Some("上海"), true)]);
    assert_eq!(told.ahead, at((21 + 731) * DAY));
    assert!(engine.explain("nobody", "沉默").unwrap().is_none());
    assert_eq!(engine.explain("ann", "沉黙").unwrap_err().code(), "unknown-tag");
    assert_eq!(Engine::in_memory().explain("ann", "沉默").unwrap_err().code(), "unknown-tag");
}

#[test]
fn names_stand_for_what_they_say_and_others_of_a_group_are_seen() {
    let engine = told();
    let of = |customer: &str, tag: &str| engine.explain(customer, tag).unwrap().unwrap();
    let named = of("ann", "甲").definition.unwrap();
    assert_eq!((named.text(Language::English), named.clauses[0].value.as_deref()), ("常客".to_owned(), Some("2")));
    assert_eq!((of("ann", "乙").basis, of("ann", "丙").basis), (Basis::Beaten, Basis::Beaten));
    assert_eq!(
        (of("bob", "丙").basis, of("bob", "乙").basis, of("bob", "甲").basis),
        (Basis::Pinned, Basis::Beaten, Basis::NotDefined)
    );
    let given = of("ann", "重点");
    assert_eq!((given.basis, given.definition, given.next), (Basis::Assigned, None, None));
    assert!(matches!(given.cause, Some(Cause::Person { by }) if &*by == "li"));
    assert_eq!(of("bob", "重点").basis, Basis::NotAssigned);
}

#[test]
fn episodes_and_what_is_coming_are_told_in_order() {
    let engine = told();
    engine.apply(&batch([event("ann", "咨询", 40 * DAY)]), at(60 * DAY)).unwrap();
    let episodes = engine.episodes("ann", "高价值").unwrap();
    assert_eq!(episodes.len(), 1);
    assert_eq!((episodes[0].since, episodes[0].end.clone()), (at(20 * DAY), Some((at(33 * DAY), Cause::Time))));
    let mut batch = Batch::new();
    batch.set("ann", "城市", "北京", at(60 * DAY));
    engine.apply(&batch, at(60 * DAY)).unwrap();
    let upcoming = engine.forecast("ann", at(400 * DAY)).unwrap();
    let turns: Vec<_> = upcoming.iter().map(|turn| (turn.at, &*turn.tag, turn.gained)).collect();
    assert_eq!(turns, [(at(130 * DAY), "沉默", true)]);
    assert_eq!(engine.forecast("ann", at(0)).unwrap(), []);
    // Of an instant that is past it tells what was to come then.
    let past = engine.as_of(at(21 * DAY), &Scope::All).unwrap();
    assert_eq!(past.explain("ann", "高价值").unwrap().unwrap().next.unwrap().at, at(33 * DAY));
    assert_eq!(past.forecast("ann", at(34 * DAY)).unwrap().len(), 1);
}
