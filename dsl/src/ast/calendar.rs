//! Conditions that look at the calendar: what lies ahead, what comes every year, what day it is.

use serde::{Deserialize, Serialize};

use super::{Duration, Expr};
use crate::json::is_default;

/// A condition about the calendar, in the handbook's zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CalendarCondition {
    /// `合同到期 within next 30 days`.
    Ahead {
        /// A date or an instant.
        moment: Box<Expr>,
        /// How far ahead, at most.
        duration: Duration,
    },
    /// `生日 anniversary within next 3 days`, `生日 anniversary is today`.
    Anniversary {
        /// A date or an instant.
        date: Box<Expr>,
        /// How far ahead, at most; today, if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        ahead: Option<Duration>,
    },
    /// `today is friday`.
    Today(Day),
}

/// Days that come again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Day {
    /// `day 8 of month`, 1 to 31. A month without that day passes it over.
    OfMonth(u8),
    /// `last day of month`.
    LastOfMonth,
    /// `friday`.
    OfWeek(Weekday),
}

/// Days of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Weekday {
    /// 周一
    Monday,
    /// 周二
    Tuesday,
    /// 周三
    Wednesday,
    /// 周四
    Thursday,
    /// 周五
    Friday,
    /// 周六
    Saturday,
    /// 周日
    Sunday,
}

impl Weekday {
    /// All of them, from Monday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];
}
