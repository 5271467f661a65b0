//! Why a customer holds a tag or not, when that was otherwise, and what comes next.

use std::sync::Arc;

use tagora_dsl::ast::{Definition, PathText};

use super::facade::Engine;
use super::snapshot::Snapshot;
use crate::access::Scope;
use crate::customer::CustomerId;
use crate::error::{Error, ErrorKind, Result};
use crate::event::History;
use crate::explain::{Basis, Clause, Episode, Explanation, Turning, Upcoming};
use crate::live::{Stroll, from_start};
use crate::reference::{Life, Transition};
use crate::rule::Plan;
use crate::time::Instant;

/// So far is looked ahead for what changes a tag next, in milliseconds: two years.
const AHEAD: i64 = 731 * 86_400_000;

impl Snapshot {
    /// Why a customer holds a tag or does not: its definition part by part with the values and events that decide, since when and
    /// by whom, and what changes it next if nothing is told to the engine. That includes what rules do then, and the ends of
    /// assignments; records that wait for their time are left out. `None` if the customer is unknown or out of scope.
    ///
    /// The customer's life is worked out from its first day, for each of its records and each instant on the way at which something can
    /// change a fraction of a microsecond where definitions alone count, else a few microseconds: ask it of single customers.
    ///
    /// # Errors
    /// `unknown-tag`; `limit-exceeded` of a life of more than a hundred years that the calendar changes day by day.
    pub fn explain(&self, customer: impl Into<CustomerId>, tag: &str) -> Result<Option<Explanation>> {
        let Some(lived) = self.lived(&customer.into(), tag)? else { return Ok(None) };
        let now = lived.now;
        let mut stroll = lived.stroll()?;
        let mut course = stroll.go(now)?;
        let (life, number) = (stroll.life(), lived.number(stroll.life()));
        let held = number.and_then(|number| life.held().get(number)?.as_ref());
        let last = course.transitions.iter().rfind(|turn| Some(turn.tag) == number);
        let mut told = Explanation {
            tag: lived.path.clone(),
            at: now,
            is_held: held.is_some(),
            basis: number.map_or(Basis::NotAssigned, |number| life.basis(number, lived.plan)),
            since: held.map(|held| held.since),
            until: held.and(number).and_then(|number| life.until(number)),
            cause: held.map(|held| held.cause.clone()).or_else(|| last.map(|turn| turn.cause.clone())),
            definition: lived.definition(life, now)?,
            next: None,
            ahead: now.saturating_add(AHEAD),
        };
        // From one instant at which something can change to the next.
        while let Some(at) = course.next.filter(|at| *at <= told.ahead) {
            course = stroll.go(at)?;
            let number = lived.number(stroll.life());
            let turn = course.transitions.iter().find(|turn| Some(turn.tag) == number);
            if let Some(Transition { at, gained, cause, .. }) = turn.cloned() {
                told.next = Some(Turning { at, gained, cause, definition: lived.definition(stroll.life(), at)? });
                break;
            }
        }
        Ok(Some(told))
    }

    /// What a customer gains and loses behind the snapshot's instant up to `until`, in order of time, if nothing is told to the
    /// engine: to the millisecond what advancing the clock would tell. What rules do then is included, records that wait for
    /// their time are not. Empty for a customer who is unknown or out of scope.
    ///
    /// # Errors
    /// `limit-exceeded` where that is too many days to walk through.
    pub fn forecast(&self, customer: impl Into<CustomerId>, until: Instant) -> Result<Vec<Upcoming>> {
        let (Some(plan), Some(now), Some(history)) = (&self.state.plan, self.instant, self.history_of(&customer.into())) else {
            return Ok(Vec::new());
        };
        let (life, course) = from_start(&history, (plan, &self.state.program), &self.state.schema, until.max(now))?;
        let turns = course.transitions.into_iter().filter(|turn| turn.at > now && !plan.is_unseen(turn.tag));
        let upcoming = |Transition { at, tag, gained, cause }| Upcoming { at, tag: life.tags(plan).path(tag), gained, cause };
        Ok(turns.map(upcoming).collect())
    }

