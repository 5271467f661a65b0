//! The instants at which something about a customer can change.

use std::collections::BTreeSet;

use crate::event::{EntryKind, History};
use crate::rule::Plan;
use crate::time::Instant;
use crate::value::Datum;

/// Every instant at which an entry lies, or at which an event, or an instant in an attribute or a property, enters or
/// leaves a window of the plan. Between two of them nothing changes.
pub(super) fn moments(history: &History, plan: &Plan) -> BTreeSet<Instant> {
    let mut moments = BTreeSet::new();
    for entry in history.entries() {
        moments.insert(entry.at);
        let mut passing = Vec::new();
        match &entry.kind {
            EntryKind::Event { properties, .. } => {
                passing.push(entry.at);
                passing.extend(properties.iter().filter_map(|value| instant(value.as_ref())));
            }
            EntryKind::Attribute { value, .. } => passing.extend(instant(value.as_ref())),
            EntryKind::Created | EntryKind::Assigned { .. } => {}
        }
        for passing in passing {
            moments.insert(passing);
            moments.extend(plan.timing.windows.iter().flat_map(|window| window.edges(passing, &plan.zone)));
            moments.extend(plan.timing.reaches.iter().map(|reach| reach.leave(passing, &plan.zone)));
        }
    }
    moments
}

fn instant(value: Option<&Datum>) -> Option<Instant> {
    match value {
        Some(Datum::Instant(at)) => Some(*at),
        _ => None,
    }
}
