//! Consumers of the change feed: who reads it by name, and how far each has come.

use std::sync::{Arc, PoisonError};

use super::facade::Engine;
use super::state::State;
use crate::change::{Changes, Consumers, Filter, Sieve, Subscription};
use crate::error::{Error, ErrorKind, Result};

/// Where a new consumer begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Start {
    /// With the next change that there will be.
    #[default]
    Now,
    /// With the oldest change that is kept.
    Beginning,
    /// Behind the change with this number. If some behind it are gone, that is told as for any consumer.
    After(u64),
}

/// A consumer of the change feed, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Consumer {
    /// Its name.
    pub name: String,
    /// What it is told, in whole paths as the handbook in force calls them.
    pub filter: Filter,
    /// Up to which number it has done its work.
    pub acked: u64,
    /// How far the feed has gone on since: changes that are kept behind that number lie among so many, whether they pass the filter
    /// or not.
    pub pending: u64,
    /// So many numbers behind the one acknowledged are gone: what was told under them is missed.
    pub missed: u64,
}

/// Changes that a consumer came too late for: their numbers, whether they would have passed its filter or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missed {
    /// The first number.
    pub first: u64,
    /// The last; acknowledge it with [`Engine::ack_missed`].
    pub last: u64,
}

impl Missed {
    /// How many numbers that are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.last - self.first + 1
    }
}

/// What a consumer is told at once.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ConsumerPage {
    /// The changes that pass the filter, in order. None as long as something is missed.
    pub changes: Changes,
    /// Acknowledge this when the work is done, also where there are no changes: that is how far the filter was looked through.
    pub next: u64,
    /// What is gone; nothing else is told before that is acknowledged by [`Engine::ack_missed`].
    pub missed: Option<Missed>,
}

impl Engine {
    /// Lets a consumer read the change feed under a name: it is told all that passes the filter, from where it starts, in order,
    /// each change again and again until it is [acknowledged](Self::ack). Doing so again with the same filter does nothing,
    /// wherever it would start.
    ///
    /// A tag of the filter stays the same tag whatever it is called: changes from before and after it was renamed pass, and those
    /// that tell of the renaming. Groups are known by their paths, as changes tell them: where a tag moves into a group or out of
    /// it, its coming or going there passes. Rules are known by their names.
    ///
    /// # Errors
    /// `unknown-tag`, `unknown-group`, `unknown-rule`, `invalid-filter`, `limit-exceeded` for a filter of too many names;
    /// `consumer-exists` with another filter; `invalid-consumer` for an empty name or one of more than 256 bytes; `limit-exceeded`
    /// if there are 1,000 already; `invalid-sequence` for a number that the feed has not reached; `store-full`, `store-failed`, `read-only`, `poisoned`.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Filter, Instant, Start};
    /// let engine = Engine::in_memory();
    /// engine.load("event visit\ntag seen when did visit\ntag often when count(visit) >= 2")?;
    /// engine.subscribe("crm", &Filter::new().tag("often"), Start::Now)?;
    /// let at = Instant::from_millis(5)?;
    /// engine.apply(Batch::new().event(Event::new("ann", "visit", at)).event(Event::new("ann", "visit", at)), at)?;
    /// let page = engine.poll("crm", 100)?;
    /// assert_eq!(page.changes.len(), 1);
    /// assert_eq!(engine.poll("crm", 100)?, page, "until it is acknowledged");
    /// engine.ack("crm", page.next)?;
    /// assert!(engine.poll("crm", 100)?.changes.is_empty());
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn subscribe(&self, name: &str, filter: &Filter, start: Start) -> Result<Consumer> {
        self.change_consumers(|state, consumers| {
            let (plan, last) = (state.plan.as_deref(), state.feed.last());
            let filter = filter.resolved(plan)?;
            if let Some(known) = consumers.find(name) {
                if known.filter.today(plan, known.version) == filter {
                    return Ok(state.consumer(known));
                }
                return Err(Error::new(
                    ErrorKind::ConsumerExists,
                    format!("there is a consumer {} already", crate::error::quote(name)),
                )
                .with_help("its filter is another: take another name, or unsubscribe it and start behind what it acknowledged"));
            }
            let acked = match start {
                Start::Now => last,
                Start::Beginning => state.feed.gone(),
                Start::After(sequence) if sequence <= last => sequence,
                Start::After(sequence) => {
                    let message = format!("the feed has come to {last}, nothing can begin behind {sequence}");
                    return Err(
                        Error::new(ErrorKind::InvalidSequence, message).with_help("start now, or behind a number that was told")
                    );
                }
            };
            let version = plan.map_or(0, |plan| plan.version);
            let subscription = Subscription { name: name.to_owned(), filter, version, acked };
            let consumer = state.consumer(&subscription);
            consumers.add(subscription)?;
            Ok(consumer)
        })
    }

