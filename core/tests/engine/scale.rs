//! Very much of one thing: the right answer or a coded error, in time that grows with what is given and not with its square.

use std::fmt::Write as _;
use std::time::Instant as Clock;

use tagora::{Batch, Engine, Options, Record, Scope};

use super::{DAY, at, batch, engine, event, large};

const HOUR: i64 = DAY / 24;

/// Holds a part to a minute, with a wide margin, and says how long it took (`--nocapture`).
#[expect(clippy::disallowed_methods, reason = "holds what is done to a minute")]
fn timed<T>(what: &str, body: impl FnOnce() -> T) -> T {
    let begun = Clock::now();
    let value = body();
    let took = begun.elapsed();
    eprintln!("{what}: {} ms", took.as_millis());
    assert!(took.as_secs() < 60, "{what} took {took:?}");
    value
}

fn judge(engine: &Engine) {
    assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
}

fn count(engine: &Engine, condition: &str) -> u64 {
    engine.count(&engine.prepare(condition).unwrap()).unwrap()
}

#[test]
fn a_million_different_values() {
    let engine = engine(
        "event view { page: text, n: int }\nattribute name: text\ntag many when distinct(view.page) >= 10\n\
         tag single when distinct(view.n, last 1 hour) = 1\ntag last_page when last(view.page) = \"p 999999\"",
    );
    let told = |customers: std::ops::Range<i64>| {
        let mut batch = Batch::new();
        for customer in customers {
            let id = customer as u64;
            batch.set(id, "name", format!("name {customer}"), at(customer));
            for n in customer * 10..(customer + 1) * 10 {
                batch.event(event(id, "view", n).with("page", format!("p {n}")).with("n", n));
            }
        }
        batch
    };
    timed("a million events, each with values of its own", || {
        for part in 0..10 {
            engine.apply(&told(part * 10_000..(part + 1) * 10_000), at(1_000_000)).unwrap();
        }
    });
    assert_eq!(count(&engine, "has many"), 100_000);
    assert_eq!(count(&engine, "has last_page"), 1);
    assert_eq!(count(&engine, "name = \"name 77\""), 1);
    assert_eq!(count(&engine, "name starts with \"name 9\""), 11_111);
    let mut more = batch([event(5_u64, "view", 1_000_000).with("page", "p 50").with("n", 0)]);
    more.event(event(6_u64, "view", 1_000_000).with("page", "new").with("n", 0));
    timed("two more", || engine.apply(&more, at(1_000_000)).unwrap());
    assert_eq!(count(&engine, "distinct(view.page) = 11"), 1);
    assert_eq!(count(&engine, "distinct(view.page) = 10"), 99_999);
    timed("an hour later", || engine.advance_to(at(1_000_000 + HOUR)).unwrap());
    assert_eq!(count(&engine, "has single"), 0);
}

#[test]
fn a_million_customers_with_a_text_each() {
    let engine = engine("attribute name: text\nattribute n: int\ntag in_front when name starts with \"a1\"\ntag low when n < 10");
    let told = timed("made", || {
        let mut batch = Batch::new();
        for id in 0..1_000_000_u64 {
            batch.customer(id, at(0)).set(id, "name", format!("a{id}"), at(0));
        }
        batch
    });
    assert_eq!(engine.apply(&told, at(0)).unwrap_err().code(), "limit-exceeded");
    timed("a million texts", || {
        for part in told.records().chunks(200_000) {
            engine.apply(&part.iter().cloned().collect(), at(0)).unwrap();
        }
    });
    assert_eq!(count(&engine, "has in_front"), 111_111);
    assert_eq!(count(&engine, "name = \"a999999\""), 1);
    assert_eq!(count(&engine, "n is missing"), 1_000_000);
}

