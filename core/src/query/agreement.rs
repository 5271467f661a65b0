//! Circuits over blocks of every form select what sets of numbers say.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use proptest::prelude::*;
use tagora_kernel::{BITS, Bits, Level};

use super::circuit::Circuit;
use super::execute::{Leaf, Run, Tests, customer};
use super::found::Found;
use crate::column::{Blocks, View};
use crate::customer::Ordinal;
use crate::threads::Threads;

const BLOCKS: usize = 3;

static THREADS: LazyLock<[Threads; 3]> = LazyLock::new(|| [1, 2, 4].map(Threads::new));

/// One block, in the form in which it is kept.
#[derive(Clone, Debug)]
enum Form {
    Empty,
    Full,
    List(Vec<u16>),
    Bits(Box<Bits>, u32),
    /// With what it may be at most.
    Other(BTreeSet<u16>, u32),
}

#[derive(Clone, Debug)]
struct Kept(Vec<Form>);

impl Kept {
    fn has(&self, block: usize, bit: u16) -> bool {
        match &self.0[block] {
            Form::Empty => false,
            Form::Full => true,
            Form::List(list) => list.contains(&bit),
            Form::Bits(bits, _) => bits.get(bit),
            Form::Other(set, _) => set.contains(&bit),
        }
    }
}

impl Blocks for Kept {
    fn view(&self, block: usize) -> View<'_> {
        match &self.0[block] {
            Form::Empty => View::Empty,
            Form::Full => View::Full,
            Form::List(list) => View::Listed(list),
            Form::Bits(bits, len) => View::Dense(bits, *len),
            Form::Other(_, most) => View::Unread(*most),
        }
    }

    fn fill(&self, block: usize, into: &mut Bits) {
        into.0.fill(0);
        (0..=u16::MAX).filter(|&bit| self.has(block, bit)).for_each(|bit| into.set(bit));
    }

    fn contains(&self, block: usize, bit: u16) -> bool {
        self.has(block, bit)
    }

    fn known_len(&self) -> Option<u64> {
        None
    }
}

/// Sets that are asked of each customer, and joined as they are once so many have been.
struct Asked<'k> {
    sets: &'k [Kept],
    left: [AtomicU32; 6],
}

impl Tests for Asked<'_> {
    fn is_true(&self, leaf: usize, of: Ordinal) -> bool {
        self.sets[leaf].has(of as usize / BITS, (of as usize % BITS) as u16)
    }

    fn all(&self, leaf: usize, more: u32) -> Option<&dyn Blocks> {
        let left = self.left[leaf].load(Relaxed);
        self.left[leaf].store(left.saturating_sub(more), Relaxed);
        (left < more).then(|| &self.sets[leaf] as &dyn Blocks)
    }

    fn is_known(&self, leaf: usize) -> bool {
        self.left[leaf].load(Relaxed) == 0
    }
}

/// Sets with a few numbers that they share, so that joining them finds some.
fn form() -> impl Strategy<Value = Form> {
    let few = prop::collection::btree_set(prop_oneof![0..40_u16, 65_500..=u16::MAX], 1..40);
    prop_oneof![
        1 => Just(Form::Empty),
        1 => Just(Form::Full),
        3 => few.clone().prop_map(|set| Form::List(set.into_iter().collect())),
        2 => (few.clone(), any::<u64>()).prop_map(|(set, seed)| {
            let mut bits = Bits::of(&set.into_iter().collect::<Vec<_>>());
            // Dense: every block of 64 gets some.
            bits.0.iter_mut().enumerate().for_each(|(n, word)| *word |= seed.rotate_left(n as u32 % 64) & 0x1111_0101_8001_0401);
            let len = bits.0.iter().map(|word| word.count_ones()).sum();
            Form::Bits(Box::new(bits), len)
        }),
        // A bound need not be exact.
        1 => (few, any::<bool>()).prop_map(|(set, is_open)| {
            let most = if is_open { BITS as u32 } else { set.len() as u32 * 2 };
            Form::Other(set, most)
        }),
    ]
}

fn circuit() -> impl Strategy<Value = Circuit> {
    let leaf = (0..6_usize).prop_map(Circuit::Leaf);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let parts = prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            inner.prop_map(|part| Circuit::Not(Box::new(part))),
            parts.clone().prop_map(Circuit::All),
            parts.clone().prop_map(Circuit::Any),
            (0..4_usize, parts).prop_map(|(least, parts)| Circuit::AtLeast(least, parts)),
        ]
    })
}

fn says(circuit: &Circuit, leaf: &impl Fn(usize) -> bool) -> bool {
    match circuit {
        Circuit::Leaf(number) => leaf(*number),
        Circuit::Not(inner) => !says(inner, leaf),
        Circuit::All(parts) => parts.iter().all(|part| says(part, leaf)),
        Circuit::Any(parts) => parts.iter().any(|part| says(part, leaf)),
        Circuit::AtLeast(least, parts) => parts.iter().filter(|part| says(part, leaf)).count() >= *least,
    }
}

fn listed(found: &Found, block: usize) -> Vec<Ordinal> {
    found.to_list(Level::SCALAR).into_iter().map(|bit| customer(block, bit)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_selected_is_what_the_circuit_says(
        sets in prop::collection::vec(prop::collection::vec(form(), BLOCKS).prop_map(Kept), 6),
        tested in prop::collection::vec(any::<bool>(), 6),
        circuit in circuit(),
        left in prop_oneof![Just(0), 0..200_u32, Just(u32::MAX)],
    ) {
        let mut expected: Vec<Vec<Ordinal>> = Vec::new();
        for block in 0..BLOCKS {
            let is_in = |bit: &u16| says(&circuit, &|leaf| sets[leaf].has(block, *bit));
            expected.push((0..=u16::MAX).filter(is_in).map(|bit| customer(block, bit)).collect());
        }
        for &level in Level::available() {
            let leaves = sets.iter().enumerate().map(|(leaf, set)| {
                if tested[leaf] { Leaf::Test } else { Leaf::Set(set) }
            });
            // Some of the leaves are asked customer by customer, at least at first.
            let tests = Asked { sets: &sets, left: std::array::from_fn(|_| AtomicU32::new(left)) };
            let run = Run::new(&circuit, leaves, tests, level);
            let mut found = Vec::new();
            run.select(0..BLOCKS, |block, some| found.push(listed(some, block)));
            prop_assert_eq!(&found, &expected, "{}", level.name());
            let sum = expected.iter().map(|block| block.len() as u64).sum::<u64>();
            prop_assert_eq!(run.count(BLOCKS), sum, "{}", level.name());
            // The same for every number of threads.
            for threads in THREADS.iter() {
                prop_assert_eq!(run.count_on(threads, BLOCKS), sum);
                let mut found = run.gather(threads, (BLOCKS, u64::MAX), Vec::new, |made, block, some| made.push((block, listed(some, block))), |made| made).concat();
                found.sort_unstable();
                prop_assert!(found.into_iter().map(|(_, list)| list).eq(expected.iter().cloned()));
            }
        }
    }
}