    /// What a consumer has not acknowledged yet: at most `max` changes, the same ones until they are acknowledged. Never waits for
    /// a commit. Two that poll under one name are told the same.
    ///
    /// Costs a look at each change behind the one acknowledged, until there are enough: some nanoseconds for each that does not pass.
    ///
    /// # Errors
    /// `unknown-consumer`.
    pub fn poll(&self, name: &str, max: usize) -> Result<ConsumerPage> {
        let state = self.state();
        let consumer = state.consumers.get(name)?;
        let Subscription { filter, version, acked, .. } = &consumer.subscription;
        if let Some(missed) = state.missed(*acked) {
            consumer.told_gone(missed.last);
            return Ok(ConsumerPage { changes: Changes::default(), next: *acked, missed: Some(missed) });
        }
        let plan = state.plan.as_deref();
        let filter = filter.today(plan, *version);
        let asked = filter.customers().filter_map(|customer| state.register.ordinal(customer));
        let customers = asked.flat_map(|customer| state.identities.members(customer));
        let (changes, next) = state.feed.sifted(*acked, max, &mut Sieve::new(&filter, plan, customers), &state.register);
        consumer.told(next);
        Ok(ConsumerPage { changes, next, missed: None })
    }

    /// A consumer has done its work up to a number, the `next` of a page that it was told: from now on it is told what lies behind.
    /// The same number again does nothing. Waits for a commit that is being worked out.
    ///
    /// # Errors
    /// `unknown-consumer`; `invalid-sequence` for a number that lies before the one acknowledged, or beyond what the consumer was
    /// told since the engine was opened; `store-full`, `store-failed`, `read-only`, `poisoned`.
    pub fn ack(&self, name: &str, sequence: u64) -> Result<()> {
        self.change_consumers(|_, consumers| consumers.ack(name, sequence).map(drop))
    }

    /// A consumer has taken note that it missed changes up to a number, the `last` of [`Missed`]: from now on it is told what lies
    /// behind.
    ///
    /// # Errors
    /// As [`ack`](Self::ack).
    pub fn ack_missed(&self, name: &str, sequence: u64) -> Result<()> {
        self.change_consumers(|_, consumers| consumers.ack_missed(name, sequence).map(drop))
    }

    /// Forgets a consumer. Its name is free then.
    ///
    /// # Errors
    /// `unknown-consumer`, `store-full`, `store-failed`, `read-only`, `poisoned`.
    pub fn unsubscribe(&self, name: &str) -> Result<()> {
        self.change_consumers(|_, consumers| consumers.remove(name))
    }

    /// All consumers of the change feed, in order of their names.
    #[must_use]
    pub fn consumers(&self) -> Vec<Consumer> {
        let state = self.state();
        state.consumers.all().map(|subscription| state.consumer(subscription)).collect()
    }

    /// Changes consumers under the writer's lock, on a copy.
    fn change_consumers<T>(&self, change: impl FnOnce(&State, &mut Consumers) -> Result<T>) -> Result<T> {
        let mut writer = self.writer()?;
        let state = self.state();
        let mut consumers = state.consumers.clone();
        let done = change(&state, &mut consumers)?;
        if !consumers.is(&state.consumers) {
            let next = State { consumers, ..State::clone(&state) };
            writer.store_consumers(&next)?;
            *self.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        }
        Ok(done)
    }
}

impl State {
    fn consumer(&self, Subscription { name, filter, version, acked }: &Subscription) -> Consumer {
        Consumer {
            name: name.clone(),
            filter: filter.today(self.plan.as_deref(), *version),
            acked: *acked,
            pending: self.feed.last().saturating_sub(*acked),
            missed: self.missed(*acked).map_or(0, |missed| missed.count()),
        }
    }

    /// What is gone behind a number.
    fn missed(&self, acked: u64) -> Option<Missed> {
        let last = self.feed.gone();
        (acked < last).then(|| Missed { first: acked + 1, last })
    }
}
