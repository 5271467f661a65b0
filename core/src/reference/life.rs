//! A customer's tags through time, one instant after another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::agenda::Agenda;
use super::apart::before_the_last_union;
use super::assignments::Assignments;
use super::deeds::Waiting;
use super::earlier::Earlier;
use super::firing::Firing;
use super::past::{Carried, Turn, before};
use super::provenance::Given;
use super::settle::{Claim, Settled};
use super::sides::Sides;
use super::step::Step;
use super::truth::Moment;
use super::truths::{FromScratch, Truths};
use crate::change::Cause;
use crate::customer::Ordinal;
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Giver, History, Schema, TagAct};
use crate::explain::Basis;
use crate::rule::{Definition, OpenTag, Plan, Tag, Tags};
use crate::time::Instant;
use crate::value::Datum;

/// A customer's state at an instant: what was assigned, what is held and was held. It can be taken forward in time;
/// for the past, start anew.
#[derive(Clone, Debug, Default)]
pub(crate) struct Life {
    /// The instant that has been reached; nothing at or before it is pending.
    pub(super) reached: Option<Instant>,
    pub(super) assigned: Assignments,
    /// The same of ids that were not one customer yet.
    pub(super) sides: Sides,
    pub(super) settled: Settled,
    /// For each held tag since when and why.
    pub(super) since: Vec<Option<Held>>,
    /// The comings and goings of tags so far, oldest first.
    pub(super) past: Vec<Turn>,
    /// What rules fired at the instant reached.
    pub(super) recent: Vec<Firing>,
    /// For each rule on a condition whether it was true at the instant reached.
    pub(super) stood: Vec<bool>,
    /// When each rule's emits were told last, by the rule's name and the action's number, where that counts.
    pub(super) told: BTreeMap<(Arc<str>, usize), Instant>,
    /// What waits for the end of the quiet hours.
    pub(super) waiting: Vec<Waiting>,
    /// All that was told by rules that also tell what comes late.
    pub(super) heard: Vec<Firing>,
    /// What the held tags carry.
    pub(super) values: BTreeMap<usize, Datum>,
    /// What tags carried up to the instant reached, oldest first.
    pub(super) carried: Vec<Carried>,
    /// Who gave the held tags.
    pub(super) givers: BTreeMap<usize, Giver>,
    /// Who gave tags up to the instant reached, oldest first.
    pub(super) given: Vec<Given>,
    /// The tags that came to be in open groups, in order of time. Their numbers follow on those of the plan.
    pub(super) open: Vec<OpenTag>,
}

/// Since when a tag is held, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) since: Instant,
    pub(crate) cause: Cause,
}

/// A tag came or went.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Transition {
    pub(crate) at: Instant,
    pub(crate) tag: usize,
    pub(crate) gained: bool,
    pub(crate) cause: Cause,
}

/// A rule gave or took a tag. Under a later handbook it stays what it was: rules do not act on what was before them.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    pub(super) at: Instant,
    pub(super) tag: Arc<str>,
    /// The version of the handbook whose rule it was.
    pub(super) version: u32,
    pub(super) done: Done,
    /// The id whose event set the rule off.
    pub(super) of: Ordinal,
    pub(super) cause: Cause,
}

/// What a rule did to a tag.
#[derive(Clone, Debug)]
pub(super) enum Done {
    Act(TagAct),
    /// Another value; the tag was given before.
    Value(Datum),
}

/// A tag carries another value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Valued {
    pub(crate) at: Instant,
    pub(crate) tag: usize,
    pub(crate) value: Datum,
    pub(crate) cause: Cause,
}

/// What happened on the way to an instant, in order.
#[derive(Debug, Default)]
pub(crate) struct Course {
    pub(super) effects: Vec<Effect>,
    pub(crate) transitions: Vec<Transition>,
    pub(crate) values: Vec<Valued>,
    pub(crate) firings: Vec<Firing>,
    /// When something can change next, if nothing is added to the history.
    pub(crate) next: Option<Instant>,
}

