use super::atom::{Atom, Ring, Source};
use super::circuit::Circuit;
use std::sync::Arc;

use super::row::{BITS, Row, blank};
use super::words::Sieves;
use crate::event::{Entry, EntryKind};
use crate::keyword::Keywords;
use crate::rule::Timing;
use crate::time::Instant;

/// A handbook's plan, taken apart into atoms and circuits over them.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(super) atoms: Vec<Atom>,
    pub(super) rings: Vec<Ring>,
    pub(super) sources: Vec<Source>,
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
    /// Whether rows tell all of customers to whom nothing is assigned, up to the first rule that acts: nothing looks back at
    /// tags, and none of them ends for everybody.
    pub(super) is_short: bool,
    /// Where a row keeps which tags are held, and behind it which are claimed, on the short way.
    pub(super) held: usize,
    /// How many words each of these has.
    pub(super) tag_words: usize,
    /// How many words behind them say which rules' conditions are true.
    pub(super) rule_words: usize,
    /// The words that are looked for in records.
    pub(super) keywords: Keywords,
    pub(super) sieves: Sieves,
    /// How many words a row has.
    pub(super) words: usize,
}

impl Program {
    /// The row of a customer of whom nothing is known.
    pub(super) fn blank(&self) -> Box<[i64]> {
        blank(self.words, self.held - BITS + 2 * self.tag_words + self.rule_words)
    }
}

impl Program {
    /// Whether anything that is kept of a customer must be worked out from its log as these new entries happen and time goes on
    /// to an instant.
    pub(super) fn looks_back(&self, row: &Row<'_>, fresh: &[Arc<Entry>], until: Instant) -> bool {
        let is_walked = |atom: &usize| matches!(self.atoms.get(*atom), Some(Atom::Walked(_)));
        let touches = |entry: &Arc<Entry>| match &entry.kind {
            // With its birth all is worked out.
            EntryKind::Event { .. } | EntryKind::Created if !row.is_born() => true,
            EntryKind::Event { event, .. } => {
                self.by_event.get(*event).is_some_and(|touched| touched.atoms.iter().any(is_walked))
            }
            EntryKind::Attribute { attribute, .. } => {
                self.by_attribute.get(*attribute).is_some_and(|by| by.iter().any(is_walked))
            }
            EntryKind::Created | EntryKind::Assigned(_) => false,
        };
        let is_due = |atom: &Atom| match atom {
            Atom::Walked(walked) => walked.deadline.and_then(|place| row.instant(place)).is_some_and(|due| due <= until),
            _ => false,
        };
        fresh.iter().any(touches) || (row.due() <= until && self.atoms.iter().any(is_due))
    }
}

/// What an event of a type can change.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    pub(super) rings: Vec<usize>,
    pub(super) sources: Vec<usize>,
    /// The rules on it.
    pub(super) rules: Vec<usize>,
    /// Atoms that look at it, beside those of rings and sources.
    pub(super) atoms: Vec<usize>,
}
