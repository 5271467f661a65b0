//! What cannot be asked for has a code, and nothing that can takes too much.

use tagora::{Batch, By, Cycle, Engine, ErrorKind, Instant, Scope, Suppress};

use super::world::{HANDBOOK, instant};

fn code<T: std::fmt::Debug>(found: tagora::Result<T>) -> ErrorKind {
    found.unwrap_err().kind()
}

#[test]
fn wrong_names_and_numbers_have_codes() {
    let engine = Engine::in_memory();
    assert_eq!(code(engine.stream("did view")), ErrorKind::NoHandbook);
    assert_eq!(code(engine.expression("age")), ErrorKind::NoHandbook);
    engine.load(HANDBOOK).unwrap();
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let (all, age) = (engine.prepare("not has vip").unwrap(), engine.expression("age").unwrap());
    let analysis = snapshot.analysis(Suppress::below(u64::MAX));
    assert_eq!(code(analysis.breakdown(&all, By::Group("tastes"), None)), ErrorKind::UnknownGroup);
    assert_eq!(code(analysis.breakdown(&all, By::Attribute("citty"), None)), ErrorKind::UnknownAttribute);
    assert_eq!(code(analysis.cross(&all, By::Group("taste"), By::Attribute("")),), ErrorKind::UnknownAttribute);
    assert_eq!(code(analysis.top(&all, "city", 0)), ErrorKind::InvalidCount);
    assert_eq!(code(analysis.coverage(&all, "")), ErrorKind::UnknownGroup);
    assert_eq!(code(analysis.lifts(&all, &["tea", "te"])), ErrorKind::UnknownTag);
    for percent in [-1.0, 100.01, f64::NAN, f64::INFINITY] {
        assert_eq!(code(analysis.distribution(&all, &age, &[50.0, percent])), ErrorKind::InvalidAnalysis);
    }
    assert_eq!(code(analysis.distribution(&all, &age, &[1.0; 1_001])), ErrorKind::LimitExceeded);
    for text in ["has tea", "no view", "not did view", "did view and did cart", "age", "count(view) > 1"] {
        assert_eq!(code(engine.stream(text)), ErrorKind::InvalidAnalysis, "{text}");
    }
    assert_eq!(engine.stream("did vieww").unwrap_err().code(), "unknown-event");
    assert_eq!(engine.expression("agee + 1").unwrap_err().code(), "unknown-attribute");
    // Another version of the handbook.
    let stream = engine.stream("did view").unwrap();
    engine.load(&format!("{HANDBOOK}\ntag other")).unwrap();
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let (analysis, now) = (snapshot.analysis(Suppress::NONE), engine.prepare("not has vip").unwrap());
    assert_eq!(code(analysis.breakdown(&all, By::Group("taste"), None)), ErrorKind::SegmentOutdated);
    assert_eq!(code(analysis.breakdown(&now, By::Group("taste"), Some(&age))), ErrorKind::SegmentOutdated);
    assert_eq!(code(analysis.rhythm(&now, &stream, Cycle::Hours)), ErrorKind::SegmentOutdated);
}

#[test]
fn of_nobody_there_is_nothing() {
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let (all, analysis) = (engine.prepare("not has vip").unwrap(), snapshot.analysis(Suppress::below(3)));
    let spent = engine.expression("sum(pay.amount)").unwrap();
    let found = analysis.breakdown(&all, By::Group("stage"), Some(&spent)).unwrap();
    assert_eq!((found.customers, found.parts.len()), (Some(0), 3));
    assert!(found.parts.iter().all(|part| part.customers == Some(0) && part.share.is_none() && part.mean.is_none()));
    assert_eq!(analysis.top(&all, "city", 5).unwrap().parts, []);
    let found = analysis.distribution(&all, &spent, &[50.0]).unwrap();
    assert_eq!((found.values, &found.percentiles[0].1), (Some(0), &None));
    let found = analysis.rhythm(&all, &engine.stream("did view").unwrap(), Cycle::Weekdays).unwrap();
    assert!(found.parts.iter().all(|part| part.events == Some(0)));
    assert_eq!(analysis.lifts(&all, &[]).unwrap().pairs, []);
}

#[test]
fn many_different_values_are_refused_where_each_is_a_part() {
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    let mut batch = Batch::new();
    let start: Instant = instant(0);
    for id in 0..10_001_u64 {
        batch.customer(id, start).set(id, "age", id as i64, start).set(id, "city", if id % 400 == 0 { "x" } else { "y" }, start);
    }
    engine.apply(&batch, start).unwrap();
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let (all, analysis) = (engine.prepare("not has vip").unwrap(), snapshot.analysis(Suppress::NONE));
    assert_eq!(code(analysis.breakdown(&all, By::Attribute("age"), None)), ErrorKind::LimitExceeded);
    let few = engine.prepare("age < 400").unwrap();
    assert_eq!(code(analysis.cross(&few, By::Attribute("age"), By::Attribute("age"))), ErrorKind::LimitExceeded);
    assert_eq!(analysis.top(&all, "age", 3).unwrap().parts.len(), 4);
    assert_eq!(analysis.breakdown(&all, By::Attribute("city"), None).unwrap().parts.len(), 2);
}
