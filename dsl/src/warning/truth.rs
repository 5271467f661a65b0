//! Conditions, in normal form, that are true of nobody or of everybody, whatever happens.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::bounds::{Bounds, is_count};
use crate::normal::only_entry;

pub(super) fn never(condition: &Json) -> bool {
    match only_entry(condition) {
        Some(("and", parts)) => parts.as_array().is_some_and(|parts| parts.iter().any(never) || contradict(parts)),
        Some(("or", parts)) => parts.as_array().is_some_and(|parts| parts.iter().all(never)),
        Some(("not", inner)) => always(inner),
        Some(("compare", _)) => Bounds::of(condition).is_some_and(|(_, bounds)| bounds.is_empty()),
        _ => false,
    }
}

pub(super) fn always(condition: &Json) -> bool {
    match only_entry(condition) {
        Some(("and", parts)) => parts.as_array().is_some_and(|parts| parts.iter().all(always)),
        Some(("or", parts)) => parts.as_array().is_some_and(|parts| parts.iter().any(always) || has_opposites(parts)),
        Some(("not", inner)) => never(inner),
        Some(("compare", _)) => {
            let everything =
                json!({"compare": {"left": condition["compare"]["left"], "op": ">=", "right": {"literal": {"number": 0}}}});
            match (Bounds::of(condition), Bounds::of(&everything)) {
                (Some((left, bounds)), Some((_, all))) => is_count(left) && all.is_within(bounds),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether one of the parts is the negation of another.
fn has_opposites(parts: &[Json]) -> bool {
    parts.iter().filter_map(|part| part.get("not")).any(|inner| parts.contains(inner))
}

/// Whether not all of the parts can be true at once.
fn contradict(parts: &[Json]) -> bool {
    if has_opposites(parts) {
        return true;
    }
    let mut bounds: BTreeMap<String, Bounds> = BTreeMap::new();
    let mut texts: BTreeMap<String, &Json> = BTreeMap::new();
    for part in parts {
        if let Some((left, found)) = Bounds::of(part) {
            // A value has one type: dates and numbers do not meet.
            let known = bounds.entry(format!("{}{left}", found.whole)).or_insert(found);
            *known = known.and(found);
        }
        let compare = &part["compare"];
        let right = &compare["right"]["literal"];
        if compare["op"] == "="
            && (right.get("text").is_some() || right.get("bool").is_some())
            && texts.insert(compare["left"].to_string(), right).is_some_and(|other| other != right)
        {
            return true;
        }
    }
    bounds.values().any(|bounds| bounds.is_empty())
}
