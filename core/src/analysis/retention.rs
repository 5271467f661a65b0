use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Suppress;
use super::figures::{self, Figures};

/// Days, weeks from Monday on, or months of the calendar, in the handbook's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Days.
    Days,
    /// Weeks from Monday on.
    Weeks,
    /// Months.
    Months,
}

impl Period {
    /// The number of the period in which a day lies: consecutive ones have consecutive numbers.
    pub(crate) fn number(self, date: Date) -> i64 {
        // 1970-01-01 is a Thursday.
        let days = || i64::from((date - Date::constant(1970, 1, 1)).get_days());
        match self {
            Self::Days => days(),
            Self::Weeks => (days() + 3).div_euclid(7),
            Self::Months => i64::from(date.year()) * 12 + i64::from(date.month()) - 1,
        }
    }

    /// The first day of a period.
    fn start(self, number: i64) -> Option<Date> {
        let later = |days: i64| crate::time::days_later(Date::constant(1970, 1, 1), days);
        match self {
            Self::Days => later(number),
            Self::Weeks => later(number * 7 - 3),
            Self::Months => {
                let (year, month) = (i16::try_from(number.div_euclid(12)).ok()?, i8::try_from(number.rem_euclid(12) + 1).ok()?);
                Date::new(year, month, 1).ok()
            }
        }
    }
}

/// How many of those who began in the same period came back in each later one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Retention {
    /// How long a period is.
    pub period: Period,
    /// Who began in the same period, in order of time; periods in which nobody began are left out.
    pub cohorts: Vec<Cohort>,
}

/// Customers who began in the same period.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Cohort {
    /// The first day of the period, like `2025-07-01`.
    pub start: String,
    /// How many they are.
    pub customers: Option<u64>,
    /// How many of them came back in that period, in the next, and so on. Periods that have not begun have no value; the one
    /// that still goes on is told as far as it has gone.
    pub back: Vec<Option<u64>>,
}

impl Retention {
    /// Cohorts by the number of their period: how many, and how many came back after so many periods. `now` is the present period.
    pub(crate) fn of(period: Period, cohorts: BTreeMap<i64, (u64, Vec<u64>)>, now: i64, suppress: Suppress) -> Self {
        let hidden = suppress.parts(&cohorts.values().map(|(customers, _)| *customers).collect::<Vec<_>>());
        let cohorts = cohorts.into_iter().zip(hidden).map(|((number, (customers, back)), is_hidden)| {
            let told = |(periods, back): (i64, u64)| {
                let is_told = !is_hidden && !suppress.hides(back) && !suppress.hides(customers.saturating_sub(back));
                (is_told && number + periods <= now).then_some(back)
            };
            Cohort {
                start: period.start(number).map_or_else(String::new, |date| date.to_string()),
                customers: (!is_hidden).then_some(customers),
                back: (0..).zip(back).map(told).collect(),
            }
        });
        Self { period, cohorts: cohorts.collect() }
    }

    /// A row for each cohort and each period since: `cohort` (its start), `customers`, `periods`, `back`, `share`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let columns = Figures::of(&["cohort", "customers", "periods", "back", "share"]);
        let all =
            self.cohorts.iter().flat_map(|cohort| (0..).zip(&cohort.back).map(move |(periods, back)| (cohort, periods, *back)));
        all.fold(columns, |figures, (cohort, periods, back)| {
            figures.row([
                figures::text(Some(&cohort.start)),
                figures::count(cohort.customers),
                figures::count(Some(periods)),
                figures::count(back),
                figures::ratio(figures::share(back, cohort.customers)),
            ])
        })
    }
}