/// What rows keep of one customer with very many records; see [`a_long_life`] for the rest.
#[test]
fn one_customer_with_a_million_events() {
    let text = "event e { x: int, k: text }\ntag many when count(e) >= 1000000\ntag often when count(e, last 1 hour) > 3000\n\
                tag rich when sum(e.x, last 1 day) > 3000000000\ntag mean when avg(e.x) >= 499999.5\n\
                tag late when last(e) more than 1 day ago\ntag top when max(e.x, last 1 hour) > 999990\n\
                tag once when did e where x = 123456\nrule hundred on e if count(e) = 100 then emit hello";
    const SECONDS: i64 = 1_000_000;
    let limited = engine(text);
    let part = |part: i64| batch((part * 100_000..(part + 1) * 100_000).map(|n| event(1_u64, "e", n * 1000).with("x", n)));
    limited.apply(&part(0), at(100_000_000)).unwrap();
    let more = batch([event(1_u64, "e", 100_000_000).with("x", 1)]);
    assert_eq!(limited.apply(&more, at(100_000_000)).unwrap_err().code(), "limit-exceeded");
    let engine = large(Options { max_customer_records: 1_000_010, ..Options::default() });
    engine.load(text).unwrap();
    timed("a million events of one customer", || {
        for number in 0..10 {
            engine.apply(&part(number), at((number + 1) * 100_000_000 - 1000)).unwrap();
        }
    });
    let held = || super::tags(&engine, 1_u64).into_iter().collect::<std::collections::BTreeMap<_, _>>();
    let first = (0..SECONDS).scan(0, |sum, n| {
        *sum += n - if n >= 86_400 { n - 86_400 } else { 0 };
        Some((n, *sum))
    });
    let first = { first }.find(|(_, sum)| *sum > 3_000_000_000).unwrap().0;
    let now = timed("asked", held);
    assert_eq!(now["many"], (SECONDS - 1) * 1000);
    assert_eq!(now["often"], 3_000_000);
    assert_eq!(now["rich"], first * 1000);
    assert_eq!(now["mean"], (SECONDS - 1) * 1000);
    assert_eq!(now["once"], 123_456_000);
    assert_eq!(now["top"], 999_991_000);
    assert_eq!(engine.changes(0, 100_000).changes.iter().filter(|change| change.at == at(99_000)).count(), 1);
    // One by one, some of them late.
    timed("ten more, one of them late", || {
        for n in 0..10 {
            let when = if n == 5 { 500_000_000 } else { SECONDS * 1000 + n };
            engine.apply(&batch([event(1_u64, "e", when).with("x", 0)]), at(SECONDS * 1000 + n)).unwrap();
        }
    });
    timed("a day later", || engine.advance_to(at(SECONDS * 1000 + 2 * DAY)).unwrap());
    let now = held();
    assert!(now.contains_key("late") && !now.contains_key("often") && !now.contains_key("rich") && !now.contains_key("mean"));
}

#[test]
fn ten_thousand_definitions() {
    let mut text = String::from("event e { x: int }\nattribute a: int\n");
    for n in 0..5_000 {
        writeln!(text, "tag c{n} when count(e where x = {n}, last {} days) >= {}", n % 90 + 1, n % 3 + 1).unwrap();
        writeln!(text, "tag a{n} when a >= {n} and not has c{n}").unwrap();
    }
    let engine = large(Options::default());
    timed("ten thousand definitions loaded", || engine.load(&text).unwrap());
    let mut told = Batch::new();
    for id in 0..20_u64 {
        told.customer(id, at(0)).set(id, "a", id as i64 * 100, at(0));
        for n in 0..id as i64 {
            for time in 0..3 {
                told.event(event(id, "e", time).with("x", n * 50));
            }
        }
    }
    timed("400 records applied", || engine.apply(&told, at(10)).unwrap());
    for id in 0..20_u64 {
        let held = engine.snapshot(&Scope::All).unwrap().tags(id).len() as u64;
        // Those of up to 100 × id; where there were events, the one for these in its place.
        assert_eq!(held, id * 100 + 1, "{id}");
    }
    timed("one more event", || engine.apply(&batch([event(3_u64, "e", 20).with("x", 4_999)]), at(20)).unwrap());
    timed("100 days", || engine.advance_to(at(100 * DAY)).unwrap());
    // Every window is empty.
    let held = |id: u64| engine.snapshot(&Scope::All).unwrap().tags(id).len() as u64;
    assert!((0..20).all(|id| held(id) == id * 100 + 1));
    let one_changed = text.replace("tag c7 when", "tag c7 when not");
    let loaded = timed("loaded again with one changed", || engine.load(&one_changed).unwrap());
    // c7 for everybody, and a7 for nobody.
    assert_eq!(loaded.changes.len(), 20 + 19);
    assert_eq!((held(0), held(1), held(19)), (2, 101, 1_901));
}

