//! Sets of ten million customers, or of as many as `TAGORA_BENCH_CUSTOMERS` says: columns beside Roaring in Rust and in C,
//! operator by operator, and loops that say what the machine can do.
#![expect(clippy::expect_used, reason = "a measuring program")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use croaring::Bitmap;
use roaring::RoaringBitmap;
use tagora::inside::{Column, Combination, Flip, Threads};
use tagora::measure::overlap;
use tagora_kernel::Level;

/// How many customers there are.
fn customers() -> u32 {
    match std::env::var("TAGORA_BENCH_CUSTOMERS") {
        Ok(customers) => customers.replace('_', "").parse().expect("TAGORA_BENCH_CUSTOMERS is a number"),
        Err(_) => 10_000_000,
    }
}

/// A sequence that looks random and is the same each time.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// Customers, so many of a hundred thousand, in order.
    fn members(&mut self, of: u32, per_100_000: u64) -> Vec<u32> {
        (0..of).filter(|_| self.next() % 100_000 < per_100_000).collect()
    }
}

/// What memory and the processor can do at best: to compare machines, and one run with another.
fn calibration(c: &mut Criterion) {
    let mut group = c.benchmark_group("calibration");
    let mut sequence = Sequence(1);
    let mut words = vec![0_u64; 125_000_000 / 8];
    let places: Vec<u32> = (0..1_000_000).map(|_| (sequence.next() % words.len() as u64) as u32).collect();
    group.throughput(Throughput::Elements(places.len() as u64));
    group.bench_function("a million random words of 125 MB changed", |b| {
        b.iter(|| places.iter().for_each(|&place| words[place as usize] ^= 1));
    });
    let sets: Vec<Vec<u64>> = (0..5).map(|set| vec![set; customers() as usize / 64]).collect();
    group.throughput(Throughput::Bytes(u64::from(customers() / 8 * 5)));
    group.bench_function("the words of five sets added up", |b| {
        b.iter(|| black_box(&sets).iter().flatten().fold(0_u64, |sum, word| sum.wrapping_add(*word)));
    });
    group.finish();
}

/// The same sets as columns and as bitmaps.
struct Sets {
    columns: Vec<Column>,
    rust: Vec<RoaringBitmap>,
    native: Vec<Bitmap>,
}

impl Sets {
    fn new(count: usize, seed: u64, per_100_000: u64) -> Self {
        let (mut sequence, mut sets) = (Sequence(seed), Self { columns: Vec::new(), rust: Vec::new(), native: Vec::new() });
        for _ in 0..count {
            let members = sequence.members(customers(), per_100_000);
            sets.columns.push(members.iter().copied().collect());
            sets.native.push(Bitmap::of(&members));
            sets.rust.push(members.into_iter().collect());
        }
        sets
    }
}

const DENSITIES: [(&str, u64); 3] = [("10 %", 10_000), ("1 %", 1_000), ("0.1 %", 100)];

/// `(A and B and not C) or (D and E)`.
fn boolean(c: &mut Criterion) {
    let (column, two) = (Combination::column, Threads::new(2));
    let combination =
        Combination::any([Combination::all([column(0), column(1), column(2).but()]), Combination::all([column(3), column(4)])]);
    for (density, per_100_000) in DENSITIES {
        let Sets { columns, rust, native } = Sets::new(5, per_100_000, per_100_000);
        let of: Vec<&Column> = columns.iter().collect();
        let with_rust = || (((&rust[0] & &rust[1]) - &rust[2]) | (&rust[3] & &rust[4])).len();
        let with_native = || (((&native[0] & &native[1]) - &native[2]) | (&native[3] & &native[4])).cardinality();
        let count = combination.count(Level::best(), &of);
        assert_eq!((count, count), (with_rust(), with_native()));
        assert_eq!(combination.count_on(&two, Level::best(), &of), count);
        let mut group = c.benchmark_group(format!("(A and B and not C) or (D and E), {density} of {}", customers()));
        group.bench_function("columns", |b| b.iter(|| combination.count(Level::best(), black_box(&of))));
        group.bench_function("columns, two threads", |b| {
            b.iter(|| combination.count_on(&two, Level::best(), black_box(&of)));
        });
        group.bench_function("roaring", |b| b.iter(with_rust));
        group.bench_function("croaring", |b| b.iter(with_native));
        group.finish();
    }
}

