use serde::{Deserialize, Serialize};

use super::{Occurrence, Stream};
use crate::number::Number;

/// A value written in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Literal {
    /// An exact decimal number: `3`, `2000.50`, `1.5万`.
    Number(Number),
    /// Quoted text.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A date, `2025-06-20`.
    Date(jiff::civil::Date),
    /// A date and a time of day in the handbook's zone, `2025-06-20T08:00:00`.
    Instant(jiff::civil::DateTime),
    /// A length of time, `2 minutes`.
    Duration(Duration),
    /// A share, `12.5%`, as the number in front of the sign: from 0 to 100, with at most two places.
    Percent(Number),
}

/// A length of time as written: a whole number of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Duration {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

/// Units of time. Up to the week they are fixed lengths; months and years follow the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Unit {
    /// 1/1000 of a second.
    Millisecond,
    /// 1,000 milliseconds.
    Second,
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours exactly, whatever the clocks do.
    Day,
    /// 7 days of 24 hours.
    Week,
    /// A calendar month in the handbook's zone.
    Month,
    /// 12 calendar months.
    Year,
}

impl Unit {
    /// Milliseconds of a fixed unit; `None` for months and years.
    #[must_use]
    pub const fn millis(self) -> Option<i64> {
        Some(match self {
            Self::Millisecond => 1,
            Self::Second => 1_000,
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
            Self::Week => 7 * 86_400_000,
            Self::Month | Self::Year => return None,
        })
    }
}

/// The stretch of time that a condition looks at. No window is the whole history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    /// `last 30 days`: rolling, exact to the millisecond.
    Last(Duration),
    /// `last 30 calendar days`: today and the days before it, so many in all.
    LastCalendarDays(u32),
    /// `today`.
    Today,
    /// `yesterday`.
    Yesterday,
    /// `this month`: from the period's first instant up to now.
    This(Period),
    /// `previous month`: the whole period before this one.
    Previous(Period),
    /// `from 2025-11-01 to 2025-11-12`: both days included.
    FromTo {
        /// First day.
        first: jiff::civil::Date,
        /// Last day.
        last: jiff::civil::Date,
    },
    /// `between 90 and 30 days ago`: what left `last 30 days` but not `last 90 days`.
    Ago {
        /// The longer time ago.
        far: u32,
        /// The shorter time ago.
        near: u32,
        /// The unit of both.
        unit: Unit,
    },
    /// `since last(购买)`: what lies behind that event. Without such an event nothing does.
    Since {
        /// First or last.
        which: Occurrence,
        /// Of which events.
        stream: Box<Stream>,
    },
}

/// Periods of the calendar, in the handbook's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Period {
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three months, the first beginning in January.
    Quarter,
    /// A calendar year.
    Year,
}
