//! What ids and attributes cost: lookups, commits while a reader holds the state, ranges against a sum over the same bytes,
//! values counted beside bitmaps, orders beside a plain heap.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring program")]

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use croaring::Bitmap;
use tagora::CustomerId;
use tagora::inside::Column;
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

/// How many have each of 34 codes, among all and among half; and what an engine of bitmaps has to do, an "and" for each.
fn group_by(c: &mut Criterion) {
    const CODES: u64 = 34;
    let mut group = c.benchmark_group("how many of 10M have each of 34 codes");
    group.measurement_time(Duration::from_secs(3)).sample_size(20);
    let codes: Vec<u8> = (0..TEN_MILLIONS).map(|n| (mixed(n) % CODES) as u8).collect();
    let chosen = || (0..TEN_MILLIONS as u32).filter(|&n| mixed(u64::from(n) + TEN_MILLIONS).is_multiple_of(2));
    let column = Numbers::new(codes.iter().map(|&code| code.into()));
    let within: Column = chosen().collect();
    let sets: Vec<Bitmap> =
        (0..CODES as u8).map(|code| Bitmap::from_iter((0..TEN_MILLIONS as u32).filter(|&n| codes[n as usize] == code))).collect();
    let half = Bitmap::from_iter(chosen());
    let mut found = column.shares(Some(&within));
    found.sort_unstable();
    let by_sets: Vec<(Option<i64>, u64)> = (0..).map(Some).zip(sets.iter().map(|set| set.and_cardinality(&half))).collect();
    assert_eq!(found, by_sets);
    group.bench_function("a count for each byte", |b| {
        b.iter(|| {
            let mut counts = [0_u32; 256];
            black_box(&codes).iter().for_each(|&code| counts[usize::from(code)] += 1);
            counts
        });
    });
    group.bench_function("columns, of all", |b| b.iter(|| column.shares(None)));
    group.bench_function("columns, of half", |b| b.iter(|| column.shares(Some(black_box(&within)))));
    group.bench_function("croaring, of half", |b| {
        b.iter(|| sets.iter().map(|set| set.and_cardinality(black_box(&half))).collect::<Vec<_>>());
    });
    group.finish();
}

/// The hundred with the largest numbers; and a heap over a plain list of them.
fn largest(c: &mut Criterion) {
    let mut group = c.benchmark_group("the first 100 of 10M by a number");
    group.measurement_time(Duration::from_secs(3)).sample_size(20);
    let (mut ascending, mut mixed_up) = (Ids::default(), Ids::default());
    for n in 0..TEN_MILLIONS {
        ascending.enter(&n.into()).unwrap();
        mixed_up.enter(&number(n)).unwrap();
    }
    for (name, of) in [
        ("64 bits without order", (|n| (mixed(n) >> 14) as i64) as fn(u64) -> i64),
        ("ages", |n| (mixed(n) % 100) as i64),
        ("ever larger", |n| n as i64 * 1_000),
    ] {
        let numbers: Vec<i64> = (0..TEN_MILLIONS).map(of).collect();
        let column = Numbers::new(numbers.iter().copied());
        let heap = |numbers: &[i64]| {
            let mut kept = BinaryHeap::new();
            for (customer, &number) in numbers.iter().enumerate() {
                let place = Reverse((number, Reverse(customer)));
                if kept.len() < 100 {
                    kept.push(place);
                } else if let Some(mut last) = kept.peek_mut().filter(|last| place < **last) {
                    *last = place;
                }
            }
            kept.into_sorted_vec()
        };
        let found: Vec<CustomerId> = heap(&numbers).into_iter().map(|Reverse((_, Reverse(n)))| (n as u64).into()).collect();
        assert_eq!(column.first(&ascending, 100), found);
        group.bench_function(format!("{name}: a heap over a list"), |b| b.iter(|| heap(black_box(&numbers)).len()));
        group.bench_function(format!("{name}: a column, ids ascend"), |b| b.iter(|| column.first(&ascending, 100)));
        group.bench_function(format!("{name}: a column"), |b| b.iter(|| column.first(&mixed_up, 100)));
    }
    group.finish();
}

criterion_group!(benches, ids, ranges, group_by, largest);
criterion_main!(benches);
