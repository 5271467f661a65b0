//! What visitors of a web shop clicked, put into their carts and ordered: patterns to the millisecond, against loops over all
//! choices of events, since no answers were published.

use std::collections::BTreeMap;

use tagora::{Batch, Engine, Event, Instant, Scope, Value};

use super::data::{folder, rows, say};
use super::timeline::{at, found, same, told};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The longest visit (events with less than half an hour between) cannot be asked for yet: the language has no sessions. That a
/// visit is over can, and how much is in its last half hour.
const HANDBOOK: &str = "
event clicks { item_id: int }
event carts { item_id: int }
event orders { item_id: int }
event any_of = clicks | carts | orders
tag bought when sequence(clicks, carts, orders)
标签 bought_it 当 30分钟内 依次 (carts(记为c), orders(item_id 是 c.item_id))
tag at_once when sequence(clicks as c, orders where item_id = c.item_id without carts within 5 minutes)
tag took_what_it_saw when sequence(clicks as c, carts where item_id = c.item_id within 5 minutes)
tag took_it_again when sequence(clicks as c, carts where item_id = c.item_id, clicks where item_id = c.item_id) in last 1 day
tag straight when sequence(clicks x3 without carts within 2 minutes) in last 6 hours
tag hesitates when carts as c then no orders where item_id = c.item_id within 5 minutes
标签 still_hesitates 当 最近1天 carts(记为c) 后5分钟仍未 orders(item_id 是 c.item_id)
tag not_back when clicks then no any_of within 12 hours and still not
tag full_cart when open(carts, orders by item_id) >= 2
tag long_in_cart when oldest open(carts, orders by item_id, last 3 days) more than 1 day ago
tag busy when count(any_of, last 30 minutes) >= 5
tag curious when distinct(clicks.item_id, last 1 hours) >= 4
tag gone when last(any_of) more than 30 minutes ago
tag fond when mode(clicks.item_id) = last(clicks.item_id) and count(clicks) > 3
tag high_items when avg(clicks.item_id, last 2 hours) > 1000000
";
const TAGS: [&str; 16] = [
    "bought",
    "bought_it",
    "at_once",
    "took_what_it_saw",
    "took_it_again",
    "straight",
    "hesitates",
    "still_hesitates",
    "not_back",
    "full_cart",
    "long_in_cart",
    "busy",
    "curious",
    "gone",
    "fond",
    "high_items",
];
const LENGTHS: [i64; 10] =
    [5 * MINUTE + 1, 30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR + 1, DAY, 3 * DAY, 2 * MINUTE, 30 * DAY];

#[test]
fn otto() {
    let Some(folder) = folder("otto") else { return };
    let rows = rows(folder.join("events/otto_sessions.csv"));
    let mut events: Vec<Event> = rows.iter().map(event).collect();
    assert!(events.is_sorted_by_key(|event| event.at) && events.len() == 94);
    let end = events[93].at.saturating_add(40 * DAY);
    let wanted = found(&events, end, &LENGTHS, &TAGS, truth);
    // One by one, with the clock at each.
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    for event in &events {
        apply(&engine, std::slice::from_ref(event), event.at);
    }
    engine.advance_to(end).unwrap();
    same(&told(&engine), &wanted);
    // All at once, and the last first with the clock at the end.
    let whole = Engine::in_memory();
    whole.load(HANDBOOK).unwrap();
    apply(&whole, &events, end);
    same(&told(&whole), &wanted);
    let backwards = Engine::with_options(tagora::Options { lateness_millis: 100 * DAY, ..Default::default() });
    backwards.load(HANDBOOK).unwrap();
    events.reverse();
    events.iter().for_each(|event| apply(&backwards, std::slice::from_ref(event), end));
    let mut instants = 0;
    for tag in TAGS {
        // Some are never true of so few visitors; those are false of the rest at the same instants.
        let spans = wanted.get(tag).cloned().unwrap_or_default();
        let turns = spans.iter().flat_map(|(_, from, to)| [Some(*from), *to]).flatten();
        for instant in turns.flat_map(|turn| [turn.saturating_add(-1), turn]) {
            for engine in [&engine, &whole, &backwards] {
                let past = engine.as_of(instant, &Scope::All).unwrap();
                let members: std::collections::BTreeSet<_> = past.members(tag).unwrap().into_iter().collect();
                assert_eq!(members, at(&spans, instant), "{tag} at {instant}");
            }
            instants += 1;
        }
    }
    for engine in [&engine, &whole, &backwards] {
        assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    }
    let turned = TAGS.iter().filter(|tag| wanted.contains_key(**tag)).count();
    say(&format!("real data: timelines of {} tags, {turned} of them true at times; {instants} instants (otto)", TAGS.len()));
    assert!(turned >= 13, "{:?}", wanted.keys());
}

