//! Events that others did not follow in time.

use crate::event::Entry;
use crate::live::counted::timed;
use crate::live::filter::Said;
use crate::live::gate::{Gate, Look};
use crate::rule::{Plan, Property, ThenNot};
use crate::time::{Instant, Reach, Window};
use crate::value::Datum;

/// Some first event in the window was not followed: `within` behind it has passed.
#[derive(Clone, Debug)]
pub(in crate::live) struct Unfollowed {
    first: Gate,
    then: Gate,
    keeps: Vec<Property>,
    within: Reach,
    still: bool,
    window: Option<Window>,
}

/// First events that can still tell, in order.
#[derive(Clone, Debug, Default)]
pub(in crate::live) struct Waiting {
    first: Vec<First>,
    /// One was not followed, and nothing can change that.
    is_settled: bool,
}

#[derive(Clone, Debug)]
struct First {
    at: Instant,
    /// What the events that may follow are compared with.
    kept: Box<[Option<Datum>]>,
}

impl Unfollowed {
    pub(in crate::live) fn of(pattern: &ThenNot, plan: &Plan) -> Option<Self> {
        Some(Self {
            first: Gate::of(&pattern.first, plan)?,
            then: Gate::of(&pattern.then, plan)?,
            keeps: pattern.keeps.clone(),
            within: pattern.within,
            still: pattern.still,
            window: timed(pattern.window.as_ref())?,
        })
    }

    pub(in crate::live) fn gates(&mut self) -> [&mut Gate; 2] {
        [&mut self.first, &mut self.then]
    }

    pub(in crate::live) fn take_in(&self, waiting: &mut Waiting, entry: &Entry, look: &mut Look<'_, '_>) {
        if waiting.is_settled {
            return;
        }
        self.follow(waiting, entry, look);
        self.forget(waiting, entry.at, look);
        if !waiting.is_settled && self.first.lets_pass(entry, look) {
            // Of those that all end together the oldest lapses first.
            let is_enough = self.still && self.keeps.is_empty() && self.window.is_none() && !waiting.first.is_empty();
            if !is_enough {
                let property = |property: &Property| Some(Said::by(entry)?.property(property)?.1.clone());
                waiting.first.push(First { at: entry.at, kept: self.keeps.iter().map(property).collect() });
            }
        }
    }

    /// Takes away those that an event follows.
    fn follow(&self, waiting: &mut Waiting, entry: &Entry, look: &mut Look<'_, '_>) {
        let open = if self.still { 0 } else { self.lapsed(waiting, entry.at, look) };
        if open == waiting.first.len() {
            return;
        }
        if self.keeps.is_empty() {
            if self.then.lets_pass(entry, look) {
                waiting.first.truncate(open);
            }
            return;
        }
        let mut place = 0;
        waiting.first.retain(|first| {
            place += 1;
            place <= open || !self.then.lets_pass_behind(entry, &first.kept, look)
        });
    }

    /// Lets go of those that tell nothing more.
    fn forget(&self, waiting: &mut Waiting, now: Instant, look: &Look<'_, '_>) {
        let gone = self.gone(waiting, now, look);
        let lapsed = self.lapsed(waiting, now, look);
        match self.window {
            None if !self.still && lapsed > 0 => *waiting = Waiting { first: Vec::new(), is_settled: true },
            None => {}
            // What has lapsed stays so; the last of these leaves last.
            Some(_) => drop(waiting.first.drain(..if self.still { gone } else { gone.max(lapsed.saturating_sub(1)) })),
        }
    }

    /// How many lapsed before an instant.
    fn lapsed(&self, waiting: &Waiting, now: Instant, look: &Look<'_, '_>) -> usize {
        waiting.first.partition_point(|first| self.within.leave(first.at, &look.moment.plan.zone) < now)
    }

    /// How many have left the window.
    fn gone(&self, waiting: &Waiting, now: Instant, look: &Look<'_, '_>) -> usize {
        let zone = &look.moment.plan.zone;
        self.window.map_or(0, |window| waiting.first.partition_point(|first| window.leave(first.at, zone) <= now))
    }

    /// Whether it is true, and when time can next change that.
    pub(in crate::live) fn stands(&self, waiting: &Waiting, look: &Look<'_, '_>) -> (bool, Instant) {
        let (now, zone) = (look.moment.now, &look.moment.plan.zone);
        let Some(first) = waiting.first.get(self.gone(waiting, now, look)) else {
            return (waiting.is_settled, Instant::NEVER);
        };
        let end = self.within.leave(first.at, zone);
        if end < now {
            (true, self.window.map_or(Instant::NEVER, |window| window.leave(first.at, zone)))
        } else {
            (false, end.next())
        }
    }
}

impl Waiting {
    /// Bytes in use beside itself, about.
    #[cfg(feature = "measure")]
    pub(in crate::live) fn bytes(&self) -> usize {
        let kept = self.first.iter().map(|first| size_of_val(&*first.kept)).sum::<usize>();
        self.first.capacity() * size_of::<First>() + kept
    }
}
