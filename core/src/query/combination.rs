//! Columns combined without an engine around them: what benches measure.

use tagora_kernel::Level;

use super::circuit::Circuit;
use super::execute::{Leaf, Run};
use crate::column::Column;
use crate::threads::Threads;

/// A set worked out from columns.
#[derive(Clone, Debug)]
pub struct Combination(Circuit);

impl Combination {
    /// The column of this number.
    #[must_use]
    pub fn column(number: usize) -> Self {
        Self(Circuit::Leaf(number))
    }

    /// In all of these.
    #[must_use]
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self(Circuit::All(parts.into_iter().map(|part| part.0).collect()))
    }

    /// In any of these.
    #[must_use]
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self(Circuit::Any(parts.into_iter().map(|part| part.0).collect()))
    }

    /// In so many of these.
    #[must_use]
    pub fn at_least(least: usize, parts: impl IntoIterator<Item = Self>) -> Self {
        Self(Circuit::AtLeast(least, parts.into_iter().map(|part| part.0).collect()))
    }

    /// In none of it.
    #[must_use]
    pub fn but(self) -> Self {
        Self(Circuit::Not(Box::new(self.0)))
    }

    /// How many customers it has, of those in the blocks of the columns.
    #[must_use]
    pub fn count(&self, level: Level, columns: &[&Column]) -> u64 {
        self.count_on(&Threads::default(), level, columns)
    }

    /// As [`count`](Self::count), by several threads.
    #[must_use]
    pub fn count_on(&self, threads: &Threads, level: Level, columns: &[&Column]) -> u64 {
        let blocks = columns.iter().map(|column| column.blocks()).max().unwrap_or(0);
        let leaves = columns.iter().map(|column| Leaf::Set(*column));
        Run::new(&self.0, leaves, (), level).count_on(threads, blocks)
    }
}
