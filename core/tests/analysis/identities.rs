//! Customers of several ids, the past, and what is kept for a time.

use proptest::prelude::*;
use tagora::{Batch, By, Cycle, Engine, ErrorKind, Event, Figures, Options, Pairs, Period, Scope, Snapshot, Suppress};

use super::world::{DAY, END, HANDBOOK, Person, START, engine, instant, people, rows, shown};

/// All that looks at events, as one list of figures.
fn all(engine: &Engine, snapshot: &Snapshot) -> Vec<Figures> {
    let (segment, view, pay) =
        (engine.prepare("not has vip").unwrap(), engine.stream("did view").unwrap(), engine.stream("sum(pay.amount)").unwrap());
    let (funnel, spent) =
        (engine.funnel("sequence(view, cart, pay within 9 days)").unwrap(), engine.expression("sum(pay.amount)").unwrap());
    let analysis = snapshot.analysis(Suppress::NONE);
    vec![
        analysis.passage(&segment, &funnel, Some(By::Attribute("city"))).unwrap().figures(),
        analysis.retention(&segment, &view, &pay, Period::Weeks, 4).unwrap().figures(),
        analysis.elapsed(&segment, &view, &pay, Pairs::All, &[10.0, 50.0]).unwrap().figures(),
        analysis.rhythm(&segment, &pay, Cycle::Weekdays).unwrap().figures(),
        analysis.breakdown(&segment, By::Group("taste"), Some(&spent)).unwrap().figures(),
        analysis.distribution(&segment, &spent, &[0.0, 50.0, 100.0]).unwrap().figures(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Nothing later is looked at.
    #[test]
    fn the_past_is_what_an_engine_that_knows_no_more_says(people in people(), days in 0..40_i64) {
        let until = START + days * DAY;
        let known = |person: &Person| {
            let events = person.events.iter().filter(|happened| happened.at <= until).copied().collect();
            Person { events, ..person.clone() }
        };
        let (whole, part) = (engine(&people, HANDBOOK), engine(&people.iter().map(known).collect::<Vec<_>>(), HANDBOOK));
        let (past, then) =
            (whole.as_of(instant(until), &Scope::All).unwrap(), part.as_of(instant(until), &Scope::All).unwrap());
        prop_assert_eq!(all(&whole, &past), all(&part, &then));
    }

    /// Two ids of one customer, each with some of its events, are as one id with all of them.
    #[test]
    fn who_has_two_ids_is_one_customer(people in people(), splits in prop::collection::vec(any::<u16>(), 60)) {
        let (whole, parted) = (engine(&people, HANDBOOK), Engine::in_memory());
        parted.load(HANDBOOK).unwrap();
        let mut batch = Batch::new();
        for ((id, person), split) in (0_u64..).zip(&people).zip(splits) {
            let other = format!("other {id}");
            batch.customer(id, instant(START));
            if let Some(city) = person.city {
                batch.set(id, "city", super::world::CITIES[city], instant(START));
            }
            for (bit, tag) in super::world::TAGS.iter().enumerate().filter(|(bit, _)| person.tags >> bit & 1 == 1) {
                batch.add_tag(id, *tag, instant(START + bit as i64), "zhang");
            }
            for (place, happened) in person.events.iter().enumerate() {
                let under = |id: tagora::CustomerId| {
                    let event = Event::new(id, super::world::EVENTS[happened.event], instant(happened.at));
                    let event = event.sequence(place as u64 + 1).id(format!("event {place}"));
                    let cents = happened.cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
                    cents.into_iter().fold(event, |event, cents| event.with("amount", cents))
                };
                // Some are told under both.
                let is_of_other = split >> place & 1 == 1;
                batch.event(under(if is_of_other { other.as_str().into() } else { id.into() }));
                if split >> (place + 3) & 1 == 1 {
                    batch.event(under(if is_of_other { id.into() } else { other.as_str().into() }));
                }
            }
            if !person.events.is_empty() {
                batch.merge(other, id, instant(END - 1));
            }
        }
        parted.apply(&batch, instant(END)).unwrap();
        let (one, other) = (whole.snapshot(&Scope::All).unwrap(), parted.snapshot(&Scope::All).unwrap());
        prop_assert_eq!(one.customers(), other.customers());
        prop_assert_eq!(all(&whole, &one), all(&parted, &other));
    }
}

#[test]
fn what_is_no_longer_kept_is_refused() {
    let engine = Engine::with_options(Options { retention_millis: Some(40 * DAY), ..Options::default() });
    engine.load("event view event pay\ntag recent when did view in last 3 days").unwrap();
    for day in 0..200 {
        let mut batch = Batch::new();
        batch.event(Event::new(day as u64 % 7, "view", instant(day * DAY)));
        engine.apply(&batch, instant(day * DAY)).unwrap();
    }
    assert_eq!(engine.stream("did view").unwrap_err().kind(), ErrorKind::NotKept);
    assert_eq!(engine.funnel("sequence(view, pay)").unwrap_err().kind(), ErrorKind::NotKept);
    assert_eq!(engine.expression("count(view)").unwrap_err().kind(), ErrorKind::NotKept);
    assert_eq!(engine.gains("recent", instant(0), instant(9 * DAY)).unwrap_err().kind(), ErrorKind::NotKept);
    assert_eq!(engine.as_of(instant(9 * DAY), &Scope::All).unwrap_err().kind(), ErrorKind::NotKept);
    let (snapshot, known) = (engine.snapshot(&Scope::All).unwrap(), engine.prepare("did view in last 30 days").unwrap());
    let views = engine.stream("did view in last 30 days").unwrap();
    let found = snapshot.analysis(Suppress::NONE).rhythm(&known, &views, Cycle::Weekdays).unwrap();
    assert_eq!(found.parts.iter().filter_map(|beat| beat.events).sum::<u64>(), 30);
    // Each of seven comes by once a week, and has been silent for four days before.
    let gains = engine.gains("recent", instant(190 * DAY), instant(200 * DAY)).unwrap();
    let found = snapshot.analysis(Suppress::NONE).conversion(&known, &gains, &views, 7 * DAY, &[100.0]).unwrap();
    assert_eq!((found.gained, shown(found.millis.percentiles[0].1.as_ref())), (Some(7), (7 * DAY).to_string()));
    assert_eq!(rows(&found.figures())[0], ["gained", "7"]);
}
