//! Running a query, block by block.

use tagora_kernel::{BITS, Bits, Level};

use super::circuit::Circuit;
use super::found::Found;
use super::sets::{Sets, shared_count};
use crate::column::{Blocks, View};
use crate::customer::Ordinal;
use crate::threads::Threads;

/// What a leaf of a circuit is at one instant.
pub(crate) enum Leaf<'q> {
    Set(&'q dyn Blocks),
    /// Nobody: what is asked for is not there.
    Nobody,
    /// To be asked of each customer.
    Test,
}

/// What tells of customers where no set does: leaves by number.
pub(crate) trait Tests {
    /// Whether it is true of a customer.
    fn is_true(&self, leaf: usize, customer: Ordinal) -> bool;

    /// All customers of whom it is true, once that is known or quicker to find than by asking so many more.
    fn all(&self, leaf: usize, more: u32) -> Option<&dyn Blocks>;

    /// Whether it was found for all.
    fn is_known(&self, leaf: usize) -> bool;
}

/// A query over the sets of one instant.
pub(crate) struct Run<'q, T> {
    circuit: &'q Circuit,
    pub(super) sets: Vec<&'q dyn Blocks>,
    /// Which leaves are no sets.
    pub(super) is_test: Vec<bool>,
    pub(super) tests: T,
    level: Level,
}

/// A part of a circuit, made ready.
pub(super) struct Part<'r> {
    pub(super) circuit: &'r Circuit,
    pub(super) kind: Kind<'r>,
    pub(super) tally: Tally,
}

