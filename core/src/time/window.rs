use jiff::civil::Date;
use jiff::tz::TimeZone;
use tagora_dsl::ast::{Duration, Period, Unit, Window as Written};

use super::days::days_later;
use super::reach::{DAY_MILLIS, first_day_after, local_date, start_of};
use super::{Instant, Reach, Since};

/// A window of the handbook: when an event enters it and when it leaves. Neither ever decreases with the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Window {
    enter: Edge,
    leave: Edge,
    /// Only events from the first instant on and before the second.
    range: Option<(Instant, Instant)>,
}

/// An instant as it follows from an event's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Edge {
    /// The event's own.
    Event,
    /// When it leaves `last W`.
    After(Reach),
    /// The start of the day so many days after the event's.
    Day(i32),
    /// The start of the period so many periods after the event's.
    Period(Period, i32),
    Never,
}

impl Window {
    /// `None` for one that begins with an event: it has no edges of its own.
    pub(crate) fn of(written: &Written, zone: &TimeZone) -> Option<Self> {
        let from_event = |leave| Self { enter: Edge::Event, leave, range: None };
        Some(match *written {
            Written::Last(duration) => from_event(Edge::After(Reach::of(duration))),
            Written::LastCalendarDays(days) => from_event(Edge::Day(i32::try_from(days).unwrap_or(i32::MAX))),
            Written::Today => from_event(Edge::Day(1)),
            Written::Yesterday => Self { enter: Edge::Day(1), leave: Edge::Day(2), range: None },
            Written::This(period) => from_event(Edge::Period(period, 1)),
            Written::Previous(period) => Self { enter: Edge::Period(period, 1), leave: Edge::Period(period, 2), range: None },
            Written::FromTo { first, last } => {
                let end = last.tomorrow().map_or(Instant::NEVER, |day| start_of(day, zone));
                Self { enter: Edge::Event, leave: Edge::Never, range: Some((start_of(first, zone), end)) }
            }
            Written::Ago { far, near, unit } => {
                let edge = |amount| Edge::After(Reach::of(Duration { amount, unit }));
                Self { enter: edge(near), leave: edge(far), range: None }
            }
            Written::Since { .. } => return None,
        })
    }

    /// How long ago an event in it lies at most, in milliseconds; `None` if it may be any time.
    pub(crate) fn longest(self) -> Option<i64> {
        if self.range.is_some() {
            return None;
        }
        let days = |days: i64| (days + 2).saturating_mul(DAY_MILLIS);
        Some(match self.leave {
            Edge::Event => 0,
            Edge::After(reach) => reach.longest(),
            Edge::Day(count) => days(count.into()),
            Edge::Period(Period::Week, count) => days(i64::from(count) * 7),
            Edge::Period(Period::Month, count) => days(i64::from(count) * 31),
            Edge::Period(Period::Quarter, count) => days(i64::from(count) * 92),
            Edge::Period(Period::Year, count) => days(i64::from(count) * 366),
            Edge::Never => return None,
        })
    }

    /// The last so long.
    pub(crate) fn of_reach(reach: Reach) -> Self {
        Self { enter: Edge::Event, leave: Edge::After(reach), range: None }
    }

    /// Whether an event is in it from its own instant on until it leaves, whichever it is.
    pub(crate) fn begins_with_event(self) -> bool {
        self.enter == Edge::Event && self.range.is_none()
    }

    /// How many milliseconds behind its own instant an event leaves it, if that is the same for all.
    pub(crate) fn span_fixed(self) -> Option<i64> {
        match self.leave {
            Edge::After(Reach::Fixed(millis)) => Some(millis),
            _ => None,
        }
    }

    /// When an event leaves it. Of two events the later never leaves earlier.
    pub(crate) fn leave(self, at: Instant, zone: &TimeZone) -> Instant {
        self.leave.of(at, zone)
    }

    /// From an event to the end of the day, week or month behind its own: so long it keeps a streak up.
    pub(crate) fn of_streak(period: Unit) -> Self {
        let leave = match period {
            Unit::Week => Edge::Period(Period::Week, 2),
            Unit::Month => Edge::Period(Period::Month, 2),
            _ => Edge::Day(2),
        };
        Self { enter: Edge::Event, leave, range: None }
    }

