//! Conditions on what happened, worked out for all customers by passes over the log.
//!
//! For: conditions that nobody asked before, where so many customers have to be asked that reading the history of each
//! would take longer. Counts and sums against a number are told by columns of the log, as is how far customers come in a sequence; for
//! other conditions the entries that they look at are read customer by customer. Not for: conditions that look at tags or their
//! past, which the log does not tell.

mod filter;
mod ground;
mod passage;
mod steps;
mod stream;
mod tally;
#[cfg(test)]
mod tests;
mod values;
mod walk;
mod work;

use roaring::RoaringBitmap;

use self::work::Work;
use crate::column::Column;
use crate::customer::Ordinal;
use crate::rule::Predicate;

pub(crate) use ground::Ground;
pub(crate) use passage::each_passage;
pub(crate) use stream::each_event;
pub(crate) use values::values;
pub(crate) use walk::each_customer;

/// What it takes, about, to ask one customer, whose history is searched in each run of the log.
pub(crate) const ASK_NANOS: u64 = 10_000;

/// What putting down what is found of one customer takes, about.
const FOUND_NANOS: u64 = 20;

/// How a condition is worked out for all customers.
#[derive(Debug)]
pub(crate) struct Pass<'p> {
    predicate: &'p Predicate,
    work: Work<'p>,
    ground: Ground<'p>,
}

impl<'p> Pass<'p> {
    /// None where the log does not tell.
    pub(crate) fn of(predicate: &'p Predicate, ground: Ground<'p>) -> Option<Self> {
        Some(Self { predicate, work: Work::of(predicate, &ground)?, ground })
    }

    /// What it takes, about, where there are so many customers.
    pub(crate) fn nanos(&self, customers: u64) -> u64 {
        let merged = self.ground.identities.all_merged().len() as u64;
        self.work.nanos(&self.ground) + customers * FOUND_NANOS + merged * ASK_NANOS / 2
    }

    /// Those of some customers of whom it is true. Who is several ids is asked one by one: the same event may be logged of
    /// more than one of them.
    pub(crate) fn all(&self, within: &Column, ask: &dyn Fn(&Predicate, Ordinal) -> bool) -> Column {
        let mut open = within.to_roaring();
        let mut merged = RoaringBitmap::new();
        for (id, customer) in self.ground.identities.all_merged() {
            open.remove(id);
            if id == customer && within.contains(id) {
                merged.insert(id);
            }
        }
        let mut found = self.work.found(&self.ground, &open, ask);
        found.extend(merged.into_iter().filter(|&customer| ask(self.predicate, customer)));
        Column::from(&found)
    }
}
