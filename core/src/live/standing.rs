use std::collections::BTreeMap;
use std::sync::Arc;

use super::annex::Annex;
use super::atom::Atom;
use super::due::Due;
use super::lives::Lives;
use super::program::Program;
use super::rows::Rows;
use super::short::{Led, Scratch, Short, Turned, is_set};
use super::walk::{advance, walked};
use crate::customer::Ordinal;
use crate::error::Result;
use crate::event::{Entry, History, Schema};
use crate::reference::{Course, Firing, Life};
use crate::rule::{OpenTag, Plan};
use crate::time::Instant;
use crate::value::Datum;

/// What is kept of all customers at the clock, beside their lives. The writer's own: readers look at what it published.
///
/// What a commit does to it can be [undone](Self::undo), until it is [kept](Self::keep).
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    program: Arc<Program>,
    rows: Rows,
    annex: Annex,
    due: Due,
    scratch: Scratch,
    /// How many records there are of each id.
    records: Vec<u32>,
    /// Of which some were counted since.
    counted: Vec<Ordinal>,
    /// And some let go of.
    uncounted: Vec<(Ordinal, u32)>,
    /// How those stood before that were touched since.
    before: Before,
    /// How all stood under another program.
    replaced: Option<Box<Self>>,
}

/// How customers stood.
#[derive(Clone, Debug, Default)]
struct Before {
    customers: Vec<(Ordinal, Option<Instant>)>,
    /// The words of their rows, one behind the other.
    words: Vec<i64>,
    /// Rows with this stamp are remembered.
    stamp: i64,
}

/// What was so of a customer before it is worked out anew.
#[derive(Debug, Default)]
pub(crate) struct Stood {
    /// Which tags were held, by number.
    pub(crate) held: Vec<bool>,
    /// The tags that came to be in open groups. Their numbers follow on those of the plan.
    pub(crate) open: Vec<OpenTag>,
    pub(crate) values: BTreeMap<usize, Datum>,
    /// What rules fired at the instant reached.
    pub(crate) recent: Vec<Firing>,
    /// All that was told by rules that also tell what comes late.
    pub(crate) heard: Vec<Firing>,
    /// The instant reached.
    pub(crate) reached: Option<Instant>,
}

/// What is needed to go on.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) history: &'a History,
    pub(crate) plan: &'a Plan,
    pub(crate) schema: &'a Schema,
}

impl Standing {
    fn new(program: Arc<Program>) -> Self {
        Self { rows: Rows::new(program.blank()), program, ..Self::default() }
    }

    /// Everything is to be worked out anew under another program.
    pub(crate) fn replace(&mut self, program: Arc<Program>) {
        let mut before = std::mem::replace(self, Self::new(program));
        self.records = std::mem::take(&mut before.records);
        self.counted = std::mem::take(&mut before.counted);
        self.uncounted = std::mem::take(&mut before.uncounted);
        self.replaced = Some(Box::new(before));
    }

    /// The customers for whom something may be due at or before `now`, in order.
    pub(crate) fn due(&self, now: Instant) -> Vec<Ordinal> {
        self.due.until(now)
    }

