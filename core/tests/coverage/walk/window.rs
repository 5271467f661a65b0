//! Windows and durations.

use tagora::dsl::ast::{Duration, Occurrence, Period, Unit, Window};

use super::Walk;
use crate::kind::Kind;

impl Walk {
    pub(super) fn window(&mut self, window: Option<&Window>) {
        let Some(window) = window else { return self.note(Kind::WholeHistory) };
        match window {
            Window::Last(duration) => {
                self.note(Kind::Last);
                self.duration(*duration);
            }
            Window::LastCalendarDays(_) => self.note(Kind::LastCalendarDays),
            Window::Today => self.note(Kind::Today),
            Window::Yesterday => self.note(Kind::Yesterday),
            Window::This(period) => self.note(match period {
                Period::Week => Kind::ThisWeek,
                Period::Month => Kind::ThisMonth,
                Period::Quarter => Kind::ThisQuarter,
                Period::Year => Kind::ThisYear,
            }),
            Window::Previous(period) => self.note(match period {
                Period::Week => Kind::PreviousWeek,
                Period::Month => Kind::PreviousMonth,
                Period::Quarter => Kind::PreviousQuarter,
                Period::Year => Kind::PreviousYear,
            }),
            Window::FromTo { first: _, last: _ } => self.note(Kind::FromTo),
            Window::Ago { far: _, near: _, unit: _ } => self.note(Kind::BetweenAgo),
            Window::Since { which, stream } => {
                self.note(match which {
                    Occurrence::First => Kind::SinceFirst,
                    Occurrence::Last => Kind::SinceLast,
                });
                self.stream(stream);
            }
        }
    }

    pub(super) fn duration(&mut self, duration: Duration) {
        self.note(match duration.unit {
            Unit::Millisecond => Kind::Milliseconds,
            Unit::Second => Kind::Seconds,
            Unit::Minute => Kind::Minutes,
            Unit::Hour => Kind::Hours,
            Unit::Day => Kind::Days,
            Unit::Week => Kind::Weeks,
            Unit::Month => Kind::Months,
            Unit::Year => Kind::Years,
        });
    }
}
