//! The instants at which something about a customer can change.

use std::collections::BTreeSet;
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar;
use super::lasting::true_since;
use super::past::{Carried, Turn};
use super::provenance::Given;
use super::truth::Moment;
use crate::event::{Entry, EntryKind};
use crate::rule::Timing;
use crate::time::{Instant, days_later, start_of};
use crate::value::Datum;

/// What is still to come on a walk through a customer's time: every instant at which an entry lies, or at which an
/// event, an instant in an attribute or a property, or a tag's turn enters or leaves a window. Between two of them
/// nothing changes.
///
/// Most of it is known beforehand. What follows from the walk itself is added on the way: what tags came and went
/// ([`turned`](Self::turned)), how long something will have lasted, and when the calendar says something else next
/// ([`look_ahead`](Self::look_ahead)).
pub(crate) struct Agenda<'a, I = BTreeSet<Instant>> {
    timing: &'a Timing,
    zone: &'a TimeZone,
    instants: I,
    /// How many of them only the calendar has given.
    ticks: usize,
}

/// Where the instants of an agenda go.
pub(crate) trait Instants {
    /// Whether it is a new one.
    fn insert(&mut self, at: Instant) -> bool;

    fn extend(&mut self, instants: impl IntoIterator<Item = Instant>) {
        for at in instants {
            self.insert(at);
        }
    }
}

impl Instants for BTreeSet<Instant> {
    fn insert(&mut self, at: Instant) -> bool {
        Self::insert(self, at)
    }
}

/// The first of the instants behind one: all others are let go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Next {
    behind: Instant,
    first: Instant,
}

impl Next {
    pub(crate) fn behind(behind: Instant) -> Self {
        Self { behind, first: Instant::NEVER }
    }

    /// Never, if there is none.
    pub(crate) fn first(self) -> Instant {
        self.first
    }
}

impl Instants for Next {
    fn insert(&mut self, at: Instant) -> bool {
        let is_first = at > self.behind && at < self.first;
        if is_first {
            self.first = at;
        }
        is_first
    }
}

impl<'a, I: Instants> Agenda<'a, I> {
    /// What follows from a customer's log, and from the turns of its tags so far, what they carried and who gave them.
    pub(crate) fn of(
        timing: &'a Timing,
        zone: &'a TimeZone,
        entries: &[Arc<Entry>],
        (turns, carried, given): (&[Turn], &[Carried], &[Given]),
        instants: I,
    ) -> Self {
        let mut agenda = Self { timing, zone, instants, ticks: 0 };
        for entry in entries {
            agenda.instants.insert(entry.at);
            match &entry.kind {
                EntryKind::Event { properties, .. } => {
                    agenda.passes(entry.at);
                    properties.iter().for_each(|value| agenda.value(value.as_ref()));
                }
                EntryKind::Attribute { value, .. } => {
                    agenda.passes(entry.at);
                    agenda.value(value.as_ref());
                }
                EntryKind::Created | EntryKind::Assigned(_) => {}
            }
        }
        agenda.turned(turns);
        agenda.instants.extend(carried.iter().map(|carried| carried.at));
        agenda.instants.extend(given.iter().map(|given| given.at));
        agenda.instants.extend(timing.instants.iter().copied());
        agenda
    }

    /// One more instant, if it is one.
    pub(super) fn add(&mut self, at: Option<Instant>) {
        if let Some(at) = at {
            self.instants.insert(at);
        }
    }

    /// Tags came or went.
    pub(super) fn turned(&mut self, turns: &[Turn]) {
        for turn in turns {
            self.passes(turn.at);
        }
    }

    pub(crate) fn into_instants(self) -> I {
        self.instants
    }

    /// Whether anything follows from the walk besides turns.
    pub(crate) fn looks_ahead(&self) -> bool {
        !self.timing.dwells.is_empty() || !self.timing.ticks.is_empty()
    }

    /// What follows from the state at an instant reached: when something will have lasted long enough, and when the
    /// calendar will next say something else. More is asked when that comes: never a list without end.
    pub(crate) fn look_ahead(&mut self, moment: &Moment<'_>) {
        if !moment.is_born() {
            return;
        }
        for dwell in &self.timing.dwells {
            if let Some(since) = true_since(dwell, moment) {
                self.instants.insert(dwell.reach.leave(since, self.zone));
            }
        }
        for tick in &self.timing.ticks {
            if let Some(next) = calendar::next(tick, moment) {
                self.ticks += usize::from(self.instants.insert(next));
            }
        }
    }

    /// How many instants only the calendar has given so far.
    pub(super) fn ticks(&self) -> usize {
        self.ticks
    }

    fn value(&mut self, value: Option<&Datum>) {
        match value {
            Some(Datum::Instant(at)) => {
                self.passes(*at);
                let zone = self.zone;
                self.instants.extend(self.timing.aheads.iter().map(|reach| reach.approach(*at, zone)));
            }
            Some(Datum::Date(date)) => self.passes_on(*date),
            _ => {}
        }
    }

    /// A date passes through all windows, a whole day.
    fn passes_on(&mut self, date: Date) {
        let (timing, zone) = (self.timing, self.zone);
        let start = |day: Option<Date>| day.map_or(Instant::NEVER, |day| start_of(day, zone));
        self.instants.extend(timing.windows.iter().flat_map(|window| window.date_edges(date, zone)));
        self.instants.extend(timing.reaches.iter().map(|reach| start(reach.leave_date(date))));
        for reach in &timing.aheads {
            self.instants.extend([start(Some(reach.approach_date(date))), start(days_later(date, 1))]);
        }
    }

    /// Something at an instant passes through all windows.
    fn passes(&mut self, at: Instant) {
        self.instants.insert(at);
        let (timing, zone) = (self.timing, self.zone);
        self.instants.extend(timing.windows.iter().flat_map(|window| window.edges(at, zone)));
        self.instants.extend(timing.reaches.iter().map(|reach| reach.leave(at, zone)));
        self.instants.extend(timing.lapses.iter().map(|reach| reach.leave(at, zone).next()));
    }
}

impl Agenda<'_> {
    /// The next instant behind another, or the first of all.
    pub(super) fn next(&self, behind: Option<Instant>) -> Option<Instant> {
        let from = behind.map_or(Unbounded, Excluded);
        self.instants.range((from, Excluded(Instant::NEVER))).next().copied()
    }
}
