//! Groups whose tags divide the values of one thing among them.

use serde_json::Value as Json;

use super::bounds::{Bounds, shown};
use crate::normal::only_entry;

/// The gaps between the tags of a group, each with the tag above it; nothing, where the tags look at different things.
pub(super) fn gaps(defined: &[(usize, Json)]) -> Vec<(usize, String)> {
    let mut ranges: Vec<(Bounds, usize)> = Vec::new();
    let mut of: Option<Json> = None;
    for (tag, condition) in defined {
        let Some((left, bounds)) = range(condition) else { return Vec::new() };
        if of.get_or_insert_with(|| left.clone()) != left {
            return Vec::new();
        }
        ranges.push((bounds, *tag));
    }
    ranges.sort_by_key(|(bounds, _)| bounds.low);
    let mut found = Vec::new();
    let mut reached: Option<Bounds> = None;
    for (bounds, tag) in ranges {
        if let Some(below) = reached
            && below.whole == bounds.whole
        {
            // Values may be whole numbers: only a gap with one in it is a gap for sure.
            let (from, to) = (below.high + 1, bounds.low - 1);
            let first = from.div_euclid(below.whole) + i128::from(from.rem_euclid(below.whole) != 0);
            if first * below.whole <= to {
                found.push((tag, shown(first * below.whole, below.whole)));
            }
        }
        reached = Some(reached.map_or(bounds, |below| if below.high > bounds.high { below } else { bounds }));
    }
    found
}

/// What a condition compares, if it only compares one thing.
fn range(condition: &Json) -> Option<(&Json, Bounds)> {
    let Some(("and", parts)) = only_entry(condition) else { return Bounds::of(condition) };
    let mut all = parts.as_array()?.iter().map(Bounds::of);
    let (left, first) = all.next()??;
    all.try_fold((left, first), |(left, bounds), next| {
        let (other, more) = next?;
        (other == left).then_some((left, bounds.and(more)))
    })
}
