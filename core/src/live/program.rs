use super::atom::{Atom, Ring};
use super::circuit::Circuit;
use super::row::{BITS, blank};
use crate::rule::Timing;

/// A handbook's plan, taken apart into atoms and circuits over them.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(super) atoms: Vec<Atom>,
    pub(super) rings: Vec<Ring>,
    /// What an event of each type can change, by the type's number.
    pub(super) by_event: Vec<Touched>,
    /// The atoms that look at each attribute, by its number.
    pub(super) by_attribute: Vec<Vec<usize>>,
    /// The definitions, by tag number; none of a tag that has none.
    pub(super) tags: Vec<Option<Circuit>>,
    /// The named conditions that are looked at, by number.
    pub(super) named: Vec<Option<Circuit>>,
    /// The rules' conditions, by number.
    pub(super) rules: Vec<Option<Circuit>>,
    /// Through what time can change what is asked whenever anything settles, if it can.
    pub(super) asked: Option<Timing>,
    /// Whether rows tell all of customers to whom nothing is assigned: there are no rules, and nothing looks back at tags.
    pub(super) is_short: bool,
    /// Where a row keeps which tags are held, and behind it which are claimed, on the short way.
    pub(super) held: usize,
    /// How many words each of these has.
    pub(super) tag_words: usize,
    /// How many words a row has.
    pub(super) words: usize,
}

impl Program {
    /// The row of a customer of whom nothing is known.
    pub(super) fn blank(&self) -> Box<[i64]> {
        blank(self.words, self.held - BITS + 2 * self.tag_words)
    }
}

/// What an event of a type can change.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    pub(super) rings: Vec<usize>,
    /// Atoms that are walked.
    pub(super) atoms: Vec<usize>,
}