#[test]
fn more_atoms_than_words_have_bits_and_hundreds_of_filtered_streams() {
    for atoms in [63_i64, 64, 65, 129, 300] {
        let mut text = String::from("event e { x: int }\nevent f\n");
        for n in 0..atoms {
            writeln!(text, "tag t{n} when count(e where x >= {n}, last {} days) >= {}", n % 7 + 1, n % 3 + 1).unwrap();
        }
        let all: Vec<String> = (0..atoms).map(|n| format!("did e where x = {n} in last {} hours", n % 40 + 1)).collect();
        writeln!(text, "tag half when at least {} of ({})", atoms / 50 + 1, all.join(", ")).unwrap();
        writeln!(text, "tag silent when no f in last 2 days and not ({})", all[..60].join(" or ")).unwrap();
        let engine = engine(&text);
        let mut seed: i64 = atoms;
        let mut told = Batch::new();
        for n in 0..80 {
            seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
            told.event(event((seed / 32 % 3) as u64, "e", n * HOUR / 2).with("x", seed / 7 % (atoms + 2)));
        }
        for (number, part) in (1..).zip(told.records().chunks(20)) {
            engine.apply(&part.iter().cloned().collect(), at(number * 10 * HOUR)).unwrap();
            judge(&engine);
        }
        for step in [1, 2, 5, 9] {
            engine.advance_to(at(40 * HOUR + step * 20 * HOUR + step)).unwrap();
            judge(&engine);
        }
        let turned: std::collections::BTreeSet<String> =
            engine.changes(0, 1_000_000).changes.iter().map(|change| format!("{:?}", change.kind)).collect();
        assert!(turned.len() > atoms as usize, "{}", turned.len());
    }
}

#[test]
fn a_chain_of_ten_thousand_names_is_read_and_kept() {
    let chain = |first: &str, next: &dyn Fn(usize) -> String| {
        (1..10_000).map(next).fold(first.to_owned(), |text, line| text + &line + "\n")
    };
    let tags = chain("event e\ntag t0 when did e in last 1 day\n", &|n| format!("tag t{n} when has t{}", n - 1));
    let defines =
        chain("event e\ndefine d0 as did e in last 1 day\n", &|n| format!("define d{n} as d{}", n - 1)) + "tag t9999 when d9999";
    let segments = chain("event e\nsegment s0 = did e in last 1 day\n", &|n| format!("segment s{n} = in s{}", n - 1))
        + "tag t9999 when in s9999";
    for text in [tags, defines, segments] {
        let engine = large(Options::default());
        match timed("loaded", || engine.load(&text)) {
            Ok(_) => {
                timed("an event", || engine.apply(&batch([event("c", "e", 0)]), at(0)).unwrap());
                assert!(engine.has("c", "t9999").unwrap());
                timed("a day", || engine.advance_to(at(DAY)).unwrap());
                assert!(!engine.has("c", "t9999").unwrap());
                judge(&engine);
            }
            Err(error) => assert_eq!(error.diagnostics()[0].code().as_str(), "too-deep", "{error}"),
        }
    }
}

#[test]
fn rules_that_set_one_another_off_end() {
    let mut text = String::from("event e\ntag t0\nrule r0 on e then add t0, emit begin\n");
    for n in 1..2_000 {
        writeln!(text, "tag t{n}\nrule r{n} when has t{} then add t{n}, remove t{}", n - 1, n - 1).unwrap();
    }
    let engine = engine(&text);
    timed("a cascade", || engine.apply(&batch([event("c", "e", 0)]), at(0)).unwrap());
    judge(&engine);
    timed("again", || engine.apply(&batch([event("c", "e", 1)]), at(1)).unwrap());
    judge(&engine);
}