fn event(row: &BTreeMap<String, String>) -> Event {
    let event =
        Event::new(row["customer_id"].parse::<u64>().unwrap(), row["type"].as_str(), row["ts"].parse::<Instant>().unwrap());
    assert_eq!(event.at.millis().to_string(), row["ts_ms"]);
    event.sequence(row["seq"].parse().unwrap()).with("item_id", row["item_id"].parse::<i64>().unwrap())
}

fn apply(engine: &Engine, events: &[Event], now: Instant) {
    let batch: Batch = events.iter().cloned().map(tagora::Record::Event).collect();
    let applied = engine.apply(&batch, now).unwrap();
    assert_eq!((applied.accepted, applied.duplicates, applied.too_late), (events.len(), 0, 0));
}

/// The same by loops over a visitor's events up to an instant.
fn truth(known: &[&Event], now: Instant) -> Vec<bool> {
    let item = |event: &Event| match event.properties[0].1 {
        Value::Int(item) => item,
        _ => panic!("an item is a number"),
    };
    let age = |event: &Event| now.millis() - event.at.millis();
    let is = |event: &Event, name: &str| event.event == name;
    let between = |one: &Event, other: &Event| other.at.millis() - one.at.millis();
    let places = |name: &'static str| (0..known.len()).filter(move |&place| is(known[place], name));
    let behind = |place: usize, name: &'static str| (place + 1..known.len()).filter(move |&next| is(known[next], name));
    let alike = |one: usize, other: usize| item(known[one]) == item(known[other]);
    let bought = places("clicks").any(|click| behind(click, "carts").any(|cart| behind(cart, "orders").next().is_some()));
    let bought_it = places("carts")
        .any(|cart| behind(cart, "orders").any(|order| alike(cart, order) && between(known[cart], known[order]) <= 30 * MINUTE));
    let at_once = places("clicks").any(|click| {
        let mut orders = behind(click, "orders").filter(|&order| alike(click, order));
        orders.any(|order| {
            between(known[click], known[order]) <= 5 * MINUTE && !known[click..order].iter().any(|event| is(event, "carts"))
        })
    });
    let took = places("clicks")
        .any(|click| behind(click, "carts").any(|cart| alike(click, cart) && between(known[click], known[cart]) <= 5 * MINUTE));
    let again = places("clicks").filter(|&click| age(known[click]) < DAY).any(|click| {
        behind(click, "carts")
            .filter(|&cart| alike(click, cart))
            .any(|cart| behind(cart, "clicks").any(|next| alike(click, next)))
    });
    let straight = places("clicks").filter(|&first| age(known[first]) < 6 * HOUR).any(|first| {
        behind(first, "clicks").any(|second| {
            behind(second, "clicks").any(|third| {
                between(known[first], known[third]) <= 2 * MINUTE && !known[first..third].iter().any(|event| is(event, "carts"))
            })
        })
    });
    let hesitates = |still: bool, within: i64| {
        places("carts").filter(|&cart| age(known[cart]) < within && age(known[cart]) > 5 * MINUTE).any(|cart| {
            !behind(cart, "orders").any(|order| alike(cart, order) && (still || between(known[cart], known[order]) <= 5 * MINUTE))
        })
    };
    let not_back = places("clicks").any(|click| age(known[click]) > 12 * HOUR && click + 1 == known.len());
    let mut open: Vec<&Event> = Vec::new();
    for event in known {
        match event.event.as_str() {
            "carts" => open.push(event),
            "orders" => {
                if let Some(place) = open.iter().position(|cart| item(cart) == item(event)) {
                    open.remove(place);
                }
            }
            _ => {}
        }
    }
    let long = open.iter().find(|cart| age(cart) < 3 * DAY).is_some_and(|oldest| age(oldest) >= DAY);
    let clicked: Vec<i64> = places("clicks").map(|click| item(known[click])).collect();
    let lately: Vec<i64> =
        places("clicks").filter(|&click| age(known[click]) < 2 * HOUR).map(|click| item(known[click])).collect();
    let mut seen: Vec<i64> = places("clicks").filter(|&click| age(known[click]) < HOUR).map(|click| item(known[click])).collect();
    seen.sort_unstable();
    seen.dedup();
    let times = |item: &i64| clicked.iter().filter(|other| *other == item).count();
    // Of those seen equally often, the one seen latest.
    let most = clicked.iter().map(times).max();
    let mode = clicked.iter().rev().find(|item| Some(times(item)) == most);
    vec![
        bought,
        bought_it,
        at_once,
        took,
        again,
        straight,
        hesitates(false, i64::MAX),
        hesitates(true, DAY),
        not_back,
        open.len() >= 2,
        long,
        known.iter().filter(|event| age(event) < 30 * MINUTE).count() >= 5,
        seen.len() >= 4,
        known.last().is_some_and(|event| age(event) >= 30 * MINUTE),
        clicked.len() > 3 && mode == clicked.last(),
        !lately.is_empty() && lately.iter().sum::<i64>() > 1_000_000 * i64::try_from(lately.len()).unwrap(),
    ]
}
