//! What the live engine costs: events taken in, the clock moved, changes told.
//!
//! `cargo bench -p tagora-benches --bench live -- [customers] [events] [events in a batch]`
#![expect(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout, reason = "a measuring program")]

mod workload;

use std::time::{Duration, Instant as Clock};

use tagora::{Batch, Engine, Instant, MemoryStore, Options};
use workload::{DAY, DAYS, HANDBOOK, START, events};

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let number = |place: usize, otherwise| numbers.get(place).copied().unwrap_or(otherwise);
    let (customers, count, batch_size) = (number(0, 20_000), number(1, 400_000), number(2, 10_000) as usize);
    let options = Options { feed_kept: 1000, ..Options::default() };
    let engine = Engine::open(options, Box::new(MemoryStore));
    engine.load(HANDBOOK).unwrap();

    let (mut applying, mut changes, mut batch) = (Duration::ZERO, 0, Batch::new());
    let mut apply = |batch: &mut Batch| {
        let now = batch.records().last().unwrap().at();
        let clock = Clock::now();
        changes += engine.apply(batch, now).unwrap().changes.len();
        applying += clock.elapsed();
        *batch = Batch::new();
    };
    for event in events(customers, count) {
        batch.event(event);
        if batch.len() == batch_size {
            apply(&mut batch);
        }
    }
    if !batch.is_empty() {
        apply(&mut batch);
    }
    let each = applying.as_nanos() as f64 / count as f64;
    println!(
        "{customers} customers, {count} events in batches of {batch_size}: {each:.0} ns/event, {:.2} M/s, {changes} changes",
        1e3 / each
    );

    let mut now = START + DAYS * DAY;
    let mut step = |millis: i64| {
        now += millis;
        let clock = Clock::now();
        let changed = engine.advance_to(Instant::from_millis(now).unwrap()).unwrap().changes.len();
        (clock.elapsed(), changed)
    };
    step(0);
    let second = (0..20).map(|_| step(1)).filter(|(_, changed)| *changed == 0).map(|(time, _)| time).min();
    println!("the clock by a millisecond with nothing due: {second:?}");
    let (time, changed) = step(DAY);
    println!("the clock by a day: {time:?}, {changed} changes");
}