    /// When a customer held a tag, oldest first, as the handbook in force sees the past. Empty for a customer who is unknown
    /// or out of scope.
    ///
    /// # Errors
    /// As [`explain`](Self::explain).
    pub fn episodes(&self, customer: impl Into<CustomerId>, tag: &str) -> Result<Vec<Episode>> {
        let Some(lived) = self.lived(&customer.into(), tag)? else { return Ok(Vec::new()) };
        let mut stroll = lived.stroll()?;
        let course = stroll.go(lived.now)?;
        let number = lived.number(stroll.life());
        let mut episodes: Vec<Episode> = Vec::new();
        for turn in course.transitions.into_iter().filter(|turn| Some(turn.tag) == number) {
            match episodes.last_mut().filter(|_| !turn.gained) {
                Some(last) => last.end = Some((turn.at, turn.cause)),
                None => episodes.push(Episode { since: turn.at, cause: turn.cause, end: None }),
            }
        }
        Ok(episodes)
    }

    /// What is logged of a customer up to the snapshot's instant.
    pub(super) fn history_of(&self, customer: &CustomerId) -> Option<History> {
        let (customer, now) = (self.ordinal(customer)?, self.instant?);
        Some(self.state.history(customer).without(|entry| entry.at > now))
    }

    fn lived(&self, customer: &CustomerId, tag: &str) -> Result<Option<Lived<'_>>> {
        let Some(plan) = &self.state.plan else {
            return Err(Error::unknown(ErrorKind::UnknownTag, "tag", tag, [], "load a handbook that declares it"));
        };
        let path: Arc<str> = plan.tag_path(tag).ok_or_else(|| plan.unknown_tag(tag))?.into();
        let number = plan.handbook.tag(&PathText::from(tag));
        let (Some(history), Some(now)) = (self.history_of(customer), self.instant) else { return Ok(None) };
        Ok(Some(Lived { snapshot: self, plan, history, path, tag: number, now }))
    }
}

/// A customer whose life is looked at for the sake of a tag.
struct Lived<'a> {
    snapshot: &'a Snapshot,
    plan: &'a Plan,
    history: History,
    path: Arc<str>,
    /// The tag's number, if it is declared.
    tag: Option<usize>,
    now: Instant,
}

impl Lived<'_> {
    fn stroll(&self) -> Result<Stroll<'_>> {
        let state = &self.snapshot.state;
        Stroll::new(&self.history, (self.plan, &state.program), &state.schema)
    }

    /// The tag's number; of one that came to be in an open group, that which it has in a life.
    fn number(&self, life: &Life) -> Option<usize> {
        self.tag.or_else(|| life.tags(self.plan).at(&self.path))
    }

    /// What the tag's definition says at the instant that a life has reached.
    fn definition(&self, life: &Life, at: Instant) -> Result<Option<Clause>> {
        let definition = self.tag.and_then(|tag| Some(&self.plan.handbook.tags().get(tag)?.tag.definition));
        let Some(Definition::When(condition)) = definition else { return Ok(None) };
        Clause::of(condition, &life.reached_moment(&self.history, self.plan, at), &self.snapshot.state.schema).map(Some)
    }
}

impl Engine {
    /// Why a customer holds a tag now or does not, and what changes it next: see [`Snapshot::explain`].
    ///
    /// # Errors
    /// As there.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant};
    /// let engine = Engine::in_memory();
    /// engine.load("event buy\ntag regular when count(buy, last 30 days) >= 2")?;
    /// let day = |n: i64| Instant::from_millis(n * 86_400_000);
    /// let mut batch = Batch::new();
    /// batch.event(Event::new("ann", "buy", day(3)?)).event(Event::new("ann", "buy", day(20)?));
    /// engine.apply(&batch, day(21)?)?;
    /// let told = engine.explain("ann", "regular")?.unwrap();
    /// assert!(told.is_held);
    /// assert_eq!(told.definition.as_ref().unwrap().value.as_deref(), Some("2"));
    /// assert_eq!(told.next.unwrap().at, day(33)?);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn explain(&self, customer: impl Into<CustomerId>, tag: &str) -> Result<Option<Explanation>> {
        self.snapshot(&Scope::All)?.explain(customer, tag)
    }

    /// What a customer gains and loses up to an instant if nothing is told to the engine: see [`Snapshot::forecast`].
    ///
    /// # Errors
    /// As there.
    pub fn forecast(&self, customer: impl Into<CustomerId>, until: Instant) -> Result<Vec<Upcoming>> {
        self.snapshot(&Scope::All)?.forecast(customer, until)
    }

    /// When a customer held a tag: see [`Snapshot::episodes`].
    ///
    /// # Errors
    /// As there.
    pub fn episodes(&self, customer: impl Into<CustomerId>, tag: &str) -> Result<Vec<Episode>> {
        self.snapshot(&Scope::All)?.episodes(customer, tag)
    }
}
