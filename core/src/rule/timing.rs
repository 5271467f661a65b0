use std::sync::Arc;

use super::calendar::{Tick, elapsed_tick};
use super::{Dwell, Predicate, Term};
use crate::time::{Instant, Reach, Window};

/// Through what the passing of time can change conditions.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Timing {
    pub(crate) windows: Vec<Window>,
    /// So long ago.
    pub(crate) reaches: Vec<Reach>,
    /// Something changes right behind the instant so much later.
    pub(crate) lapses: Vec<Reach>,
    /// Instants at which something ends for everybody.
    pub(crate) instants: Vec<Instant>,
    /// So far ahead.
    pub(crate) aheads: Vec<Reach>,
    pub(crate) dwells: Vec<Arc<Dwell>>,
    pub(crate) ticks: Vec<Tick>,
}

impl Timing {
    /// Of several conditions together.
    pub(crate) fn of<'p>(predicates: impl IntoIterator<Item = &'p Predicate>, zone: &jiff::tz::TimeZone) -> Self {
        let mut timing = Self::default();
        for predicate in predicates {
            timing.include(predicate, zone);
        }
        // Each window and each length once.
        timing.windows.sort_unstable();
        timing.windows.dedup();
        for reaches in [&mut timing.reaches, &mut timing.aheads, &mut timing.lapses] {
            reaches.sort_unstable();
            reaches.dedup();
        }
        timing
    }

    /// What the passing of time can change in one more predicate.
    pub(crate) fn include(&mut self, predicate: &Predicate, zone: &jiff::tz::TimeZone) {
        predicate.walk(&mut |part| self.add(part, zone));
    }

    /// What it can change in a predicate itself, not in one inside.
    fn add(&mut self, predicate: &Predicate, zone: &jiff::tz::TimeZone) {
        match predicate {
            Predicate::Happened { window, .. } => self.pass(window.as_ref()),
            Predicate::InWindow { window, .. } => self.pass(Some(window)),
            Predicate::Ago { reach, .. } => self.reaches.push(*reach),
            Predicate::Sequence(sequence) => self.pass(sequence.window.as_ref()),
            Predicate::ThenNot(pattern) => {
                self.pass(pattern.window.as_ref());
                self.lapses.push(pattern.within);
            }
            Predicate::Regular(regular) => self.windows.extend(regular.windows(zone)),
            Predicate::Ahead { reach, .. } => self.aheads.push(*reach),
            Predicate::Anniversary { date, ahead } => self.tick(Tick::Anniversary { date: date.clone(), ahead: *ahead }),
            Predicate::Today(day) => self.tick(Tick::Day(*day)),
            Predicate::Dwell(dwell) => self.dwells.push(dwell.clone()),
            Predicate::Changed(change) => self.pass(change.window.as_ref()),
            // Only the counts next to a number matter, not each.
            Predicate::Compare { left, right, .. } => {
                if let Some(tick) = elapsed_tick(left, right) {
                    return self.tick(tick);
                }
            }
            _ => {}
        }
        for term in predicate.terms() {
            term.walk(&mut |part| self.add_term(part));
        }
    }

    fn add_term(&mut self, term: &Term) {
        match term {
            Term::Count { window, .. }
            | Term::ActiveDays { window, .. }
            | Term::Aggregate { window, .. }
            | Term::Turns { window, .. } => self.pass(window.as_ref()),
            Term::Streak { period, .. } => self.windows.push(Window::of_streak(*period)),
            Term::Open(pairs) => self.pass(pairs.window.as_ref()),
            Term::Elapsed { unit, since } => self.tick(Tick::Elapsed { unit: *unit, since: (**since).clone(), counts: None }),
            Term::Constant(_)
            | Term::Attribute(_)
            | Term::Property(_)
            | Term::Parameter { .. }
            | Term::Size(_)
            | Term::Level(_)
            | Term::Arithmetic { .. }
            | Term::Occurrence { .. }
            | Term::TagValue { .. }
            | Term::Named(_)
            | Term::Bucket(_)
            | Term::Holding(_) => {}
        }
    }

    /// Something passes through a window. One that begins with an event is moved by events alone.
    fn pass(&mut self, window: Option<&super::Window>) {
        self.windows.extend(window.and_then(super::Window::timed));
    }

    fn tick(&mut self, tick: Tick) {
        if !self.ticks.contains(&tick) {
            self.ticks.push(tick);
        }
    }
}
