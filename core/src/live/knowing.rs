//! How customers stand, worked out from their histories: each shard by itself, on several threads.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::short::is_set;
use super::standing::{Ground, Standing, TASK_NANOS};
use super::{program::Program, shard};
use crate::customer::Ordinal;
use crate::error::{ErrorKind, Result};
use crate::event::{History, Schema};
use crate::rule::Plan;
use crate::time::Instant;
use crate::value::Datum;

/// What histories are told to, customer by customer.
pub(crate) type TellHistory<'t> = &'t mut dyn FnMut(Ordinal, History) -> Result<()>;

/// What is known of the customers of a shard, all in order.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Who holds each tag, by number.
    pub(crate) held: Vec<Vec<Ordinal>>,
    /// Who is born.
    pub(crate) born: Vec<Ordinal>,
    /// Values of attributes.
    pub(crate) values: Vec<(Ordinal, usize, Datum)>,
    /// How many records there are of each.
    pub(crate) records: Vec<(Ordinal, u32)>,
    /// Those of whom rows do not tell all: nothing is known of them yet.
    pub(crate) left: Vec<(Ordinal, History)>,
}

/// What customers are known by.
#[derive(Clone, Copy)]
pub(crate) struct Knowing<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) schema: &'a Schema,
    pub(crate) until: Instant,
    /// Tells the histories of those customers within a range who are one id.
    pub(crate) each: &'a (dyn Fn(Range<Ordinal>, TellHistory<'_>) -> Result<()> + Sync),
}

impl Standing {
    /// How many shards so many customers lie in.
    pub(crate) fn shards(customers: usize) -> usize {
        customers.div_ceil(shard::CUSTOMERS)
    }

    /// Works out how all customers of some shards stand. None of it is undone.
    pub(crate) fn know(&mut self, shards: Range<usize>, knowing: Knowing<'_>) -> Result<Vec<Known>> {
        shards.clone().for_each(|shard| self.touch(shard));
        let (program, threads) = (self.program.clone(), self.threads.clone());
        let some = self.shards.iter_mut().enumerate().take(shards.end).skip(shards.start);
        let jobs: Vec<_> = some.map(|(number, shard)| Mutex::new((number, shard, Ok(Known::default())))).collect();
        let nanos = (jobs.len() * shard::CUSTOMERS) as u64 * TASK_NANOS;
        let work = |(): &mut (), job: usize| {
            let mut job = jobs[job].lock().unwrap_or_else(PoisonError::into_inner);
            let (number, shard, known) = &mut *job;
            *known = shard.know_all(*number, &program, knowing);
        };
        threads.work(jobs.len(), nanos, || (), work, |()| ());
        let known = jobs.into_iter().map(|job| job.into_inner().unwrap_or_else(PoisonError::into_inner).2).collect();
        self.keep();
        known
    }
}

impl shard::Shard {
    fn know_all(&mut self, number: usize, program: &Program, knowing: Knowing<'_>) -> Result<Known> {
        let Knowing { plan, schema, until, each } = knowing;
        let mut known = Known { held: vec![Vec::new(); program.tags.len()], ..Known::default() };
        let (first, attributes) = (shard::customer(number, 0), schema.attributes().len());
        each(first..shard::customer(number + 1, 0), &mut |customer, history| {
            let place = shard::place(customer).1;
            let ground = Ground { history: &history, plan, schema };
            if !program.is_short || !history.unions().is_empty() || !self.know(place, program, ground, until)? {
                known.left.push((customer, history));
                return Ok(());
            }
            let bits = self.rows.bits(place, program.held..program.held + program.tag_words);
            let held = known.held.iter_mut().enumerate().filter(|(tag, _)| is_set(bits, *tag));
            held.for_each(|(_, held)| held.push(customer));
            if history.is_born(history.until(until)) {
                known.born.push(customer);
            }
            let values = history.attributes(until, attributes).into_iter().enumerate();
            known.values.extend(values.filter_map(|(attribute, value)| Some((customer, attribute, value?.clone()))));
            known.records.push((customer, u32::try_from(history.entries().len()).unwrap_or(u32::MAX)));
            Ok(())
        })?;
        Ok(known)
    }

    /// Whether rows tell all of a customer up to an instant; then its row is there.
    fn know(&mut self, place: usize, program: &Program, ground: Ground<'_>, until: Instant) -> Result<bool> {
        let led = self.begin_short(place, (ground, program), until, |_| {});
        // Nothing of it is undone.
        self.keep();
        match led {
            Ok(led) => Ok(matches!(led, super::Led::On(_))),
            // What it took many steps to come by may be too much for one.
            Err(error) if error.kind() == ErrorKind::LimitExceeded => Ok(false),
            Err(error) => Err(error),
        }
    }
}
