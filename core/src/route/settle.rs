//! What the turns of a commit make of routes.

use std::collections::{BTreeMap, BTreeSet};

use super::alone::{Anew, place_after};
use super::places::Places;
use super::round::{Moved, Round};
use super::routes::Routes;
use crate::change::{Cause, ChangeKind, Drafts, Reason, Unseen, What};
use crate::column::Columns;
use crate::customer::Ordinal;
use crate::rule::{Plan, Route};
use crate::time::Instant;

/// Those of whom lines turn in the commit, and which are true of them so far.
type Turning = BTreeMap<Ordinal, Vec<bool>>;

impl Routes {
    /// Takes the turns of lines out of what a commit tells, and tells instead who was given which target, and who left. `columns` are
    /// those after the commit.
    pub(crate) fn settle(&mut self, plan: &Plan, columns: &Columns, drafts: &mut Drafts) {
        if plan.routes.is_empty() {
            return;
        }
        let (turns, anew) = (drafts.take_unseen(plan.declared), drafts.take_anew());
        if turns.is_empty() && anew.is_empty() {
            return;
        }
        for (route, places) in plan.routes.iter().zip(self.all_mut()) {
            let turns: Vec<(Unseen, usize)> = turns.iter().filter_map(|turn| Some((*turn, route.line_with(turn.tag)?))).collect();
            let anew = if route.is_free() { &anew[..] } else { &[] };
            Settling { route, plan, columns, places, anew, drafts }.run(&turns);
        }
    }

    /// Customers are none any more: what they had is free, and those who wait take it.
    pub(crate) fn leave(&mut self, customers: &[Ordinal], plan: &Plan, columns: &Columns, at: Instant, drafts: &mut Drafts) {
        if plan.routes.is_empty() {
            return;
        }
        for (route, places) in plan.routes.iter().zip(self.all_mut()) {
            for &customer in customers {
                places.free(customer);
                places.wait_no_more(customer);
            }
            let holds = |customer, line: usize| is_held(columns, route, customer, line);
            Round { route, places, at, asking: BTreeSet::new() }
                .run(&holds, |moved| drafts.push(moved.customer, at, told(route, &moved), Reason::Other(&Cause::Vacancy)));
        }
    }
}

struct Settling<'a> {
    route: &'a Route,
    plan: &'a Plan,
    columns: &'a Columns,
    places: &'a mut Places,
    anew: &'a [Anew],
    drafts: &'a mut Drafts,
}

