//! Who says what is true.

use super::truth::{Moment, is_true, matching};
use crate::event::Entry;
use crate::rule::{Predicate, Stream};

/// A condition of a handbook, by the number of what it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A tag's definition.
    Tag(usize),
    Named(usize),
    /// The condition of a rule.
    Rule(usize),
}

/// What is true of one customer, as its time goes on.
pub(crate) trait Truths {
    /// An instant has come; the moment has none of its records yet.
    fn come(&mut self, moment: &Moment<'_>);

    /// The last of the moment's records has happened.
    fn happen(&mut self, moment: &Moment<'_>);

    fn is_true(&self, asked: Asked, predicate: &Predicate, moment: &Moment<'_>) -> bool;

    /// Whether a record of this instant is an event of the stream that the rule of this number is on.
    fn sets_off(&self, rule: usize, stream: &Stream, entry: &Entry, moment: &Moment<'_>) -> bool;
}

/// Works out each truth from the log whenever it is asked.
pub(super) struct FromScratch;

impl Truths for FromScratch {
    fn come(&mut self, _: &Moment<'_>) {}

    fn happen(&mut self, _: &Moment<'_>) {}

    fn is_true(&self, _: Asked, predicate: &Predicate, moment: &Moment<'_>) -> bool {
        is_true(predicate, moment)
    }

    fn sets_off(&self, _: usize, stream: &Stream, entry: &Entry, moment: &Moment<'_>) -> bool {
        matching(stream, entry, moment).is_some()
    }
}
