//! Who is going to gain or lose a tag, or come to be in a condition, if nothing is told to the engine: time is let pass on the rows of
//! the live engine, step by step, and taken back.

mod ahead;

use std::sync::{Arc, MutexGuard};

use ahead::Ahead;
use tagora_dsl::{Language, Limits, print_condition};

use super::apply::no_handbook;
use super::facade::Engine;
use super::load::{self, LoadOptions};
use super::options::{FeedFull, Options};
use super::progress::Progress;
use super::queries::some;
use super::snapshot::Snapshot;
use super::state::State;
use super::writer::Writer;
use crate::access::Scope;
use crate::change::Cause;
use crate::customer::CustomerId;
use crate::error::{Error, ErrorKind, Result};
use crate::live::Standing;
use crate::rule::Plan;
use crate::time::Instant;

/// How a forecast of many customers is made.
#[derive(Clone, Debug)]
pub struct ForecastOptions {
    /// Says how far the work is, and can call it off. Its parts are seconds that are let pass.
    pub progress: Progress,
    /// The customers it tells about.
    pub scope: Scope,
    /// So many turns are told at most, and never more than [`ForecastOptions::MOST`].
    pub limit: usize,
    /// The last turn of the page before; `None` for the first page. Each page lets time pass from the clock on again.
    pub after: Option<Foreseen>,
}

impl ForecastOptions {
    /// No more turns are told at once.
    pub const MOST: usize = 1 << 20;
}

/// The first thousand turns, of all customers.
impl Default for ForecastOptions {
    fn default() -> Self {
        Self { progress: Progress::default(), scope: Scope::All, limit: 1_000, after: None }
    }
}

/// What a forecast says of many customers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outlook {
    /// Who turns, in order of instant; at one instant in that of the change feed.
    pub turns: Vec<Foreseen>,
    /// Whether there are more up to the instant that was asked for: behind the last of these.
    pub is_more: bool,
}

/// A customer who is going to gain or lose what was asked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Foreseen {
    /// When.
    pub at: Instant,
    /// Who.
    pub customer: CustomerId,
    /// Whether the customer gains it.
    pub gained: bool,
    /// Why.
    pub cause: Cause,
}

/// The farthest instant that is foreseen of all customers lies so many milliseconds ahead: ten years.
const FARTHEST: i64 = 3_653 * 86_400_000;

/// Names that are tried for the tag that a condition stands behind.
const NAMES: usize = 10_000;

impl Engine {
    /// Who gains or loses a tag behind the clock up to `until`, in order of time, if nothing is told to the engine: to the millisecond what
    /// advancing the clock would tell. What rules do then is included; records that wait for their time are left out, as of one
    /// customer's [forecast](Self::forecast).
    ///
    /// Those alone are looked at for whom anything is due, about a microsecond for each time that they are. Memory is
    /// bounded by the limit, by what is due at once, and by the rows of all who are due until then. Readers go on meanwhile; whoever writes waits.
    ///
    /// # Errors
    /// `unknown-tag`; `no-handbook`; `invalid-count` for a limit of 0; `limit-exceeded` more than ten years ahead; `segment-outdated`;
    /// `cancelled`; `poisoned`.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, ForecastOptions, Instant};
    /// let engine = Engine::in_memory();
    /// engine.load("event visit\ntag silent when did visit and no visit in last 30 days")?;
    /// let day = |n: i64| Instant::from_millis(n * 86_400_000);
    /// let mut batch = Batch::new();
    /// batch.event(Event::new("ann", "visit", day(1)?)).event(Event::new("bob", "visit", day(9)?));
    /// engine.apply(&batch, day(20)?)?;
    /// let outlook = engine.forecast_tag("silent", day(35)?, &ForecastOptions::default())?;
    /// assert_eq!((outlook.turns.len(), outlook.is_more), (1, false));
    /// assert_eq!((outlook.turns[0].at, outlook.turns[0].gained), (day(31)?, true));
    /// assert_eq!(outlook.turns[0].customer, "ann".into());
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn forecast_tag(&self, tag: &str, until: Instant, how: &ForecastOptions) -> Result<Outlook> {
        let writer = self.writer_to_undo()?;
        let state = self.state();
        let plan = state.plan.as_ref().ok_or_else(no_handbook)?;
        let path: Arc<str> = plan.tag_path(tag).ok_or_else(|| plan.unknown_tag(tag))?.into();
        self.foresee((writer, &state), until, how, |_| Ok((State::clone(&state), path)))
    }

