use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tagora_kernel::fetch;

use super::carried::{Carried, Fill};
use super::lives::Lives;
use super::program::Program;
use super::row::Row;
use super::shard::{self, Shard};
use super::short::{Led, Turned, is_set};
use super::tasks::{Onward, Taken, Task};
use super::walk::advance;
use crate::customer::Ordinal;
use crate::error::Result;
use crate::event::{History, Schema};
use crate::reference::{Course, Firing, Life};
use crate::rule::{OpenTag, Plan};
use crate::threads::Threads;
use crate::time::Instant;
use crate::value::Datum;

/// Fewer tasks are worked on at once, without a look at how they may be divided.
const TOGETHER: usize = 64;

/// What it takes to take a customer on, about.
pub(super) const TASK_NANOS: u64 = 500;

/// What is kept of all customers at the clock, beside their lives. The writer's own: readers look at what it published.
///
/// What a commit does to it can be [undone](Self::undo), until it is [kept](Self::keep).
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(super) program: Arc<Program>,
    pub(super) threads: Arc<Threads>,
    /// The row of a customer of whom nothing is known.
    blank: Arc<[i64]>,
    pub(super) shards: Vec<Shard>,
    /// The shards of which anything may have been touched since.
    touched: Vec<usize>,
    /// How many records there are of each id.
    records: Vec<u32>,
    /// Of which some were counted since.
    counted: Vec<Ordinal>,
    /// And some let go of.
    uncounted: Vec<(Ordinal, u32)>,
    /// How all stood under another program.
    replaced: Option<Box<Self>>,
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
    pub(crate) fn new(threads: Arc<Threads>) -> Self {
        Self::under(Arc::default(), threads)
    }

    fn under(program: Arc<Program>, threads: Arc<Threads>) -> Self {
        Self {
            blank: program.blank().into(),
            program,
            threads,
            shards: Vec::new(),
            touched: Vec::new(),
            records: Vec::new(),
            counted: Vec::new(),
            uncounted: Vec::new(),
            replaced: None,
        }
    }

    /// Everything is to be worked out anew under another program.
    pub(crate) fn replace(&mut self, program: Arc<Program>) {
        let anew = Self::under(program, self.threads.clone());
        let mut before = std::mem::replace(self, anew);
        self.records = std::mem::take(&mut before.records);
        self.counted = std::mem::take(&mut before.counted);
        self.uncounted = std::mem::take(&mut before.uncounted);
        self.replaced = Some(Box::new(before));
    }

    /// A customer's shard, and its place there.
    fn at(&mut self, customer: Ordinal) -> (&mut Shard, usize) {
        let (shard, place) = shard::place(customer);
        self.touch(shard);
        (&mut self.shards[shard], place)
    }

    pub(super) fn touch(&mut self, shard: usize) {
        while self.shards.len() <= shard {
            // What is worked out anew for all is let go of altogether.
            self.shards.push(Shard::new(self.blank.clone(), self.replaced.is_none()));
        }
        if !std::mem::replace(&mut self.shards[shard].is_touched, true) {
            self.touched.push(shard);
        }
    }

    /// The customers for whom something may be due at or before `now`, in order.
    pub(crate) fn due(&self, now: Instant) -> Vec<Ordinal> {
        let mut due = Vec::new();
        for (number, shard) in self.shards.iter().enumerate() {
            shard.due.until(now, |place| due.push(shard::customer(number, place)));
        }
        due
    }

    /// Takes customers on whose rows tell all that is needed, on several threads if they are many. They come in order, and what
    /// became of them shard by shard.
    pub(crate) fn take(&mut self, tasks: &[Task], onward: Onward<'_>) -> Result<Vec<Taken>> {
        let of = |task: &Task| shard::place(task.customer).0;
        if tasks.len() < TOGETHER {
            let (mut all, mut first) = (Vec::new(), 0);
            for group in tasks.chunk_by(|one, next| of(one) == of(next)) {
                let number = group.first().map_or(0, of);
                self.touch(number);
                all.push(self.shards[number].take((first, group), &self.program, onward)?);
                first += group.len();
            }
            return Ok(all);
        }
        let groups: Vec<&[Task]> = tasks.chunk_by(|one, next| of(one) == of(next)).collect();
        groups.iter().filter_map(|group| group.first()).for_each(|task| self.touch(of(task)));
        let mut shards = self.shards.iter_mut().enumerate();
        let (mut jobs, mut first) = (Vec::with_capacity(groups.len()), 0);
        for group in groups {
            let numbered = (first, group);
            first += group.len();
            let shard = group.first().and_then(|task| shards.find(|(number, _)| *number == of(task)));
            jobs.extend(shard.map(|(_, shard)| Mutex::new((numbered, shard, Ok(Taken::default())))));
        }
        let nanos = u64::try_from(tasks.len()).unwrap_or(u64::MAX).saturating_mul(TASK_NANOS);
        let work = |(): &mut (), job: usize| {
            let mut job = jobs[job].lock().unwrap_or_else(PoisonError::into_inner);
            let (group, shard, taken) = &mut *job;
            *taken = shard.take(*group, &self.program, onward);
        };
        self.threads.work(jobs.len(), nanos, || (), work, |()| ());
        jobs.into_iter().map(|job| job.into_inner().unwrap_or_else(PoisonError::into_inner).2).collect()
    }

    /// Works a customer's life out anew, up to an instant.
    pub(crate) fn begin_anew<'l>(
        &mut self,
        customer: Ordinal,
        lives: &'l mut Lives,
        ground: Ground<'_>,
        until: Instant,
    ) -> Result<(&'l Life, Course)> {
        let program = self.program.clone();
        let (shard, place) = self.at(customer);
        shard.remember(place);
        let (life, course) = shard.walk_anew(place, &program, ground, until)?;
        shard.due.set(place, course.next);
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
        let program = self.program.clone();
        let (shard, place) = self.at(customer);
        shard.remember(place);
        let on_short_way = shard.rows.of(place).reached().filter(|_| lives.get(customer).is_none());
        let life = lives.of(customer);
        if let Some(reached) = on_short_way {
            *life = shard.walk_anew(place, &program, ground, reached)?.0;
        }
        let Ground { history, plan, schema } = ground;
        let Shard { rows, annex, due, .. } = shard;
        let course = advance((life, (rows.of(place), annex)), history, (plan, &program), schema, until)?;
        due.set(place, course.next);
        Ok((life, course))
    }

    /// Whether a customer goes the short way: up to where something happens of which rows cannot tell.
    pub(crate) fn is_short(&self, customer: Ordinal, history: &History, lives: &Lives) -> bool {
        self.program.is_short && lives.get(customer).is_none() && history.unions().is_empty()
    }

    /// Counts a record of an id.
    pub(crate) fn count_record(&mut self, of: Ordinal) {
        let count = self.count_of(of);
        *count = count.saturating_add(1);
        self.counted.push(of);
    }

    /// There are so many records of an id; that is not undone.
    pub(crate) fn set_records(&mut self, of: Ordinal, count: u32) {
        *self.count_of(of) = count;
    }

    fn count_of(&mut self, of: Ordinal) -> &mut u32 {
        let place = of as usize;
        if self.records.len() <= place {
            self.records.resize((place + 1).next_power_of_two(), 0);
        }
        &mut self.records[place]
    }

    /// Has the memory fetched in which the records of an id are counted, and if it is going to be taken on soon its row.
    pub(crate) fn foresee(&self, of: Ordinal, is_soon: bool) {
        if let Some(count) = self.records.get(of as usize) {
            fetch(count);
        }
        let (shard, place) = shard::place(of);
        if let Some(shard) = self.shards.get(shard).filter(|_| is_soon) {
            shard.foresee(place);
        }
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

    /// Takes a customer of whom rows tell all on to an instant; tells what turns, and gives what rules told.
    pub(crate) fn advance_short(
        &mut self,
        customer: Ordinal,
        ground: Ground<'_>,
        until: Instant,
        tell: impl FnMut(Turned),
    ) -> Result<(Led, Vec<Firing>)> {
        let program = self.program.clone();
        let (shard, place) = self.at(customer);
        shard.advance_short(place, (ground, &program), None, until, tell)
    }

    /// Works the life of a customer of whom rows tell all out anew, up to an instant; none, if a rule acts on the way. What
    /// rules told before that instant they do not tell again.
    pub(crate) fn begin_anew_short(
        &mut self,
        customer: Ordinal,
        ground: Ground<'_>,
        until: Instant,
    ) -> Result<Option<(Life, Course)>> {
        let program = self.program.clone();
        let (shard, place) = self.at(customer);
        shard.remember(place);
        let mut transitions = Vec::new();
        let tell = |turned: Turned| transitions.push(turned.transition(ground));
        Ok(match shard.begin_short(place, (ground, &program), until, tell)? {
            Led::On(_) => {
                let life = Life::of_transitions(&transitions, ground.plan.tags.len(), until);
                Some((life, Course::of_transitions(transitions)))
            }
            Led::Off => None,
        })
    }

    /// How far the short way has led a customer.
    pub(crate) fn reached(&mut self, customer: Ordinal) -> Option<Instant> {
        let (shard, place) = self.at(customer);
        shard.rows.of(place).reached()
    }

    /// How a customer stands.
    pub(crate) fn stood(&self, customer: Ordinal, lives: &Lives) -> Stood {
        if let Some(life) = lives.get(customer) {
            return Stood::of(life);
        }
        let bits = self.held(customer);
        Stood { held: (0..self.program.tags.len()).map(|tag| is_set(bits, tag)).collect(), ..Stood::default() }
    }

    /// Which tags a customer of whom rows tell all holds, as bits; none, if there is no row.
    fn held(&self, customer: Ordinal) -> &[i64] {
        let Program { held, tag_words, .. } = *self.program;
        let (shard, place) = shard::place(customer);
        self.shards.get(shard).map_or(&[][..], |shard| shard.rows.bits(place, held..held + tag_words))
    }

    /// What a customer of whom rows tell all is given at an instant, by tag number, and until when if that is known.
    pub(crate) fn given(&self, customer: Ordinal, now: Instant) -> Vec<(usize, Option<Instant>)> {
        let (shard, place) = shard::place(customer);
        self.shards.get(shard).map_or_else(Vec::new, |shard| shard.given(place, &self.program, now))
    }

    /// How many of those customers that are asked about, and of whom rows tell all, are given each tag at an instant, by number.
    pub(crate) fn count_given(&self, now: Instant, is_asked: impl Fn(Ordinal) -> bool) -> Vec<u64> {
        let mut counts = vec![0; self.program.tags.len()];
        for customer in
            (0..self.shards.len()).flat_map(|shard| (0..shard::CUSTOMERS).map(move |place| shard::customer(shard, place)))
        {
            if is_asked(customer) {
                self.given(customer, now).into_iter().for_each(|(tag, _)| counts[tag] += 1);
            }
        }
        counts
    }

    /// How it stood under the program that was replaced.
    pub(crate) fn stood_before(&self, customer: Ordinal, lives: &Lives) -> Stood {
        self.replaced.as_ref().map_or_else(Stood::default, |before| before.stood(customer, lives))
    }

    /// How rows become those of the program that replaced another; none where each has to be worked out from its log.
    pub(crate) fn carried(&self, plan: &Plan) -> Option<Carried> {
        Carried::between(&self.replaced.as_ref()?.program, &self.program, plan)
    }

    /// Carries over what was known under the program before of a customer of whom rows tell all, but for what is missing. Gives
    /// whether there was such a row.
    pub(crate) fn carry(&mut self, customer: Ordinal, carried: &Carried) -> bool {
        let (shard, place) = shard::place(customer);
        self.at(customer);
        let Self { shards, replaced, .. } = self;
        let Some(old) = replaced.as_ref().and_then(|before| before.shards.get(shard)) else { return false };
        let Some((words, is_born)) = old.rows.known(place).and_then(|words| Some((words, Row::state_of(words)?))) else {
            return false;
        };
        let Shard { rows, annex, .. } = &mut shards[shard];
        let mut row = rows.of(place);
        if is_born {
            row.be_born();
        }
        carried.carry((words, &old.annex), &mut row, annex);
        true
    }

    /// Fills in an event of a stream that was not kept before.
    pub(crate) fn fill(&mut self, customer: Ordinal, what: &Fill, at: i64, value: i128) {
        let program = self.program.clone();
        let (Shard { rows, annex, .. }, place) = self.at(customer);
        let mut row = rows.of(place);
        match *what {
            Fill::Instants(ring) => row.insert(program.rings[ring].place, program.rings[ring].kept, at),
            Fill::Totals(source, _) => {
                let place = program.sources[source].place;
                let (number, len) = row.series(place).unwrap_or_else(|| (annex.series.make(), 0));
                annex.series.push(number, len, Instant::kept(at), value);
                row.set_series(place, (number, len + 1));
            }
        }
    }

    /// Lets a customer settle of whom all is filled in, and gives which tags it held and holds, as bits.
    pub(crate) fn settle_carried(
        &mut self,
        customer: Ordinal,
        (plan, schema): (&Plan, &Schema),
        carried: &Carried,
        now: Instant,
    ) -> (&[i64], &[i64]) {
        let program = self.program.clone();
        let (shard, place) = self.at(customer);
        shard.settle_carried(place, (plan, schema, &program), carried, now);
        (self.replaced.as_ref().map_or(&[][..], |before| before.held(customer)), self.held(customer))
    }

    /// Lets go of all that is kept of a customer.
    pub(crate) fn forget(&mut self, customer: Ordinal, lives: &mut Lives) {
        lives.remove(customer);
        let program = self.program.clone();
        let (shard, place) = self.at(customer);
        shard.remember(place);
        shard.clear(place, &program);
        shard.due.set(place, None);
    }

    /// Bytes of all that is kept by customer, and of the index of when each is due.
    #[cfg(feature = "measure")]
    pub(crate) fn bytes(&self) -> (usize, usize) {
        let records = self.records.capacity() * size_of::<u32>();
        self.shards.iter().map(Shard::bytes).fold((records, 0), |(rows, due), (more_rows, more)| (rows + more_rows, due + more))
    }

    /// What has happened since stays.
    pub(crate) fn keep(&mut self) {
        self.touched.drain(..).for_each(|shard| self.shards[shard].keep());
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
        self.touched.drain(..).for_each(|shard| self.shards[shard].undo());
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
