use jiff::tz::TimeZone;
use tagora_dsl::ast::Moment;

use crate::time::{Instant, Reach, local_instant, start_of};

/// When a step is. Never before the step before it, where the clocks were turned back in between.
pub(super) fn instant(moment: Moment, before: Option<Instant>, zone: &TimeZone) -> Instant {
    let at = match moment {
        Moment::Date(date) => start_of(date, zone),
        Moment::Instant(local) => local_instant(local, zone),
        // What leaves `last 3 months` at an instant has left it 3 months later.
        Moment::Later(duration) => Reach::of(duration).leave(before.unwrap_or(Instant::MIN), zone),
    };
    before.map_or(at, |before| at.max(before)).min(Instant::MAX)
}
