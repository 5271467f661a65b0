//! When the passing of time can next change what is worked out from the log.

use crate::reference::{Agenda, Moment, Next, Turn};
use crate::rule::Timing;
use crate::time::Instant;

/// The first instant behind now at which it can; never, if nothing is on its way. It may be one at which nothing changes.
///
/// `past` are the turns of tags up to now, those of this very instant too.
pub(super) fn next(timing: &Timing, past: &[Turn], moment: &Moment<'_>) -> Instant {
    let turns = (past, moment.carried, moment.given);
    let mut agenda = Agenda::of(timing, &moment.plan.zone, moment.entries, turns, Next::behind(moment.now));
    if agenda.looks_ahead() {
        agenda.look_ahead(moment);
    }
    agenda.into_instants().first()
}