#[test]
fn thousands_of_records_of_one_instant() {
    let engine = engine(
        "event e { x: int }\nattribute a: int\ntag many when count(e) >= 1400\ntag middle when median(e.x) = 0\n\
         rule r on e where (x = 0) then emit told {x: x}",
    );
    let mut told = Batch::new();
    for n in 0..700_i64 {
        told.event(event(1_u64, "e", 5).with("x", n).sequence(n as u64))
            .event(event(1_u64, "e", 5).with("x", -n).sequence(n as u64));
        if n % 100 == 0 {
            told.set(1_u64, "a", n, at(5));
        }
    }
    timed("applied at once", || engine.apply(&told, at(5)).unwrap());
    assert_eq!(super::tags(&engine, 1_u64), ["many", "middle"].map(|tag| (tag.to_owned(), 5)));
    judge(&engine);
}

/// Clocks go to the ends of what can be said, in steps, with many customers who wait for something.
#[test]
fn many_customers_over_centuries() {
    let engine = engine(
        "timezone \"Asia/Shanghai\"\nevent e\nattribute d: date\nattribute i: instant\ntag lately when did e in last 100 years\n\
         tag long_ago when last(e) more than 50 years ago\ntag birthday when d anniversary is today\ntag soon when i within next 90 days\n\
         tag held when has long_ago for 20 years",
    );
    let mut told = Batch::new();
    const CUSTOMERS: u64 = 300;
    for id in 0..CUSTOMERS {
        told.event(event(id, "e", id as i64 * DAY));
        if id % 10 == 0 {
            told.set(id, "i", at((1 + id as i64 / 10) * 250 * 365 * DAY), at(0));
        }
    }
    engine.apply(&told, at(300 * DAY)).unwrap();
    timed("2,000 years of decades", || {
        for decade in 1..=200_i64 {
            engine.advance_to(at(300 * DAY + decade * 3652 * DAY)).unwrap();
        }
    });
    judge(&engine);
    assert_eq!((count(&engine, "has lately"), count(&engine, "has long_ago"), count(&engine, "has held")), (0, 300, 300));
    let gained = |tag: &str| {
        let changes = engine.changes(0, 1_000_000).changes;
        let of = |change: &tagora::Change| matches!(&change.kind, tagora::ChangeKind::Gained { tag: of } if &**of == tag);
        changes.iter().filter(of).count()
    };
    assert_eq!((gained("lately"), gained("long_ago"), gained("held"), gained("soon")), (300, 300, 300, 8));
    timed("to the end of time", || engine.advance_to(tagora::Instant::MAX).unwrap());
    assert_eq!(gained("soon"), 30);
    // Steps at the end are steps like any other.
    timed("1,000 records at the end", || {
        for n in 0..1_000 {
            let now = tagora::Instant::MAX;
            engine.apply(&[Record::Event(tagora::Event::new(n % CUSTOMERS, "e", now))].into_iter().collect(), now).unwrap();
        }
    });
    assert_eq!(count(&engine, "has lately"), 300);
}

/// Many become one, one by one and at once.
#[test]
fn a_long_row_of_customers_becomes_one() {
    const CUSTOMERS: u64 = 60;
    let text = "event e\ntag many when count(e) >= 60\ntag p\nrule r on e if first then add p, emit hello";
    let merge = |from: u64| Record::Merge(tagora::Merge::new(from, from + 1, at(10)));
    let (singly, together) = (engine(text), engine(text));
    for engine in [&singly, &together] {
        engine.apply(&batch((0..CUSTOMERS).map(|id| event(id, "e", 1))), at(5)).unwrap();
    }
    timed("one by one", || {
        for from in 0..CUSTOMERS - 1 {
            singly.apply(&[merge(from)].into_iter().collect(), at(10)).unwrap();
        }
    });
    timed("at once", || together.apply(&(0..CUSTOMERS - 1).map(merge).collect(), at(10)).unwrap());
    for engine in [&singly, &together] {
        judge(engine);
        assert_eq!((count(engine, "has many"), count(engine, "did e")), (1, 1));
        assert!(engine.has(0_u64, "many").unwrap() && engine.has(CUSTOMERS - 1, "p").unwrap());
        let erased = timed("erased", || engine.erase(7_u64).unwrap());
        assert_eq!((erased.ids.len() as u64, count(engine, "did e")), (CUSTOMERS, 0));
    }
}

