//! Hours in which nothing is told.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use tagora_dsl::ast::Quiet;

use crate::time::Instant;

/// When the quiet hours end in which an instant lies; `None` if it lies in none.
///
/// They begin and end by the clocks of the zone. An end that the clocks skip is where they go on.
pub(crate) fn end_of_quiet(quiet: Quiet, at: Instant, zone: &TimeZone) -> Option<Instant> {
    let today = at.local_date(zone);
    // Those that began yesterday may go past midnight.
    let days = [today.yesterday().ok(), Some(today)];
    days.into_iter().flatten().find_map(|day| {
        let last = if quiet.to <= quiet.from { day.tomorrow().ok()? } else { day };
        let (from, to) = (clock(day, quiet.from, zone)?, clock(last, quiet.to, zone)?);
        (from <= at && at < to).then_some(to)
    })
}

fn clock(day: Date, time: jiff::civil::Time, zone: &TimeZone) -> Option<Instant> {
    let local = day.to_datetime(time);
    let timestamp = zone.to_ambiguous_timestamp(local).compatible().ok()?;
    Some(Instant::from_timestamp(timestamp))
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn end(from: jiff::civil::Time, to: jiff::civil::Time, at: &str) -> Option<String> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        end_of_quiet(Quiet { from, to }, at.parse().unwrap(), &zone).map(|end| end.to_string())
    }

    #[test]
    fn the_night_goes_past_midnight_and_its_end_is_no_part_of_it() {
        let night = |at| end(time(22, 0, 0, 0), time(8, 0, 0, 0), at);
        let morning = Some("2025-01-02T00:00:00Z".to_owned());
        assert_eq!(night("2025-01-01T13:59:59.999Z"), None);
        assert_eq!(night("2025-01-01T14:00:00Z"), morning);
        assert_eq!(night("2025-01-01T18:00:00Z"), morning);
        assert_eq!(night("2025-01-01T23:59:59.999Z"), morning);
        assert_eq!(night("2025-01-02T00:00:00Z"), None);
    }

    #[test]
    fn a_rest_at_noon_is_one_day_s() {
        let noon = |at| end(time(12, 0, 0, 0), time(13, 30, 0, 0), at);
        assert_eq!(noon("2025-01-01T03:59:59.999Z"), None);
        assert_eq!(noon("2025-01-01T04:00:00Z"), Some("2025-01-01T05:30:00Z".to_owned()));
        assert_eq!(noon("2025-01-01T05:30:00Z"), None);
    }
}
