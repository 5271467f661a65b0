use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use tagora_dsl::ast::{Duration, Unit};

use super::Instant;

/// A day of 24 hours.
pub(super) const DAY_MILLIS: i64 = 86_400_000;

/// How far a window reaches: the length that decides when an event leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// So many milliseconds.
    Fixed(i64),
    /// So many calendar months in the handbook's zone.
    Months(u32),
}

impl Reach {
    pub(crate) fn of(duration: Duration) -> Self {
        match duration.unit {
            Unit::Month => Self::Months(duration.amount),
            Unit::Year => Self::Months(duration.amount.saturating_mul(12)),
            fixed => Self::Fixed(fixed.millis().unwrap_or(0).saturating_mul(i64::from(duration.amount))),
        }
    }

    /// How long that is at most, in milliseconds.
    pub(crate) fn longest(self) -> i64 {
        match self {
            Self::Fixed(millis) => millis,
            // Clocks that are turned back make a month longer than its days.
            Self::Months(months) => (i64::from(months) * 31 + 2) * DAY_MILLIS,
        }
    }

    /// The first instant at which an event of instant `event` is no longer in the window. Never decreases with `event`.
    ///
    /// Months: the same local time so many months later. A day that the month does not have is the first instant of
    /// the next month; a local time that the clocks skip is the end of the gap; one that comes twice is the first. Behind the end of the calendar it is never.
    pub(crate) fn leave(self, event: Instant, zone: &TimeZone) -> Instant {
        match self {
            Self::Fixed(millis) => Instant::from_millis(event.millis().saturating_add(millis)).unwrap_or(Instant::NEVER),
            Self::Months(months) => months_later(event, months, zone).unwrap_or(Instant::NEVER),
        }
    }
}

/// `None` beyond the end of the calendar.
fn months_later(event: Instant, months: u32, zone: &TimeZone) -> Option<Instant> {
    let civil = civil(latest_local(event, zone));
    let target = Offset::UTC.to_timestamp(add_months(civil, months)?).ok()?.as_millisecond();
    first_at(target, zone)
}

// Local times below are milliseconds as if UTC. Both functions never decrease, so neither does what they make up.

/// No zone is further from UTC than this, and none changes its clocks twice within it.
const DAY: i64 = 26 * 3_600_000;

/// The latest time that a local clock has shown up to an instant: behind a fold, the time at which it was turned back.
fn latest_local(at: Instant, zone: &TimeZone) -> i64 {
    let (now, before) = (offset(at.millis(), zone), offset(at.millis() - DAY, zone));
    let shown = at.millis() + now;
    if before <= now {
        return shown;
    }
    let turned_back = offset_change(at.millis() - DAY, at.millis(), zone);
    shown.max(turned_back + before)
}

/// The first instant at which a local clock shows `local` or later: of a time that comes twice the first, of a
/// skipped one the end of the gap.
fn first_at(local: i64, zone: &TimeZone) -> Option<Instant> {
    let (before, after) = (offset(local - DAY, zone), offset(local + DAY, zone));
    let found = if offset(local - before, zone) == before {
        local - before
    } else if offset(local - after, zone) == after {
        local - after
    } else {
        offset_change(local - DAY, local + DAY, zone)
    };
    Instant::from_millis(found).ok()
}

/// Milliseconds that a zone's local time is ahead of UTC at an instant.
fn offset(at: i64, zone: &TimeZone) -> i64 {
    let clamped = at.clamp(Instant::MIN.millis(), Instant::MAX.millis());
    let timestamp = jiff::Timestamp::from_millisecond(clamped).unwrap_or(jiff::Timestamp::MAX);
    i64::from(zone.to_offset(timestamp).seconds()) * 1000
}

/// The first instant in `from..=to` with the offset of `to`, where the offset changes once.
fn offset_change(from: i64, to: i64, zone: &TimeZone) -> i64 {
    let first = offset(from, zone);
    let (mut same, mut other) = (from, to);
    while other - same > 1 {
        let middle = same + (other - same) / 2;
        if offset(middle, zone) == first {
            same = middle;
        } else {
            other = middle;
        }
    }
    other
}

/// The date that a local clock shows; it never goes back.
pub(super) fn local_date(at: Instant, zone: &TimeZone) -> Date {
    civil(latest_local(at, zone)).date()
}

/// Date and time of a local time; at the ends of the calendar the nearest that there is.
fn civil(local: i64) -> DateTime {
    let clamped = local.clamp(Instant::MIN.millis(), Instant::MAX.millis());
    Offset::UTC.to_datetime(jiff::Timestamp::from_millisecond(clamped).unwrap_or(jiff::Timestamp::MAX))
}

/// The first instant of a day; never, where the calendar ends.
pub(crate) fn start_of(day: Date, zone: &TimeZone) -> Instant {
    let midnight = Offset::UTC.to_timestamp(day.to_datetime(Time::midnight())).ok();
    midnight.and_then(|local| first_at(local.as_millisecond(), zone)).unwrap_or(Instant::NEVER)
}

/// The instant that a date and a time of day mean in a zone.
pub(crate) fn local_instant(local: DateTime, zone: &TimeZone) -> Instant {
    // The last hours of the year 9999 lie behind the last instant: they are meant as "for ever".
    let instant = zone.to_timestamp(local).map(Instant::from_timestamp);
    instant.unwrap_or(if local.year() > 0 { Instant::MAX } else { Instant::MIN })
}