/// An id with which everything is merged is no customer: a chain, a star, in one batch or several, now or later.
#[test]
fn a_customer_of_too_many_ids_is_refused() {
    const MOST: u64 = 200;
    let merge = |from: u64, into: u64, millis: i64| Record::Merge(tagora::Merge::new(from, into, at(millis)));
    for later in [10, 1_000_000] {
        let ways: [&dyn Fn(u64) -> Record; 3] =
            [&|n| merge(n, n + 1, later), &|n| merge(n, 1_000, later), &|n| merge(1_000, n, later)];
        for (number, way) in ways.into_iter().enumerate() {
            let engine = engine("event e\ntag t when did e");
            let records: Vec<Record> = (0..=MOST).map(way).collect();
            let error = engine.apply(&records.iter().cloned().collect(), at(10)).unwrap_err();
            assert_eq!((error.code(), error.record()), ("limit-exceeded", Some(MOST as usize)), "way {number}");
            assert_eq!(engine.clock(), None);
            let (first, second) = records.split_at(150);
            timed("150 merges", || engine.apply(&first.iter().cloned().collect(), at(10)).unwrap());
            // The same again is nothing new, once it has happened.
            if later == 10 {
                engine.apply(&first.iter().cloned().collect(), at(11)).unwrap();
            }
            timed("one by one", || {
                for record in &second[..50] {
                    engine.apply(&[record.clone()].into_iter().collect(), at(12)).unwrap();
                }
            });
            let one_more = [second[50].clone()].into_iter().collect();
            assert_eq!(engine.apply(&one_more, at(12)).unwrap_err().code(), "limit-exceeded");
            engine.apply(&batch([event(7_u64, "e", 11)]), at(12)).unwrap();
            timed("later", || engine.advance_to(at(2_000_000)).unwrap());
            assert_eq!((count(&engine, "has t"), engine.has(MOST - 1, "t").unwrap()), (1, true));
            judge(&engine);
        }
    }
}

/// A tag comes to be for each of very many values; a customer has a bounded number.
#[test]
fn an_open_group_of_very_many_tags() {
    let engine = engine(
        "event view { page: text }\ngroup seen open {}\nrule r on view then add seen/{page}\ntag much when tags in seen >= 100",
    );
    let told = |id: u64, n: i64| event(id, "view", n).with("page", format!("p {id} {n}"));
    timed("20,000 tags of 2,000 customers", || {
        engine.apply(&batch((0..2_000).flat_map(|id| (0..10).map(move |n| told(id, n)))), at(10)).unwrap()
    });
    let applied = timed("300 of one", || engine.apply(&batch((0..300).map(|n| told(5_000, n))), at(300)).unwrap());
    let declined = applied.changes.iter().filter(|change| matches!(change.kind, tagora::ChangeKind::Declined { .. })).count();
    assert_eq!(declined, 200);
    assert_eq!((count(&engine, "has much"), count(&engine, "tags in seen = 10")), (1, 2_000));
    assert_eq!(count(&engine, "has seen/`p 3 4`"), 1);
    timed("judged", || judge(&engine));
}

/// As deep as the limits let it: what is read is kept, too.
#[test]
fn conditions_as_deep_as_may_be() {
    let engine = large(Options::default());
    let deep = |levels: usize| {
        let open: String =
            (0..levels).map(|level| if level % 2 == 0 { "(did e in last 1 day and " } else { "(no f or " }).collect();
        format!("event e\nevent f\ntag t when {open}did e{}", ")".repeat(levels))
    };
    engine.load(&deep(62)).unwrap();
    engine.apply(&batch([event("c", "e", 0)]), at(0)).unwrap();
    assert!(engine.has("c", "t").unwrap());
    engine.advance_to(at(DAY)).unwrap();
    assert!(!engine.has("c", "t").unwrap());
    judge(&engine);
    for levels in [65, 20_000] {
        assert_eq!(engine.load(&deep(levels)).unwrap_err().diagnostics()[0].code().as_str(), "too-deep");
    }
}
