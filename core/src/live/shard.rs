//! What is kept of customers whose ordinals follow each other: one thread at a time works on it.

use std::sync::Arc;

use tagora_kernel::fetch;

use super::annex::Annex;
use super::atom::Atom;
use super::carried::Carried;
use super::due::Due;
use super::given::terms;
use super::kept::Kept;
use super::program::Program;
use super::row::Row;
use super::rows::Rows;
use super::short::{Led, Scratch, Short, Turned};
use super::standing::Ground;
use super::tasks::{Onward, Taken, Task};
use super::walk::walked;
use crate::customer::Ordinal;
use crate::error::Result;
use crate::event::Schema;
use crate::reference::{Course, Firing, Life, Moment};
use crate::rule::Plan;
use crate::time::Instant;

/// The memory that a task needs is fetched so many tasks before.
const AHEAD: usize = 4;

/// So many customers share one.
pub(super) const CUSTOMERS: usize = 1 << 14;

#[derive(Clone, Debug)]
pub(super) struct Shard {
    pub(super) rows: Rows,
    pub(super) annex: Annex,
    pub(super) due: Due,
    scratch: Scratch,
    /// How those stood before that were touched since it was kept.
    before: Before,
    /// Whether that has to be remembered; not of what is worked out anew for all.
    pub(super) remembers: bool,
    /// Whether anything may have been touched.
    pub(super) is_touched: bool,
}

/// How customers stood.
#[derive(Clone, Debug)]
struct Before {
    places: Vec<(usize, Option<Instant>)>,
    /// The words of their rows, one behind the other.
    words: Vec<i64>,
    /// Rows with this stamp are remembered.
    stamp: i64,
}

/// Which shard a customer is in, and its place there.
pub(super) fn place(customer: Ordinal) -> (usize, usize) {
    (customer as usize / CUSTOMERS, customer as usize % CUSTOMERS)
}

/// The customer at a place of a shard.
pub(super) fn customer(shard: usize, place: usize) -> Ordinal {
    Ordinal::try_from(shard * CUSTOMERS + place).unwrap_or(Ordinal::MAX)
}

impl Shard {
    pub(super) fn new(blank: Arc<[i64]>, remembers: bool) -> Self {
        Self {
            rows: Rows::new(blank, CUSTOMERS),
            annex: Annex::default(),
            due: Due::default(),
            scratch: Scratch::default(),
            // Rows of whom nothing is known have another stamp.
            before: Before { places: Vec::new(), words: Vec::new(), stamp: 1 },
            remembers,
            is_touched: false,
        }
    }

    /// Takes customers on whose rows tell all that is needed. Their tasks are numbered from the first one's on.
    pub(super) fn take(&mut self, (first, tasks): (usize, &[Task]), program: &Program, onward: Onward<'_>) -> Result<Taken> {
        let mut taken = Taken { turned: Vec::with_capacity(2 * tasks.len()), ..Taken::default() };
        tasks.iter().take(AHEAD).for_each(|task| self.foresee(place(task.customer).1));
        for (number, task) in (first..).zip(tasks) {
            if let Some(next) = tasks.get(number - first + AHEAD) {
                self.foresee(place(next.customer).1);
                onward.entries.get(next.fresh.clone()).into_iter().flatten().for_each(|entry| fetch(&**entry));
            }
            let Task { customer, ref fresh } = *task;
            let (_, place) = place(customer);
            let entries = &onward.entries[fresh.clone()];
            if !(onward.is_plain)(customer) || !program.needs_no_past(&self.rows.of(place), entries, onward.until) {
                taken.left.push((number, false));
                continue;
            }
            self.remember(place);
            let id = if program.looks_at_id { (onward.id)(customer) } else { None };
            let Self { rows, annex, scratch, due, .. } = self;
            let Onward { plan, schema, until, .. } = onward;
            let mut short = Short { entries, id: id.as_ref(), plan, schema, told_until: None, program, scratch };
            let tell = |turned: Turned| taken.turned.push((customer, turned.behind(fresh.start)));
            match short.go((rows.of(place), annex), until, tell)? {
                Led::On(next) => due.set(place, next),
                Led::Off => taken.left.push((number, true)),
            }
            taken.fired.extend(scratch.fired.drain(..).map(|firing| (customer, firing)));
        }
        Ok(taken)
    }

    /// Has the memory fetched in which a row lies.
    pub(super) fn foresee(&self, place: usize) {
        if let Some(words) = self.rows.known(place) {
            fetch(words);
        }
    }

