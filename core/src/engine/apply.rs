use super::options::Options;
use super::progress::Progress;
use super::staging::Staging;
use super::state::State;
use crate::change::Changes;
use crate::error::{Error, ErrorKind, Result};
use crate::event::Batch;
use crate::live::Standing;
use crate::time::Instant;

/// What became of a batch.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Applied {
    /// The number of the commit.
    pub commit: u64,
    /// Whether the commit survives a loss of power: see [`Durability`](crate::Durability).
    pub durable: bool,
    /// Records that took effect, or will when their time comes.
    pub accepted: usize,
    /// Events ignored because the customer already had one with that id, and imports done again.
    pub duplicates: usize,
    /// Records refused because they are older than the declared lateness.
    pub too_late: usize,
    /// Records in all, of this batch and earlier ones, that are dated later than the clock and wait.
    pub waiting: usize,
    /// The instant reached: the one asked for, or an earlier one where there were too many changes on the way.
    pub clock: Instant,
    /// What changed, in order.
    pub changes: Changes,
}

/// By what options a commit is worked out, and who is told how far that is.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) options: &'a Options,
    pub(super) progress: &'a Progress,
}

/// A commit about to be stored: the state after it and what it does.
pub(super) struct Staged {
    pub(super) state: State,
    /// The places of records that took no effect.
    pub(super) refused: Vec<usize>,
    pub(super) applied: Applied,
}

/// Works out what a batch does, on a copy of the state.
pub(super) fn stage(state: &State, standing: &mut Standing, how: How<'_>, batch: &Batch, now: Instant) -> Result<Staged> {
    let options = how.options;
    let plan = state.plan.clone().ok_or_else(no_handbook)?;
    does_not_go_back(state, now)?;
    if batch.len() > options.max_batch {
        let message = format!("the batch has {} records, the limit is {}", batch.len(), options.max_batch);
        return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("split it, or raise `max_batch`"));
    }
    let mut staging = Staging::new(state, standing, how, &plan, now, batch.len());
    staging.take(batch.records())?;
    batch.columns().iter().try_for_each(|events| staging.take_columns(events))?;
    staging.finish()
}

/// Works out what a batch does whose latest record is the clock.
pub(super) fn replay(state: &State, standing: &mut Standing, how: How<'_>, batch: &Batch) -> Result<Staged> {
    let options = how.options;
    let mut instants: Vec<(Instant, usize)> = batch.instants().zip(0..).collect();
    instants.sort_unstable();
    let mut clock = state.clock;
    for (at, index) in instants {
        // Whoever is far ahead of all others has most likely a wrong date, which would take the clock along for good.
        if let Some(jump) =
            clock.map(|clock| at.millis().saturating_sub(clock.millis())).filter(|&jump| jump > options.max_jump_millis)
        {
            let message = format!("the clock would jump by {jump} milliseconds, the limit is {}", options.max_jump_millis);
            return Err(Error::new(ErrorKind::ClockJump, message)
                .with_help("check the record's instant, advance the clock first, or raise `max_jump_millis`")
                .at_record(index));
        }
        clock = clock.max(Some(at));
    }
    match clock {
        Some(clock) => stage(state, standing, how, batch, clock),
        None => Err(Error::new(ErrorKind::NoSuchInstant, "the first batch is empty: there is no instant to begin with")
            .with_help("replay at least one record")),
    }
}

/// Works out how far the clock can go towards `now` with a bounded number of changes, and what they are. All that falls due at
/// one instant is done together, however much it is.
pub(super) fn advance(state: &State, standing: &mut Standing, how: How<'_>, now: Instant) -> Result<Staged> {
    let plan = state.plan.clone().ok_or_else(no_handbook)?;
    does_not_go_back(state, now)?;
    let mut staging = Staging::new(state, standing, how, &plan, now, 0);
    staging.max_changes = Some(how.options.max_changes.max(1));
    let staged = staging.finish()?;
    match staged.applied.clock {
        reached if reached < now => {
            standing.undo();
            Staging::new(state, standing, how, &plan, reached, 0).finish()
        }
        _ => Ok(staged),
    }
}

fn does_not_go_back(state: &State, now: Instant) -> Result<()> {
    match state.clock.filter(|&clock| now < clock) {
        None => Ok(()),
        Some(clock) => {
            Err(Error::new(ErrorKind::ClockWentBack, format!("the clock stands at `{clock}` and cannot go back to `{now}`"))
                .with_help("pass an instant that is not earlier; late records keep their own instants"))
        }
    }
}

pub(super) fn no_handbook() -> Error {
    Error::new(ErrorKind::NoHandbook, "no handbook is loaded")
        .with_help("load one first: it says which events and attributes there are")
}
