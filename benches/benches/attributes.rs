//! What ids and attributes cost: lookups, commits while a reader holds the state, ranges against a sum over the same bytes.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring program")]

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tagora::CustomerId;
use tagora::measure::{Ids, Numbers};

const MILLION: u64 = 1_000_000;
const TEN_MILLIONS: u64 = 10 * MILLION;

/// Numbers without order, the same in each run.
fn mixed(n: u64) -> u64 {
    let n = (n ^ n >> 31).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (n ^ n >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) ^ n >> 32
}

fn number(n: u64) -> CustomerId {
    mixed(n).into()
}

fn text(n: u64) -> CustomerId {
    format!("c{:010}", mixed(n) % 10_000_000_000).into()
}

fn ids(c: &mut Criterion) {
    let mut group = c.benchmark_group("ids");
    group.measurement_time(Duration::from_secs(3)).sample_size(20);
    for (name, customers, id) in [
        ("1M numbers", MILLION, number as fn(u64) -> CustomerId),
        ("10M numbers", TEN_MILLIONS, number),
        ("1M texts of 11 bytes", MILLION, text),
    ] {
        let mut known = Ids::default();
        for n in 0..customers {
            known.enter(&id(n)).unwrap();
        }
        println!("{name}: {:.1} bytes for each, both ways", known.bytes() as f64 / customers as f64);
        let mut asked: Vec<CustomerId> = (0..10_000).map(|n| id(mixed(n) % customers)).collect();
        group.throughput(Throughput::Elements(asked.len() as u64));
        group.bench_function(format!("{name}: 10,000 lookups"), |b| {
            b.iter(|| asked.iter().map(|id| u64::from(known.ordinal(id).unwrap())).sum::<u64>());
        });
        asked = (0..10_000).map(|n| id(customers + n)).collect();
        group.bench_function(format!("{name}: 10,000 lookups of unknown ids"), |b| {
            b.iter(|| asked.iter().filter(|id| known.ordinal(id).is_some()).count());
        });
        for more in [1, 10_000] {
            group.throughput(Throughput::Elements(more));
            let mut next = customers;
            group.bench_function(format!("{name}: a commit of {more} new ones, the old state held"), |b| {
                b.iter(|| {
                    let held = known.clone();
                    for _ in 0..more {
                        known.enter(&id(next)).unwrap();
                        next += 1;
                    }
                    held
                });
            });
        }
    }
    let copied: HashMap<u64, u32> = (0..MILLION).map(|n| (mixed(n), n as u32)).collect();
    group.throughput(Throughput::Elements(1));
    group.bench_function("1M numbers: a map of std, copied for a commit", |b| b.iter(|| copied.clone().len()));
    group.throughput(Throughput::Elements(10_000));
    let asked: Vec<u64> = (0..10_000).map(|n| mixed(mixed(n) % MILLION)).collect();
    group.bench_function("1M numbers: a map of std, 10,000 lookups", |b| {
        b.iter(|| asked.iter().map(|id| u64::from(copied[id])).sum::<u64>());
    });
    group.finish();
}

fn ranges(c: &mut Criterion) {
    let mut group = c.benchmark_group("ranges over 10M numbers");
    group.measurement_time(Duration::from_secs(3)).sample_size(20);
    group.throughput(Throughput::Elements(TEN_MILLIONS));
    // What memory gives: a plain sum over as many bytes.
    let words: Vec<u64> = (0..TEN_MILLIONS).map(mixed).collect();
    for bytes in [8, 4, 2, 1] {
        let words = &words[..words.len() * bytes / 8];
        group.bench_function(format!("a sum over {bytes} bytes each"), |b| {
            b.iter(|| black_box(words).iter().fold(0_u64, |sum, word| sum.wrapping_add(*word)));
        });
    }
    drop(words);
    for (name, bits) in [("64 bits", 50), ("32 bits", 32), ("16 bits", 16), ("8 bits", 8), ("34 codes", 0), ("bools", 1)] {
        let most = if bits == 0 { 34 } else { 1_u64 << bits };
        let mut column = Numbers::new((0..TEN_MILLIONS).map(|n| (mixed(n) % most) as i64));
        println!("{name}: {:.2} bytes for each", column.bytes() as f64 / TEN_MILLIONS as f64);
        let (low, high) = ((most / 4) as i64, (most / 2) as i64);
        group.bench_function(format!("{name}: one range"), |b| b.iter(|| column.count(black_box(&[(low, high)]))));
        let list: Vec<(i64, i64)> = (0..7).map(|n| (most as i64 / 8 * n, most as i64 / 8 * n)).collect();
        group.bench_function(format!("{name}: one of seven"), |b| b.iter(|| column.count(black_box(&list))));
        let mut n = 0;
        group.bench_function(format!("{name}: 1,000 updates, the old state held"), |b| {
            b.iter(|| {
                let held = column.clone();
                for _ in 0..1_000 {
                    n += 1;
                    column.put((mixed(n) % TEN_MILLIONS) as u32, (mixed(n + 7) % most) as i64);
                }
                held
            });
        });
    }
    group.finish();
}

criterion_group!(benches, ids, ranges);
criterion_main!(benches);