    /// Takes a customer of whom rows tell all on to an instant; tells what turns, and gives what rules told.
    pub(super) fn advance_short(
        &mut self,
        place: usize,
        (ground, program): (Ground<'_>, &Program),
        told_until: Option<Instant>,
        until: Instant,
        tell: impl FnMut(Turned),
    ) -> Result<(Led, Vec<Firing>)> {
        self.remember(place);
        let Ground { history, plan, schema } = ground;
        let Self { rows, annex, scratch, due, .. } = self;
        let (entries, id) = (history.entries(), history.id());
        let led = Short { entries, id, plan, schema, told_until, program, scratch }.go((rows.of(place), annex), until, tell)?;
        if let Led::On(next) = led {
            due.set(place, next);
        }
        Ok((led, std::mem::take(&mut scratch.fired)))
    }

    /// Takes a customer of whom nothing is known in its row yet on to an instant, from its first day: off the short way where
    /// earlier rules did something, or have something to tell. Up to an instant rules do not tell again what they told.
    pub(super) fn begin_short(
        &mut self,
        place: usize,
        (ground, program): (Ground<'_>, &Program),
        until: Instant,
        tell: impl FnMut(Turned),
    ) -> Result<Led> {
        self.clear(place, program);
        let Ground { history, plan, schema } = ground;
        if (plan.is_behind_deeds() || plan.is_behind_quiet(until)) && Life::begin(history, plan, schema)?.1.has_done() {
            return Ok(Led::Off);
        }
        Ok(self.advance_short(place, (ground, program), Some(until), until, tell)?.0)
    }

    /// Works a customer's life out anew, up to an instant.
    pub(super) fn walk_anew(
        &mut self,
        place: usize,
        program: &Program,
        Ground { history, plan, schema }: Ground<'_>,
        until: Instant,
    ) -> Result<(Life, Course)> {
        self.clear(place, program);
        walked(history, (plan, program), schema, until, (self.rows.of(place), &mut self.annex))
    }

    /// Lets a row settle into which all has been carried over that is known of its customer at an instant.
    pub(super) fn settle_carried(
        &mut self,
        place: usize,
        (plan, schema, program): (&Plan, &Schema, &Program),
        carried: &Carried,
        now: Instant,
    ) {
        let Self { rows, annex, scratch, due, .. } = self;
        let mut row = rows.of(place);
        if row.is_born() {
            let moment = Moment::of_log(plan, now, None, &[]);
            let mut kept = Kept::new(program, row.again(), annex);
            carried.anew.iter().for_each(|&atom| kept.work_out(atom, &moment));
            let first = kept.first_due(now);
            row.set_due(first);
            Short { entries: &[], id: None, plan, schema, told_until: None, program, scratch }.settle_anew(&mut row, annex);
        }
        row.reach(now);
        due.set(place, Some(row.due()).filter(|&due| due < Instant::NEVER));
    }

    /// What a row says is given at an instant, by tag number, and until when if that is known.
    pub(super) fn given(&self, place: usize, program: &Program, now: Instant) -> Vec<(usize, Option<Instant>)> {
        let Some(words) = self.rows.known(place) else { return Vec::new() };
        let terms = terms(words, program, &self.annex.memories);
        let end = |atom: usize| {
            terms.iter().find(|term| term.atom == atom).map(|term| term.until).filter(|&until| until < Instant::NEVER)
        };
        let given = program.given.iter().enumerate().filter_map(|(tag, atom)| Some((tag, (*atom)?)));
        let given = given.filter(|(_, atom)| Row::atom_of(words, *atom)).map(|(tag, atom)| (tag, end(atom)));
        given.filter(|(_, end)| end.is_none_or(|end| end > now)).collect()
    }

    /// Lets go of a customer's row and of what it knows of.
    pub(super) fn clear(&mut self, place: usize, program: &Program) {
        let Self { rows, annex, .. } = self;
        let row = rows.of(place);
        program.sources.iter().filter_map(|source| row.series(source.place)).for_each(|(number, _)| annex.series.leave(number));
        for atom in &program.atoms {
            if let Atom::Remembered(remembered) = atom
                && let Some(number) = self.rows.of(place).number(remembered.place)
            {
                self.annex.memories.leave(number);
            }
        }
        if let Some(number) = program.terms.and_then(|terms| self.rows.of(place).number(terms)) {
            self.annex.memories.leave(number);
        }
        self.rows.clear(place);
    }

    pub(super) fn remember(&mut self, place: usize) {
        let Before { places, words, stamp } = &mut self.before;
        let mut row = self.rows.of(place);
        if !self.remembers || row.stamp() == *stamp {
            return;
        }
        places.push((place, self.due.of(place)));
        words.extend_from_slice(row.words());
        row.set_stamp(*stamp);
    }

    /// What has happened since stays.
    pub(super) fn keep(&mut self) {
        self.annex.series.keep();
        self.annex.memories.keep();
        self.forget();
    }

    /// All is as it was when it was kept last.
    pub(super) fn undo(&mut self) {
        self.annex.series.undo();
        self.annex.memories.undo();
        // Whoever was remembered more than once was as it was remembered first.
        let width = self.before.words.len() / self.before.places.len().max(1);
        for ((place, due), words) in self.before.places.iter().zip(self.before.words.chunks(width.max(1))).rev() {
            self.rows.words(*place).copy_from_slice(words);
            self.due.set(*place, *due);
        }
        // It may have been many: of a forecast all who come to be due.
        (self.before.places, self.before.words) = Default::default();
        self.forget();
    }

    fn forget(&mut self) {
        let Before { places, words, stamp } = &mut self.before;
        places.clear();
        words.clear();
        *stamp += 1;
        // Of a commit that failed something may be left.
        self.scratch.fired.clear();
        (self.remembers, self.is_touched) = (true, false);
    }

    /// Bytes of all that is kept by customer, and of the index of when each is due.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> (usize, usize) {
        (self.rows.bytes() + self.annex.series.bytes() + self.annex.memories.bytes(), self.due.bytes())
    }
}