    /// Works a customer's life out anew, up to an instant.
    pub(crate) fn begin_anew<'l>(
        &mut self,
        customer: Ordinal,
        lives: &'l mut Lives,
        ground: Ground<'_>,
        until: Instant,
    ) -> Result<(&'l Life, Course)> {
        self.remember(customer);
        self.clear(customer);
        let Ground { history, plan, schema } = ground;
        let program = self.program.clone();
        let (life, course) = walked(history, (plan, &program), schema, until, (self.rows.of(customer), &mut self.annex))?;
        self.due.set(customer, course.next);
        let known = lives.of(customer);
        *known = life;
        Ok((known, course))
    }

    /// Takes a customer on to an instant. Its history up to the instant reached must not have changed.
    pub(crate) fn advance<'l>(
        &mut self,
        customer: Ordinal,
        lives: &'l mut Lives,
        ground: Ground<'_>,
        until: Instant,
    ) -> Result<(&'l Life, Course)> {
        self.remember(customer);
        let Ground { history, plan, schema } = ground;
        let on_short_way = self.rows.of(customer).reached().filter(|_| lives.get(customer).is_none());
        let life = lives.of(customer);
        if let Some(reached) = on_short_way {
            self.clear(customer);
            *life = walked(history, (plan, &self.program), schema, reached, (self.rows.of(customer), &mut self.annex))?.0;
        }
        let course = advance((life, (self.rows.of(customer), &mut self.annex)), history, (plan, &self.program), schema, until)?;
        self.due.set(customer, course.next);
        Ok((life, course))
    }

    /// Whether rows tell all of a customer with such a history.
    pub(crate) fn is_short(&self, customer: Ordinal, history: &History, lives: &Lives) -> bool {
        self.program.is_short && lives.get(customer).is_none() && history.is_plain()
    }

    /// Whether rows and these new entries tell all that is needed to take a customer to an instant, to whom nothing is
    /// assigned.
    pub(crate) fn needs_no_past(&mut self, customer: Ordinal, fresh: &[Arc<Entry>], until: Instant) -> bool {
        let row = self.rows.of(customer);
        // Of whom nothing was known, what is new is all.
        self.program.is_short && (row.reached().is_none() || !self.program.looks_back(&row, fresh, until))
    }

    /// Counts a record of an id.
    pub(crate) fn count_record(&mut self, of: Ordinal) {
        let place = of as usize;
        if self.records.len() <= place {
            self.records.resize((place + 1).next_power_of_two(), 0);
        }
        self.records[place] = self.records[place].saturating_add(1);
        self.counted.push(of);
    }

    /// Lets go of so many records of an id.
    pub(crate) fn uncount_records(&mut self, of: Ordinal, count: u32) {
        if let Some(records) = self.records.get_mut(of as usize) {
            let count = count.min(*records);
            *records -= count;
            self.uncounted.push((of, count));
        }
    }

    /// How many records of an id there are.
    pub(crate) fn records(&self, of: Ordinal) -> usize {
        self.records.get(of as usize).map_or(0, |count| *count as usize)
    }

    /// Takes a customer of whom rows tell all on to an instant, and tells what turns.
    pub(crate) fn advance_short(
        &mut self,
        customer: Ordinal,
        ground: Ground<'_>,
        until: Instant,
        tell: impl FnMut(Turned),
    ) -> Result<Led> {
        self.remember(customer);
        let mut short = Short { ground, program: &self.program, scratch: &mut self.scratch };
        let led = short.go((self.rows.of(customer), &mut self.annex), until, tell)?;
        if let Led::On(next) = led {
            self.due.set(customer, next);
        }
        Ok(led)
    }

    /// Works the life of a customer of whom rows tell all out anew, up to an instant; none, if a rule acts on the way.
    pub(crate) fn begin_anew_short(
        &mut self,
        customer: Ordinal,
        ground: Ground<'_>,
        until: Instant,
    ) -> Result<Option<(Life, Course)>> {
        self.remember(customer);
        self.clear(customer);
        let mut transitions = Vec::new();
        let tell = |turned: Turned| transitions.push(turned.transition(ground));
        Ok(match self.advance_short(customer, ground, until, tell)? {
            Led::On(_) => {
                let life = Life::of_transitions(&transitions, ground.plan.tags.len(), until);
                Some((life, Course::of_transitions(transitions)))
            }
            Led::Off => None,
        })
    }

    /// How far the short way has led a customer.
    pub(crate) fn reached(&mut self, customer: Ordinal) -> Option<Instant> {
        self.rows.of(customer).reached()
    }

    /// How a customer stands.
    pub(crate) fn stood(&self, customer: Ordinal, lives: &Lives) -> Stood {
        if let Some(life) = lives.get(customer) {
            return Stood::of(life);
        }
        let Program { held, tag_words, tags, .. } = &*self.program;
        let bits = self.rows.bits(customer, *held..held + tag_words);
        Stood { held: (0..tags.len()).map(|tag| is_set(bits, tag)).collect(), ..Stood::default() }
    }

    /// How it stood under the program that was replaced.
    pub(crate) fn stood_before(&self, customer: Ordinal, lives: &Lives) -> Stood {
        self.replaced.as_ref().map_or_else(Stood::default, |before| before.stood(customer, lives))
    }

    /// Lets go of all that is kept of a customer.
    pub(crate) fn forget(&mut self, customer: Ordinal, lives: &mut Lives) {
        self.remember(customer);
        lives.remove(customer);
        self.clear(customer);
        self.due.set(customer, None);
    }

    /// Bytes of all that is kept by customer, and of the index of when each is due.
    #[cfg(feature = "measure")]
    pub(crate) fn bytes(&self) -> (usize, usize) {
        let records = self.records.capacity() * size_of::<u32>();
        (self.rows.bytes() + self.annex.series.bytes() + self.annex.memories.bytes() + records, self.due.bytes())
    }

    /// What has happened since stays.
    pub(crate) fn keep(&mut self) {
        self.before.forget();
        self.annex.series.keep();
        self.annex.memories.keep();
        self.counted.clear();
        self.uncounted.clear();
        self.replaced = None;
    }

    /// All is as it was when it was kept last.
    pub(crate) fn undo(&mut self) {
        for (of, count) in std::mem::take(&mut self.uncounted) {
            self.records[of as usize] += count;
        }
        for of in std::mem::take(&mut self.counted) {
            self.records[of as usize] -= 1;
        }
        if let Some(before) = self.replaced.take() {
            let records = std::mem::take(&mut self.records);
            *self = Self { records, ..*before };
        }
        self.annex.series.undo();
        self.annex.memories.undo();
        // Whoever was remembered more than once was as it was remembered first.
        let words = self.program.words.max(1);
        for ((customer, due), words) in self.before.customers.iter().zip(self.before.words.chunks(words)).rev() {
            self.rows.words(*customer).copy_from_slice(words);
            self.due.set(*customer, *due);
        }
        self.before.forget();
    }

    /// Lets go of a customer's row and of what it knows of.
    fn clear(&mut self, customer: Ordinal) {
        for source in &self.program.sources {
            if let Some((number, _)) = self.rows.of(customer).series(source.place) {
                self.annex.series.leave(number);
            }
        }
        for atom in &self.program.atoms {
            if let Atom::Remembered(remembered) = atom
                && let Some(number) = self.rows.of(customer).number(remembered.place)
            {
                self.annex.memories.leave(number);
            }
        }
        self.rows.clear(customer);
    }

    fn remember(&mut self, customer: Ordinal) {
        // What is worked out anew for all is let go of altogether.
        let mut row = self.rows.of(customer);
        if self.replaced.is_some() || row.stamp() == self.before.stamp {
            return;
        }
        self.before.customers.push((customer, self.due.of(customer)));
        self.before.words.extend_from_slice(row.words());
        row.set_stamp(self.before.stamp);
    }
}

impl Before {
    fn forget(&mut self) {
        self.customers.clear();
        self.words.clear();
        self.stamp += 1;
    }
}

impl Stood {
    fn of(life: &Life) -> Self {
        Self {
            held: life.held().iter().map(Option::is_some).collect(),
            open: life.open().to_vec(),
            values: life.values().clone(),
            recent: life.recent().to_vec(),
            heard: life.heard().to_vec(),
            reached: life.reached(),
        }
    }

    /// What came to be in open groups and was held.
    pub(crate) fn open_held(&self, plan: &Plan) -> impl Iterator<Item = &OpenTag> {
        let held = self.held.iter().skip(plan.tags.len());
        self.open.iter().zip(held).filter(|(_, held)| **held).map(|(tag, _)| tag)
    }
}
