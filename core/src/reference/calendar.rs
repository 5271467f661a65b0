//! What day it is, what comes every year, and when that changes.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use tagora_dsl::ast::{Day, Weekday};

use super::truth::{Moment, value};
use super::zone::own_zone;
use crate::rule::{Term, Tick};
use crate::time::{Instant, Reach, Since, days_later, start_of};

/// A date, or an instant, that a term has.
pub(super) fn since(term: &Term, moment: &Moment<'_>) -> Option<Since> {
    value(term, moment, None)?.since()
}

/// The day that a term has in a zone.
fn day(term: &Term, zone: &TimeZone, moment: &Moment<'_>) -> Option<Date> {
    Some(match since(term, moment)? {
        Since::Date(date) => date,
        Since::Instant(at) => at.local_date(zone),
    })
}

/// Whether it is still to come, and at most so far ahead. A date has not gone by before its day has.
pub(super) fn is_ahead(term: &Term, reach: Reach, moment: &Moment<'_>) -> bool {
    let zone = &moment.plan.zone;
    since(term, moment).is_some_and(|at| at.has_approached(reach, moment.now, zone) && !at.has_gone_by(moment.now, zone))
}

pub(super) fn is_anniversary(term: &Term, ahead: Option<Reach>, moment: &Moment<'_>) -> bool {
    let zone = own_zone(moment.plan, moment.entries);
    let today = moment.now.local_date(&zone);
    day(term, &zone, moment).is_some_and(|date| near_anniversary(date, ahead, today))
}

/// Whether a day is an anniversary of a date, or so near before one.
fn near_anniversary(date: Date, ahead: Option<Reach>, today: Date) -> bool {
    stretches(date, ahead, today).into_iter().any(|(first, last)| first <= today && today <= last)
}

/// The days on which anniversaries are near or there, around a day.
fn stretches(date: Date, ahead: Option<Reach>, today: Date) -> Vec<(Date, Date)> {
    // A year ahead may reach over as many years.
    let years = match ahead {
        Some(Reach::Months(months)) => i64::from(months / 12),
        Some(Reach::Fixed(millis)) => millis / (365 * 86_400_000),
        None => 0,
    };
    let years_on = i64::from(today.year() - date.year());
    (years_on - 1..=years_on + years + 2)
        .filter(|&years| years >= 1)
        .filter_map(|years| anniversary(date, years))
        .map(|day| (ahead.map_or(day, |reach| reach.approach_date(day)), day))
        .collect()
}

/// The same day so many years later. 29 February is 1 March in a common year.
fn anniversary(date: Date, years: i64) -> Option<Date> {
    Reach::Months(u32::try_from(years * 12).ok()?).leave_date(date)
}

pub(super) fn is_today(day: Day, moment: &Moment<'_>) -> bool {
    is_such_a_day(day, moment.now.local_date(&moment.plan.zone))
}

fn is_such_a_day(day: Day, date: Date) -> bool {
    match day {
        Day::OfMonth(number) => u8::try_from(date.day()) == Ok(number),
        Day::LastOfMonth => date.day() == date.days_in_month(),
        Day::OfWeek(weekday) => {
            let place = Weekday::ALL.iter().position(|&day| day == weekday);
            usize::try_from(date.weekday().to_monday_zero_offset()).ok() == place
        }
    }
}

/// When a tick can next change what is true, if nothing else happens.
pub(super) fn next(tick: &Tick, moment: &Moment<'_>) -> Option<Instant> {
    let zone = &moment.plan.zone;
    let today = moment.now.local_date(zone);
    match tick {
        Tick::Day(day) => {
            // Every such day comes again within two months.
            let days = (0..=62).filter_map(|days| days_later(today, days));
            let changes = days.zip((1..=63).filter_map(|days| days_later(today, days)));
            let (_, first) = changes.into_iter().find(|&(a, b)| is_such_a_day(*day, a) != is_such_a_day(*day, b))?;
            Some(start_of(first, zone))
        }
        Tick::Anniversary { date, ahead } => {
            let zone = own_zone(moment.plan, moment.entries);
            let stretches = stretches(day(date, &zone, moment)?, *ahead, moment.now.local_date(&zone));
            let ends = stretches.into_iter().flat_map(|(first, last)| [Some(first), days_later(last, 1)]);
            ends.flatten().map(|day| start_of(day, &zone)).filter(|&at| at > moment.now).min()
        }
        Tick::Elapsed { unit, since: term, counts } => {
            let since = since(term, moment)?;
            let after = |count: u32| since.after(count, *unit, zone);
            match (since.elapsed(*unit, moment.now, zone), counts) {
                (None, _) => Some(after(0)),
                (Some(count), None) => Some(after(count.saturating_add(1))),
                (Some(_), Some(counts)) => counts.iter().map(|&count| after(count)).filter(|&at| at > moment.now).min(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_29th_of_february_is_the_1st_of_march_in_common_years() {
        let near = |today: &str| near_anniversary(date("2024-02-29"), None, date(today));
        assert!(!near("2024-02-29"), "the day itself is no anniversary");
        assert!(near("2025-03-01") && !near("2025-02-28") && near("2028-02-29") && !near("2028-03-01"));
    }

    #[test]
    fn anniversaries_come_near_over_the_turn_of_the_year() {
        let near = |today: &str| near_anniversary(date("1990-01-02"), Some(Reach::Fixed(3 * 86_400_000)), date(today));
        assert_eq!(["2024-12-29", "2024-12-30", "2025-01-02", "2025-01-03"].map(near), [false, true, true, false]);
    }

    #[test]
    fn days_come_again() {
        assert!(is_such_a_day(Day::LastOfMonth, date("2024-02-29")) && !is_such_a_day(Day::LastOfMonth, date("2024-02-28")));
        assert!(is_such_a_day(Day::OfWeek(Weekday::Friday), date("2025-11-28")));
        assert!(is_such_a_day(Day::OfMonth(8), date("2025-11-08")) && !is_such_a_day(Day::OfMonth(8), date("2025-11-09")));
    }
}
