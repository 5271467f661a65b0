//! Opening a store of many customers and tags that a killed process left: to the first count, and until all is there.

use std::path::Path;
use std::time::Instant as Clock;

use tagora::{Batch, Durability, Engine, Instant, Opening};

use crate::table::Table;
use crate::{copy, options, size};

const BATCH: u64 = 20_000;

/// Commits behind what is folded in, each of so many customers.
const LATER: (u64, u64) = (100, 1_000);

/// One customer in fifty holds a tag.
const WIDTH: u64 = 50;

pub fn measure(folder: &Path, customers: u64, tags: u64, table: &mut Table) {
    let (path, killed) = (folder.join("many"), folder.join("many-killed"));
    let engine = Engine::open(&path, options(Durability::Relaxed { every_millis: 1_000 })).unwrap();
    engine.load(&(0..tags).map(|tag| format!("tag t{tag}\n")).collect::<String>()).unwrap();
    let clock = Clock::now();
    let at = |millis: u64| Instant::from_millis(millis as i64).unwrap();
    let drawn = |n: u64| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) % tags;
    for first in (0..customers).step_by(BATCH as usize) {
        let mut batch = Batch::new();
        for customer in first..customers.min(first + BATCH) {
            batch.customer(customer, at(first));
            for n in 0..tags / WIDTH {
                batch.add_tag(customer, format!("t{}", (drawn(customer) + n * n) % tags), at(first), "crm");
            }
        }
        engine.apply(&batch, at(first)).unwrap();
    }
    let taken = clock.elapsed().as_secs_f64();
    engine.close().unwrap();
    let engine = Engine::open(&path, options(Durability::Relaxed { every_millis: 1_000 })).unwrap();
    for commit in 0..LATER.0 {
        let (mut batch, now) = (Batch::new(), at(customers + commit));
        for n in 0..LATER.1 {
            let customer = (n * 7_919 + commit * 104_729) % customers;
            batch.remove_tag(customer, format!("t{}", drawn(customer)), now, "crm");
            batch.add_tag(customer, format!("t{}", drawn(customer + commit + 1)), now, "crm");
        }
        engine.apply(&batch, now).unwrap();
    }
    engine.flush().unwrap();
    copy(&path, &killed);
    let expected = counted(|condition| engine.count(&engine.prepare(condition).unwrap()).unwrap());
    drop(engine);
    let of = format!("{customers} customers, {tags} tags");
    let bytes = size(&killed) as f64 / 1e6;
    table.row(format!("{of}: taken in"), format!("{taken:.0} s"), format!("{bytes:.0} MB in the folder"));

    let clock = Clock::now();
    let opening = Opening::of_folder(&killed, options(Durability::Full)).unwrap();
    let begun = clock.elapsed();
    let first = opening.count(&opening.prepare(CONDITIONS[0]).unwrap()).unwrap();
    let to_first = clock.elapsed();
    let found = counted(|condition| opening.count(&opening.prepare(condition).unwrap()).unwrap());
    let to_all = clock.elapsed();
    let was_done = opening.is_done();
    let engine = opening.engine().unwrap();
    let whole = clock.elapsed();
    assert_eq!((first, &found), (expected[0], &expected), "early counts are those of the engine");
    assert_eq!(counted(|condition| engine.count(&engine.prepare(condition).unwrap()).unwrap()), expected);
    let millis = |duration: std::time::Duration| format!("{:.0} ms", duration.as_secs_f64() * 1e3);
    let beside = format!("{} of them until it can be asked; {first} counted", millis(begun));
    table.row(format!("{of}: opening it as a killed process left it, to the first count"), millis(to_first), beside);
    let beside = if was_done { "all was there by then" } else { "the rest was still being brought back" };
    table.row(format!("{of}: {} more counts", CONDITIONS.len()), millis(to_all - to_first), beside);
    table.row(
        format!("{of}: until all is there"),
        millis(whole),
        format!("{:.2} µs a customer", whole.as_secs_f64() * 1e6 / customers as f64),
    );
}

const CONDITIONS: [&str; 4] =
    ["has t1 and not has t9", "not has t7", "at least 2 of (has t2, has t12, has t15, has t21)", "has t3 or has t40 or has t77"];

fn counted(count: impl Fn(&str) -> u64) -> Vec<u64> {
    CONDITIONS.into_iter().map(count).collect()
}
