//! Events that others have not closed yet: how many there are, and since when the oldest is open.

use std::collections::VecDeque;

use crate::event::Entry;
use crate::live::counted::timed;
use crate::live::filter::Said;
use crate::live::gate::{Gate, Look};
use crate::rule::{Compare, OpenPairs, Plan, Predicate, Property, Term};
use crate::time::{Instant, Reach, Since, Window};
use crate::value::{Datum, Quantity};

/// What is open is asked.
#[derive(Clone, Debug)]
pub(in crate::live) struct Opened {
    opening: Gate,
    closing: Gate,
    key: Option<(Property, Property)>,
    /// Which of the open ones count.
    window: Option<Window>,
    /// The instant of the oldest, not how many.
    oldest: bool,
    test: Test,
}

/// What is asked of the number, or of the instant.
#[derive(Clone, Debug)]
enum Test {
    Compare(Compare, Datum),
    Ago(Reach),
    Within(Window),
    Missing,
}

impl Opened {
    pub(in crate::live) fn of(predicate: &Predicate, plan: &Plan) -> Option<Self> {
        let (pairs, test) = match predicate {
            Predicate::Compare { left: Term::Open(pairs), op, right: Term::Constant(bound) } => {
                (pairs, Test::Compare(*op, bound.clone()))
            }
            Predicate::Ago { moment: Term::Open(pairs), reach } => (pairs, Test::Ago(*reach)),
            Predicate::InWindow { moment: Term::Open(pairs), window } => (pairs, Test::Within(timed(Some(window))??)),
            Predicate::Missing(Term::Open(pairs)) => (pairs, Test::Missing),
            _ => return None,
        };
        let OpenPairs { opening, closing, key, window, oldest } = &**pairs;
        Some(Self {
            opening: Gate::of(opening, plan)?,
            closing: Gate::of(closing, plan)?,
            key: key.clone(),
            window: timed(window.as_ref())?,
            oldest: *oldest,
            test,
        })
    }

    pub(in crate::live) fn gates(&mut self) -> [&mut Gate; 2] {
        [&mut self.opening, &mut self.closing]
    }

    pub(in crate::live) fn take_in(&self, open: &mut VecDeque<(Instant, Option<Datum>)>, entry: &Entry, look: &mut Look<'_, '_>) {
        let property = |property: &Property| Some(Said::by(entry)?.property(property)?.1.clone());
        // One that does both closes before it opens.
        if self.closing.lets_pass(entry, look) {
            let closed = match &self.key {
                None => Some(0),
                // What has no key agrees with nothing.
                Some((_, closing)) => property(closing).and_then(|key| {
                    let agrees = |opening: &Datum| opening.compare(&key).is_some_and(std::cmp::Ordering::is_eq);
                    open.iter().position(|(_, opening)| opening.as_ref().is_some_and(agrees))
                }),
            };
            closed.and_then(|place| open.remove(place));
        }
        if self.opening.lets_pass(entry, look) {
            open.push_back((entry.at, self.key.as_ref().and_then(|(opening, _)| property(opening))));
        }
    }

    /// Whether it is true, and when time can next change that.
    pub(in crate::live) fn stands(&self, open: &VecDeque<(Instant, Option<Datum>)>, look: &Look<'_, '_>) -> (bool, Instant) {
        let (now, zone) = (look.moment.now, &look.moment.plan.zone);
        let leaves = |at: Instant| self.window.map_or(Instant::NEVER, |window| window.leave(at, zone));
        let gone = if self.window.is_some() { open.partition_point(|(at, _)| leaves(*at) <= now) } else { 0 };
        let oldest = open.get(gone).map(|(at, _)| *at);
        let deadline = oldest.map_or(Instant::NEVER, leaves);
        let value =
            if self.oldest { oldest.map(Datum::Instant) } else { Some(Datum::from(Quantity::from_count(open.len() - gone))) };
        let since = value.as_ref().and_then(Datum::since);
        match &self.test {
            Test::Compare(op, bound) => {
                let order = value.and_then(|value| value.compare(bound));
                (order.is_some_and(|order| op.accepts(order)), deadline)
            }
            Test::Missing => (value.is_none(), deadline),
            Test::Ago(reach) => {
                let turns = oldest.map(|at| reach.leave(at, zone)).filter(|&at| at > now);
                (since.is_some_and(|since| since.is_ago(*reach, now, zone)), turns.map_or(deadline, |at| at.min(deadline)))
            }
            Test::Within(window) => {
                let leaves = oldest.map_or(Instant::NEVER, |at| window.leave(at, zone));
                let turns = if leaves > now { leaves.min(deadline) } else { deadline };
                (since.is_some_and(|since: Since| window.contains(since, now, zone)), turns)
            }
        }
    }
}
