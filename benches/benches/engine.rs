//! What a batch, the clock and a query cost on the reference evaluator.
#![expect(clippy::unwrap_used, reason = "a measuring program")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tagora::{Batch, Engine, Event, Instant};

const CUSTOMERS: u64 = 1_000;
const DAY: i64 = 86_400_000;
const HANDBOOK: &str = "event buy { amount: decimal(2) }\n\
    tag often when count(buy, last 30 days) > 3\ntag quiet when no buy in last 3 months\n\
    tag rich when sum(buy.amount, last 365 days) >= 2000 and avg(buy.amount, last 30 days) > 100";

/// Five purchases of each customer, spread over 100 days.
fn history() -> Batch {
    let mut batch = Batch::new();
    for n in 0..CUSTOMERS * 5 {
        let at = Instant::from_millis((n as i64 * 7919 % 100) * DAY + n as i64).unwrap();
        batch.event(Event::new(n % CUSTOMERS, "buy", at).with("amount", (n % 300) as f64));
    }
    batch
}

fn loaded(until: i64) -> Engine {
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    engine.apply(&history(), Instant::from_millis(until).unwrap()).unwrap();
    engine
}

fn engines(c: &mut Criterion) {
    let mut group = c.benchmark_group("reference evaluator, 1,000 customers");
    let batch = history();
    group.sample_size(20);
    group.throughput(Throughput::Elements(batch.len() as u64));
    group.bench_function("apply 5,000 events", |b| b.iter_batched(|| (), |()| loaded(101 * DAY), BatchSize::LargeInput));
    group.throughput(Throughput::Elements(1));
    let engine = loaded(101 * DAY);
    let mut now = 101 * DAY;
    group.bench_function("advance the clock by a millisecond", |b| {
        b.iter(|| {
            now += 1;
            engine.advance_to(Instant::from_millis(now).unwrap()).unwrap()
        });
    });
    let tags = engine.prepare("has often or (has quiet and not has rich)").unwrap();
    let events = engine.prepare("count(buy, last 60 days) >= 2").unwrap();
    group.bench_function("count a segment of tags", |b| b.iter(|| engine.count(&tags).unwrap()));
    group.bench_function("count a segment over events", |b| b.iter(|| engine.count(&events).unwrap()));
    group.finish();
}

criterion_group!(benches, engines);
criterion_main!(benches);
