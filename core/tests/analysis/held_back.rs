//! What must not be told, or is no tag.

use tagora::{Batch, Engine, Event, Instant, Scope, Suppress};

const DAY: i64 = 86_400_000;

fn at(day: i64) -> Instant {
    Instant::from_millis(day * DAY).unwrap()
}

/// Ten who gained `vip` on the first day, of whom seven bought on the third.
fn ten() -> Engine {
    let engine = Engine::in_memory();
    engine.load("event buy\ntag vip\ntag bought when did buy\nroute desk {\n  did buy -> \"one\"\n  else -> \"two\"\n}").unwrap();
    let mut batch = Batch::new();
    for id in 0..10_u64 {
        batch.customer(id, at(0)).add_tag(id, "vip", at(1), "li");
        if id < 7 {
            batch.event(Event::new(id, "buy", at(3)));
        }
    }
    engine.apply(&batch, at(20)).unwrap();
    engine
}

#[test]
fn the_times_of_a_conversion_do_not_tell_how_many_converted_where_that_is_held_back() {
    let engine = ten();
    let (all, goal) = (engine.prepare("has vip").unwrap(), engine.stream("did buy").unwrap());
    let gains = engine.gains("vip", at(0), at(20)).unwrap();
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let told = |suppress| snapshot.analysis(suppress).conversion(&all, &gains, &goal, 5 * DAY, &[50.0]).unwrap();
    let whole = told(Suppress::NONE);
    assert_eq!((whole.converted, whole.missed, whole.millis.customers), (Some(7), Some(3), Some(7)));
    let held = told(Suppress::below(5));
    assert_eq!((held.gained, held.converted, held.missed, held.rate), (Some(10), None, None, None));
    let millis = held.millis;
    assert_eq!((millis.customers, millis.values, millis.sum, millis.mean), (None, None, None, None));
    assert_eq!(millis.percentiles, [(50.0, None)]);
}

#[test]
fn the_lines_of_routes_are_no_tags() {
    let engine = ten();
    let (all, buyers) = (engine.prepare("has vip").unwrap(), engine.prepare("did buy").unwrap());
    let found = engine.snapshot(&Scope::All).unwrap().analysis(Suppress::NONE).contrast(&all, &buyers, 100).unwrap();
    let mut tags: Vec<&str> = found.tags.iter().map(|tag| &*tag.tag).collect();
    tags.sort_unstable();
    assert_eq!(tags, ["bought", "vip"]);
}
