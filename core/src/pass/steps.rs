use crate::reference::{Moment, each_reached, matching};
use crate::rule::{Sequence, Window};
use crate::time::Instant;

/// Tells which steps of a sequence are reached: see [`each_reached`], which is asked where steps look at one another.
pub(super) fn each_step(sequence: &Sequence, moment: &Moment<'_>, mut tell: impl FnMut(usize, usize, usize) -> bool) {
    let span = match &sequence.window {
        None => Some((Instant::MIN, Instant::NEVER)),
        Some(Window::Timed(window)) => Some(window.span(moment.now, &moment.plan.zone)),
        Some(Window::Since(_)) => None,
    };
    let is_plain = sequence.slots == 0 && sequence.without.is_none();
    let Some((from, before)) = span.filter(|_| is_plain) else { return each_reached(sequence, moment, tell) };
    let stations = sequence.stations();
    // For each station the place of the latest beginning from which it is reached.
    let mut reached: Vec<Option<usize>> = vec![None; stations.len()];
    for (place, entry) in moment.entries.iter().enumerate() {
        if entry.at < from || entry.at >= before {
            continue;
        }
        // From the end, so that an event is not taken twice.
        for (number, station) in stations.iter().enumerate().rev() {
            let start = match number.checked_sub(1) {
                None => Some(place),
                Some(before) => reached[before],
            };
            let Some(start) = start else { continue };
            let first = moment.entries.get(start).map_or(entry.at, |first| first.at);
            let is_in_time = || sequence.within.is_none_or(|within| entry.at <= within.leave(first, &moment.plan.zone));
            if matching(&sequence.steps[station.step].stream, entry, moment).is_none() || !is_in_time() {
                continue;
            }
            reached[number] = reached[number].max(Some(start));
            if station.is_last && tell(station.step, start, place) {
                return;
            }
        }
    }
}
