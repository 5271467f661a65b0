//! What the change feed costs: bytes for a change that is kept, time for one more, time for one that is read.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring program")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tagora::Instant;
use tagora::measure::{ChangeFeed, Ids, Turn};

const CUSTOMERS: u32 = 1_000_000;
/// As many as the feed keeps by default.
const KEPT: usize = 1_000_000;
const BATCH: u64 = 100_000;

/// Numbers without order, the same in each run.
fn mixed(n: u64) -> u64 {
    let n = (n ^ n >> 31).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (n ^ n >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) ^ n >> 32
}

/// How changes come about: what falls due comes in no order of time, what events do nearly in order.
#[derive(Clone, Copy)]
enum Sort {
    Time,
    Event,
    EventWithId,
}

fn ids(count: u64) -> Vec<String> {
    (0..count).map(|n| format!("order-{:012}", mixed(n) % 1_000_000_000_000)).collect()
}

fn turns(sort: Sort, commit: u64, count: u64, ids: &[String]) -> impl Iterator<Item = Turn<'_>> {
    (0..count).map(move |n| {
        let number = mixed(commit * BATCH + n);
        let millis = match sort {
            Sort::Time => mixed(number) % 86_400_000,
            _ => n * 86_400_000 / count,
        };
        Turn {
            customer: (number >> 16) as u32 % CUSTOMERS,
            at: Instant::from_millis((commit % 100_000 * 86_400_000 + millis) as i64).unwrap(),
            tag: number as usize % 22,
            gained: number & 32 == 0,
            event: match sort {
                Sort::Time => None,
                Sort::Event => Some((number as usize % 7, None)),
                Sort::EventWithId => Some((number as usize % 7, Some(&*ids[n as usize]))),
            },
        }
    })
}

fn feed(c: &mut Criterion) {
    let mut group = c.benchmark_group("feed");
    group.measurement_time(Duration::from_secs(3)).sample_size(20);
    let mut known = Ids::default();
    for n in 0..u64::from(CUSTOMERS) {
        known.enter(&mixed(n).into()).unwrap();
    }
    let ids = ids(BATCH);
    let empty = ChangeFeed::new(&known, 22, 7);
    for (name, sort) in [("time", Sort::Time), ("events", Sort::Event), ("events with ids of 18 bytes", Sort::EventWithId)] {
        for count in [1, 100, BATCH] {
            let mut full = empty.clone();
            let mut commit = 0;
            while commit * count < 2 * KEPT as u64 {
                full.append(turns(sort, commit, count, &ids), KEPT);
                commit += 1;
            }
            let held = full.page(0, usize::MAX);
            let kept = held.changes.len();
            println!("{name}, commits of {count}: {:.1} bytes for each of {kept} changes", full.bytes() as f64 / kept as f64);
            drop(held);
            let stored = full.stored(0);
            let bytes = |pieces: &[Vec<u8>]| pieces.iter().map(Vec::len).sum::<usize>() as f64;
            let added = full.clone().append_and_store(turns(sort, commit, count, &ids), KEPT);
            println!(
                "  stored: {:.1} bytes each, {:.1} in a piece for each commit",
                bytes(&stored) / kept as f64,
                bytes(&added) / count as f64
            );
            group.throughput(Throughput::Elements(count));
            group.bench_function(format!("{name}: a commit of {count}"), |b| {
                b.iter(|| {
                    commit += 1;
                    full.append(turns(sort, commit, count, &ids), KEPT)
                });
            });
            if count == BATCH {
                group.throughput(Throughput::Elements(kept as u64));
                group.bench_function(format!("{name}: {kept} written for a store"), |b| b.iter(|| full.stored(0)));
                group.bench_function(format!("{name}: {kept} read back"), |b| b.iter(|| full.of_stored(&stored).unwrap()));
                group.throughput(Throughput::Elements(count));
                group.bench_function(format!("{name}: {count} changes made, not kept"), |b| {
                    b.iter(|| turns(sort, commit, count, &ids).map(black_box).count());
                });
                group.bench_function(format!("{name}: a page of {count} read"), |b| {
                    let page = || full.page(full.page(0, 1).next + 1, BATCH as usize);
                    b.iter_batched(page, |page| page.changes.into_iter().map(black_box).count(), BatchSize::PerIteration);
                });
            }
        }
    }
    group.finish();
}

criterion_group!(benches, feed);
criterion_main!(benches);