    /// Of whom a condition comes to be true, and of whom it ceases to be: see [`forecast_tag`](Self::forecast_tag). For this it is
    /// put into the handbook as a tag for a moment, which takes as long as loading it does.
    ///
    /// # Errors
    /// As there, and everything wrong with the condition; `not-kept` if it asks for more of the past than is kept.
    pub fn forecast_condition(&self, condition: &str, until: Instant, how: &ForecastOptions) -> Result<Outlook> {
        let writer = self.writer_to_undo()?;
        let state = self.state();
        // Whether enough of the past is kept is looked at for the condition alone; the handbook is in force.
        let asked = state.prepare(&self.options, condition)?;
        let limits = Limits { source_bytes: usize::MAX, nodes: usize::MAX, ..self.options.handbook_limits.clone() };
        let options = Options {
            max_earlier_handbooks: usize::MAX,
            feed_full: FeedFull::LetGo,
            handbook_limits: limits,
            ..self.options.clone()
        };
        let loading = LoadOptions { progress: how.progress.clone(), accepts_incomplete: true };
        self.foresee((writer, &state), until, how, |standing| {
            let plan = state.plan.as_ref().ok_or_else(no_handbook)?;
            let name = free_name(plan)?;
            let condition = print_condition(asked.condition(), Language::English);
            let text = format!("{}\ntag {name} when {condition}\n", plan.handbook.print(Language::English));
            let (next, _) = load::stage(&state, standing, &options, &text, &loading, None)?;
            Ok((next, name.into()))
        })
    }

    fn foresee(
        &self,
        (mut writer, state): (MutexGuard<'_, Writer>, &Arc<State>),
        until: Instant,
        how: &ForecastOptions,
        begin: impl FnOnce(&mut Standing) -> Result<(State, Arc<str>)>,
    ) -> Result<Outlook> {
        some(how.limit, "a page")?;
        let nothing = Outlook { turns: Vec::new(), is_more: false };
        let Some(now) = state.clock.filter(|&now| now < until) else { return Ok(nothing) };
        if until.millis().saturating_sub(now.millis()) > FARTHEST {
            let message = format!("`{until}` is more than ten years ahead of the clock");
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("ask for an earlier instant"));
        }
        let within = Snapshot::now(state.clone(), self.threads.clone(), &how.scope)?.within;
        let begun = begin(&mut writer.standing);
        let outlook = begun.and_then(|(mut begun, path)| {
            // Records that wait are something that happens.
            (begun.waiting, begun.waiting_ids) = Default::default();
            Ahead::new(&path, &within, now, how).look(begun, (&mut writer.standing, &self.options), until)
        });
        writer.standing.undo();
        outlook
    }
}

/// A name that the handbook has not given to anything.
fn free_name(plan: &Plan) -> Result<String> {
    let is_free = |name: &String| {
        let (path, handbook) = (tagora_dsl::ast::PathText::from(name.as_str()), &plan.handbook);
        handbook.tag(&path).is_none() && handbook.define(&path).is_none() && handbook.segment(name).is_none()
    };
    let mut names = (0..NAMES).map(|number| format!("forecast_condition_{number}"));
    names.find(is_free).ok_or_else(|| Error::new(ErrorKind::LimitExceeded, "no name is free for the condition"))
}
