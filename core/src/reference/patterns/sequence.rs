use std::collections::BTreeMap;

use crate::event::Entry;
use crate::reference::truth::{Looking, Moment, matching_behind, of_event};
use crate::reference::window::Lying;
use crate::rule::{Sequence, Station};
use crate::time::Instant;
use crate::value::Tuple;

/// Whether some choice of events, one behind another in the log's order, satisfies everything.
///
/// The events are gone through once. For each beginning of the sequence it is known which choices reach so far; of those
/// that agree in all that later filters look at, the one that began last is as good as any other: its window, its
/// `within` and what must not lie between leave the most room. So there are at most as many as there are combinations of
/// kept values: with no name one for each step, with one name at most as many as events.
pub(in crate::reference) fn sequence(sequence: &Sequence, moment: &Moment<'_>) -> bool {
    let mut is_whole = false;
    each_reached(sequence, moment, |step, _, _| {
        is_whole = step + 1 == sequence.steps.len();
        is_whole
    });
    is_whole
}

/// Tells which steps choices of events reach, in the log's order: the step's number, the place of the first event of the choice that
/// began last, and that of the event which reaches it; until it is told that this is enough.
pub(crate) fn each_reached(sequence: &Sequence, moment: &Moment<'_>, mut tell: impl FnMut(usize, usize, usize) -> bool) {
    let stations = sequence.stations();
    let mut reached: Vec<Reached> = vec![Reached::new(); stations.len()];
    let window = Lying::of(sequence.window.as_ref(), moment);
    for (place, entry) in moment.entries.iter().enumerate() {
        if !window.has_record(place, moment) {
            continue;
        }
        // From the end, so that an event is not taken twice.
        for number in (0..stations.len()).rev() {
            let next = step(sequence, &stations, number, (place, entry), &reached, moment);
            let start = next.iter().map(|(_, start)| *start).max();
            if let Some(start) = start.filter(|_| stations[number].is_last)
                && tell(stations[number].step, start, place)
            {
                return;
            }
            for (kept, start) in next {
                let best = reached[number].entry(kept).or_insert(start);
                *best = (*best).max(start);
            }
        }
        interrupt(sequence, &stations, (place, entry), &mut reached, moment);
    }
}

/// What has been kept of the events so far, and the place of the first of them.
type Reached = BTreeMap<Tuple, usize>;

/// The choices that reach a station with this event.
fn step(
    sequence: &Sequence,
    stations: &[Station],
    number: usize,
    (place, entry): (usize, &Entry),
    reached: &[Reached],
    moment: &Moment<'_>,
) -> Vec<(Tuple, usize)> {
    let station = &stations[number];
    let nothing = Tuple(vec![None; sequence.slots]);
    let before: Vec<(&Tuple, usize)> = match number.checked_sub(1) {
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
fn keep(sequence: &Sequence, station: &Station, kept: &Tuple, looking: Looking<'_>) -> Tuple {
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
    Tuple(values)
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

fn is_without(sequence: &Sequence, entry: &Entry, kept: &Tuple, moment: &Moment<'_>) -> bool {
    sequence.without.as_ref().is_some_and(|without| matching_behind(&without.stream, entry, &kept.0, moment).is_some())
}
