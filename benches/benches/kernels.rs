//! What the kernels cost at each level, on dense sets of ten million.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use tagora_kernel::{
    Bits, Expression, Level, Number, Program, Scratch, at_least_count, count_codes, decode, intersect_count, overlaps,
};

const BLOCKS: usize = 153;

/// A sequence that looks random and is the same each time.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ *state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

/// Blocks with so many bits of a thousand.
fn set(state: &mut u64, per_mille: u64) -> Vec<Bits> {
    let mut block = || {
        let mut bits = Bits::ZERO;
        for bit in 0..=u16::MAX {
            bits.put(bit, random(state) % 1000 < per_mille);
        }
        bits
    };
    (0..BLOCKS).map(|_| block()).collect()
}

/// The expression of five leaves by which all are compared: `(A and B and not C) or (D and E)`.
fn five() -> Program {
    let leaf = Expression::Operand;
    Program::of(&Expression::Any(vec![
        Expression::All(vec![leaf(0), leaf(1), Expression::Not(Box::new(leaf(2)))]),
        Expression::All(vec![leaf(3), leaf(4)]),
    ]))
}

fn kernels(c: &mut Criterion) {
    let mut state = 1;
    let sets: Vec<Vec<Bits>> = (0..50).map(|_| set(&mut state, 100)).collect();
    let at = |block: usize, count: usize| sets[..count].iter().map(|set| &set[block]).collect::<Vec<_>>();
    let operands = |count: usize| (0..BLOCKS).map(|block| at(block, count)).collect::<Vec<_>>();
    let (five_of, ten_of, all) = (operands(5), operands(10), operands(50));
    let lists: Vec<Vec<u16>> = (0..2)
        .map(|_| {
            let mut list: Vec<u16> = (0..65).map(|_| random(&mut state) as u16).collect();
            list.sort_unstable();
            list.dedup();
            list
        })
        .collect();
    let values: Vec<i64> = (0..10_000_000).map(|_| random(&mut state) as i64 % 1_000_000).collect();
    let small: Vec<i32> = values.iter().map(|&value| value as i32).collect();
    let bytes: Vec<u8> = values.iter().map(|&value| value as u8).collect();
    for &level in Level::available() {
        let mut group = c.benchmark_group(format!("ten million, {}", level.name()));
        let (program, mut scratch) = (five(), Scratch::default());
        group.bench_function("(A and B and not C) or (D and E)", |b| {
            b.iter(|| five_of.iter().map(|of| u64::from(program.count(level, of, &mut scratch))).sum::<u64>());
        });
        group.bench_function("at least 3 of 10", |b| {
            b.iter(|| ten_of.iter().map(|of| u64::from(at_least_count(level, 3, of, &mut scratch))).sum::<u64>());
        });
        group.bench_function("group by 34 codes", |b| {
            b.iter(|| {
                let mut counts = [0; 34];
                for of in &ten_of {
                    let planes: [&[u64]; 6] = std::array::from_fn(|plane| &of[plane].0[..]);
                    count_codes(level, &planes, &of[6].0, &[], &mut counts);
                }
                counts
            });
        });
        group.bench_function("overlaps of 50", |b| {
            b.iter(|| {
                let mut counts = vec![0; 2500];
                all.iter().for_each(|of| overlaps(level, of, &mut counts));
                counts
            });
        });
        let mut bits = Bits::ZERO;
        group.bench_function("range of i64", |b| {
            b.iter(|| values.chunks(65_536).map(|of| i64::in_range(level, of, -5, 300_000, &[], &mut bits.0)).sum::<u32>());
        });
        group.bench_function("range of i32", |b| {
            b.iter(|| small.chunks(65_536).map(|of| i32::in_range(level, of, -5, 300_000, &[], &mut bits.0)).sum::<u32>());
        });
        group.bench_function("range of u8", |b| {
            b.iter(|| bytes.chunks(65_536).map(|of| u8::in_range(level, of, 20, 100, &[], &mut bits.0)).sum::<u32>());
        });
        let mut ids = Vec::new();
        group.bench_function("ids of a tenth", |b| {
            b.iter(|| {
                ids.clear();
                sets[0].iter().enumerate().for_each(|(n, bits)| decode(level, bits, (n as u32) << 16, &mut ids));
                ids.len()
            });
        });
        group
            .bench_function("two lists of 65", |b| b.iter(|| intersect_count(level, black_box(&lists[0]), black_box(&lists[1]))));
        group.finish();
    }
}

criterion_group!(benches, kernels);
criterion_main!(benches);
