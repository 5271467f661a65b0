//! Whether one condition, in normal form, is true wherever another is.

use serde_json::Value as Json;

use super::bounds::Bounds;
use crate::normal::only_entry;

/// So many pairs are compared for one handbook; beyond, nothing is said.
const MOST: usize = 50_000;

#[derive(Default)]
pub(super) struct Effort(usize);

impl Effort {
    pub(super) fn implies(&mut self, one: &Json, other: &Json) -> bool {
        self.0 += 1;
        if self.0 > MOST {
            return false;
        }
        if one == other {
            return true;
        }
        let (parts, others) = (list(one), list(other));
        if let Some(("or", _)) = only_entry(one) {
            return parts.iter().all(|part| self.implies(part, other));
        }
        if let Some(("and", _)) = only_entry(other) {
            return others.iter().all(|part| self.implies(one, part));
        }
        if let Some(("or", _)) = only_entry(other)
            && others.iter().any(|part| self.implies(one, part))
        {
            return true;
        }
        if let Some(("and", _)) = only_entry(one) {
            return parts.iter().any(|part| self.implies(part, other)) || together(parts, other);
        }
        match (Bounds::of(one), Bounds::of(other)) {
            (Some((left, bounds)), Some((same, wider))) => left == same && bounds.is_within(wider),
            _ => false,
        }
    }
}

fn list(condition: &Json) -> &[Json] {
    match only_entry(condition) {
        Some(("and" | "or", parts)) => parts.as_array().map_or(&[], Vec::as_slice),
        _ => &[],
    }
}

/// Several comparisons of one value leave less than each of them.
fn together(parts: &[Json], other: &Json) -> bool {
    let Some((left, wider)) = Bounds::of(other) else { return false };
    let of_left = parts.iter().filter_map(Bounds::of).filter(|(value, _)| *value == left).map(|(_, bounds)| bounds);
    of_left.reduce(Bounds::and).is_some_and(|bounds| bounds.is_within(wider))
}
