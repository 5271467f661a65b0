//! Conditions that the value of one attribute tells, whatever else there is: they change when it is written, and only then.

use std::slice;
use std::sync::Arc;

use super::filter::{Filter, Said};
use super::gate::Look;
use super::reads::Reads;
use crate::event::{Entry, EntryKind};
use crate::keyword::Keywords;
use crate::reference::{Moment, is_true};
use crate::rule::Predicate;

/// A condition that one attribute tells.
#[derive(Clone, Debug)]
pub(super) struct Told {
    predicate: Predicate,
    attribute: usize,
    /// Made ready together with all others.
    filter: Option<Filter>,
}

impl Told {
    pub(super) fn of(predicate: &Predicate, reads: &Reads) -> Option<Self> {
        let Reads { events, attributes, state, clock, birth, id, properties: _ } = reads;
        let is_alone = events.is_empty() && attributes.len() == 1 && !(*state || *clock || *birth || *id);
        // What it was before is a matter of the past.
        let attribute = *attributes.first().filter(|_| is_alone && !matches!(predicate, Predicate::Changed(_)))?;
        Some(Self { predicate: predicate.clone(), attribute, filter: None })
    }

    pub(super) fn predicate(&self) -> &Predicate {
        &self.predicate
    }

    pub(super) fn attribute(&self) -> usize {
        self.attribute
    }

    pub(super) fn make_ready(&mut self, keywords: &Keywords) {
        self.filter = Some(Filter::of(&self.predicate, keywords));
    }

    /// Whether it is true, by the latest value among the moment's records: the last of them, if the attribute has just been
    /// written.
    pub(super) fn stands(&self, look: &mut Look<'_, '_>) -> bool {
        let writes =
            |entry: &&Arc<Entry>| matches!(entry.kind, EntryKind::Attribute { attribute, .. } if attribute == self.attribute);
        let entry = look.moment.entries.iter().rev().find(writes);
        let moment = Moment { entries: entry.map_or(&[], slice::from_ref), ..*look.moment };
        let said = entry.and_then(|entry| Said::by(entry)).unwrap_or(Said::Attribute(self.attribute, None));
        if let Some(entry) = entry {
            look.texts.look_at(entry);
        }
        match &self.filter {
            Some(filter) => filter.lets_pass(said, look.keywords, look.texts, &moment),
            None => is_true(&self.predicate, &moment),
        }
    }
}
