use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::event::Entry;
use crate::reference::truth::{Looking, Moment, matching_behind, of_event};
use crate::reference::window::Lying;
use crate::rule::Sequence;
use crate::time::Instant;
use crate::value::Datum;

/// Whether some choice of events, one behind another in the log's order, satisfies everything.
///
/// The events are gone through once. For each beginning of the sequence it is known which choices reach so far; of those
/// that agree in all that later filters look at, the one that began last is as good as any other: its window, its
/// `within` and what must not lie between leave the most room. So there are at most as many as there are combinations of
/// kept values: with no name one for each step, with one name at most as many as events.
pub(in crate::reference) fn sequence(sequence: &Sequence, moment: &Moment<'_>) -> bool {
    let stations = stations(sequence);
    let mut reached: Vec<Reached> = vec![Reached::new(); stations.len()];
    let window = Lying::of(sequence.window.as_ref(), moment);
    for (place, entry) in moment.entries.iter().enumerate() {
        if !window.has_record(place, moment) {
            continue;
        }
        // From the end, so that an event is not taken twice.
        for number in (0..stations.len()).rev() {
            let next = step(sequence, &stations, number, (place, entry), &reached, moment);
            if number + 1 == stations.len() && !next.is_empty() {
                return true;
            }
            for (kept, start) in next {
                let best = reached[number].entry(kept).or_insert(start);
                *best = (*best).max(start);
            }
        }
        interrupt(sequence, &stations, (place, entry), &mut reached, moment);
    }
    false
}

/// What has been kept of the events so far, and the place of the first of them.
type Reached = BTreeMap<Kept, usize>;

#[derive(Clone, Debug)]
struct Kept(Vec<Option<Datum>>);

/// One event of the sequence with repetitions written out.
struct Station {
    step: usize,
    is_first: bool,
    is_last: bool,
}

fn stations(sequence: &Sequence) -> Vec<Station> {
    let repeated = |(step, times): (usize, u32)| {
        (0..times).map(move |turn| Station { step, is_first: turn == 0, is_last: turn + 1 == times })
    };
    sequence.steps.iter().map(|step| step.times).enumerate().flat_map(repeated).collect()
}

/// The choices that reach a station with this event.
fn step(
    sequence: &Sequence,
    stations: &[Station],
    number: usize,
    (place, entry): (usize, &Entry),
    reached: &[Reached],
    moment: &Moment<'_>,
) -> Vec<(Kept, usize)> {
    let station = &stations[number];
    let nothing = Kept(vec![None; sequence.slots]);
    let before: Vec<(&Kept, usize)> = match number.checked_sub(1) {
        None => vec![(&nothing, place)],
        Some(before) => reached[before].iter().map(|(kept, start)| (kept, *start)).collect(),
    };
    let mut next = Vec::new();
    for (kept, start) in before {
        let is_in_time = || deadline(sequence, moment.entries[start].at, moment).is_none_or(|end| entry.at <= end);
        let stream = &sequence.steps[station.step].stream;
        let Some(looking) = matching_behind(stream, entry, &kept.0, moment).filter(|_| is_in_time()) else { continue };
        let kept = keep(sequence, station, kept, looking);
        // Only now it may be known what must not have lain between.
        let is_known = station.is_first && sequence.without.as_ref().is_some_and(|without| without.known_from == station.step);
        let mut between = moment.entries[start..place].iter().skip(1);
        if is_known && between.any(|entry| is_without(sequence, entry, &kept, moment)) {
            continue;
        }
        next.push((kept, start));
    }
    next
}

fn deadline(sequence: &Sequence, start: Instant, moment: &Moment<'_>) -> Option<Instant> {
    sequence.within.map(|within| within.leave(start, &moment.plan.zone))
}

/// Takes in what the event's name makes known; forgets what nothing looks at any more.
fn keep(sequence: &Sequence, station: &Station, kept: &Kept, looking: Looking<'_>) -> Kept {
    let step = &sequence.steps[station.step];
    let mut values = kept.0.clone();
    if station.is_first {
        for (slot, property) in &step.keeps {
            values[*slot] = of_event(&property.0, looking);
        }
    }
    let live = if station.is_last { &step.live_after } else { &step.live_inside };
    for (slot, value) in values.iter_mut().enumerate() {
        if !live.contains(&slot) {
            *value = None;
        }
    }
    Kept(values)
}

/// Ends the choices that have begun before an event that must not lie between.
fn interrupt(
    sequence: &Sequence,
    stations: &[Station],
    (place, entry): (usize, &Entry),
    reached: &mut [Reached],
    moment: &Moment<'_>,
) {
    let Some(without) = &sequence.without else { return };
    for (station, reached) in stations.iter().zip(reached) {
        if station.step >= without.known_from {
            reached.retain(|kept, start| *start == place || !is_without(sequence, entry, kept, moment));
        }
    }
}

fn is_without(sequence: &Sequence, entry: &Entry, kept: &Kept, moment: &Moment<'_>) -> bool {
    sequence.without.as_ref().is_some_and(|without| matching_behind(&without.stream, entry, &kept.0, moment).is_some())
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = |(a, b): (&Option<Datum>, &Option<Datum>)| match (a, b) {
            (Some(a), Some(b)) => a.order(b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        self.0.iter().zip(&other.0).map(order).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Kept {}