    /// Whether an event is in the window at an instant, or a date: as an event at the start of its day would be, counted in
    /// whole days.
    pub(crate) fn contains(self, moment: Since, now: Instant, zone: &TimeZone) -> bool {
        self.has_entered(moment, now, zone) && !self.has_left(moment, now, zone)
    }

    /// Whether a moment has come into the window, be it gone again. True of one, it is true of each that is earlier.
    pub(crate) fn has_entered(self, moment: Since, now: Instant, zone: &TimeZone) -> bool {
        self.range.is_none_or(|(_, end)| moment.start(zone) < end)
            && match moment {
                Since::Instant(at) => at <= now && self.enter.of(at, zone) <= now,
                Since::Date(date) => {
                    let today = local_date(now, zone);
                    date <= today && self.enter.of_date(date).is_some_and(|day| day <= today)
                }
            }
    }

    /// Whether a moment is no longer in the window, or too early for it. True of one, it is true of each that is earlier.
    pub(crate) fn has_left(self, moment: Since, now: Instant, zone: &TimeZone) -> bool {
        self.range.is_some_and(|(from, _)| moment.start(zone) < from)
            || match moment {
                Since::Instant(at) => self.leave.of(at, zone) <= now,
                Since::Date(date) => self.leave.of_date(date).is_some_and(|day| day <= local_date(now, zone)),
            }
    }

    /// Which instants are in it at an instant: from the first on, and before the second.
    pub(crate) fn span(self, now: Instant, zone: &TimeZone) -> (Instant, Instant) {
        let first = |is_over: &dyn Fn(Since) -> bool| {
            let (mut low, mut high) = (Instant::MIN.millis(), now.next().millis());
            while low < high {
                let middle = low + (high - low) / 2;
                if is_over(Since::Instant(Instant::kept(middle))) { low = middle + 1 } else { high = middle }
            }
            Instant::kept(low)
        };
        (first(&|at| self.has_left(at, now, zone)), first(&|at| self.has_entered(at, now, zone)))
    }

    /// The instants at which a date enters and leaves.
    pub(crate) fn date_edges(self, date: Date, zone: &TimeZone) -> [Instant; 2] {
        [self.enter, self.leave].map(|edge| edge.of_date(date).map_or(Instant::NEVER, |day| start_of(day, zone)))
    }

    /// The instants at which an event enters and leaves.
    pub(crate) fn edges(self, event: Instant, zone: &TimeZone) -> [Instant; 2] {
        [self.enter.of(event, zone), self.leave.of(event, zone)]
    }
}

impl Edge {
    fn of(self, event: Instant, zone: &TimeZone) -> Instant {
        match self {
            Self::Event => event,
            Self::Never => Instant::NEVER,
            Self::After(reach) => reach.leave(event, zone),
            Self::Day(_) | Self::Period(..) => {
                self.of_date(local_date(event, zone)).map_or(Instant::NEVER, |day| start_of(day, zone))
            }
        }
    }

    /// The day, as it follows from a date. `None` is never.
    fn of_date(self, date: Date) -> Option<Date> {
        match self {
            Self::Event => Some(date),
            Self::Never => None,
            Self::After(reach) => reach.leave_date(date),
            Self::Day(days) => days_later(date, i64::from(days)),
            Self::Period(period, count) => period_start(date, period, count),
        }
    }
}

