use std::sync::Arc;

use super::figures::{self, Figures};
use super::{Suppress, Tally};
use crate::value::Value;

/// What comes round again, by the clock of the handbook's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cycle {
    /// The 24 hours of a day.
    Hours,
    /// The seven days of a week, from Monday on.
    Weekdays,
}

impl Cycle {
    /// How many places it has.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Hours => 24,
            Self::Weekdays => 7,
        }
    }

    fn place(self, place: usize) -> Arc<str> {
        const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        match self {
            Self::Hours => place.to_string().into(),
            Self::Weekdays => DAYS.get(place).copied().unwrap_or_default().into(),
        }
    }
}

/// When events happen: at which hours, on which weekdays.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rhythm {
    /// By what.
    pub cycle: Cycle,
    /// Each hour or weekday, those without events too.
    pub parts: Vec<Beat>,
}

/// What happens at an hour, or on a weekday.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Beat {
    /// The hour, 0 to 23, or the weekday in English.
    pub name: Arc<str>,
    /// How many events.
    pub events: Option<u64>,
    /// Of how many customers.
    pub customers: Option<u64>,
    /// How many of the events say a number, where numbers are asked for.
    pub values: Option<u64>,
    /// The numbers together; 0 of none.
    pub sum: Option<Value>,
    /// Their mean, as exact as the numbers; none of none.
    pub mean: Option<Value>,
}

impl Rhythm {
    /// For each place the events and how many customers they are of. Held back is what tells of too few customers.
    pub(crate) fn of(cycle: Cycle, events: &[(Tally, u64)], is_measured: bool, suppress: Suppress) -> Self {
        let hidden = suppress.parts(&events.iter().map(|(_, customers)| *customers).collect::<Vec<_>>());
        let parts = events.iter().zip(hidden).enumerate().map(|(place, ((tally, customers), hidden))| {
            let is_told = is_measured && !hidden;
            Beat {
                name: cycle.place(place),
                events: (!hidden).then_some(tally.customers),
                customers: (!hidden).then_some(*customers),
                values: is_told.then_some(tally.values),
                sum: is_told.then(|| tally.sum()),
                mean: if is_told { tally.mean() } else { None },
            }
        });
        Self { cycle, parts: parts.collect() }
    }

    /// A row for each hour or weekday: `part`, `events`, `customers`, `values`, `sum`, `mean`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let columns = Figures::of(&["part", "events", "customers", "values", "sum", "mean"]);
        self.parts.iter().fold(columns, |figures, beat| {
            let counts = [beat.events, beat.customers, beat.values].map(figures::count);
            let name = figures::text(Some(&*beat.name));
            figures.row([name].into_iter().chain(counts).chain([beat.sum.clone(), beat.mean.clone()]))
        })
    }
}