/// The first instant behind a day; never, where the calendar ends.
pub(crate) fn end_of(day: Date, zone: &TimeZone) -> Instant {
    day.tomorrow().map_or(Instant::NEVER, |next| start_of(next, zone))
}

/// The first day of the month so many months after another; `None` behind the calendar.
pub(super) fn first_day_after(year: i16, month: i8, months: i64) -> Option<Date> {
    let months = i64::from(year) * 12 + i64::from(month) - 1 + months;
    let (year, month) = (i16::try_from(months.div_euclid(12)).ok()?, i8::try_from(months.rem_euclid(12) + 1).ok()?);
    Date::new(year, month, 1).ok()
}

fn add_months(local: DateTime, months: u32) -> Option<DateTime> {
    let first = first_day_after(local.year(), local.month(), i64::from(months))?;
    if local.day() <= first.days_in_month() {
        return Some(Date::new(first.year(), first.month(), local.day()).ok()?.to_datetime(local.time()));
    }
    let next = first.last_of_month().tomorrow().ok()?;
    Some(next.to_datetime(Time::midnight()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zone(name: &str) -> TimeZone {
        jiff::tz::TimeZoneDatabase::bundled().get(name).unwrap()
    }

    fn leave(event: &str, months: u32, name: &str) -> String {
        Reach::Months(months).leave(event.parse().unwrap(), &zone(name)).to_string()
    }

    #[test]
    fn months_end_at_the_same_local_time() {
        assert_eq!(leave("2025-01-15T02:00:00Z", 3, "Asia/Shanghai"), "2025-04-15T02:00:00Z");
        // New York: -5 in winter, -4 in summer.
        assert_eq!(leave("2025-02-15T15:00:00Z", 3, "America/New_York"), "2025-05-15T14:00:00Z");
    }

    #[test]
    fn a_day_that_does_not_exist_is_the_start_of_the_next_month() {
        assert_eq!(leave("2025-01-31T10:00:00Z", 1, "UTC"), "2025-03-01T00:00:00Z");
        assert_eq!(leave("2024-01-29T10:00:00Z", 1, "UTC"), "2024-02-29T10:00:00Z");
        assert_eq!(leave("2025-01-29T10:00:00Z", 1, "UTC"), "2025-03-01T00:00:00Z");
        assert_eq!(leave("2024-02-29T23:59:59.999Z", 12, "UTC"), "2025-03-01T00:00:00Z");
    }

    #[test]
    fn a_skipped_local_time_is_the_end_of_the_gap() {
        // On 2025-03-30 Berlin skips 02:00 to 03:00, at 01:00Z.
        assert_eq!(leave("2025-02-28T01:30:00Z", 1, "Europe/Berlin"), "2025-03-28T01:30:00Z");
        assert_eq!(leave("2025-01-30T01:30:00Z", 2, "Europe/Berlin"), "2025-03-30T01:00:00Z");
        // Samoa skipped the whole of 2011-12-30.
        assert_eq!(leave("2011-11-30T20:00:00Z", 1, "Pacific/Apia"), "2011-12-30T10:00:00Z");
    }

    #[test]
    fn nothing_leaves_behind_the_end_of_the_calendar() {
        assert_eq!(Reach::Months(12).leave(Instant::MAX, &zone("UTC")), Instant::NEVER);
        assert_eq!(Reach::Fixed(i64::MAX).leave(Instant::MIN, &zone("UTC")), Instant::NEVER);
        assert_eq!(Reach::Fixed(1).leave(Instant::MAX, &zone("UTC")), Instant::NEVER);
    }

    /// In every zone, around every change of its clocks: a later event never leaves earlier.
    #[test]
    fn leaving_never_decreases_around_transitions() {
        let database = jiff::tz::TimeZoneDatabase::bundled();
        let mut zones = 0;
        for name in database.available() {
            let zone = database.get(&name.to_string()).unwrap();
            zones += 1;
            let from: jiff::Timestamp = "1995-01-01T00:00:00Z".parse().unwrap();
            for transition in zone.following(from).take_while(|t| t.timestamp().as_second() < 1_800_000_000) {
                let at = transition.timestamp().as_millisecond();
                for months in [1, 5, 12] {
                    // Around the transition itself, and around the instant that leaves into it.
                    for shift in [0, -i64::from(months) * 30 * 86_400_000] {
                        let mut last = Instant::MIN;
                        for step in -10..=10 {
                            let event = Instant::from_millis(at + shift + step * 15 * 60_000 - i64::from(step > 3)).unwrap();
                            let leave = Reach::Months(months).leave(event, &zone);
                            assert!(leave >= last, "{name}: {event} leaves at {leave}, an earlier one at {last}");
                            assert!(leave >= event, "{name}: {event} leaves before it comes, at {leave}");
                            last = leave;
                        }
                    }
                }
            }
        }
        assert!(zones > 300, "only {zones} zones");
    }

    proptest! {
        #[test]
        fn leaving_never_decreases(start in -2_000_000_000_000_i64..4_000_000_000_000, gap in 0..200_000_000_i64, months in 0..40_u32, pick in 0..600_usize) {
            let database = jiff::tz::TimeZoneDatabase::bundled();
            let names: Vec<_> = database.available().map(|n| n.to_string()).collect();
            let zone = database.get(&names[pick % names.len()]).unwrap();
            let (a, b) = (Instant::from_millis(start).unwrap(), Instant::from_millis(start + gap).unwrap());
            prop_assert!(Reach::Months(months).leave(a, &zone) <= Reach::Months(months).leave(b, &zone));
        }
    }
}
