//! Sets of ten million customers: columns beside Roaring in Rust and in C, operator by operator, and a loop that says what
//! the machine can do.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use croaring::Bitmap;
use roaring::RoaringBitmap;
use tagora::inside::{Column, Combination, Flip};
use tagora_kernel::Level;

const CUSTOMERS: u32 = 10_000_000;

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
    group.finish();
}

/// `(A and B and not C) or (D and E)`.
fn boolean(c: &mut Criterion) {
    let column = Combination::column;
    let combination =
        Combination::any([Combination::all([column(0), column(1), column(2).but()]), Combination::all([column(3), column(4)])]);
    for (density, per_100_000) in [("10 %", 10_000), ("1 %", 1_000), ("0.1 %", 100)] {
        let mut sequence = Sequence(per_100_000);
        let members: Vec<Vec<u32>> = (0..5).map(|_| sequence.members(CUSTOMERS, per_100_000)).collect();
        let columns: Vec<Column> = members.iter().map(|members| members.iter().copied().collect()).collect();
        let of: Vec<&Column> = columns.iter().collect();
        let rust: Vec<RoaringBitmap> = members.iter().map(|members| members.iter().copied().collect()).collect();
        let native: Vec<Bitmap> = members.iter().map(|members| Bitmap::of(members)).collect();
        let with_rust = || (((&rust[0] & &rust[1]) - &rust[2]) | (&rust[3] & &rust[4])).len();
        let with_native = || (((&native[0] & &native[1]) - &native[2]) | (&native[3] & &native[4])).cardinality();
        let count = combination.count(Level::best(), &of);
        assert_eq!((count, count), (with_rust(), with_native()));
        let mut group = c.benchmark_group(format!("(A and B and not C) or (D and E), {density} of ten million"));
        group.bench_function("columns", |b| b.iter(|| combination.count(Level::best(), black_box(&of))));
        group.bench_function("roaring", |b| b.iter(with_rust));
        group.bench_function("croaring", |b| b.iter(with_native));
        group.finish();
    }
}

/// At least three of ten: columns, and what an engine of bitmaps has to do, a count for each customer.
fn at_least(c: &mut Criterion) {
    let mut sequence = Sequence(3);
    let members: Vec<Vec<u32>> = (0..10).map(|_| sequence.members(CUSTOMERS, 10_000)).collect();
    let columns: Vec<Column> = members.iter().map(|members| members.iter().copied().collect()).collect();
    let of: Vec<&Column> = columns.iter().collect();
    let rust: Vec<RoaringBitmap> = members.iter().map(|members| members.iter().copied().collect()).collect();
    let combination = Combination::at_least(3, (0..10).map(Combination::column));
    let mut counts = vec![0_u8; CUSTOMERS as usize];
    let mut with_rust = || {
        counts.fill(0);
        rust.iter().flatten().for_each(|member| counts[member as usize] += 1);
        counts.iter().filter(|&&count| count >= 3).count() as u64
    };
    assert_eq!(combination.count(Level::best(), &of), with_rust());
    let mut group = c.benchmark_group("at least 3 of 10, 10 % of ten million");
    group.sample_size(20);
    group.bench_function("columns", |b| b.iter(|| combination.count(Level::best(), black_box(&of))));
    group.bench_function("roaring", |b| b.iter(&mut with_rust));
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
    group.finish();
    let mut group = c.benchmark_group("a reader takes columns");
    group.bench_function("five of a million", |b| b.iter(|| black_box(&columns[..5]).to_vec()));
    group.finish();
    assert_eq!(columns[0].len(), columns[0].to_roaring().len());
}

criterion_group!(benches, calibration, boolean, at_least, flips);
criterion_main!(benches);
