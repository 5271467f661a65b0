//! How many customers held each tag at past instants, as a handbook sees it.

use std::sync::Arc;

use super::facade::Engine;
use super::options::Options;
use super::progress::Progress;
use super::snapshot::Snapshot;
use crate::access::Scope;
use crate::error::{Error, ErrorKind, Result};
use crate::event::History;
use crate::live::Stroll;
use crate::time::Instant;

/// How many customers held each tag at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sizes {
    /// When.
    pub at: Instant,
    /// How many customers there were.
    pub customers: u64,
    /// The tags that the handbook declares, in order of declaration, each with how many customers held it.
    pub tags: Vec<(Arc<str>, u64)>,
}

/// So many numbers are worked out at most.
const MOST: usize = 1 << 22;

impl Engine {
    /// How many customers held each tag at past instants, in order of time: as the handbook in force sees the past, with all that is known
    /// today. Of the customers who are in scope now; each instant counts once.
    ///
    /// Each customer's life is worked out once from its first day, for each of its records a fraction of a microsecond where definitions
    /// alone count, else a few microseconds.
    ///
    /// # Errors
    /// `no-such-instant` later than the clock; `not-kept` where events that counted then are no longer kept; `limit-exceeded` for more than
    /// four million numbers, one for each instant and tag; `segment-outdated`; `cancelled`.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant, Progress, Scope};
    /// let engine = Engine::in_memory();
    /// engine.load("event visit\ntag recent when did visit in last 7 days")?;
    /// let day = |n: i64| Instant::from_millis(n * 86_400_000);
    /// engine.apply(Batch::new().event(Event::new("ann", "visit", day(1)?)), day(30)?)?;
    /// let sizes = engine.sizes(&[day(5)?, day(20)?], &Scope::All, &Progress::default())?;
    /// assert_eq!(sizes.iter().map(|sizes| sizes.tags[0].1).collect::<Vec<_>>(), [1, 0]);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn sizes(&self, instants: &[Instant], scope: &Scope, progress: &Progress) -> Result<Vec<Sizes>> {
        sizes(&self.snapshot(scope)?, &self.options, instants, progress)
    }
}

pub(super) fn sizes(snapshot: &Snapshot, options: &Options, instants: &[Instant], progress: &Progress) -> Result<Vec<Sizes>> {
    let mut instants = instants.to_vec();
    instants.sort_unstable();
    instants.dedup();
    let state = &snapshot.state;
    let (Some(first), Some(last)) = (instants.first(), instants.last()) else { return Ok(Vec::new()) };
    let Some(plan) = state.plan.as_ref().filter(|_| snapshot.instant.is_some_and(|now| *last <= now)) else {
        let message = format!("`{last}` is later than the clock");
        return Err(Error::new(ErrorKind::NoSuchInstant, message).with_help("ask for instants that the clock has reached"));
    };
    state.kept.tells_of(*first, options)?;
    if instants.len().saturating_mul(plan.declared + 1) > MOST {
        let message = format!("{} instants of {} tags are more than {MOST} numbers", instants.len(), plan.declared);
        return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("ask for fewer instants at once"));
    }
    let mut counts = vec![vec![0; plan.declared + 1]; instants.len()];
    let (mut done, total) = (0, if snapshot.is_whole { state.register.given() } else { snapshot.within.len() as usize });
    progress.reach(done, total)?;
    let mut count = |history: History| {
        done += 1;
        progress.pass(done, total)?;
        let mut stroll = Stroll::new(&history, (plan, &state.program), &state.schema)?;
        for (counts, &at) in counts.iter_mut().zip(&instants).filter(|(_, at)| history.is_born(history.until(**at))) {
            stroll.go(at)?;
            counts[plan.declared] += 1;
            let held = stroll.life().held().iter().take(plan.declared).map(Option::is_some);
            counts.iter_mut().zip(held).for_each(|(count, held)| *count += u64::from(held));
        }
        Ok(())
    };
    if snapshot.is_whole {
        state.each_history(|_, history| count(history))?;
    } else {
        snapshot.within.iter().try_for_each(|customer| count(state.history(customer)))?;
    }
    let of = |(at, counts): (Instant, Vec<u64>)| {
        let tags = plan.seen().iter().map(|tag| tag.path.clone()).zip(counts.iter().copied()).collect();
        Sizes { at, customers: counts[plan.declared], tags }
    };
    Ok(instants.into_iter().zip(counts).map(of).collect())
}