pub(super) enum Kind<'r> {
    /// Sets alone: joined in one pass.
    Sets(Box<Sets<'r>>),
    Test(usize),
    Not(Box<Part<'r>>),
    /// What is cheap first.
    All(Vec<Part<'r>>),
    Any(Vec<Part<'r>>),
    AtLeast(usize, Vec<Part<'r>>),
}

/// What a part has done so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Among so many it looked.
    pub(super) asked: u64,
    pub(super) found: u64,
    /// Where time is taken.
    pub(super) nanos: u64,
}

impl<'q, T: Tests> Run<'q, T> {
    pub(crate) fn new(circuit: &'q Circuit, leaves: impl IntoIterator<Item = Leaf<'q>>, tests: T, level: Level) -> Self {
        let (mut sets, mut is_test): (Vec<&'q dyn Blocks>, _) = (Vec::new(), Vec::new());
        for leaf in leaves {
            sets.push(match leaf {
                Leaf::Set(set) => set,
                Leaf::Nobody | Leaf::Test => &Nobody,
            });
            is_test.push(matches!(leaf, Leaf::Test));
        }
        Self { circuit, sets, is_test, tests, level }
    }

    /// Two sets, if who is in both is all that is asked.
    fn pair(&self) -> Option<[&'q dyn Blocks; 2]> {
        match self.circuit {
            Circuit::All(parts) => match parts[..] {
                [Circuit::Leaf(one), Circuit::Leaf(other)] if !self.is_test[one] && !self.is_test[other] => {
                    Some([self.sets[one], self.sets[other]])
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// How many are selected in some blocks.
    pub(crate) fn count(&self, blocks: usize) -> u64 {
        if let Some(pair) = self.pair() {
            return (0..blocks).map(|block| u64::from(shared_count(self.level, pair, block))).sum();
        }
        let mut whole = self.ready(self.circuit);
        (0..blocks).map(|block| u64::from(self.counted(&mut whole, block))).sum()
    }

    fn counted(&self, whole: &mut Part<'_>, block: usize) -> u32 {
        match &mut whole.kind {
            Kind::Sets(sets) => {
                sets.turn(block);
                sets.count()
            }
            _ => self.found(whole, block, Found::Everybody, None).len(),
        }
    }

    /// Tells what is selected in each of some blocks.
    pub(crate) fn select(&self, blocks: impl IntoIterator<Item = usize>, mut tell: impl FnMut(usize, &Found)) {
        let mut whole = self.ready(self.circuit);
        for block in blocks {
            let found = self.found(&mut whole, block, Found::Everybody, None);
            tell(block, &found);
            whole.done(found);
        }
    }

    /// Runs it over some blocks and gives what each part has done. `timer` gives the nanoseconds that have gone by.
    pub(super) fn traced(&self, blocks: impl IntoIterator<Item = usize>, timer: &dyn Fn() -> u64) -> Part<'_> {
        let mut whole = self.ready(self.circuit);
        for block in blocks {
            self.found(&mut whole, block, Found::Everybody, Some(timer));
        }
        whole
    }

    /// The same, of another circuit of the same leaves.
    pub(super) fn part_of<'r>(&'r self, circuit: &'r Circuit) -> Run<'r, &'r T> {
        Run { circuit, sets: self.sets.clone(), is_test: self.is_test.clone(), tests: &self.tests, level: self.level }
    }

    fn ready<'r>(&'r self, circuit: &'r Circuit) -> Part<'r> {
        let all = |parts: &'r [Circuit]| parts.iter().map(|part| self.ready(part)).collect();
        let kind = match circuit {
            _ if circuit.all_leaves(&|leaf| !self.is_test[leaf]) => {
                Kind::Sets(Box::new(Sets::new(circuit, &self.sets, self.level)))
            }
            Circuit::Leaf(leaf) => Kind::Test(*leaf),
            Circuit::Not(inner) => Kind::Not(Box::new(self.ready(inner))),
            Circuit::All(parts) => Kind::All(all(parts)),
            Circuit::Any(parts) => Kind::Any(all(parts)),
            Circuit::AtLeast(least, parts) => Kind::AtLeast(*least, all(parts)),
        };
        Part { circuit, kind, tally: Tally::default() }
    }

    /// Those of `within` whom a part selects. Tests are made of nobody else.
    fn found(&self, part: &mut Part<'_>, block: usize, within: Found, timer: Option<&dyn Fn() -> u64>) -> Found {
        if within.is_empty() {
            return within;
        }
        part.tally.asked += u64::from(within.len());
        let start = timer.map(|timer| timer());
        let found = match &mut part.kind {
            Kind::Sets(sets) => {
                sets.turn(block);
                within.and(self.level, &sets.found(), true)
            }
            Kind::Test(leaf) => match self.tests.all(*leaf, within.len()) {
                Some(all) => within.and_of(self.level, all, block),
                None => within.retain(self.level, |&bit| self.tests.is_true(*leaf, customer(block, bit))),
            },
            Kind::Not(inner) => {
                let found = self.found(inner, block, within.clone(), timer);
                within.and(self.level, &found, false)
            }
            Kind::All(parts) => parts.iter_mut().fold(within, |left, part| self.found(part, block, left, timer)),
            Kind::Any(parts) => {
                let (mut open, mut found) = (within, Found::Nobody);
                for part in parts {
                    let more = self.found(part, block, open.clone(), timer);
                    open = open.and(self.level, &more, false);
                    found = found.or(self.level, more);
                }
                found
            }
            Kind::AtLeast(least, parts) => {
                let mut counts: Vec<(u16, usize)> = within.to_list(self.level).into_iter().map(|bit| (bit, 0)).collect();
                for part in parts {
                    let list = self.found(part, block, within.clone(), timer).to_list(self.level);
                    let mut counted = counts.iter_mut();
                    for bit in list {
                        if let Some((_, count)) = counted.find(|(of, _)| *of == bit) {
                            *count += 1;
                        }
                    }
                }
                let mut counts = counts.into_iter();
                within.retain(self.level, |_| counts.next().is_some_and(|(_, count)| count >= *least))
            }
        };
        part.tally.found += u64::from(found.len());
        part.tally.nanos += timer.zip(start).map_or(0, |(timer, start)| timer().saturating_sub(start));
        found
    }
}

impl<T: Tests + Sync> Run<'_, T> {
    /// How many are selected, counted by several threads if that takes long.
    pub(crate) fn count_on(&self, threads: &Threads, blocks: usize) -> u64 {
        if let Some(pair) = self.pair() {
            let step = |count: &mut u64, block| *count += u64::from(shared_count(self.level, pair, block));
            return threads.work(blocks, self.nanos(blocks), || 0, step, |count| count).into_iter().sum();
        }
        let counts = threads.work(
            blocks,
            self.nanos(blocks),
            || (self.ready(self.circuit), 0),
            |(whole, count), block| *count += u64::from(self.counted(whole, block)),
            |(_, count)| count,
        );
        counts.into_iter().sum()
    }

    /// Gathers what is selected, by several threads if that takes long: each begins with its own, takes a step for each block
    /// that falls to it, and ends. A step takes so many nanoseconds beside finding who is selected.
    pub(crate) fn gather<S, R: Send>(
        &self,
        threads: &Threads,
        (blocks, step_nanos): (usize, u64),
        begin: impl Fn() -> S + Sync,
        step: impl Fn(&mut S, usize, &Found) + Sync,
        end: impl Fn(S) -> R + Sync,
    ) -> Vec<R> {
        threads.work(
            blocks,
            self.nanos(blocks).saturating_add(step_nanos.saturating_mul(blocks as u64)),
            || (self.ready(self.circuit), begin()),
            |(whole, made), block| {
                let found = self.found(whole, block, Found::Everybody, None);
                step(made, block, &found);
                whole.done(found);
            },
            |(_, made)| end(made),
        )
    }

    /// A guess at how long it takes.
    fn nanos(&self, blocks: usize) -> u64 {
        let mut marks = vec![false; self.sets.len()];
        self.circuit.mark(&mut marks);
        let all = (blocks * BITS) as f64;
        let (mut nanos, mut is_tested) = (0.0, false);
        for leaf in (0..marks.len()).filter(|&leaf| marks[leaf]) {
            nanos += match (self.is_test[leaf], self.sets[leaf].known_len()) {
                (true, _) => {
                    is_tested = true;
                    0.0
                }
                (false, None) => blocks as f64 * SCAN_NANOS,
                (false, Some(len)) => (blocks as f64 * BITS_NANOS).min(len as f64 / 2.0),
            };
        }
        if is_tested {
            // Those whom the sets leave open are asked.
            let len = |leaf: usize| match (self.is_test[leaf], self.sets[leaf].known_len()) {
                (true, _) => all,
                (false, len) => len.map_or(all, |len| len as f64),
            };
            nanos += self.circuit.estimate(all, &len) * TEST_NANOS;
        }
        nanos as u64
    }
}

/// What a block of bits takes, about, what one of values does, and asking one customer.
const BITS_NANOS: f64 = 100.0;
const SCAN_NANOS: f64 = 10_000.0;
const TEST_NANOS: f64 = 500.0;

impl<T: Tests + ?Sized> Tests for &T {
    fn is_true(&self, leaf: usize, customer: Ordinal) -> bool {
        (**self).is_true(leaf, customer)
    }

    fn all(&self, leaf: usize, more: u32) -> Option<&dyn Blocks> {
        (**self).all(leaf, more)
    }

    fn is_known(&self, leaf: usize) -> bool {
        (**self).is_known(leaf)
    }
}

/// Of a circuit of sets alone.
impl Tests for () {
    fn is_true(&self, _: usize, _: Ordinal) -> bool {
        false
    }

    fn all(&self, _: usize, _: u32) -> Option<&dyn Blocks> {
        None
    }

    fn is_known(&self, _: usize) -> bool {
        false
    }
}

impl Part<'_> {
    /// Takes back what was found and is done with.
    fn done(&mut self, found: Found) {
        if let Kind::Sets(sets) = &mut self.kind {
            sets.done(found);
        }
    }
}

/// The customer at a place of a block.
pub(crate) fn customer(block: usize, bit: u16) -> Ordinal {
    Ordinal::try_from(block * BITS + usize::from(bit)).unwrap_or(Ordinal::MAX)
}

struct Nobody;

impl Blocks for Nobody {
    fn view(&self, _: usize) -> View<'_> {
        View::Empty
    }

    fn fill(&self, _: usize, into: &mut Bits) {
        into.0.fill(0);
    }

    fn contains(&self, _: usize, _: u16) -> bool {
        false
    }

    fn known_len(&self) -> Option<u64> {
        None
    }
}