/// The first day of the period that lies `count` periods after the one of `day`; `None` behind the calendar.
fn period_start(day: Date, period: Period, count: i32) -> Option<Date> {
    let months = |first_month: i8, each: i32| first_day_after(day.year(), first_month, i64::from(count) * i64::from(each));
    match period {
        Period::Week => {
            let monday = day.checked_sub(jiff::Span::new().days(day.weekday().to_monday_zero_offset())).ok()?;
            monday.checked_add(jiff::Span::new().weeks(count)).ok()
        }
        Period::Month => months(day.month(), 1),
        Period::Quarter => months((day.month() - 1) / 3 * 3 + 1, 3),
        Period::Year => months(1, 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn zone(name: &str) -> TimeZone {
        jiff::tz::TimeZoneDatabase::bundled().get(name).unwrap()
    }

    fn edges(written: Written, event: &str, name: &str) -> [String; 2] {
        Window::of(&written, &zone(name)).unwrap().edges(event.parse().unwrap(), &zone(name)).map(|at| at.to_string())
    }

    #[test]
    fn days_begin_at_local_midnight() {
        let shanghai = |written| edges(written, "2025-06-15T20:00:00Z", "Asia/Shanghai");
        assert_eq!(shanghai(Written::Today), ["2025-06-15T20:00:00Z", "2025-06-16T16:00:00Z"], "it is the 16th there");
        assert_eq!(shanghai(Written::Yesterday), ["2025-06-16T16:00:00Z", "2025-06-17T16:00:00Z"]);
        assert_eq!(shanghai(Written::LastCalendarDays(3))[1], "2025-06-18T16:00:00Z");
        // A midnight that the clocks skip: the day begins at the end of the gap.
        assert_eq!(edges(Written::Today, "2018-11-03T20:00:00Z", "America/Sao_Paulo")[1], "2018-11-04T03:00:00Z");
    }

    #[test]
    fn periods_begin_with_their_first_day() {
        let utc = |written| edges(written, "2025-05-15T20:00:00Z", "UTC");
        assert_eq!(utc(Written::This(Period::Week))[1], "2025-05-19T00:00:00Z", "a Monday");
        assert_eq!(utc(Written::This(Period::Month))[1], "2025-06-01T00:00:00Z");
        assert_eq!(utc(Written::This(Period::Quarter))[1], "2025-07-01T00:00:00Z");
        assert_eq!(utc(Written::This(Period::Year))[1], "2026-01-01T00:00:00Z");
        assert_eq!(utc(Written::Previous(Period::Month)), ["2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z"]);
        assert_eq!(utc(Written::Previous(Period::Quarter)), ["2025-07-01T00:00:00Z", "2025-10-01T00:00:00Z"]);
    }

    #[test]
    fn between_ago_is_what_left_the_one_and_not_the_other() {
        let day = 86_400_000;
        let window = Window::of(&Written::Ago { far: 3, near: 1, unit: Unit::Day }, &zone("UTC")).unwrap();
        let contains = |now| {
            window.contains(Since::Instant(Instant::from_millis(0).unwrap()), Instant::from_millis(now).unwrap(), &zone("UTC"))
        };
        assert_eq!([day - 1, day, 3 * day - 1, 3 * day].map(contains), [false, true, true, false]);
    }

    #[test]
    fn dates_include_their_last_day() {
        let date = |text: &str| text.parse().unwrap();
        let window =
            Window::of(&Written::FromTo { first: date("2025-11-01"), last: date("2025-11-12") }, &zone("Asia/Shanghai")).unwrap();
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let contains = |event: &str| window.contains(Since::Instant(event.parse().unwrap()), now, &zone("Asia/Shanghai"));
        let events = ["2025-10-31T15:59:59.999Z", "2025-10-31T16:00:00Z", "2025-11-12T15:59:59.999Z", "2025-11-12T16:00:00Z"];
        assert_eq!(events.map(contains), [false, true, true, false]);
    }

    proptest! {
        #[test]
        fn edges_never_decrease(
            start in 800_000_000_000_i64..1_700_000_000_000,
            gap in 0..200_000_000_i64,
            pick in 0..600_usize,
            written in select(vec![
                Written::Today, Written::Yesterday, Written::LastCalendarDays(7), Written::This(Period::Week),
                Written::Previous(Period::Month), Written::This(Period::Quarter), Written::Previous(Period::Year),
            ]),
        ) {
            let database = jiff::tz::TimeZoneDatabase::bundled();
            let names: Vec<_> = database.available().map(|n| n.to_string()).collect();
            let zone = database.get(&names[pick % names.len()]).unwrap();
            let window = Window::of(&written, &zone).unwrap();
            let [early, late] = [start, start + gap].map(|at| window.edges(Instant::from_millis(at).unwrap(), &zone));
            prop_assert!(early[0] <= late[0] && early[1] <= late[1] && early[0] < early[1]);
        }
    }
}
