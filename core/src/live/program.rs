use std::sync::Arc;

use super::acting::Acting;
use super::atom::{Atom, Ring, Source, Timed};
use super::circuit::Circuit;
use super::row::{BITS, Row, blank};
use super::settling::Order;
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
    /// What rules, by number, do on the short way; none of those that do more.
    pub(super) acting: Vec<Option<Acting>>,
    /// The rules, by number, of which an event itself says whether it is of their sort.
    pub(super) plain: Vec<bool>,
    /// Whether any atom is worked out from the log.
    pub(super) walks: bool,
    /// The atoms that time alone can change.
    pub(super) timed: Vec<Timed>,
    /// Through what time can change what is asked whenever anything settles, if it can, and where a row keeps when that is next.
    pub(super) asked: Option<(Timing, usize)>,
    /// Whether rows tell all of customers, up to the first assignment that is more than given or taken, and the first rule that
    /// does more: nothing looks back at tags, and none of them ends for everybody.
    pub(super) is_short: bool,
    /// The atoms of the tags that rows keep as given, by tag number.
    pub(super) given: Vec<Option<usize>>,
    /// Where a row keeps the number of the memory of their [terms](super::given::Terms), and behind it when the first of these ends.
    pub(super) terms: Option<usize>,
    /// Whether anything looks at the id under which a customer is known.
    pub(super) looks_at_id: bool,
    /// What settles on the short way.
    pub(super) order: Order,
    /// Where a row keeps on the short way which tags are held,
    pub(super) held: usize,
    /// which are claimed,
    pub(super) claims: usize,
    /// which rules' conditions are true,
    pub(super) stood: usize,
    /// and which named ones.
    pub(super) named_bits: usize,
    /// How many words the bits of tags take.
    pub(super) tag_words: usize,
    /// Where all bits end.
    pub(super) kept: usize,
    /// The atoms that are told by an attribute and true where it has no value.
    pub(super) untold: Vec<usize>,
    /// The words that are looked for in records.
    pub(super) keywords: Keywords,
    pub(super) sieves: Sieves,
    /// How many words a row has.
    pub(super) words: usize,
}

impl Program {
    /// Whether any rule tells something on the short way.
    pub(crate) fn tells(&self) -> bool {
        self.is_short && self.acting.iter().flatten().any(|acting| acting.tells)
    }

    /// The row of a customer of whom nothing is known.
    pub(super) fn blank(&self) -> Box<[i64]> {
        let mut blank = blank(self.words, self.kept.saturating_sub(BITS));
        let mut row = Row::new(&mut blank);
        for &atom in &self.untold {
            row.set_atom(atom, true);
        }
        blank
    }

    /// Whether a row and these new entries tell all that is needed to take a customer to an instant.
    pub(super) fn needs_no_past(&self, row: &Row<'_>, fresh: &[Arc<Entry>], until: Instant) -> bool {
        // Of whom nothing was known, what is new is all.
        self.is_short && (row.reached().is_none() || !self.looks_back(row, fresh, until))
    }

    /// Whether anything that is kept of a customer must be worked out from its log as these new entries happen and time goes on
    /// to an instant.
    fn looks_back(&self, row: &Row<'_>, fresh: &[Arc<Entry>], until: Instant) -> bool {
        let is_walked = |atom: &usize| matches!(self.atoms.get(*atom), Some(Atom::Walked(_)));
        let touches = |entry: &Arc<Entry>| match &entry.kind {
            // With its birth these are worked out.
            EntryKind::Event { .. } | EntryKind::Created if !row.is_born() => true,
            EntryKind::Event { event, .. } => {
                self.by_event.get(*event).is_some_and(|touched| touched.atoms.iter().any(is_walked))
            }
            EntryKind::Attribute { attribute, .. } => {
                self.by_attribute.get(*attribute).is_some_and(|by| by.iter().any(is_walked))
            }
            EntryKind::Created | EntryKind::Assigned(_) => false,
        };
        let is_due = |timed: &Timed| is_walked(&timed.atom) && row.instant(timed.place).is_some_and(|due| due <= until);
        self.walks && (fresh.iter().any(touches) || (row.due() <= until && self.timed.iter().any(is_due)))
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
