//! Everything that is known of one customer.

use tagora::dsl::Language;
use tagora::{Cause, Event, Happened, Scope};

use super::{DAY, Kept, at, engine};

const HANDBOOK: &str = "event 购买 { 金额: int, 商品: text }\nattribute 城市: text\nattribute 年龄: int\nattribute vip: bool\n\
    define 常客 as count(购买, last 30 days) >= 2\ntag 高价值 when sum(购买.金额) > 100 and 常客\ntag 重点\ntag 候选\n\
    segment 常来 = days since last(购买) < 7\n\
    rule 推荐 on 购买 if not has 重点 then suggest 重点 confidence 0.8, suggest 候选\nroute 入口 { has 高价值 -> \"专线\"; else -> \"大厅\" }";

fn known() -> Kept {
    let engine = engine(HANDBOOK);
    let mut batch = tagora::Batch::new();
    batch.event(Event::new("ann", "购买", at(DAY)).id("o1").with("金额", 60).with("商品", "茶"));
    batch.event(Event::new("ann", "购买", at(3 * DAY)).id("o2").with("金额", 70));
    batch.set("ann", "城市", "上海", at(0)).set("ann", "城市", "北京", at(2 * DAY)).set("ann", "年龄", 30, at(0));
    batch.add_tag("ann", "重点", at(4 * DAY), "li").customer("bob", at(0));
    engine.apply(&batch, at(5 * DAY)).unwrap();
    engine
}

#[test]
fn a_profile_has_all_that_is_known() {
    let engine = known();
    let profile = engine.profile("ann").unwrap().unwrap();
    assert_eq!(
        (profile.customer.clone(), profile.at, profile.since, profile.events),
        ("ann".into(), at(5 * DAY), Some(at(0)), 2)
    );
    let attributes: Vec<_> =
        profile.attributes.iter().map(|known| (&*known.attribute, known.value.as_deref(), known.since)).collect();
    assert_eq!(attributes, [("城市", Some("北京"), Some(at(2 * DAY))), ("年龄", Some("30"), Some(at(0))), ("vip", None, None)]);
    assert_eq!(profile.completeness(), (2, 3));
    assert_eq!(profile.tags, engine.snapshot(&Scope::All).unwrap().tags("ann"));
    assert_eq!(profile.tags.iter().map(|held| &*held.tag).collect::<Vec<_>>(), ["高价值", "重点"]);
    let numbers: Vec<_> =
        profile.numbers.iter().map(|number| (number.text(Language::English), number.value.as_deref())).collect();
    let expected =
        [("sum(购买.金额)", Some("130")), ("count(购买, last 30 days)", Some("2")), ("days since last(购买)", Some("2"))];
    assert_eq!(numbers, expected.map(|(text, value)| (text.to_owned(), value)));
    assert_eq!(profile.routes.iter().map(|(route, routed)| (&**route, &*routed.target)).collect::<Vec<_>>(), [("入口", "专线")]);
    // What is held is no longer suggested.
    let suggestions: Vec<_> = profile.suggestions.iter().map(|of| (&*of.tag, of.at, of.confidence.as_deref())).collect();
    assert_eq!(suggestions, [("候选", at(3 * DAY), None)]);
    assert!(matches!(&profile.suggestions[0].cause, Cause::Rule { rule, .. } if &**rule == "推荐"));
    let bob = engine.profile("bob").unwrap().unwrap();
    assert_eq!((bob.events, bob.tags.len(), bob.completeness(), bob.numbers[0].value.as_deref()), (0, 0, (0, 3), Some("0")));
}

#[test]
fn a_timeline_comes_in_pages_from_the_newest_on() {
    let engine = known();
    let line = engine.timeline("ann", None, 100).unwrap();
    assert_eq!((line.items.len(), line.next), (8, None));
    assert!(
        matches!(&line.items[0].what, Happened::Gained { tag, cause: Cause::Person { by } } if &**tag == "重点" && &**by == "li")
    );
    assert!(matches!(&line.items[1].what, Happened::Assigned { tag, act: "add", by } if &**tag == "重点" && &**by == "li"));
    assert!(matches!(&line.items[2].what, Happened::Gained { tag, .. } if &**tag == "高价值"));
    let Happened::Event { event, id, properties } = &line.items[5].what else { panic!("{line:?}") };
    assert_eq!((&**event, id.as_deref(), properties.len()), ("购买", Some("o1"), 2));
    assert!(line.items.is_sorted_by(|one, next| one.at >= next.at));
    let (mut paged, mut before) = (Vec::new(), None);
    loop {
        let page = engine.timeline("ann", before, 3).unwrap();
        paged.extend(page.items);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(paged, line.items);
    assert_eq!(engine.timeline("ann", Some(0), 3).unwrap().items, []);
    assert_eq!(engine.timeline("ann", Some(usize::MAX), usize::MAX).unwrap(), line);
    assert_eq!(engine.timeline("ann", None, 0).unwrap_err().code(), "invalid-count");
}

#[test]
fn nobody_out_of_scope_has_a_profile() {
    let engine = known();
    assert_eq!(engine.profile("eve").unwrap(), None);
    assert_eq!(engine.timeline("eve", None, 5).unwrap().items, []);
    let others = engine.snapshot(&Scope::Customers(["bob".into()].into())).unwrap();
    assert_eq!((others.profile("ann").unwrap(), others.timeline("ann", None, 5).unwrap().items), (None, vec![]));
    let past = engine.as_of(at(DAY), &Scope::All).unwrap().profile("ann").unwrap().unwrap();
    assert_eq!((past.events, past.attributes[0].value.as_deref(), past.tags.len(), past.routes.len()), (1, Some("上海"), 0, 0));
    assert_eq!(past.numbers[0].value.as_deref(), Some("60"));
}