/// What is so where definitions alone count: which tags are claimed and held, which named conditions are true and which of rules, by number.
pub(crate) struct Defined {
    pub(crate) claimed: Vec<bool>,
    pub(crate) held: Vec<bool>,
    pub(crate) named: Vec<bool>,
    pub(crate) stood: Vec<bool>,
}

/// What a life leads through.
#[derive(Clone, Copy)]
pub(crate) struct Way<'a> {
    pub(crate) history: &'a History,
    pub(crate) plan: &'a Plan,
    pub(crate) schema: &'a Schema,
    pub(crate) earlier: &'a Earlier,
}

impl Course {
    /// One on which nothing happened but that tags came and went.
    pub(crate) fn of_transitions(transitions: Vec<Transition>) -> Self {
        Self { transitions, ..Self::default() }
    }
}

impl Life {
    /// One in which nothing happened but that so many tags came and went.
    pub(crate) fn of_transitions(transitions: &[Transition], tags: usize, reached: Instant) -> Self {
        let mut since = vec![None; tags];
        for Transition { at, tag, gained, cause } in transitions {
            since[*tag] = gained.then(|| Held { since: *at, cause: cause.clone() });
        }
        Self { since, reached: Some(reached), ..Self::default() }
    }

    /// Goes on to an instant on the way to which nothing happened but that tags came and went by their definitions; none are known of a
    /// customer that is not born.
    pub(crate) fn define(&mut self, transitions: &[Transition], defined: Option<Defined>, plan: &Plan, reached: Instant) {
        self.since.resize(plan.tags.len(), None);
        for Transition { at, tag, gained, cause } in transitions {
            self.since[*tag] = gained.then(|| Held { since: *at, cause: cause.clone() });
            self.past.push(Turn { at: *at, tag: *tag, gained: *gained });
        }
        if let Some(Defined { claimed, held, named, stood }) = defined {
            let claim = |(tag, is_claimed): (&Tag, bool)| {
                is_claimed.then_some(if matches!(tag.definition, Definition::Otherwise) {
                    Claim::Otherwise
                } else {
                    Claim::Defined
                })
            };
            let claims = plan.tags.iter().zip(claimed).map(claim).collect();
            (self.settled, self.stood) = (Settled { claims, held, named }, stood);
        }
        self.reach(reached);
    }

    /// All tags that there are for it.
    pub(crate) fn tags<'a>(&'a self, plan: &'a Plan) -> Tags<'a> {
        Tags { plan, open: &self.open }
    }

