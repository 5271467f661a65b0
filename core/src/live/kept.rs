use std::sync::Arc;

use super::annex::Annex;
use super::atom::{Atom, Counted, Summed, Walked};
use super::circuit::Facts;
use super::deadline;
use super::filter::{Said, Sieve};
use super::gate::Look;
use super::program::Program;
use super::reckoned::{Reckoned, Sources};
use super::remembered::Remembered;
use super::row::Row;
use super::summed::{ONE, units};
use crate::event::{Entry, EntryKind};
use crate::reference::{Asked, Moment, Truths, holds, is_true, matching};
use crate::rule::{Predicate, Stream};
use crate::time::Instant;
use crate::value::Datum;

/// What is true of a customer, kept in its row.
pub(super) struct Kept<'a> {
    pub(super) program: &'a Program,
    pub(super) row: Row<'a>,
    pub(super) annex: &'a mut Annex,
    /// Whether any atom has become otherwise, or the customer was born.
    pub(super) is_turned: bool,
}

impl<'a> Kept<'a> {
    pub(super) fn new(program: &'a Program, row: Row<'a>, annex: &'a mut Annex) -> Self {
        Self { program, row, annex, is_turned: false }
    }
}

/// A row at a moment.
struct Seen<'a, 'm> {
    row: &'a Row<'a>,
    moment: &'a Moment<'m>,
}

impl Facts for Seen<'_, '_> {
    fn atom(&self, atom: usize) -> bool {
        self.row.atom(atom)
    }

    fn holds(&self, tag: usize) -> bool {
        holds(tag, self.moment)
    }

    fn named(&self, number: usize) -> bool {
        self.moment.named.get(number).copied().unwrap_or(false)
    }

    fn asked(&self, predicate: &Predicate) -> bool {
        is_true(predicate, self.moment)
    }
}

impl Truths for Kept<'_> {
    fn come(&mut self, moment: &Moment<'_>) {
        if self.row.due() > moment.now || !self.row.is_born() {
            return;
        }
        for (number, atom) in self.program.atoms.iter().enumerate() {
            match atom {
                Atom::Counted(counted) => {
                    self.count(number, counted, moment);
                }
                Atom::Summed(summed) => {
                    self.sum(number, summed, moment);
                }
                Atom::Reckoned(reckoned) => {
                    self.reckon(number, reckoned, moment);
                }
                Atom::Remembered(remembered) if self.remembered_due(remembered) <= moment.now => {
                    self.recall(number, remembered, moment);
                }
                Atom::Walked(walked) if self.deadline(walked) <= moment.now => self.walk(number, walked, moment),
                Atom::Told(_) | Atom::Remembered(_) | Atom::Walked(_) => {}
            }
        }
        self.row.set_due(self.first_deadline(moment));
    }

    fn happen(&mut self, moment: &Moment<'_>) {
        let Some(entry) = moment.entries.last() else { return };
        self.annex.texts.get_mut().begin();
        let touched = match &entry.kind {
            EntryKind::Event { event, .. } => {
                let touched = self.program.by_event.get(*event);
                for &ring in touched.map_or(&[][..], |touched| &touched.rings) {
                    let (ring, sieve) = (&self.program.rings[ring], &self.program.sieves.rings[ring]);
                    if self.is_let_through(sieve, entry, moment) {
                        self.row.push(ring.place, ring.kept, moment.now);
                        if self.row.is_born() {
                            ring.atoms.iter().for_each(|&atom| self.work_out(atom, moment));
                        }
                    }
                }
                for &source in touched.map_or(&[][..], |touched| &touched.sources) {
                    self.add(source, entry, moment);
                }
                touched.map_or(&[][..], |touched| &touched.atoms)
            }
            EntryKind::Attribute { attribute, .. } => self.program.by_attribute.get(*attribute).map_or(&[][..], Vec::as_slice),
            EntryKind::Created => &[],
            EntryKind::Assigned(_) => return,
        };
        touched.iter().for_each(|&atom| self.remember(atom, entry, moment));
        if self.row.is_born() {
            touched.iter().for_each(|&atom| self.work_out(atom, moment));
        } else if matches!(entry.kind, EntryKind::Event { .. } | EntryKind::Created) {
            self.row.be_born();
            self.is_turned = true;
            (0..self.program.atoms.len()).for_each(|atom| self.work_out(atom, moment));
        }
    }

    fn sets_off(&self, rule: usize, stream: &Stream, entry: &Entry, moment: &Moment<'_>) -> bool {
        match self.program.sieves.rules.get(rule) {
            Some(Some(sieve)) => self.is_let_through(sieve, entry, moment),
            _ => matching(stream, entry, moment).is_some(),
        }
    }

    fn is_true(&self, asked: Asked, predicate: &Predicate, moment: &Moment<'_>) -> bool {
        let circuits = match asked {
            Asked::Tag(tag) => self.program.tags.get(tag),
            Asked::Named(number) => self.program.named.get(number),
            Asked::Rule(rule) => self.program.rules.get(rule),
        };
        match circuits {
            Some(Some(circuit)) => circuit.is_true(&Seen { row: &self.row, moment }),
            _ => is_true(predicate, moment),
        }
    }
}

