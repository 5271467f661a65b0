//! What a query asks beside sets: of customers one by one, until it is quicker to work it out for all.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::reading::Reading;
use crate::column::{Blocks, Column};
use crate::customer::Ordinal;
use crate::pass::{ASK_NANOS, Ground, Pass};
use crate::query::Tests;
use crate::rule::Predicate;

/// The tests of one query, run once.
pub(super) struct Asking<'a> {
    reading: Reading<'a>,
    /// By leaf; those that are sets are none.
    tests: Vec<Option<Test<'a>>>,
}

/// A condition and what was found of it so far.
struct Test<'a> {
    predicate: &'a Predicate,
    /// Of how many customers it was asked.
    asked: AtomicU64,
    /// How it is worked out for all, and how long that takes by a guess; nothing, if the log does not tell.
    pass: OnceLock<Option<(Pass<'a>, u64)>>,
    all: OnceLock<Column>,
}

impl<'a> Asking<'a> {
    pub(super) fn of(reading: Reading<'a>, tests: impl IntoIterator<Item = Option<&'a Predicate>>) -> Self {
        let test = |predicate| Test { predicate, asked: AtomicU64::new(0), pass: OnceLock::new(), all: OnceLock::new() };
        Self { reading, tests: tests.into_iter().map(|predicate| predicate.map(test)).collect() }
    }

    fn test(&self, leaf: usize) -> Option<&Test<'a>> {
        self.tests.get(leaf)?.as_ref()
    }

    fn pass(&self, predicate: &'a Predicate) -> Option<(Pass<'a>, u64)> {
        let snapshot = self.reading.snapshot;
        let state = &snapshot.state;
        let ground = Ground {
            log: &state.log,
            identities: &state.identities,
            register: &state.register,
            plan: self.reading.plan,
            schema: &state.schema,
            now: snapshot.instant?,
        };
        let pass = Pass::of(predicate, ground)?;
        let nanos = pass.nanos(snapshot.customers());
        Some((pass, nanos))
    }
}

impl Tests for Asking<'_> {
    fn is_true(&self, leaf: usize, customer: Ordinal) -> bool {
        self.test(leaf).is_some_and(|test| self.reading.test(test.predicate, customer))
    }

    /// At most twice the time is spent that the quicker way would have taken, if the guesses are right.
    fn all(&self, leaf: usize, more: u32) -> Option<&dyn Blocks> {
        let test = self.test(leaf)?;
        if let Some(all) = test.all.get() {
            return Some(all);
        }
        let asked = test.asked.fetch_add(more.into(), Ordering::Relaxed) + u64::from(more);
        if asked <= 1 {
            return None;
        }
        let (pass, nanos) = test.pass.get_or_init(|| self.pass(test.predicate)).as_ref()?;
        if asked * ASK_NANOS <= *nanos {
            return None;
        }
        let ask = |predicate: &Predicate, customer: Ordinal| self.reading.test(predicate, customer);
        Some(test.all.get_or_init(|| pass.all(&self.reading.snapshot.within, &ask)))
    }

    fn is_known(&self, leaf: usize) -> bool {
        self.test(leaf).is_some_and(|test| test.all.get().is_some())
    }
}
