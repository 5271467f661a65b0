//! Whole days: dates in windows, and how many units have gone by since.

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tagora_dsl::ast::{Duration, Unit};

use super::reach::{first_day_after, local_date, start_of};
use super::{Instant, Reach};

const DAY: i64 = 86_400_000;

impl Reach {
    /// The first day on which a date is no longer in the window; `None` behind the calendar. Never decreases.
    pub(crate) fn leave_date(self, date: Date) -> Option<Date> {
        match self {
            Self::Fixed(millis) => days_later(date, millis / DAY),
            Self::Months(months) => {
                let first = first_day_after(date.year(), date.month(), i64::from(months))?;
                if date.day() <= first.days_in_month() {
                    return Date::new(first.year(), first.month(), date.day()).ok();
                }
                first.last_of_month().tomorrow().ok()
            }
        }
    }

    /// The first day from which a date is at most so far ahead.
    pub(crate) fn approach_date(self, date: Date) -> Date {
        let is_near = |day: Date| self.leave_date(day).is_none_or(|leave| leave >= date);
        let days_back = |days: i64| days_later(date, -days).unwrap_or(Date::MIN);
        days_back(longest(self.days_at_most(), |days| is_near(days_back(days))))
    }

    /// The first instant from which another is at most so far ahead.
    pub(crate) fn approach(self, at: Instant, zone: &TimeZone) -> Instant {
        let is_near = |millis: i64| self.leave(at.saturating_add(-millis), zone) >= at;
        at.saturating_add(-longest(self.days_at_most().saturating_mul(DAY), is_near))
    }

    /// An instant whose event has left by `now`, if not many days before the latest such.
    pub(crate) fn surely_left(self, now: Instant) -> Instant {
        now.saturating_add(-self.days_at_most().saturating_mul(DAY))
    }

    /// No shorter in days.
    fn days_at_most(self) -> i64 {
        match self {
            Self::Fixed(millis) => millis / DAY + 1,
            Self::Months(months) => i64::from(months) * 31 + 3,
        }
    }
}

