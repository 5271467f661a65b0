//! A commit in the making: records find their places on a copy of the state, then customers are taken forward.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::apply::{Applied, How, Staged};
use super::joined::Joined;
use super::options::Options;
use super::progress::Progress;
use super::state::{State, Waiting};
use crate::change::Drafts;
use crate::customer::{CustomerId, Merge, Ordinal};
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Entry, Events, Record, Schema, Texts, TypedEvents, check_ids, intake};
use crate::live::Standing;
use crate::rule::Plan;
use crate::time::Instant;

/// What a customer has that came late.
#[derive(Clone, Copy, Default)]
pub(super) struct Touched {
    /// Something at or before the clock.
    pub(super) is_past: bool,
    /// Something at the clock itself, whose instant is still open.
    pub(super) is_open: bool,
}

/// So many records are looked at together.
const TOGETHER: usize = 64;

fn too_many() -> Error {
    Error::new(ErrorKind::LimitExceeded, "more than 4,294,967,295 customers")
}

/// New entries. What they are put in order by lies beside them.
#[derive(Default)]
pub(super) struct Fresh {
    pub(super) customers: Vec<Ordinal>,
    /// In milliseconds.
    pub(super) at: Vec<i64>,
    pub(super) entries: Vec<Arc<Entry>>,
}

impl Fresh {
    fn with_room(entries: usize) -> Self {
        Self { customers: Vec::with_capacity(entries), at: Vec::with_capacity(entries), entries: Vec::with_capacity(entries) }
    }

    fn push(&mut self, customer: Ordinal, entry: Arc<Entry>) {
        self.customers.push(customer);
        self.at.push(entry.at.millis());
        self.entries.push(entry);
    }
}

pub(super) struct Staging<'a> {
    pub(super) state: State,
    pub(super) standing: &'a mut Standing,
    options: &'a Options,
    pub(super) progress: &'a Progress,
    pub(super) plan: &'a Plan,
    /// The clock before.
    pub(super) clock: Option<Instant>,
    pub(super) now: Instant,
    pub(super) fresh: Fresh,
    texts: Texts,
    /// The customers of whom something came late, or who became one.
    pub(super) touched: BTreeMap<Ordinal, Touched>,
    /// Merges that come into force.
    pub(super) merges: BTreeSet<Merge>,
    /// What these and those that wait make of customers; looked at with the first merge.
    pub(super) joined: Option<Joined>,
    /// More changes than this are not collected: the clock stops earlier.
    pub(super) max_changes: Option<usize>,
    /// The places of records that took no effect.
    refused: Vec<usize>,
    taken: usize,
    duplicates: usize,
    too_late: usize,
}

impl<'a> Staging<'a> {
    pub(super) fn new(
        state: &State,
        standing: &'a mut Standing,
        how: How<'a>,
        plan: &'a Plan,
        now: Instant,
        records: usize,
    ) -> Self {
        Self {
            state: state.clone(),
            standing,
            options: how.options,
            progress: how.progress,
            plan,
            clock: state.clock,
            now,
            fresh: Fresh::with_room(records),
            texts: Texts::of(records),
            touched: BTreeMap::new(),
            merges: BTreeSet::new(),
            joined: None,
            max_changes: None,
            refused: Vec::new(),
            taken: 0,
            duplicates: 0,
            too_late: 0,
        }
    }

    /// Takes records, some at a time: where their customers are known is looked up together.
    pub(super) fn take(&mut self, records: &[Record]) -> Result<()> {
        let (mut hashes, is_few) = (Vec::new(), records.len() <= TOGETHER);
        for records in records.chunks(TOGETHER) {
            let ids = records.iter().map(Record::customer);
            self.state.register.hashes(ids, &mut hashes, |of| self.standing.foresee(of, is_few));
            for (record, &hash) in records.iter().zip(&hashes) {
                if !self.accept(record, hash).map_err(|error| error.at_record(self.taken))? {
                    self.refused.push(self.taken);
                }
                self.taken += 1;
            }
        }
        Ok(())
    }

    /// Takes events that come as columns.
    pub(super) fn take_columns(&mut self, events: &Events) -> Result<()> {
        let (schema, first) = (self.state.schema.clone(), self.taken);
        let columns = TypedEvents::of(events, self.plan, &schema).map_err(|error| error.at_record(first))?;
        let mut hashes = Vec::new();
        for customers in columns.customers().chunks(TOGETHER) {
            self.state.register.hashes(customers, &mut hashes, |of| self.standing.foresee(of, false));
            for (customer, &hash) in customers.iter().zip(&hashes) {
                let row = self.taken - first;
                let accepted = self.accept_row(&columns, row, (customer, hash));
                if !accepted.map_err(|error| error.at_record(self.taken))? {
                    self.refused.push(self.taken);
                }
                self.taken += 1;
            }
        }
        Ok(())
    }

    fn accept_row(&mut self, columns: &TypedEvents<'_>, row: usize, (customer, hash): (&CustomerId, u64)) -> Result<bool> {
        customer.check()?;
        let entry = columns.entry(row, &mut self.texts)?;
        if self.is_too_late(entry.at) {
            return Ok(false);
        }
        let of = self.state.register.enter_by(hash, customer).ok_or_else(too_many)?;
        self.accept_entry(Entry { of, ..entry })
    }

    /// Whether something is older than the declared lateness; that is counted.
    fn is_too_late(&mut self, at: Instant) -> bool {
        let horizon = self.clock.map(|clock| clock.saturating_add(-self.options.lateness_millis.max(0)));
        let is_late = horizon.is_some_and(|horizon| at < horizon);
        self.too_late += usize::from(is_late);
        is_late
    }

