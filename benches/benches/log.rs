//! The log: adding, reading and scanning of twenty million events, beside plain lists of the same.
#![expect(clippy::unwrap_used, reason = "a measuring program")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tagora::Instant;
use tagora::measure::{Events, Noted};

const CUSTOMERS: u64 = 1_000_000;
const EVENTS: u64 = 20_000_000;
const DAYS: u64 = 180;
const DAY: u64 = 86_400_000;

/// A sequence that looks random and is the same each time.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(mixed ^ mixed >> 31) * u128::from(below)) >> 64) as u64
    }
}

/// Whose event it is, of which of four types, when, and how many cents.
type Row = (u32, usize, i64, i64);

/// Events as they arrive: in order of time to the hour, mostly of the first types, up to 500.00 each.
fn rows(events: u64, step: u64) -> impl Iterator<Item = Row> {
    let mut sequence = Sequence(events);
    (0..events).map(move |n| {
        let at = (n * DAYS * DAY / events).saturating_sub(sequence.next(3_600_000)) / step * step;
        let event = [0, 0, 0, 0, 1, 1, 2, 3][sequence.next(8) as usize];
        (sequence.next(CUSTOMERS) as u32, event, 1_700_000_000_000 + at as i64, sequence.next(50_000) as i64)
    })
}

fn noted((customer, event, at, cents): Row, id: Option<&str>) -> Noted {
    Noted::new(customer, event, at, cents, id).unwrap()
}

fn log(rows: impl Iterator<Item = Row>) -> Events {
    let mut log = Events::default();
    rows.for_each(|row| log.append(noted(row, None)));
    log.seal();
    log
}

fn append(c: &mut Criterion) {
    let rows: Vec<Row> = rows(1_000_000, 1).collect();
    let ids: Vec<String> = (0..rows.len()).map(|n| format!("order-{n}")).collect();
    let mut group = c.benchmark_group("a million events arrive");
    group.throughput(Throughput::Elements(rows.len() as u64)).sample_size(10);
    let all = || rows.iter().map(|&row| noted(row, None)).collect::<Vec<_>>();
    let with_ids = || rows.iter().zip(&ids).map(|(&row, id)| noted(row, Some(id))).collect::<Vec<_>>();
    let append = |events: Vec<Noted>| {
        let mut log = Events::default();
        events.into_iter().for_each(|event| log.append(event));
        log
    };
    group.bench_function("made, and let go of", |b| b.iter(all));
    group.bench_function("into the log", |b| b.iter_batched(all, append, BatchSize::PerIteration));
    group.bench_function("into the log, with ids", |b| b.iter_batched(with_ids, append, BatchSize::PerIteration));
    group.finish();
}

fn read(c: &mut Criterion) {
    let log = log(rows(EVENTS, 1));
    let mut merged = log.clone();
    merged.merge();
    let mut group = c.benchmark_group(format!("of twenty million events in {} runs", log.runs()));
    let mut sequence = Sequence(1);
    group.bench_function("those of one customer", |b| b.iter(|| log.read(sequence.next(CUSTOMERS) as u32)));
    group.bench_function("a reader takes all", |b| b.iter(|| black_box(log.clone())));
    group.throughput(Throughput::Elements(EVENTS)).sample_size(10);
    group.bench_function("customer by customer", |b| b.iter(|| log.walk()));
    group.finish();
}

fn scan(c: &mut Criterion) {
    for (step, resolution) in [(1, "milliseconds"), (1_000, "seconds"), (DAY, "days")] {
        let log = log(rows(EVENTS, step));
        let list: Vec<Row> = rows(EVENTS, step).filter(|row| row.1 == 0).collect();
        let (all, last) = (Instant::MIN, Instant::from_millis(1_700_000_000_000 + (150 * DAY) as i64).unwrap());
        let (bytes, _) = log.bytes();
        let name = format!("ten million events of one type, to {resolution}, {:.2} bytes each", bytes as f64 / EVENTS as f64);
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Elements(list.len() as u64)).sample_size(10);
        group.bench_function("the log", |b| b.iter(|| log.scan(0, 25_000, all, Instant::MAX)));
        group.bench_function("the log, the last sixth of time", |b| b.iter(|| log.scan(0, 25_000, last, Instant::MAX)));
        group.bench_function("the log, each customer's in order", |b| b.iter(|| log.in_order(0, 25_000)));
        group.bench_function("a plain list", |b| {
            b.iter(|| {
                let count = list.iter().filter(|row| row.3 >= 25_000).count();
                (count, list.iter().fold(0_i64, |sum, row| sum.wrapping_add(row.2 ^ i64::from(row.0))))
            });
        });
        group.finish();
        let count = list.iter().filter(|row| row.3 >= 25_000).count() as u64;
        let sum = list.iter().fold(0_i64, |sum, row| sum.wrapping_add(row.2 ^ i64::from(row.0)));
        assert_eq!(log.scan(0, 25_000, all, Instant::MAX), (count, sum));
        assert_eq!(log.in_order(0, 25_000), (count, sum));
    }
}

criterion_group!(benches, append, read, scan);
criterion_main!(benches);
