//! The instants at which something about a customer can change.

use std::collections::BTreeSet;

use crate::event::{EntryKind, History};
use crate::rule::Plan;
use crate::time::Instant;
use crate::value::Datum;

/// Every instant at which an entry lies, an event leaves a window of the plan, or an instant in an attribute comes
/// or leaves one. Between two of them nothing changes.
pub(super) fn moments(history: &History, plan: &Plan) -> BTreeSet<Instant> {
    let mut moments = BTreeSet::new();
    for entry in history.entries() {
        moments.insert(entry.at);
        let passing = match &entry.kind {
            EntryKind::Event { .. } => entry.at,
            EntryKind::Attribute { value: Some(Datum::Instant(at)), .. } => *at,
            _ => continue,
        };
        moments.insert(passing);
        moments.extend(plan.timing.windows.iter().flat_map(|window| window.edges(passing, &plan.zone)));
        moments.extend(plan.timing.reaches.iter().map(|reach| reach.leave(passing, &plan.zone)));
    }
    moments
}
