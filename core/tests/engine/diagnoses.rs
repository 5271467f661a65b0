//! What live data say about a handbook.

use tagora::{DiagnoseOptions, Engine, Progress, Scope};

use super::{DAY, at, batch, engine, event};

const HANDBOOK: &str = "event e\nevent f\nattribute a: int\ntag t_all when a is missing or a > 0\ntag t_none when did f\ntag some when did e\n\
    tag same when count(e) >= 1\ntag near when count(e) >= 1 and not has given\ntag given\ntag never_given\n\
    tag now_and_then when did e in last 1 day\n\
    group g { tag x when did e tag y when count(e) >= 2 }\ngroup o open {}\nrule r on e if count(e) >= 3 then add o/new";

#[test]
fn what_tells_nothing_or_the_same_is_found() {
    let engine = engine(HANDBOOK);
    let mut batch = batch((0..10_u64).map(|id| event(id, "e", 0)));
    (10..20_u64).for_each(|id| {
        batch.customer(id, at(0));
    });
    batch.add_tag(3_u64, "given", at(0), "li").event(event(4_u64, "e", 1).id("2"));
    engine.apply(&batch, at(1)).unwrap();
    for turn in 1..4 {
        engine.apply(&super::batch([event(4_u64, "e", turn * 3 * DAY)]), at(turn * 3 * DAY)).unwrap();
    }
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let told = snapshot.diagnose(&DiagnoseOptions::default()).unwrap();
    assert_eq!(told.customers, 20);
    assert_eq!(
        (told.held_by_all, told.held_by_nobody, told.unused),
        (vec!["t_all".into()], vec!["t_none".into()], vec!["never_given".into()])
    );
    let similar: Vec<_> = told.similar.iter().map(|pair| (&*pair.one, &*pair.other, pair.both, pair.either)).collect();
    assert_eq!(
        similar,
        [
            ("some", "same", 10, 10),
            ("some", "g/x", 10, 10),
            ("same", "g/x", 10, 10),
            ("now_and_then", "g/y", 1, 1),
            ("some", "near", 9, 10),
            ("same", "near", 9, 10),
            ("near", "g/x", 9, 10)
        ]
    );
    let groups: Vec<_> = told.groups.iter().map(|of| (&*of.group, of.none, of.one, of.several)).collect();
    assert_eq!(groups, [("g", 10, 9, 1), ("o", 19, 1, 0)]);
    // Everybody is t_all; those with events are some, same, near or given, and x.
    assert_eq!((told.tags_per_customer.iter().sum::<u64>(), told.tags_per_customer[1], told.tags_per_customer[5]), (20, 10, 9));
    assert_eq!(told.tags_per_customer.len(), 9, "the fourth has now_and_then, y and new beside");
    let given = told.sources.iter().find(|of| &*of.tag == "given").unwrap();
    assert_eq!((given.defined, given.people, given.imports, given.rules), (0, 1, 0, 0));
    let some = told.sources.iter().find(|of| &*of.tag == "some").unwrap();
    assert_eq!((some.defined, some.people), (10, 0));
    let flapping: Vec<_> = told.flapping.iter().map(|of| (&*of.tag, of.customers, of.most)).collect();
    assert_eq!(flapping, [("now_and_then", 1, 7)]);
    let how = DiagnoseOptions { since: Some(at(DAY)), similar_percent: 100, flaps: 2, ..DiagnoseOptions::default() };
    let told = snapshot.diagnose(&how).unwrap();
    assert_eq!((told.similar.len(), told.flapping[0].customers, told.flapping[0].most), (4, 1, 6));
    // Nobody else counts in a scope.
    let one = engine.snapshot(&Scope::Customers([4.into()].into())).unwrap().diagnose(&DiagnoseOptions::default()).unwrap();
    assert_eq!((one.customers, one.groups[0].several, one.tags_per_customer.iter().sum::<u64>()), (1, 1, 1));
    let other = engine
        .snapshot(&Scope::Customers([15.into()].into()))
        .unwrap()
        .diagnose(&DiagnoseOptions { flaps: 1, ..DiagnoseOptions::default() })
        .unwrap();
    assert_eq!((other.flapping, other.sources.len(), other.similar), (vec![], 1, vec![]));
}

#[test]
fn nonsense_is_refused() {
    let engine = engine(HANDBOOK);
    let code = |how: DiagnoseOptions| engine.snapshot(&Scope::All).unwrap().diagnose(&how).unwrap_err().code();
    assert_eq!(code(DiagnoseOptions { similar_percent: 0, ..DiagnoseOptions::default() }), "invalid-count");
    assert_eq!(code(DiagnoseOptions { similar_percent: 101, ..DiagnoseOptions::default() }), "invalid-count");
    let progress = Progress::default();
    progress.cancel();
    assert_eq!(code(DiagnoseOptions { progress, ..DiagnoseOptions::default() }), "cancelled");
    let bare = Engine::in_memory();
    assert_eq!(bare.snapshot(&Scope::All).unwrap().diagnose(&DiagnoseOptions::default()).unwrap_err().code(), "no-handbook");
    let told = engine.snapshot(&Scope::All).unwrap().diagnose(&DiagnoseOptions::default()).unwrap();
    assert_eq!((told.customers, told.tags_per_customer, told.held_by_all), (0, vec![0], vec![]));
}
