use std::collections::VecDeque;

use crate::reference::truth::{Looking, Moment, is_in, matching, of_event};
use crate::rule::OpenPairs;
use crate::time::Instant;
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
    let mut open: VecDeque<(Instant, Option<Option<Datum>>)> = VecDeque::new();
    for entry in moment.entries {
        if let Some(looking) = matching(&pairs.closing, entry, moment) {
            let key = key_of(looking, true);
            if let Some(place) = open.iter().position(|(_, other)| agree(other.as_ref(), key.as_ref())) {
                open.remove(place);
            }
        }
        if let Some(looking) = matching(&pairs.opening, entry, moment) {
            open.push_back((entry.at, key_of(looking, false)));
        }
    }
    open.retain(|(at, _)| is_in(*at, pairs.window, moment));
    if pairs.oldest {
        open.front().map(|(at, _)| Datum::Instant(*at))
    } else {
        Some(Datum::Quantity(Quantity::from_count(open.len())))
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
