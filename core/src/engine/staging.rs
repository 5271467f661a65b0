//! A commit in the making: records find their places on a copy of the state, then customers are taken forward.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::apply::{Applied, How, Staged};
use super::joined::Joined;
use super::options::Options;
use super::progress::Progress;
use super::state::{Redo, State, Waiting};
use crate::change::{Cause, Drafts};
use crate::customer::{CustomerId, Merge, Ordinal};
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Entry, EntryKind, History, Record, Schema, Texts, check_ids, intake};
use crate::live::Standing;
use crate::rule::Plan;
use crate::time::Instant;

/// What a customer has that came late.
#[derive(Clone, Copy, Default)]
pub(super) struct Touched {
    /// Something at or before the clock.
    is_past: bool,
    /// Something at the clock itself, whose instant is still open.
    pub(super) is_open: bool,
}

pub(super) struct Staging<'a> {
    pub(super) state: State,
    pub(super) standing: &'a mut Standing,
    options: &'a Options,
    progress: &'a Progress,
    pub(super) plan: &'a Plan,
    /// The clock before.
    pub(super) clock: Option<Instant>,
    now: Instant,
    /// The new entries, each with its customer; in order once [they are](Self::put_in_order).
    fresh: Vec<(Ordinal, Arc<Entry>)>,
    /// Behind those of the customer that was taken forward last.
    next_fresh: usize,
    /// Room for the new entries of one customer.
    room: Vec<Arc<Entry>>,
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
            fresh: Vec::new(),
            next_fresh: 0,
            room: Vec::new(),
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

    pub(super) fn take(&mut self, record: &Record) -> Result<()> {
        if !self.accept(record)? {
            self.refused.push(self.taken);
        }
        self.taken += 1;
        Ok(())
    }

    /// Whether a record takes effect, now or when its time comes.
    fn accept(&mut self, record: &Record) -> Result<bool> {
        check_ids(record)?;
        let entry = intake(record, self.plan, &self.state.schema, &mut self.texts)?;
        let horizon = self.clock.map(|clock| clock.saturating_add(-self.options.lateness_millis.max(0)));
        if horizon.is_some_and(|horizon| record.at() < horizon) {
            self.too_late += 1;
            return Ok(false);
        }
        let of = self.enter(record.customer())?;
        if let (None, Record::Merge(merge)) = (&entry, record) {
            self.enter(&merge.into)?;
            self.may_merge(merge)?;
            if merge.at > self.now {
                self.wait(merge.at, Waiting::Merge(merge.clone()))?;
            } else {
                self.merges.insert(merge.clone());
            }
        }
        if let Some(entry) = entry.map(|entry| Entry { of, ..entry }) {
            if self.is_known(&entry) {
                self.duplicates += 1;
                return Ok(false);
            }
            self.has_room(of)?;
            Schema::mark(&mut self.state.schema, &entry);
            if entry.at > self.now {
                self.wait(entry.at, Waiting::Entry(entry))?;
            } else {
                self.add(entry);
            }
        }
        Ok(true)
    }

    fn enter(&mut self, customer: &CustomerId) -> Result<Ordinal> {
        let entered = self.state.register.enter(customer);
        entered.ok_or_else(|| Error::new(ErrorKind::LimitExceeded, "more than 4,294,967,295 customers"))
    }

    /// Whether the customer has an event or import known by the same, or one is waiting.
    fn is_known(&self, entry: &Entry) -> bool {
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
        self.fresh.push((customer, entry.clone()));
        self.standing.count_record(entry.of);
        self.state.log.append(entry);
    }

    /// Takes a customer on to an instant; what came late is worked in first.
    pub(super) fn take_forward(&mut self, customer: Ordinal, until: Instant, drafts: &mut Drafts) -> Result<()> {
        let touched = self.touched.get_mut(&customer).map(std::mem::take).unwrap_or_default();
        let late = self.clock.filter(|_| touched.is_past);
        let redo = late.map(|clock| Redo { clock, cause: Cause::Late, is_open: touched.is_open, old: None, told: Vec::new() });
        // Rows need no more of the past than they keep.
        let fresh = if redo.is_none() { self.all_that_is_needed(customer, until) } else { None };
        let history = match fresh {
            Some(fresh) => History::of(fresh, Arc::default(), self.state.register.id(customer)),
            None => self.state.history(customer),
        };
        self.state.take_forward(self.standing, customer, &history, until, redo.as_ref(), drafts)?;
        self.room = history.into_entries();
        Ok(())
    }

    /// The new entries of a customer up to an instant, if these and its row tell all that is needed to go on.
    fn all_that_is_needed(&mut self, customer: Ordinal, until: Instant) -> Option<Vec<Arc<Entry>>> {
        let is_plain = self.state.identities.merged(customer).is_none() && self.state.lives.get(customer).is_none();
        if !is_plain {
            return None;
        }
        let first = self.first_fresh(customer);
        let reached = self.standing.reached(customer);
        let mut fresh = std::mem::take(&mut self.room);
        fresh.clear();
        for (_, entry) in self.fresh[first..].iter().take_while(|(of, entry)| *of == customer && entry.at <= until) {
            if matches!(entry.kind, EntryKind::Assigned(_)) {
                return None;
            }
            if reached.is_none_or(|reached| entry.at > reached) {
                fresh.push(entry.clone());
            }
        }
        self.next_fresh = first + fresh.len();
        self.standing.needs_no_past(customer, &fresh, until).then_some(fresh)
    }

    /// Where the new entries of a customer begin. Customers are mostly taken forward in their order.
    fn first_fresh(&self, customer: Ordinal) -> usize {
        let (before, behind) = self.fresh.split_at(self.next_fresh.min(self.fresh.len()));
        let is_next = before.last().is_none_or(|(of, _)| *of < customer) && behind.first().is_none_or(|(of, _)| *of >= customer);
        if is_next { before.len() } else { self.fresh.partition_point(|(of, _)| *of < customer) }
    }

    /// Puts the new entries in order: of customers, and of each in the total one.
    pub(super) fn put_in_order(&mut self) {
        for (customer, _) in &mut self.fresh {
            *customer = self.state.identities.survivor(*customer);
        }
        self.next_fresh = 0;
        self.fresh.sort_unstable_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.order(other)));
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
        self.put_in_order();
        self.merge(&mut drafts)?;
        let mut customers = self.standing.due(self.now);
        customers.extend(self.touched.keys());
        customers.extend(self.fresh.iter().map(|(customer, _)| customer));
        customers.sort_unstable();
        customers.dedup();
        let mut reached = self.now;
        let total = customers.len();
        for (done, customer) in customers.into_iter().enumerate() {
            self.progress.pass(done, total)?;
            self.take_forward(customer, reached, &mut drafts)?;
            if let Some(most) = self.max_changes.filter(|most| drafts.len() > most.saturating_mul(2)) {
                reached = drafts.cut(most, reached);
            }
        }
        if let Some(most) = self.max_changes {
            reached = drafts.cut(most, reached);
        }
        self.state.clock = Some(reached);
        self.state.let_go(self.standing, self.options);
        let changes = self.state.publish(drafts, self.options);
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
