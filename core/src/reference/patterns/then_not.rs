use crate::event::Entry;
use crate::reference::truth::{Moment, matching, matching_behind, of_event};
use crate::reference::window::Lying;
use crate::rule::ThenNot;

/// Whether some first event was not followed: `within` behind it has passed, and none came up to its end (`still`: up to
/// now). Behind it is what the log's order puts there.
pub(in crate::reference) fn then_not(pattern: &ThenNot, moment: &Moment<'_>) -> bool {
    let window = Lying::of(pattern.window.as_ref(), moment);
    moment.entries.iter().enumerate().any(|(place, first)| {
        let Some(looking) = matching(&pattern.first, first, moment).filter(|_| window.has_record(place, moment)) else {
            return false;
        };
        let end = pattern.within.leave(first.at, &moment.plan.zone);
        let kept: Vec<_> = pattern.keeps.iter().map(|property| of_event(&property.0, looking)).collect();
        let follows =
            |later: &Entry| (pattern.still || later.at <= end) && matching_behind(&pattern.then, later, &kept, moment).is_some();
        end < moment.now && !moment.entries[place + 1..].iter().any(|later| follows(later))
    })
}
