//! A customer's way through its records and the instants at which time alone changes something.

use super::annex::Annex;
use super::deadline;
use super::kept::Kept;
use super::program::Program;
use super::row::Row;
use crate::error::{Error, ErrorKind, Result};
use crate::event::{History, Schema};
use crate::reference::{Course, Earlier, Life, Way};
use crate::rule::Plan;
use crate::time::Instant;

/// A customer's state at `until`, and the way there from its first day, in a row that is blank.
pub(super) fn walked(
    history: &History,
    (plan, program): (&Plan, &Program),
    schema: &Schema,
    until: Instant,
    kept: (Row<'_>, &mut Annex),
) -> Result<(Life, Course)> {
    let (mut life, earlier) = Life::begin(history, plan, schema)?;
    let way = Way { history, plan, schema, earlier: &earlier };
    let course = Walk { way, program }.go(&mut life, kept, until)?;
    Ok((life, course))
}

/// Goes on to `until`. The history up to the instant reached must not have changed.
pub(super) fn advance(
    (life, kept): (&mut Life, (Row<'_>, &mut Annex)),
    history: &History,
    (plan, program): (&Plan, &Program),
    schema: &Schema,
    until: Instant,
) -> Result<Course> {
    let way = Way { history, plan, schema, earlier: &Earlier::default() };
    Walk { way, program }.go(life, kept, until)
}

pub(super) struct Walk<'a> {
    pub(super) way: Way<'a>,
    pub(super) program: &'a Program,
}

/// So many instants that only the calendar has put on the way are walked at once: more than a hundred years of days.
const MAX_TICKS: usize = 40_000;

impl Walk<'_> {
    pub(super) fn go(&self, life: &mut Life, (mut row, annex): (Row<'_>, &mut Annex), until: Instant) -> Result<Course> {
        let Way { history, plan, .. } = self.way;
        let mut course = Course::default();
        let mut ticks = 0;
        while let Some(at) = self.next(life, &row).filter(|&at| at <= until) {
            let is_empty = history.before(at) == history.until(at);
            ticks += usize::from(is_empty);
            if ticks > MAX_TICKS + history.entries().len().saturating_mul(MAX_TICKS_A_RECORD) {
                return Err(too_many_ticks());
            }
            life.step(&self.way, at, &mut Kept::new(self.program, row.again(), annex), &mut course);
            if let Some((timing, place)) = self.program.asked.as_ref().filter(|_| row.is_born()) {
                row.set_instant(*place, deadline::next(timing, life.past(), &life.reached_moment(history, plan, at)));
            }
        }
        life.reach(until);
        course.next = self.next(life, &row);
        Ok(course)
    }

    /// The next instant at which something can change; none before the first record.
    fn next(&self, life: &Life, row: &Row<'_>) -> Option<Instant> {
        let Way { history, plan, earlier, .. } = self.way;
        let reached = life.reached();
        let place = reached.map_or(0, |reached| history.until(reached));
        let record = history.entries().get(place).map(|entry| entry.at);
        if place == 0 {
            return record;
        }
        let is_ahead = |at: &Instant| *at < Instant::NEVER && reached.is_none_or(|reached| *at > reached);
        let ends = plan.timing.instants.iter().copied();
        let since = plan.since.filter(|_| plan.rules.iter().any(|rule| rule.on_backfill));
        let asked = self.program.asked.as_ref().and_then(|(_, place)| row.instant(*place));
        ends.chain(since)
            .chain([row.due()])
            .chain(asked)
            .filter(is_ahead)
            .chain(life.next_end(reached))
            .chain(earlier.next(reached))
            .chain(record)
            .min()
    }
}

/// Each record leaves windows; there are only so many.
const MAX_TICKS_A_RECORD: usize = 1_000;

pub(super) fn too_many_ticks() -> Error {
    let message = format!("a customer comes by more than {MAX_TICKS} days on which the calendar can change a tag");
    Error::new(ErrorKind::LimitExceeded, message)
        .with_help("advance the clock in smaller steps, and let no record lie centuries in the past")
}
