//! Conditions on events that nobody asked before: a million events of a hundred thousand customers, beside a loop over a
//! plain list of them.
#![expect(clippy::unwrap_used, reason = "a measuring program")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tagora::{Batch, Engine, Event, Instant, Scope};

const CUSTOMERS: u64 = 100_000;
const EVENTS: u64 = 1_000_000;
const DAYS: u64 = 180;
const DAY: u64 = 86_400_000;
/// So many records are taken in at a time.
const TOGETHER: usize = 10_000;

/// Whose purchase it is, when, and how many cents it was.
type Row = (u32, i64, i64);

/// Whether an event passes a filter.
type Filter = fn(&Row) -> bool;

/// Purchases in order of time, with numbers that look random and are the same each time.
fn rows() -> Vec<Row> {
    let mixed = |n: u64| {
        let mixed = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33
    };
    let row = |n: u64| {
        let random = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let customer = mixed(random) % CUSTOMERS;
        (customer as u32, (n * DAYS * DAY / EVENTS) as i64, (mixed(random ^ 1 << 40) % 50_000) as i64)
    };
    (0..EVENTS).map(row).collect()
}

fn engine(rows: &[Row]) -> Engine {
    let engine = Engine::in_memory();
    engine.load("event purchase { amount: decimal(2) }").unwrap();
    for rows in rows.chunks(TOGETHER) {
        let event = |&(customer, at, cents): &Row| {
            let event = Event::new(u64::from(customer), "purchase", Instant::from_millis(at).unwrap());
            event.with("amount", cents as f64 / 100.0)
        };
        let batch: Batch = rows.iter().map(|row| tagora::Record::Event(event(row))).collect();
        engine.apply(&batch, Instant::from_millis(rows.last().unwrap().1).unwrap()).unwrap();
    }
    engine.advance_to(Instant::from_millis((DAYS * DAY) as i64).unwrap()).unwrap();
    engine
}

fn events(c: &mut Criterion) {
    let rows = rows();
    let engine = engine(&rows);
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let from = ((DAYS - 60) * DAY) as i64;
    let loops = |passes: Filter| {
        let mut counts = vec![0_u32; CUSTOMERS as usize];
        rows.iter().filter(|row| row.1 > from && passes(row)).for_each(|row| counts[row.0 as usize] += 1);
        counts.into_iter().filter(|&count| count >= 3).count() as u64
    };
    let conditions: [(&str, Filter); 2] = [
        ("count(purchase, last 60 days) >= 3", |_| true),
        ("count(purchase where (amount > 250), last 60 days) >= 3", |row| row.2 > 25_000),
    ];
    for (condition, passes) in conditions {
        let segment = engine.prepare(condition).unwrap();
        let mut group = c.benchmark_group(condition);
        group.throughput(Throughput::Elements(EVENTS)).sample_size(20);
        group.bench_function("worked out for all", |b| b.iter(|| snapshot.count(&segment).unwrap()));
        group.bench_function("a loop over a list", |b| b.iter(|| loops(passes)));
        group.finish();
        assert_eq!(snapshot.count(&segment).unwrap(), loops(passes));
    }
    let mut group = c.benchmark_group("conditions that are read customer by customer");
    group.throughput(Throughput::Elements(EVENTS)).sample_size(10);
    let segment = engine.prepare("max(purchase.amount, last 60 days) > 400").unwrap();
    group.bench_function("worked out for all", |b| b.iter(|| snapshot.count(&segment).unwrap()));
    let few = engine.snapshot(&Scope::Customers((0..16_u64).map(Into::into).collect())).unwrap();
    group.bench_function("asked of sixteen", |b| b.iter(|| few.count(&segment).unwrap()));
    group.finish();
}

criterion_group!(benches, events);
criterion_main!(benches);