impl Settling<'_> {
    /// Goes from instant to instant of the turns, which come with the line that each is of, in order of instant and customer.
    fn run(mut self, turns: &[(Unseen, usize)]) {
        let mut turning = self.turning(turns);
        let mut anew: BTreeMap<Instant, BTreeMap<Ordinal, &Anew>> =
            turns.iter().map(|(turn, _)| (turn.at, BTreeMap::new())).collect();
        for one in self.anew {
            anew.entry(one.until).or_default().insert(one.customer, one);
        }
        for (at, anew) in anew {
            let (start, end) =
                (turns.partition_point(|(turn, _)| turn.at < at), turns.partition_point(|(turn, _)| turn.at <= at));
            self.instant(at, &turns[start..end], &anew, &mut turning);
        }
    }

    /// What was true, before the commit, of those of whom lines turn in it: what is true now, turned back.
    fn turning(&self, turns: &[(Unseen, usize)]) -> Turning {
        let mut turning = Turning::new();
        for (turn, line) in turns.iter().rev() {
            let lines = turning.entry(turn.customer).or_insert_with(|| {
                (0..self.route.lines.len()).map(|line| is_held(self.columns, self.route, turn.customer, line)).collect()
            });
            lines[*line] = !turn.gained;
        }
        turning
    }

    fn instant(&mut self, at: Instant, now: &[(Unseen, usize)], anew: &BTreeMap<Ordinal, &Anew>, turning: &mut Turning) {
        for (turn, line) in now {
            if let Some(lines) = turning.get_mut(&turn.customer) {
                lines[*line] = turn.gained;
            }
        }
        let mut asking = BTreeSet::new();
        for turns in now.chunk_by(|one, next| one.0.customer == next.0.customer) {
            let Some(&(Unseen { customer, .. }, _)) = turns.first() else { continue };
            let lines = &turning[&customer];
            if anew.contains_key(&customer) {
                continue;
            }
            match self.places.get(customer) {
                Some(place) if !lines[self.route.line_of(place.target)] => {
                    self.places.free(customer);
                    let moved = Moved { customer, target: place.target, given: false, by_room: false };
                    tell(self.route, at, &moved, now, self.drafts);
                    asking.insert((at, customer));
                }
                Some(place) => {
                    let gained = turns.iter().any(|(turn, line)| turn.gained && lines[*line] && !self.route.lines[*line].is_else);
                    if self.route.lines[self.route.line_of(place.target)].is_else && gained {
                        asking.insert((at, customer));
                    }
                }
                None => {
                    let since = self.places.waits_since(customer).unwrap_or(at);
                    self.places.wait_no_more(customer);
                    asking.insert((since, customer));
                }
            }
        }
        for anew in anew.values() {
            self.alone(at, anew, now);
        }
        let (columns, route, drafts) = (self.columns, self.route, &mut *self.drafts);
        let holds = |customer: Ordinal, line: usize| match turning.get(&customer) {
            Some(lines) => lines[line],
            None => is_held(columns, route, customer, line),
        };
        Round { route, places: self.places, at, asking }.run(&holds, |moved| tell(route, at, &moved, now, drafts));
    }

    /// What was worked out anew takes the place of what was told.
    fn alone(&mut self, at: Instant, anew: &Anew, now: &[(Unseen, usize)]) {
        let customer = anew.customer;
        let (before, after) = (self.places.get(customer), place_after(self.route, &anew.turns));
        let (was, is) = (before.map(|place| place.target), after.map(|place| place.target));
        if was != is {
            for (target, given) in [(was, false), (is, true)] {
                let Some(target) = target else { continue };
                let moved = Moved { customer, target, given, by_room: false };
                // What turned at an instant that was still open is no correction.
                match turn_of(self.route, &moved, now) {
                    Some(turn) => self.drafts.push_like(turn, told(self.route, &moved)),
                    None => self.drafts.push(customer, at, told(self.route, &moved), Reason::of(&anew.cause, &self.plan.legend)),
                }
            }
        }
        match after {
            Some(place) => self.places.give(customer, place),
            None => _ = self.places.free(customer),
        }
    }
}

/// Whether the condition of a line is true of a customer whom nothing turns of.
pub(super) fn is_held(columns: &Columns, route: &Route, customer: Ordinal, line: usize) -> bool {
    route.lines.get(line).and_then(|line| columns.get(line.tag)).is_some_and(|column| column.contains(customer))
}

pub(super) fn told(route: &Route, moved: &Moved) -> What {
    let (route, target) = (route.name.clone(), route.targets[moved.target].clone());
    What::Other(if moved.given { ChangeKind::Routed { route, target } } else { ChangeKind::Unrouted { route, target } })
}

/// The turn by which somebody was given a target or left it, if it is that of the target's own line.
fn turn_of<'t>(route: &Route, moved: &Moved, now: &'t [(Unseen, usize)]) -> Option<&'t Unseen> {
    let line = route.line_of(moved.target);
    let is_it = |(turn, of): &&(Unseen, usize)| turn.customer == moved.customer && *of == line && turn.gained == moved.given;
    own(now, moved.customer).iter().find(is_it).map(|(turn, _)| turn)
}

/// The turns of one customer.
fn own(now: &[(Unseen, usize)], customer: Ordinal) -> &[(Unseen, usize)] {
    let start = now.partition_point(|(turn, _)| turn.customer < customer);
    let end = now.partition_point(|(turn, _)| turn.customer <= customer);
    &now[start..end]
}

fn tell(route: &Route, at: Instant, moved: &Moved, now: &[(Unseen, usize)], drafts: &mut Drafts) {
    let turn = turn_of(route, moved, now).or_else(|| own(now, moved.customer).first().map(|(turn, _)| turn));
    match turn.filter(|_| !moved.by_room) {
        Some(turn) => drafts.push_like(turn, told(route, moved)),
        None => drafts.push(moved.customer, at, told(route, moved), Reason::Other(&Cause::Vacancy)),
    }
}
