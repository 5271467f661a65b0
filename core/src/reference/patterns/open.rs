use std::collections::VecDeque;

use crate::reference::truth::{Looking, Moment, matching, of_event};
use crate::reference::window::Lying;
use crate::rule::OpenPairs;
use crate::value::{Datum, Quantity};

/// How many opening events are not closed, or the instant of the first of them.
///
/// A closing event closes the oldest open one that agrees in the key, and no more than that one. What has no key agrees
/// with nothing. An event that does both closes before it opens. Pairs are made over the whole history; the window then
/// says which of the open ones count.
pub(in crate::reference) fn open(pairs: &OpenPairs, moment: &Moment<'_>) -> Option<Datum> {
    let key_of = |looking: Looking<'_>, closes: bool| {
        pairs.key.as_ref().map(|(opening, closing)| of_event(if closes { &closing.0 } else { &opening.0 }, looking))
    };
    let mut open: VecDeque<(usize, Option<Option<Datum>>)> = VecDeque::new();
    for (place, entry) in moment.entries.iter().enumerate() {
        if let Some(looking) = matching(&pairs.closing, entry, moment) {
            let key = key_of(looking, true);
            if let Some(closed) = open.iter().position(|(_, other)| agree(other.as_ref(), key.as_ref())) {
                open.remove(closed);
            }
        }
        if let Some(looking) = matching(&pairs.opening, entry, moment) {
            open.push_back((place, key_of(looking, false)));
        }
    }
    let window = Lying::of(pairs.window.as_ref(), moment);
    open.retain(|(place, _)| window.has_record(*place, moment));
    if pairs.oldest {
        open.front().map(|(place, _)| Datum::Instant(moment.entries[*place].at))
    } else {
        Some(Datum::from(Quantity::from_count(open.len())))
    }
}

/// Where pairs have no key, all agree.
fn agree(opening: Option<&Option<Datum>>, closing: Option<&Option<Datum>>) -> bool {
    match (opening, closing) {
        (Some(Some(a)), Some(Some(b))) => a.compare(b).is_some_and(std::cmp::Ordering::is_eq),
        (None, None) => true,
        _ => false,
    }
}
