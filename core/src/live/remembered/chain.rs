//! Events one after another: which beginnings of a sequence there are, each the last of those that are as good.
//!
//! What `reference::patterns` works out anew by going through all events is kept here from one event to the next.

use std::collections::BTreeMap;

use crate::event::Entry;
use crate::live::counted::timed;
use crate::live::filter::Said;
use crate::live::gate::{Gate, Look};
use crate::rule::{Plan, Sequence, Station};
use crate::time::{Instant, Window};
use crate::value::Tuple;

/// Some choice of events satisfies a sequence.
#[derive(Clone, Debug)]
pub(in crate::live) struct Chain {
    sequence: Sequence,
    /// By step.
    gates: Vec<Gate>,
    without: Option<Gate>,
    stations: Vec<Station>,
    window: Option<Window>,
}

/// How far choices of events have come.
#[derive(Clone, Debug, Default)]
pub(in crate::live) struct Reached {
    /// By station but the last: what has been kept of the events so far, and the latest beginning of such a choice.
    so_far: Vec<BTreeMap<Tuple, Start>>,
    /// The latest beginning of a choice that is whole.
    whole: Option<Instant>,
    /// How many events have been looked at.
    events: u64,
}

/// The first event of a choice. Of two the later is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Start {
    number: u64,
    at: Instant,
}

impl Chain {
    pub(in crate::live) fn of(sequence: &Sequence, plan: &Plan) -> Option<Self> {
        let without = match &sequence.without {
            // What turns out later not to have been allowed in between is looked up in the log.
            Some(without) if without.known_from > 0 => return None,
            Some(without) => Some(Gate::of(&without.stream, plan)?),
            None => None,
        };
        Some(Self {
            gates: sequence.steps.iter().map(|step| Gate::of(&step.stream, plan)).collect::<Option<_>>()?,
            without,
            stations: sequence.stations(),
            window: timed(sequence.window.as_ref())?,
            sequence: sequence.clone(),
        })
    }

    pub(in crate::live) fn gates(&mut self) -> impl Iterator<Item = &mut Gate> {
        self.gates.iter_mut().chain(&mut self.without)
    }

    pub(in crate::live) fn take_in(&self, reached: &mut Reached, entry: &Entry, look: &mut Look<'_, '_>) {
        if reached.whole.is_some() && self.window.is_none() {
            reached.so_far.clear();
            return;
        }
        reached.so_far.resize_with(self.stations.len().saturating_sub(1), BTreeMap::new);
        reached.events += 1;
        self.forget(reached, entry.at, look);
        // From the end, so that an event is not taken twice.
        for number in (0..self.stations.len()).rev() {
            for (kept, start) in self.step(reached, number, entry, look) {
                match reached.so_far.get_mut(number) {
                    Some(so_far) => {
                        let latest = so_far.entry(kept).or_insert(start);
                        *latest = start.max(*latest);
                    }
                    None => reached.whole = reached.whole.max(Some(start.at)),
                }
            }
        }
        self.interrupt(reached, entry, look);
    }

    /// Lets go of choices that can no longer become whole in time, or in the window.
    fn forget(&self, reached: &mut Reached, now: Instant, look: &Look<'_, '_>) {
        let (zone, within, window) = (&look.moment.plan.zone, self.sequence.within, self.window);
        let is_late = |start: Instant| {
            within.is_some_and(|within| within.leave(start, zone) < now)
                || window.is_some_and(|window| window.leave(start, zone) <= now)
        };
        if within.is_some() || window.is_some() {
            reached.so_far.iter_mut().for_each(|so_far| so_far.retain(|_, start| !is_late(start.at)));
        }
    }

    /// The choices that reach a station with this event.
    fn step(&self, reached: &Reached, number: usize, entry: &Entry, look: &mut Look<'_, '_>) -> Vec<(Tuple, Start)> {
        let station = self.stations[number];
        let gate = &self.gates[station.step];
        let Some(before) = number.checked_sub(1) else {
            let nothing = Tuple(vec![None; self.sequence.slots]);
            let start = Start { number: reached.events, at: entry.at };
            let passes = gate.lets_pass_behind(entry, &nothing.0, look);
            return passes.then(|| (self.keep(station, &nothing, entry), start)).into_iter().collect();
        };
        let passing = reached.so_far[before].iter().filter(|(kept, _)| gate.lets_pass_behind(entry, &kept.0, look));
        passing.map(|(kept, start)| (self.keep(station, kept, entry), *start)).collect()
    }

    /// Takes in what the event's name makes known; forgets what nothing looks at any more.
    fn keep(&self, station: Station, kept: &Tuple, entry: &Entry) -> Tuple {
        let step = &self.sequence.steps[station.step];
        let mut values = kept.0.clone();
        if station.is_first {
            for (slot, property) in &step.keeps {
                values[*slot] = Said::by(entry).and_then(|said| Some(said.property(property)?.1.clone()));
            }
        }
        let live = if station.is_last { &step.live_after } else { &step.live_inside };
        for (slot, value) in values.iter_mut().enumerate() {
            if !live.contains(&slot) {
                *value = None;
            }
        }
        Tuple(values)
    }

    /// Ends the choices that have begun before an event that must not lie between.
    fn interrupt(&self, reached: &mut Reached, entry: &Entry, look: &mut Look<'_, '_>) {
        let Some(gate) = &self.without else { return };
        let events = reached.events;
        for so_far in &mut reached.so_far {
            so_far.retain(|kept, start| start.number == events || !gate.lets_pass_behind(entry, &kept.0, look));
        }
    }

    /// Whether it is true, and when time changes that.
    pub(in crate::live) fn stands(&self, reached: &Reached, look: &Look<'_, '_>) -> (bool, Instant) {
        let leaves = |start: Instant| self.window.map_or(Instant::NEVER, |window| window.leave(start, &look.moment.plan.zone));
        match reached.whole.map(leaves) {
            Some(leaves) if leaves > look.moment.now => (true, leaves),
            _ => (false, Instant::NEVER),
        }
    }
}

impl Reached {
    /// Bytes in use beside itself, about.
    #[cfg(feature = "measure")]
    pub(in crate::live) fn bytes(&self) -> usize {
        let kept = |(kept, _): (&Tuple, &Start)| size_of::<(Tuple, Start)>() + size_of_val(kept.0.as_slice());
        let so_far = self.so_far.iter().flatten().map(kept).sum::<usize>();
        self.so_far.capacity() * size_of::<BTreeMap<Tuple, Start>>() + so_far
    }
}
