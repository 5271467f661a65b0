//! Queries give the same for every number of threads.

use tagora::{Batch, Options, Scope, Snapshot};

use super::{Kept, at, event, opened};

/// Customers in two blocks: enough to be worked on by several threads.
const CUSTOMERS: u64 = 70_000;

const HANDBOOK: &str = "event visit\nattribute city: text\ngroup interest { tag tea tag coffee }\n\
    tag loud when did visit\nsegment large = (has tea or has loud) and not did visit in last 1 day";

fn snapshot(threads: usize) -> (Kept, Snapshot) {
    let engine = opened(Options { threads, ..Options::default() });
    engine.load(HANDBOOK).unwrap();
    let mut batch = Batch::new();
    for n in 0..CUSTOMERS {
        // Numbers that do not ascend, so that they have to be put in order.
        let id = n * 7_919 % 1_000_003;
        batch.customer(id, at(0));
        if n % 3 == 0 {
            batch.set(id, "city", ["Shanghai", "Beijing", "Xi'an"][n as usize / 3 % 3], at(0));
        }
        if n % 5 < 2 {
            batch.add_tag(id, "tea", at(0), "zhang");
        }
        if n % 7 == 0 {
            batch.add_tag(id, "coffee", at(0), "zhang");
        }
        if n % 2 == 0 {
            batch.event(event(id, "visit", (n % 4) as i64 * super::DAY));
        }
    }
    engine.apply(&batch, at(3 * super::DAY)).unwrap();
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    (engine, snapshot)
}

#[test]
fn several_threads_give_what_one_gives() {
    let all = [1, 2, 4].map(|threads| {
        let (engine, snapshot) = snapshot(threads);
        let segments = [engine.segment("large").unwrap(), engine.prepare("city is missing or city = \"Beijing\"").unwrap()];
        segments.map(|segment| {
            let ids = snapshot.ids(&segment).unwrap();
            assert_eq!(snapshot.count(&segment).unwrap(), ids.len() as u64);
            assert!(ids.len() > 5_000 && ids.is_sorted());
            let overlap = snapshot.overlap(&segment, &["tea", "coffee", "loud"]).unwrap();
            let covered = snapshot.coverage(&segment, "interest").unwrap();
            assert_eq!(covered.none + covered.one + covered.more, ids.len() as u64);
            (ids, covered, overlap, snapshot.breakdown(&segment, "city").unwrap())
        })
    });
    assert!(all[0] == all[1], "two threads");
    assert!(all[0] == all[2], "four threads");
}

/// Events of many customers, some of whom rules act on, then the clock by days with few changes at a time.
fn told(threads: usize) -> Vec<tagora::Change> {
    let options = Options { threads, max_changes: 3_000, ..Options::default() };
    let engine = opened(options);
    engine
        .load(
            "event visit\nevent order { amount: int }\ngroup interest { tag tea }\ntag loud when count(visit, last 2 days) >= 2\n\
             tag rich when sum(order.amount, last 3 days) > 100\ntag quiet when not has loud and no visit in last 1 day\n\
             rule greet on order where amount > 195 then add tea\nrule tell on visit then emit seen",
        )
        .unwrap();
    let mut told: Vec<tagora::Change> = Vec::new();
    for day in 0..3_i64 {
        let mut batch = Batch::new();
        for n in 0..40_000_u64 {
            let at = day * super::DAY + (n * 31 % 80_000) as i64 * 1000;
            match (n + day as u64) % 4 {
                0 => batch.event(event(n, "visit", at)),
                1 => batch.event(event(n, "visit", at)).event(event(n, "visit", at + 500)),
                2 => batch.event(event(n, "order", at).with("amount", (n % 200) as i64)),
                _ => &mut batch,
            };
        }
        told.extend(engine.apply(&batch, at((day + 1) * super::DAY)).unwrap().changes.iter());
    }
    let end = at(10 * super::DAY);
    loop {
        let applied = engine.advance_to(end).unwrap();
        told.extend(applied.changes.iter());
        if applied.clock == end {
            assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
            return told;
        }
    }
}

#[test]
fn commits_tell_on_several_threads_what_they_tell_on_one() {
    let one = told(1);
    assert!(one.len() > 100_000, "{}", one.len());
    [2, 4].into_iter().for_each(|threads| assert!(told(threads) == one, "{threads} threads"));
}