impl Sources for Kept<'_> {
    fn series(&self, source: usize) -> Option<(usize, usize)> {
        self.row.series(self.program.sources[source].place)
    }
}

impl Kept<'_> {
    /// Whether a record of the instant is an event of a stream.
    pub(super) fn is_let_through(&self, sieve: &Sieve, entry: &Entry, moment: &Moment<'_>) -> bool {
        let texts = &mut *self.annex.texts.borrow_mut();
        texts.look_at(entry);
        sieve.lets_pass(entry, &self.program.keywords, texts, moment)
    }

    /// Works out an atom, and is due no later than it.
    fn work_out(&mut self, number: usize, moment: &Moment<'_>) {
        let deadline = match &self.program.atoms[number] {
            Atom::Counted(counted) => self.count(number, counted, moment),
            Atom::Summed(summed) => self.sum(number, summed, moment),
            Atom::Reckoned(reckoned) => self.reckon(number, reckoned, moment),
            Atom::Told(told) => {
                let stands = told.stands(&mut self.look(moment));
                self.is_turned |= self.row.set_atom(number, stands);
                Instant::NEVER
            }
            Atom::Remembered(remembered) => self.recall(number, remembered, moment),
            Atom::Walked(walked) => {
                self.walk(number, walked, moment);
                self.deadline(walked)
            }
        };
        if deadline < self.row.due() {
            self.row.set_due(deadline);
        }
    }

    /// Gives when the last event that makes it true leaves the window.
    fn count(&mut self, number: usize, counted: &Counted, moment: &Moment<'_>) -> Instant {
        let leaves = self.leaves(counted, moment);
        self.is_turned |= self.row.set_atom(number, leaves.is_some());
        leaves.unwrap_or(Instant::NEVER)
    }

    fn leaves(&self, counted: &Counted, moment: &Moment<'_>) -> Option<Instant> {
        let ring = &self.program.rings[counted.ring];
        let last = self.row.instant(ring.place + counted.k - 1)?;
        let leaves = counted.window.map_or(Instant::NEVER, |window| window.leave(last, &moment.plan.zone));
        Some(leaves).filter(|&leaves| leaves > moment.now)
    }

    /// Adds the value of an event to a source's series, if it is of the stream and has one.
    fn add(&mut self, source: usize, entry: &Entry, moment: &Moment<'_>) {
        let (source, sieve) = (&self.program.sources[source], &self.program.sieves.sources[source]);
        if !self.is_let_through(sieve, entry, moment) {
            return;
        }
        let value = match source.property.as_ref().map(|property| Said::by(entry)?.property(property)) {
            None => ONE,
            Some(Some((_, Datum::Number(value)))) => units(*value),
            Some(_) => return,
        };
        let (number, len) = self.row.series(source.place).unwrap_or_else(|| (self.annex.series.make(), 0));
        self.annex.series.push(number, len, moment.now, value);
        self.row.set_series(source.place, (number, len + 1));
        if self.row.is_born() {
            source.atoms.iter().for_each(|&atom| self.work_out(atom, moment));
        }
    }

    /// Gives when the first value leaves the window that is in it.
    fn sum(&mut self, number: usize, summed: &Summed, moment: &Moment<'_>) -> Instant {
        let (first, leaves) = self.first_to_leave(summed, moment);
        let place = self.program.sources[summed.source].place;
        let (total, count) = self
            .row
            .series(place)
            .map_or((0, 0), |(series, len)| (self.annex.series.total(series, first, len), (len - first) as i128));
        let (bound, is_missing) = if summed.is_mean { (summed.bound * count, count == 0) } else { (summed.bound, false) };
        self.is_turned |= self.row.set_atom(number, !is_missing && summed.op.accepts(total.cmp(&bound)));
        leaves
    }

    /// The place of the first value that is in the window, and when it leaves.
    fn first_to_leave(&self, summed: &Summed, moment: &Moment<'_>) -> (usize, Instant) {
        let place = self.program.sources[summed.source].place;
        let (Some((series, len)), Some(window)) = (self.row.series(place), summed.window) else { return (0, Instant::NEVER) };
        let zone = &moment.plan.zone;
        let first = self.annex.series.first(series, len, |at| window.leave(at, zone) <= moment.now);
        (first, if first < len { window.leave(self.annex.series.at(series, first), zone) } else { Instant::NEVER })
    }

    /// Gives when time can next change it.
    fn reckon(&mut self, number: usize, reckoned: &Reckoned, moment: &Moment<'_>) -> Instant {
        let (stands, due) = reckoned.stands(self, &self.annex.series, moment);
        self.is_turned |= self.row.set_atom(number, stands);
        due
    }

    fn look<'l, 'm>(&'l mut self, moment: &'l Moment<'m>) -> Look<'l, 'm> {
        Look { keywords: &self.program.keywords, texts: self.annex.texts.get_mut(), moment }
    }

    /// Takes a record into the memory of an atom that has one.
    fn remember(&mut self, number: usize, entry: &Arc<Entry>, moment: &Moment<'_>) {
        let Atom::Remembered(remembered) = &self.program.atoms[number] else { return };
        let memories = &mut self.annex.memories;
        let known = self.row.number(remembered.place).unwrap_or_else(|| {
            let made = memories.make(remembered.kind.nothing());
            self.row.set_number(remembered.place, made);
            made
        });
        let mut look = Look { keywords: &self.program.keywords, texts: self.annex.texts.get_mut(), moment };
        if let Some(memory) = memories.of(known) {
            remembered.kind.take_in(memory, entry, &mut look);
        }
    }

    /// Works out an atom by its memory, and gives when time can next change it.
    fn recall(&mut self, number: usize, remembered: &Remembered, moment: &Moment<'_>) -> Instant {
        let known = self.row.number(remembered.place).and_then(|known| self.annex.memories.get(known));
        let look = Look { keywords: &self.program.keywords, texts: self.annex.texts.get_mut(), moment };
        let (stands, due) = match known {
            Some(memory) => remembered.kind.stands(memory, &look),
            None => remembered.kind.stands(&remembered.kind.nothing(), &look),
        };
        self.is_turned |= self.row.set_atom(number, stands);
        self.row.set_instant(remembered.place + 1, due);
        due
    }

    fn remembered_due(&self, remembered: &Remembered) -> Instant {
        self.row.instant(remembered.place + 1).unwrap_or(Instant::NEVER)
    }

    fn walk(&mut self, number: usize, walked: &Walked, moment: &Moment<'_>) {
        self.is_turned |= self.row.set_atom(number, is_true(&walked.predicate, moment));
        if let (Some(place), Some(timing)) = (walked.deadline, &walked.timing) {
            self.row.set_instant(place, deadline::next(timing, moment.past, moment));
        }
    }

    fn deadline(&self, walked: &Walked) -> Instant {
        walked.deadline.and_then(|place| self.row.instant(place)).unwrap_or(Instant::NEVER)
    }

    fn first_deadline(&self, moment: &Moment<'_>) -> Instant {
        let deadlines = self.program.atoms.iter().map(|atom| match atom {
            Atom::Counted(counted) => self.leaves(counted, moment).unwrap_or(Instant::NEVER),
            Atom::Summed(summed) => self.first_to_leave(summed, moment).1,
            Atom::Reckoned(reckoned) => reckoned.stands(self, &self.annex.series, moment).1,
            Atom::Told(_) => Instant::NEVER,
            Atom::Remembered(remembered) => self.remembered_due(remembered),
            Atom::Walked(walked) => self.deadline(walked),
        });
        deadlines.min().unwrap_or(Instant::NEVER)
    }
}