/// The largest of `0..=most` that passes, where all that are smaller do.
fn longest(most: i64, passes: impl Fn(i64) -> bool) -> i64 {
    let (mut good, mut bad) = (0, most + 1);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if passes(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}

pub(crate) fn days_later(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// A day of the calendar, or an instant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Since {
    Date(Date),
    Instant(Instant),
}

impl Since {
    /// Its instant, or the first of its day.
    pub(crate) fn start(self, zone: &TimeZone) -> Instant {
        match self {
            Self::Date(date) => start_of(date, zone),
            Self::Instant(at) => at,
        }
    }

    /// Whether it lies so long ago or longer. True of one, it is true of each that is earlier.
    pub(crate) fn is_ago(self, reach: Reach, now: Instant, zone: &TimeZone) -> bool {
        match self {
            Self::Date(date) => reach.leave_date(date).is_some_and(|day| day <= local_date(now, zone)),
            Self::Instant(at) => reach.leave(at, zone) <= now,
        }
    }

    /// Whether it has gone by, a date when its day ends. True of one, it is true of each that is earlier.
    pub(crate) fn has_gone_by(self, now: Instant, zone: &TimeZone) -> bool {
        match self {
            Self::Date(date) => date < local_date(now, zone),
            Self::Instant(at) => at <= now,
        }
    }

    /// Whether it is at most so far ahead, or has gone by. True of one, it is true of each that is earlier.
    pub(crate) fn has_approached(self, reach: Reach, now: Instant, zone: &TimeZone) -> bool {
        match self {
            Self::Date(date) => reach.approach_date(date) <= local_date(now, zone),
            Self::Instant(at) => reach.approach(at, zone) <= now,
        }
    }

    /// How many whole units have gone by; `None` if it is still to come.
    pub(crate) fn elapsed(self, unit: Unit, now: Instant, zone: &TimeZone) -> Option<u32> {
        let today = local_date(now, zone);
        let (has_come, date) = match self {
            Self::Date(date) => (date <= today, date),
            Self::Instant(at) => (at <= now, local_date(at, zone)),
        };
        if !has_come {
            return None;
        }
        // At least one more than there can be; then back to what has really gone by.
        let months = i64::from(today.year() - date.year()) * 12 + i64::from(today.month() - date.month());
        let days = i64::from((today - date).get_days());
        let most = match unit {
            Unit::Year => months / 12,
            Unit::Month => months,
            Unit::Week => days / 7,
            _ => days,
        } + 1;
        let complete = |count: i64| u32::try_from(count).is_ok_and(|count| self.after(count, unit, zone) <= now);
        u32::try_from((1..=most).rev().take(4).find(|&count| complete(count)).unwrap_or(0)).ok()
    }

    /// The instant at which so many units have gone by.
    pub(crate) fn after(self, count: u32, unit: Unit, zone: &TimeZone) -> Instant {
        let reach = Reach::of(Duration { amount: count, unit });
        match self {
            Self::Date(date) => reach.leave_date(date).map_or(Instant::NEVER, |day| start_of(day, zone)),
            Self::Instant(at) => reach.leave(at, zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn zone(name: &str) -> TimeZone {
        jiff::tz::TimeZoneDatabase::bundled().get(name).unwrap()
    }

    #[test]
    fn a_date_leaves_where_a_day_does_not_exist_with_the_next_month() {
        assert_eq!(Reach::Months(1).leave_date(date("2025-01-31")), Some(date("2025-03-01")));
        assert_eq!(Reach::Months(12).leave_date(date("2024-02-29")), Some(date("2025-03-01")));
        assert_eq!(Reach::Fixed(3 * DAY).leave_date(date("2024-02-27")), Some(date("2024-03-01")));
        assert_eq!(Reach::Months(1).leave_date(Date::MAX), None);
    }

    #[test]
    fn a_date_comes_near_as_far_before_as_it_would_leave_behind() {
        assert_eq!(Reach::Fixed(3 * DAY).approach_date(date("2025-03-01")), date("2025-02-26"));
        assert_eq!(Reach::Months(1).approach_date(date("2025-03-31")), date("2025-03-01"), "28 February goes to 28 March");
        assert_eq!(Reach::Months(1).approach_date(date("2025-03-01")), date("2025-01-29"), "29 January goes to 1 March");
        let at = |text: &str| -> Instant { text.parse().unwrap() };
        assert_eq!(Reach::Fixed(DAY).approach(at("2025-03-01T10:00:00Z"), &zone("UTC")), at("2025-02-28T10:00:00Z"));
        assert_eq!(Reach::Months(1).approach(at("2025-03-15T10:00:00Z"), &zone("UTC")), at("2025-02-15T10:00:00Z"));
        assert_eq!(Reach::Months(1).approach(Instant::MIN, &zone("UTC")), Instant::MIN);
    }

    #[test]
    fn units_are_counted_when_they_are_whole() {
        let elapsed =
            |since: &str, unit, now: &str| Since::Date(date(since)).elapsed(unit, now.parse().unwrap(), &zone("Asia/Shanghai"));
        assert_eq!(elapsed("2024-02-29", Unit::Year, "2025-02-28T15:59:59.999Z"), Some(0));
        assert_eq!(elapsed("2024-02-29", Unit::Year, "2025-02-28T16:00:00Z"), Some(1), "1 March in Shanghai");
        assert_eq!(elapsed("2025-01-31", Unit::Month, "2025-02-28T12:00:00Z"), Some(0));
        assert_eq!(elapsed("2025-01-31", Unit::Month, "2025-03-01T12:00:00Z"), Some(1));
        assert_eq!(elapsed("2025-01-31", Unit::Week, "2025-02-13T12:00:00Z"), Some(1));
        assert_eq!(elapsed("2025-02-14", Unit::Day, "2025-02-13T15:59:59.999Z"), None);
        let since = Since::Instant("2025-01-31T10:00:00Z".parse().unwrap());
        let at = |unit, now: &str| since.elapsed(unit, now.parse().unwrap(), &zone("UTC"));
        assert_eq!((at(Unit::Day, "2025-02-01T09:59:59.999Z"), at(Unit::Day, "2025-02-01T10:00:00Z")), (Some(0), Some(1)));
        assert_eq!((at(Unit::Month, "2025-02-28T23:59:59Z"), at(Unit::Month, "2025-03-01T00:00:00Z")), (Some(0), Some(1)));
    }
}
