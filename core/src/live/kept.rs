use std::sync::Arc;

use super::annex::Annex;
use super::atom::{Atom, Counted, Source, Summed, Timed, Walked};
use super::circuit::Facts;
use super::deadline;
use super::filter::{Said, Sieve};
use super::gate::Look;
use super::program::Program;
use super::reckoned::{Reckoned, Sources};
use super::remembered::Remembered;
use super::row::{NONE, Row};
use crate::event::{Entry, EntryKind};
use crate::reference::{Asked, Moment, Truths, holds, is_true, matching};
use crate::rule::{Predicate, Stream};
use crate::time::Instant;

/// What is true of a customer, kept in its row.
pub(super) struct Kept<'a> {
    pub(super) program: &'a Program,
    pub(super) row: Row<'a>,
    pub(super) annex: &'a mut Annex,
    /// Whether any atom has become otherwise, or the customer was born.
    pub(super) is_turned: bool,
    /// Whether any whose times follow from more than its events has been worked out because its time had come.
    pub(super) has_looked_back: bool,
    /// The atoms of tags that were given up to now.
    pub(super) ended: Vec<usize>,
    /// The atoms of tags that were given or taken since all settled last, also where they had been given before.
    pub(super) moved: Vec<usize>,
}

impl<'a> Kept<'a> {
    pub(super) fn new(program: &'a Program, row: Row<'a>, annex: &'a mut Annex) -> Self {
        Self { program, row, annex, is_turned: false, has_looked_back: false, ended: Vec::new(), moved: Vec::new() }
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
        let (program, now) = (self.program, moment.now.millis());
        let mut first = Instant::NEVER.millis();
        for Timed { atom, place, span } in &program.timed {
            let at = self.row.word(*place);
            let mut deadline = at.saturating_add(*span);
            if at == NONE {
                continue;
            }
            if deadline <= now {
                deadline = match &program.atoms[*atom] {
                    Atom::Counted(_) => {
                        self.is_turned |= self.row.set_atom(*atom, false);
                        continue;
                    }
                    Atom::Summed(summed) => self.sum(*atom, summed, moment),
                    Atom::Reckoned(reckoned) => self.reckon(*atom, reckoned, moment),
                    Atom::Remembered(remembered) => {
                        self.has_looked_back = true;
                        self.recall(*atom, remembered, moment)
                    }
                    Atom::Walked(walked) => {
                        self.has_looked_back = true;
                        self.walk(*atom, walked, moment)
                    }
                    Atom::Ends => self.end(moment.now),
                    // No time changes it.
                    Atom::Told(_) | Atom::Given(_) => continue,
                }
                .millis();
            }
            first = first.min(deadline);
        }
        self.row.set_due(within_time(first));
    }

