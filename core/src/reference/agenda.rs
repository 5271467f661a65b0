//! The instants at which something about a customer can change.

use std::collections::BTreeSet;
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::past::Turn;
use crate::event::{Entry, EntryKind};
use crate::rule::Timing;
use crate::time::Instant;
use crate::value::Datum;

/// What is still to come on a walk through a customer's time: every instant at which an entry lies, or at which an
/// event, an instant in an attribute or a property, or a tag's turn enters or leaves a window. Between two of them
/// nothing changes.
///
/// Most of it is known beforehand. What follows from the walk itself is added on the way: see
/// [`turned`](Self::turned).
pub(super) struct Agenda<'a> {
    timing: &'a Timing,
    zone: &'a TimeZone,
    instants: BTreeSet<Instant>,
}

impl<'a> Agenda<'a> {
    /// What follows from a customer's log, and from the turns of its tags so far.
    pub(super) fn of(timing: &'a Timing, zone: &'a TimeZone, entries: &[Arc<Entry>], turns: &[Turn]) -> Self {
        let mut agenda = Self { timing, zone, instants: BTreeSet::new() };
        for entry in entries {
            agenda.instants.insert(entry.at);
            match &entry.kind {
                EntryKind::Event { properties, .. } => {
                    agenda.passes(entry.at);
                    properties.iter().for_each(|value| agenda.value(value.as_ref()));
                }
                EntryKind::Attribute { value, .. } => agenda.value(value.as_ref()),
                EntryKind::Created | EntryKind::Assigned(_) => {}
            }
        }
        agenda.turned(turns);
        agenda.instants.extend(&timing.instants);
        agenda
    }

    /// One more instant, if it is one.
    pub(super) fn add(&mut self, at: Option<Instant>) {
        self.instants.extend(at);
    }

    /// Tags came or went.
    pub(super) fn turned(&mut self, turns: &[Turn]) {
        for turn in turns {
            self.passes(turn.at);
        }
    }

    /// The next instant behind another, or the first of all.
    pub(super) fn next(&self, behind: Option<Instant>) -> Option<Instant> {
        let from = behind.map_or(Unbounded, Excluded);
        self.instants.range((from, Excluded(Instant::NEVER))).next().copied()
    }

    fn value(&mut self, value: Option<&Datum>) {
        if let Some(Datum::Instant(at)) = value {
            self.passes(*at);
        }
    }

    /// Something at an instant passes through all windows.
    fn passes(&mut self, at: Instant) {
        self.instants.insert(at);
        self.instants.extend(self.timing.windows.iter().flat_map(|window| window.edges(at, self.zone)));
        self.instants.extend(self.timing.reaches.iter().map(|reach| reach.leave(at, self.zone)));
        self.instants.extend(self.timing.lapses.iter().map(|reach| reach.leave(at, self.zone).next()));
    }
}