    /// What came to be in open groups and is held.
    pub(crate) fn open_held<'a>(&'a self, plan: &Plan) -> impl Iterator<Item = &'a OpenTag> {
        let held = self.since.iter().skip(plan.tags.len()).map(Option::is_some);
        self.open.iter().zip(held).filter(|(_, held)| *held).map(|(tag, _)| tag)
    }

    /// What came to be in open groups, in order of time.
    pub(crate) fn open(&self) -> &[OpenTag] {
        &self.open
    }

    /// What the held tags carry.
    pub(crate) fn values(&self) -> &BTreeMap<usize, Datum> {
        &self.values
    }

    /// Why each held tag is held, by tag number.
    pub(crate) fn held(&self) -> &[Option<Held>] {
        &self.since
    }

    /// What is stored of the tags beside the definitions.
    pub(crate) fn assigned(&self) -> &Assignments {
        &self.assigned
    }

    /// When the assignment by which a tag is held ends.
    pub(crate) fn until(&self, tag: usize) -> Option<Instant> {
        let is_assigned = matches!(self.settled.claims.get(tag), Some(Some(Claim::Assigned(_))));
        self.assigned.given(tag, self.reached?).filter(|_| is_assigned)?.until
    }

    /// What decides about a tag at the instant reached.
    pub(crate) fn basis(&self, tag: usize, plan: &Plan) -> Basis {
        let Some(reached) = self.reached else { return Basis::NotAssigned };
        let is_held = self.settled.held.get(tag).copied().unwrap_or(false);
        let claim = self.settled.claims.get(tag).copied().flatten();
        match claim {
            Some(_) if !is_held => Basis::Beaten,
            Some(Claim::Pinned(_)) => Basis::Pinned,
            Some(Claim::Defined) => Basis::Defined,
            Some(Claim::Assigned(_)) => Basis::Assigned,
            Some(Claim::Otherwise) => Basis::Otherwise,
            None if self.tags(plan).is_over(tag, reached) => Basis::Over,
            None if self.assigned.is_banned(tag) => Basis::Banned,
            None => match plan.tags.get(tag).map(|tag| &tag.definition) {
                Some(Definition::When(_)) => Basis::NotDefined,
                _ => Basis::NotAssigned,
            },
        }
    }

    /// The comings and goings of its tags up to the instant reached, oldest first.
    pub(crate) fn past(&self) -> &[Turn] {
        &self.past
    }

    /// What its tags carried up to the instant reached, oldest first.
    pub(crate) fn carried(&self) -> &[Carried] {
        &self.carried
    }

    /// Who gave the held tags that were given, by tag number.
    pub(crate) fn givers(&self) -> &BTreeMap<usize, Giver> {
        &self.givers
    }

    /// Who gave its tags up to the instant reached, oldest first.
    pub(crate) fn given(&self) -> &[Given] {
        &self.given
    }

    /// What a held tag carries.
    pub(crate) fn value(&self, tag: usize) -> Option<&Datum> {
        self.values.get(&tag)
    }

    /// All that was told by rules that also tell what comes late.
    pub(crate) fn heard(&self) -> &[Firing] {
        &self.heard
    }

    /// What rules fired at the instant reached.
    pub(crate) fn recent(&self) -> &[Firing] {
        &self.recent
    }

    /// A customer's state at `until`, and the way there from its first day.
    pub(crate) fn from_start(history: &History, plan: &Plan, schema: &Schema, until: Instant) -> Result<(Self, Course)> {
        let (mut life, earlier) = Self::begin(history, plan, schema)?;
        let course = life.go(history, plan, schema, until, &earlier)?;
        Ok((life, course))
    }

    /// A life that has not begun, and what was done before the plan came into force or the ids were one.
    pub(crate) fn begin(history: &History, plan: &Plan, schema: &Schema) -> Result<(Self, Earlier)> {
        let apart = before_the_last_union(history, plan, schema)?;
        let earlier = apart.through_earlier_handbooks(history, plan, schema, Instant::MAX)?;
        Ok((earlier.life(), earlier))
    }

    /// Lets an instant happen.
    pub(crate) fn step(&mut self, way: &Way<'_>, at: Instant, truths: &mut dyn Truths, course: &mut Course) {
        self.recent.clear();
        let Way { history, plan, schema, earlier } = *way;
        Step { life: self, history, plan, schema, earlier, at, truths }.run(course);
    }

    /// The instant that has been reached.
    pub(crate) fn reached(&self) -> Option<Instant> {
        self.reached
    }

    /// Nothing happens up to an instant.
    pub(crate) fn reach(&mut self, until: Instant) {
        if self.reached.is_none_or(|reached| reached < until) {
            self.reached = Some(until);
        }
    }

    /// When an assignment ends next, or quiet hours do that something waits for.
    pub(crate) fn next_end(&self, behind: Option<Instant>) -> Option<Instant> {
        let end = self.assigned.next_end(behind.unwrap_or(Instant::MIN));
        let waiting = self.waiting.iter().map(|waiting| waiting.due).filter(|&due| behind.is_none_or(|behind| due > behind));
        waiting.chain(end).min()
    }

    pub(super) fn go(
        &mut self,
        history: &History,
        plan: &Plan,
        schema: &Schema,
        until: Instant,
        earlier: &Earlier,
    ) -> Result<Course> {
        let mut course = Course::default();
        let turns = (&self.past[..], &self.carried[..], &self.given[..]);
        let mut agenda = Agenda::of(&plan.timing, &plan.zone, history.entries(), turns, BTreeSet::new());
        // What the handbook itself made true is looked at when it came into force.
        agenda.add(plan.since.filter(|_| plan.rules.iter().any(|rule| rule.on_backfill)));
        self.look_ahead(&mut agenda, history, plan)?;
        while let Some(at) = self.next(&agenda, earlier, self.reached).filter(|&at| at <= until) {
            let known = self.past.len();
            self.step(&Way { history, plan, schema, earlier }, at, &mut FromScratch, &mut course);
            agenda.turned(&self.past[known..]);
            self.look_ahead(&mut agenda, history, plan)?;
        }
        self.reach(until);
        course.next = self.next(&agenda, earlier, Some(until));
        Ok(course)
    }

    /// An instant, with so many entries and what has settled.
    pub(super) fn moment<'m>(
        &'m self,
        history: &'m History,
        plan: &'m Plan,
        now: Instant,
        visible: usize,
        settled: &'m Settled,
    ) -> Moment<'m> {
        Moment {
            plan,
            now,
            id: history.id(),
            entries: &history.entries()[..visible],
            open: &self.open,
            held: &settled.held,
            named: &settled.named,
            past: &self.past,
            assigned: Some(&self.assigned),
            carried: &self.carried,
            given: &self.given,
        }
    }

    /// The instant that was reached, all that happened at it counted.
    pub(crate) fn reached_moment<'m>(&'m self, history: &'m History, plan: &'m Plan, now: Instant) -> Moment<'m> {
        let moment = self.moment(history, plan, now, history.until(now), &self.settled);
        Moment { past: before(&self.past, now), ..moment }
    }

    /// What another says differently, if anything: what is held and was held, what was done and told.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        let held = |life: &Self| {
            let held = life.since.iter().enumerate().filter_map(|(tag, held)| Some((tag, held.as_ref()?)));
            format!("{:?}", held.collect::<Vec<_>>())
        };
        let past = |life: &Self| format!("{:?}", life.past);
        first_difference([("held", held(self), held(other)), ("past", past(self), past(other))])
            .or_else(|| self.difference_of_deeds(other))
    }

    /// What another says differently of what was done and told, if anything.
    pub(crate) fn difference_of_deeds(&self, other: &Self) -> Option<String> {
        let assigned = |life: &Self| format!("{:?}", life.assigned);
        let values = |life: &Self| format!("{:?} {:?}", life.values, life.carried);
        let given = |life: &Self| format!("{:?} {:?}", life.givers, life.given);
        let open = |life: &Self| format!("{:?}", life.open);
        let told = |life: &Self| format!("{:?} {:?} {:?}", life.told, life.heard, life.waiting);
        first_difference([
            ("assigned", assigned(self), assigned(other)),
            ("values", values(self), values(other)),
            ("given", given(self), given(other)),
            ("open", open(self), open(other)),
            ("told", told(self), told(other)),
        ])
    }

    /// The next instant at which something can change: one of the agenda, one at which an earlier rule acted, or the end of
    /// an assignment.
    fn next(&self, agenda: &Agenda<'_>, earlier: &Earlier, behind: Option<Instant>) -> Option<Instant> {
        agenda.next(behind).into_iter().chain(self.next_end(behind)).chain(earlier.next(behind)).min()
    }

    /// Puts on the agenda what follows from the state at the instant reached.
    fn look_ahead(&self, agenda: &mut Agenda<'_>, history: &History, plan: &Plan) -> Result<()> {
        let Some(now) = self.reached.filter(|_| agenda.looks_ahead()) else { return Ok(()) };
        agenda.look_ahead(&self.reached_moment(history, plan, now));
        if agenda.ticks() <= MAX_TICKS {
            return Ok(());
        }
        let message = format!("a customer comes by more than {MAX_TICKS} days on which the calendar can change a tag");
        Err(Error::new(ErrorKind::LimitExceeded, message)
            .with_help("advance the clock in smaller steps, and let no record lie centuries in the past"))
    }
}

/// So many days that only the calendar has put on the way are walked at once: more than a hundred years of them.
const MAX_TICKS: usize = 40_000;

fn first_difference<const N: usize>(pairs: [(&str, String, String); N]) -> Option<String> {
    let (what, ours, theirs) = pairs.into_iter().find(|(_, ours, theirs)| ours != theirs)?;
    Some(format!("{what}: {ours}, but {theirs}"))
}