    fn happen(&mut self, moment: &Moment<'_>) {
        let Some(entry) = moment.entries.last() else { return };
        let program = self.program;
        self.annex.texts.get_mut().begin();
        let touched = match &entry.kind {
            EntryKind::Event { event, .. } => {
                let touched = program.by_event.get(*event);
                for &ring in touched.map_or(&[][..], |touched| &touched.rings) {
                    let sieve = &program.sieves.rings[ring];
                    if sieve.takes_all() || self.is_let_through(sieve, entry, moment) {
                        let ring = &program.rings[ring];
                        self.row.push(ring.place, ring.kept, moment.now);
                        if self.row.is_born() {
                            ring.atoms.iter().for_each(|&atom| self.work_out(atom, moment));
                        }
                    }
                }
                for &source in touched.map_or(&[][..], |touched| &touched.sources) {
                    let sieve = &program.sieves.sources[source];
                    if sieve.takes_all() || self.is_let_through(sieve, entry, moment) {
                        self.add(&program.sources[source], entry, moment);
                    }
                }
                touched.map_or(&[][..], |touched| &touched.atoms)
            }
            EntryKind::Attribute { attribute, .. } => program.by_attribute.get(*attribute).map_or(&[][..], Vec::as_slice),
            EntryKind::Created => &[],
            EntryKind::Assigned(_) => return,
        };
        touched.iter().for_each(|&atom| self.remember(atom, entry, moment));
        if self.row.is_born() {
            touched.iter().for_each(|&atom| self.work_out(atom, moment));
        } else if matches!(entry.kind, EntryKind::Event { .. } | EntryKind::Created) {
            self.row.be_born();
            self.is_turned = true;
            // What attributes tell has been worked out as they were written.
            let is_told = |atom: &usize| matches!(program.atoms[*atom], Atom::Told(_));
            (0..program.atoms.len()).filter(|atom| !is_told(atom)).for_each(|atom| self.work_out(atom, moment));
        } else {
            for &atom in touched {
                self.tell(atom, moment);
            }
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
    pub(super) fn work_out(&mut self, number: usize, moment: &Moment<'_>) {
        let deadline = match &self.program.atoms[number] {
            Atom::Counted(counted) => self.count(number, counted, moment),
            Atom::Summed(summed) => self.sum(number, summed, moment),
            Atom::Reckoned(reckoned) => self.reckon(number, reckoned, moment),
            Atom::Told(_) => {
                self.is_turned |= self.tell(number, moment);
                Instant::NEVER
            }
            Atom::Remembered(remembered) => self.recall(number, remembered, moment),
            Atom::Walked(walked) => self.walk(number, walked, moment),
            Atom::Ends => self.end(moment.now),
            // Whoever gives it says so.
            Atom::Given(_) => Instant::NEVER,
        };
        if deadline < self.row.due() {
            self.row.set_due(within_time(deadline.millis()));
        }
    }

    /// The first instant behind now at which time can change an atom, as it is kept.
    pub(super) fn first_due(&self, now: Instant) -> Instant {
        let kept =
            |timed: &Timed| Some(self.row.word(timed.place)).filter(|&at| at != NONE).map(|at| at.saturating_add(timed.span));
        let dues = self.program.timed.iter().filter_map(kept).filter(|&due| due > now.millis());
        within_time(dues.min().unwrap_or(Instant::NEVER.millis()))
    }

    /// Gives when the last event that makes it true leaves the window.
    fn count(&mut self, number: usize, counted: &Counted, moment: &Moment<'_>) -> Instant {
        let last = self.row.word(self.program.rings[counted.ring].place + counted.k - 1);
        let leaves = match counted.window {
            _ if last == NONE => NONE,
            None => Instant::NEVER.millis(),
            Some(window) => window.leave(Instant::kept(last), &moment.plan.zone).millis(),
        };
        if let Some(place) = counted.deadline {
            self.row.set_word(place, leaves);
        }
        let is_in = leaves > moment.now.millis();
        self.is_turned |= self.row.set_atom(number, is_in);
        if is_in { Instant::kept(leaves) } else { Instant::NEVER }
    }

    /// Adds the value of an event to a source's series, if it has one.
    fn add(&mut self, source: &Source, entry: &Entry, moment: &Moment<'_>) {
        let Some(value) = Said::by(entry).and_then(|said| said.amount(source.property.as_ref())) else { return };
        let (number, len) = self.row.series(source.place).unwrap_or_else(|| (self.annex.series.make(), 0));
        self.annex.series.push(number, len, moment.now, value);
        self.row.set_series(source.place, (number, len + 1));
        if self.row.is_born() {
            source.atoms.iter().for_each(|&atom| self.work_out(atom, moment));
        }
    }

    /// Gives when the first value leaves the window that is in it.
    fn sum(&mut self, number: usize, summed: &Summed, moment: &Moment<'_>) -> Instant {
        let Some((series, len)) = self.row.series(self.program.sources[summed.source].place) else {
            self.is_turned |= self.row.set_atom(number, summed.bound.accepts(0, 0));
            return Instant::NEVER;
        };
        let (first, leaves) = self.first_to_leave(summed, (series, len), moment);
        let (total, count) = (self.annex.series.total(series, first, len), (len - first) as i128);
        self.is_turned |= self.row.set_atom(number, summed.bound.accepts(total, count));
        leaves
    }

    /// The place of the first value that is in the window, and when it leaves. It never moves back.
    fn first_to_leave(&mut self, summed: &Summed, (series, len): (usize, usize), moment: &Moment<'_>) -> (usize, Instant) {
        let (Some(window), Some(deadline)) = (summed.window, summed.deadline) else { return (0, Instant::NEVER) };
        let known = self.row.word(deadline);
        let mut first = if known == NONE { 0 } else { self.row.word(deadline + 1) as usize };
        let mut leaves = if known == NONE { Instant::NEVER } else { Instant::kept(known) };
        if known == NONE || leaves <= moment.now || leaves == Instant::NEVER {
            leaves = Instant::NEVER;
            while first < len {
                leaves = window.leave(self.annex.series.at(series, first), &moment.plan.zone);
                if leaves > moment.now {
                    break;
                }
                (first, leaves) = (first + 1, Instant::NEVER);
            }
            self.row.set_instant(deadline, leaves);
            self.row.set_word(deadline + 1, first as i64);
        }
        (first, leaves)
    }

    /// Gives when time can next change it.
    fn reckon(&mut self, number: usize, reckoned: &Reckoned, moment: &Moment<'_>) -> Instant {
        let (stands, due) = reckoned.stands(self, &self.annex.series, moment);
        self.is_turned |= self.row.set_atom(number, stands);
        self.row.set_instant(reckoned.deadline, due);
        due
    }

    /// Works out an atom that an attribute tells, and gives whether it was otherwise before.
    fn tell(&mut self, number: usize, moment: &Moment<'_>) -> bool {
        let Atom::Told(told) = &self.program.atoms[number] else { return false };
        let stands = told.stands(&mut self.look(moment));
        self.row.set_atom(number, stands)
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

    /// Gives when time can change it next.
    fn walk(&mut self, number: usize, walked: &Walked, moment: &Moment<'_>) -> Instant {
        self.is_turned |= self.row.set_atom(number, is_true(&walked.predicate, moment));
        let (Some(place), Some(timing)) = (walked.deadline, &walked.timing) else { return Instant::NEVER };
        let next = deadline::next(timing, moment.past, moment);
        self.row.set_instant(place, next);
        next
    }
}

/// An instant that was reckoned; never, if it lies behind the end of the calendar.
fn within_time(millis: i64) -> Instant {
    if millis > Instant::MAX.millis() { Instant::NEVER } else { Instant::kept(millis) }
}
