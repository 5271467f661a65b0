use std::collections::BTreeMap;
use std::sync::Arc;

use super::options::Options;
use super::state::{Redo, State};
use crate::change::{Cause, Change};
use crate::customer::Ordinal;
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Batch, Entry, Record, Schema, intake};
use crate::rule::Plan;
use crate::time::Instant;

/// What became of a batch.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Applied {
    /// The number of the commit.
    pub commit: u64,
    /// Whether the commit survives the end of the process.
    pub durable: bool,
    /// Records that took effect, or will when their time comes.
    pub accepted: usize,
    /// Events ignored because the customer already had one with that id, and imports done again.
    pub duplicates: usize,
    /// Records refused because they are older than the declared lateness.
    pub too_late: usize,
    /// Records in all, of this batch and earlier ones, that are dated later than the clock and wait.
    pub waiting: usize,
    /// What changed, in order.
    pub changes: Vec<Change>,
}

/// A commit about to be stored: the state after it and what it does.
pub(super) struct Staged {
    pub(super) state: State,
    pub(super) records: Vec<Record>,
    pub(super) applied: Applied,
}

/// Works out what a batch does, on a copy of the state.
pub(super) fn stage(state: &State, options: &Options, batch: &Batch, now: Instant) -> Result<Staged> {
    let plan = state.plan.clone().ok_or_else(no_handbook)?;
    if let Some(clock) = state.clock.filter(|&clock| now < clock) {
        return Err(Error::new(ErrorKind::ClockWentBack, format!("the clock stands at `{clock}` and cannot go back to `{now}`"))
            .with_help("pass an instant that is not earlier; late records keep their own instants"));
    }
    if batch.len() > options.max_batch {
        let message = format!("the batch has {} records, the limit is {}", batch.len(), options.max_batch);
        return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("split it, or raise `max_batch`"));
    }
    let mut staging = Staging::new(state, options, &plan, now);
    for (index, record) in batch.records().iter().enumerate() {
        staging.take(record).map_err(|error| error.at_record(index))?;
    }
    staging.finish()
}

pub(super) fn no_handbook() -> Error {
    Error::new(ErrorKind::NoHandbook, "no handbook is loaded")
        .with_help("load one first: it says which events and attributes there are")
}

/// What is new of a customer.
#[derive(Clone, Copy, Default)]
struct Touched {
    /// Something at or before the clock.
    is_past: bool,
    /// Something at the clock itself, whose instant is still open.
    is_open: bool,
}

struct Staging<'a> {
    state: State,
    options: &'a Options,
    plan: &'a Plan,
    /// The clock before.
    clock: Option<Instant>,
    now: Instant,
    /// The customers with new entries.
    touched: BTreeMap<Ordinal, Touched>,
    records: Vec<Record>,
    duplicates: usize,
    too_late: usize,
}

impl<'a> Staging<'a> {
    fn new(state: &State, options: &'a Options, plan: &'a Plan, now: Instant) -> Self {
        Self {
            state: state.clone(),
            options,
            plan,
            clock: state.clock,
            now,
            touched: BTreeMap::new(),
            records: Vec::new(),
            duplicates: 0,
            too_late: 0,
        }
    }

    fn take(&mut self, record: &Record) -> Result<()> {
        let entry = intake(record, self.plan, &self.state.schema)?;
        let horizon = self.clock.map(|clock| clock.saturating_add(-self.options.lateness_millis.max(0)));
        if horizon.is_some_and(|horizon| entry.at < horizon) {
            self.too_late += 1;
            return Ok(());
        }
        let customer = self
            .state
            .register
            .enter(record.customer())
            .ok_or_else(|| Error::new(ErrorKind::LimitExceeded, "more than 4,294,967,295 customers"))?;
        if self.is_known(customer, &entry) {
            self.duplicates += 1;
            return Ok(());
        }
        Schema::mark(&mut self.state.schema, &entry);
        if entry.at > self.now {
            self.wait(customer, entry)?;
        } else {
            self.add(customer, entry);
        }
        self.records.push(record.clone());
        Ok(())
    }

    /// Whether the customer has an event or import known by the same, or one is waiting.
    fn is_known(&self, customer: Ordinal, entry: &Entry) -> bool {
        let Some(identity) = entry.identity() else { return false };
        let is_logged = self.state.customers.get(customer).is_some_and(|known| known.history.knows(&identity));
        is_logged || self.state.waiting_ids.contains(&(customer, identity))
    }

    fn wait(&mut self, customer: Ordinal, entry: Entry) -> Result<()> {
        if self.state.waiting.len() >= self.options.max_waiting {
            let message =
                format!("{} records dated later than the clock are waiting, the limit is reached", self.state.waiting.len());
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("advance the clock, or raise `max_waiting`"));
        }
        self.state.waited += 1;
        let key = (entry.at, self.state.waited);
        if let Some(identity) = entry.identity() {
            Arc::make_mut(&mut self.state.waiting_ids).insert((customer, identity));
        }
        Arc::make_mut(&mut self.state.waiting).insert(key, (customer, entry));
        Ok(())
    }

    fn add(&mut self, customer: Ordinal, entry: Entry) {
        let touched = self.touched.entry(customer).or_default();
        touched.is_past |= self.clock.is_some_and(|clock| entry.at <= clock);
        touched.is_open |= self.clock == Some(entry.at);
        self.state.customers.change(customer, |known| known.history.add(entry));
    }

    fn finish(mut self) -> Result<Staged> {
        while let Some((&key, _)) = self.state.waiting.first_key_value().filter(|((at, _), _)| *at <= self.now) {
            if let Some((customer, entry)) = Arc::make_mut(&mut self.state.waiting).remove(&key) {
                if let Some(identity) = entry.identity() {
                    Arc::make_mut(&mut self.state.waiting_ids).remove(&(customer, identity));
                }
                self.add(customer, entry);
            }
        }
        let mut customers = self.state.customers.due(self.now);
        customers.extend(self.touched.keys());
        customers.sort_unstable();
        customers.dedup();
        self.state.commit += 1;
        let mut drafts = Vec::new();
        for customer in customers {
            let touched = self.touched.get(&customer).copied().unwrap_or_default();
            let late = self.clock.filter(|_| touched.is_past);
            let redo = late.map(|clock| Redo { clock, cause: Cause::Late, is_open: touched.is_open, old_plan: None });
            self.state.take_forward(customer, self.plan, self.now, redo.as_ref(), &mut drafts)?;
        }
        self.state.clock = Some(self.now);
        let changes = self.state.publish(drafts, self.options);
        let applied = Applied {
            commit: self.state.commit,
            durable: false,
            accepted: self.records.len(),
            duplicates: self.duplicates,
            too_late: self.too_late,
            waiting: self.state.waiting.len(),
            changes,
        };
        Ok(Staged { state: self.state, records: self.records, applied })
    }
}
