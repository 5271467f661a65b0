//! A customer's life that is led from its first day on, as far as one likes and then further: on the short way as long as that tells
//! all there is to tell.

use super::annex::Annex;
use super::program::Program;
use super::row::Row;
use super::short::{Led, Scratch, Short, Turned};
use super::standing::Ground;
use super::walk::Walk;
use crate::error::Result;
use crate::event::{EntryKind, History, Schema};
use crate::reference::{Course, Defined, Earlier, Life, Transition, Way};
use crate::rule::Plan;
use crate::time::Instant;

/// A customer's state at `until`, and the way there from its first day.
pub(crate) fn from_start(
    history: &History,
    (plan, program): (&Plan, &Program),
    schema: &Schema,
    until: Instant,
) -> Result<(Life, Course)> {
    let mut stroll = Stroll::new(history, (plan, program), schema)?;
    let course = stroll.go(until)?;
    Ok((stroll.life, course))
}

/// A customer on its way.
pub(crate) struct Stroll<'a> {
    history: &'a History,
    plan: &'a Plan,
    program: &'a Program,
    schema: &'a Schema,
    on: On,
    life: Life,
    row: Box<[i64]>,
    annex: Annex,
}

enum On {
    /// Definitions alone count, so far.
    Short(Box<Scratch>),
    /// What was done before the plan came into force or the ids were one counts too.
    Long(Earlier),
}

impl<'a> Stroll<'a> {
    pub(crate) fn new(history: &'a History, (plan, program): (&'a Plan, &'a Program), schema: &'a Schema) -> Result<Self> {
        let is_assigned = || history.entries().iter().any(|entry| matches!(entry.kind, EntryKind::Assigned(_)));
        let have_acted = || plan.earlier.iter().any(|earlier| !earlier.rules.is_empty());
        let is_short = program.is_short && history.unions().is_empty() && !have_acted() && !is_assigned();
        let (life, on) = if is_short {
            (Life::default(), On::Short(Box::default()))
        } else {
            let (life, earlier) = Life::begin(history, plan, schema)?;
            (life, On::Long(earlier))
        };
        let (row, annex) = (program.blank(), Annex::default());
        Ok(Self { history, plan, program, schema, on, life, row, annex })
    }

    /// Goes on to `until`; what happens on the way there.
    pub(crate) fn go(&mut self, until: Instant) -> Result<Course> {
        if let Some(course) = self.go_short(until) {
            return Ok(course);
        }
        let Self { history, plan, program, schema, on, life, row, annex } = self;
        let On::Long(earlier) = on else { return self.go_long_since_birth(until) };
        let way = Way { history, plan, schema, earlier };
        Walk { way, program }.go(life, (Row::new(row), annex), until)
    }

    /// The customer's state at the instant reached.
    pub(crate) fn life(&self) -> &Life {
        &self.life
    }

    /// Goes on the short way; not where a rule acts, or where it is too long for it.
    fn go_short(&mut self, until: Instant) -> Option<Course> {
        let Self { history, plan, program, schema, on, life, row, annex } = self;
        let On::Short(scratch) = on else { return None };
        let ground = Ground { history, plan, schema };
        let mut transitions: Vec<Transition> = Vec::new();
        let tell = |turned: Turned| transitions.push(turned.transition(ground));
        let (entries, id) = (history.entries(), history.id());
        let mut short = Short { entries, id, plan, schema, told_until: None, program, scratch };
        let Ok(Led::On(next)) = short.go((Row::new(row), annex), until, tell) else { return None };
        if scratch.has_acted {
            return None;
        }
        let row = Row::new(row);
        let bits = |place: usize, count: usize| (0..count).map(|number| row.bit(place, number)).collect::<Vec<bool>>();
        let defined = row.is_born().then(|| Defined {
            claimed: bits(program.claims, plan.tags.len()),
            held: bits(program.held, plan.tags.len()),
            named: bits(program.named_bits, plan.named.len()),
            stood: bits(program.stood, plan.rules.len()),
        });
        life.define(&transitions, defined, plan, until);
        let mut course = Course::of_transitions(transitions);
        course.next = next;
        Some(course)
    }

    /// Leaves the short way: the life is led anew up to where that has come, and then on.
    fn go_long_since_birth(&mut self, until: Instant) -> Result<Course> {
        let reached = self.life.reached();
        let (life, earlier) = Life::begin(self.history, self.plan, self.schema)?;
        (self.life, self.on) = (life, On::Long(earlier));
        (self.row, self.annex) = (self.program.blank(), Annex::default());
        if let Some(reached) = reached {
            self.go(reached)?;
        }
        self.go(until)
    }
}