/// At least three of ten: columns, and what an engine of bitmaps has to do: a count for each customer, or for each set who is
/// now in one, in two and in three.
fn at_least(c: &mut Criterion) {
    for (density, per_100_000) in DENSITIES {
        let Sets { columns, rust, native } = Sets::new(10, 3, per_100_000);
        let of: Vec<&Column> = columns.iter().collect();
        let combination = Combination::at_least(3, (0..10).map(Combination::column));
        let mut counts = vec![0_u8; customers() as usize];
        let mut with_rust = || {
            counts.fill(0);
            rust.iter().flatten().for_each(|member| counts[member as usize] += 1);
            counts.iter().filter(|&&count| count >= 3).count() as u64
        };
        let with_native = || {
            let [mut one, mut two, mut three] = [Bitmap::new(), Bitmap::new(), Bitmap::new()];
            for set in &native {
                three.or_inplace(&two.and(set));
                two.or_inplace(&one.and(set));
                one.or_inplace(set);
            }
            three.cardinality()
        };
        let count = combination.count(Level::best(), &of);
        assert_eq!((count, count), (with_rust(), with_native()));
        let mut group = c.benchmark_group(format!("at least 3 of 10, {density} of {}", customers()));
        group.sample_size(20);
        group.bench_function("columns", |b| b.iter(|| combination.count(Level::best(), black_box(&of))));
        let two = Threads::new(2);
        group.bench_function("columns, two threads", |b| {
            b.iter(|| combination.count_on(&two, Level::best(), black_box(&of)));
        });
        group.bench_function("roaring, counted", |b| b.iter(&mut with_rust));
        group.bench_function("croaring, and and or", |b| b.iter(with_native));
        group.finish();
    }
}

/// Fifty tags each with each.
fn overlaps(c: &mut Criterion) {
    const TAGS: usize = 50;
    let Sets { columns, native, .. } = Sets::new(TAGS, 11, 10_000);
    let of: Vec<&Column> = columns.iter().collect();
    let with_native = || {
        let mut counts = vec![0; TAGS * TAGS];
        for (i, one) in native.iter().enumerate() {
            for (j, other) in native.iter().enumerate().skip(i) {
                counts[i * TAGS + j] = one.and_cardinality(other);
            }
        }
        counts
    };
    assert_eq!(overlap(&of), with_native());
    let mut group = c.benchmark_group(format!("overlaps of 50, 10 % of {}", customers()));
    group.sample_size(20);
    group.bench_function("columns", |b| b.iter(|| overlap(black_box(&of))));
    group.bench_function("croaring", |b| b.iter(with_native));
    group.finish();
}

/// A hundred columns of a million, a twentieth each, and flips all over them, gathered by column as a batch leaves them.
fn flips(c: &mut Criterion) {
    const COLUMNS: usize = 100;
    const FLIPS: usize = 100_000;
    let mut sequence = Sequence(7);
    let members: Vec<Vec<u32>> = (0..COLUMNS).map(|_| sequence.members(1_000_000, 5_000)).collect();
    let mut batches: Vec<Vec<Flip>> = vec![Vec::new(); COLUMNS];
    for _ in 0..FLIPS {
        let column = sequence.next() as usize % COLUMNS;
        let (customer, member) = ((sequence.next() % 1_000_000) as u32, sequence.next() % 100 < 5);
        batches[column].push(Flip { customer, member });
    }
    let mut group = c.benchmark_group("100,000 flips in 100 columns of a million");
    group.throughput(Throughput::Elements(FLIPS as u64));
    group.sample_size(20);
    let mut columns: Vec<Column> = members.iter().map(|members| members.iter().copied().collect()).collect();
    let flip =
        |columns: &mut Vec<Column>| columns.iter_mut().zip(&batches).map(|(column, batch)| column.apply(batch)).sum::<usize>();
    group.bench_function("columns", |b| b.iter(|| flip(&mut columns)));
    group.bench_function("columns, each held by a reader", |b| {
        b.iter_batched_ref(|| columns.clone(), flip, BatchSize::PerIteration);
    });
    let mut rust: Vec<RoaringBitmap> = members.iter().map(|members| members.iter().copied().collect()).collect();
    group.bench_function("roaring", |b| {
        b.iter(|| {
            for (set, batch) in rust.iter_mut().zip(&batches) {
                for flip in batch {
                    if flip.member {
                        set.insert(flip.customer)
                    } else {
                        set.remove(flip.customer)
                    };
                }
            }
        });
    });
    let mut native: Vec<Bitmap> = members.iter().map(|members| Bitmap::of(members)).collect();
    group.bench_function("croaring", |b| {
        b.iter(|| {
            for (set, batch) in native.iter_mut().zip(&batches) {
                for flip in batch {
                    if flip.member {
                        set.add(flip.customer)
                    } else {
                        set.remove(flip.customer)
                    };
                }
            }
        });
    });
    group.finish();
    let mut group = c.benchmark_group("a reader takes columns");
    group.bench_function("five of a million", |b| b.iter(|| black_box(&columns[..5]).to_vec()));
    group.finish();
    assert_eq!(columns[0].len(), columns[0].to_roaring().len());
}

criterion_group!(benches, calibration, boolean, at_least, overlaps, flips);
criterion_main!(benches);