    /// Whether a record takes effect, now or when its time comes. Its customer is found by a hash.
    fn accept(&mut self, record: &Record, hash: u64) -> Result<bool> {
        check_ids(record)?;
        let entry = intake(record, self.plan, &self.state.schema, &mut self.texts)?;
        if self.is_too_late(record.at()) {
            return Ok(false);
        }
        let of = self.state.register.enter_by(hash, record.customer()).ok_or_else(too_many)?;
        if let (None, Record::Merge(merge)) = (&entry, record) {
            self.state.register.enter(&merge.into).ok_or_else(too_many)?;
            self.may_merge(merge)?;
            if merge.at > self.now {
                self.wait(merge.at, Waiting::Merge(merge.clone()))?;
            } else {
                self.merges.insert(merge.clone());
            }
        }
        entry.map_or(Ok(true), |entry| self.accept_entry(Entry { of, ..entry }))
    }

    /// Whether an entry takes effect, now or when its time comes.
    fn accept_entry(&mut self, entry: Entry) -> Result<bool> {
        if self.is_known(&entry) {
            self.duplicates += 1;
            return Ok(false);
        }
        self.has_room(entry.of)?;
        Schema::mark(&mut self.state.schema, &entry);
        if entry.at > self.now {
            self.wait(entry.at, Waiting::Entry(entry))?;
        } else {
            self.add(entry);
        }
        Ok(true)
    }

    /// Whether the customer has an event or import known by the same, or one is waiting.
    fn is_known(&self, entry: &Entry) -> bool {
        let State { identities, waiting_ids, .. } = &self.state;
        let is_alone = waiting_ids.is_empty() && identities.merged(identities.survivor(entry.of)).is_none();
        if is_alone && !self.state.log.may_know_of(entry) {
            return false;
        }
        let Some(identity) = entry.identity() else { return false };
        let log = &self.state.log;
        let waits = || self.state.waiting_ids.contains(&(entry.of, identity.clone()));
        if log.twin(&[entry.of], &identity).is_some() || (!self.state.waiting_ids.is_empty() && waits()) {
            return true;
        }
        let customer = self.state.identities.survivor(entry.of);
        // Of two ids that became one customer the one that is first in order counts.
        let members = self.state.identities.merged(customer).map(|_| self.state.identities.members(customer));
        members.is_some_and(|members| log.twin(&members, &identity).is_some_and(|twin| twin.order(entry).is_le()))
    }

    /// What is kept of one customer is bounded: each late record is a replay of all of it.
    fn has_room(&self, of: Ordinal) -> Result<()> {
        let customer = self.state.identities.survivor(of);
        let kept = match self.state.identities.merged(customer) {
            Some(_) => self.state.identities.members(customer).into_iter().map(|of| self.standing.records(of)).sum(),
            None => self.standing.records(of),
        };
        if kept < self.options.max_customer_records {
            return Ok(());
        }
        let message = format!("{kept} records of the customer are kept, the limit is reached");
        Err(Error::new(ErrorKind::LimitExceeded, message).with_help("raise `max_customer_records`"))
    }

    fn wait(&mut self, at: Instant, what: Waiting) -> Result<()> {
        if self.state.waiting.len() >= self.options.max_waiting {
            let message =
                format!("{} records dated later than the clock are waiting, the limit is reached", self.state.waiting.len());
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("advance the clock, or raise `max_waiting`"));
        }
        self.state.waited += 1;
        if let Some(key) = what.identity() {
            Arc::make_mut(&mut self.state.waiting_ids).insert(key);
        }
        Arc::make_mut(&mut self.state.waiting).insert((at, self.state.waited), what);
        Ok(())
    }

    fn add(&mut self, entry: Entry) {
        let customer = self.state.identities.survivor(entry.of);
        if let Some(clock) = self.clock.filter(|&clock| entry.at <= clock) {
            let touched = self.touched.entry(customer).or_default();
            touched.is_past = true;
            touched.is_open |= clock == entry.at;
        }
        let entry = Arc::new(entry);
        self.fresh.push(customer, entry.clone());
        self.standing.count_record(entry.of);
        self.state.log.append(entry);
    }

    pub(super) fn finish(mut self) -> Result<Staged> {
        while let Some((&key, _)) = self.state.waiting.first_key_value().filter(|((at, _), _)| *at <= self.now) {
            let Some(due) = Arc::make_mut(&mut self.state.waiting).remove(&key) else { break };
            if let Some(key) = due.identity() {
                Arc::make_mut(&mut self.state.waiting_ids).remove(&key);
            }
            match due {
                Waiting::Entry(entry) => self.add(entry),
                Waiting::Merge(merge) => {
                    self.merges.insert(merge);
                }
            }
        }
        self.state.commit += 1;
        let mut drafts = Drafts::default();
        self.merge(&mut drafts)?;
        let reached = self.take_all_forward(&mut drafts)?;
        self.state.clock = Some(reached);
        self.state.routes.settle(self.plan, &self.state.tags, &mut drafts);
        self.state.let_go(self.standing, self.options);
        let changes = self.state.publish(drafts, self.options)?;
        let applied = Applied {
            commit: self.state.commit,
            durable: false,
            accepted: self.taken - self.refused.len(),
            duplicates: self.duplicates,
            too_late: self.too_late,
            waiting: self.state.waiting.len(),
            clock: reached,
            changes,
        };
        Ok(Staged { state: self.state, refused: self.refused, applied })
    }
}
