use super::figures::{self, Figures};
use super::{Distribution, Suppress, Tally};
use crate::value::Value;

/// What became of customers after they gained a tag.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Conversion {
    /// How many gained the tag. Each counts once, with the first time.
    pub gained: Option<u64>,
    /// How many of them reached the goal in time.
    pub converted: Option<u64>,
    /// How many did not, and their time is over.
    pub missed: Option<u64>,
    /// How many did not yet and still can.
    pub pending: Option<u64>,
    /// Those who reached it among those of whom it is known, from 0 to 1.
    pub rate: Option<f64>,
    /// The milliseconds from the gain to the goal of those who reached it.
    pub millis: Distribution,
}

impl Conversion {
    pub(crate) fn of([converted, missed, pending]: [u64; 3], millis: Distribution, suppress: Suppress) -> Self {
        let (gained, hidden) = (converted + missed + pending, suppress.parts(&[converted, missed, pending]));
        let told = |part: usize, count: u64| (!hidden.get(part).copied().unwrap_or(true)).then_some(count);
        let (converted, missed) = (told(0, converted), told(1, missed));
        let known = converted.zip(missed).map(|(converted, missed)| converted + missed);
        Self {
            gained: suppress.shown(gained),
            converted,
            missed,
            pending: told(2, pending),
            rate: figures::share(converted, known),
            // How many numbers there are is how many converted.
            millis: if converted.is_some() { millis } else { millis.held_back() },
        }
    }

    /// A row for each number: `measure`, `value`. Behind counts and rate those of the times, in milliseconds.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let row = |figures: Figures, name: &str, value| figures.row([figures::text(Some(name)), value]);
        let mut figures = Figures::of(&["measure", "value"]);
        let counts = [("gained", self.gained), ("converted", self.converted), ("missed", self.missed), ("pending", self.pending)];
        for (name, count) in counts {
            figures = row(figures, name, figures::count(count));
        }
        figures = row(figures, "rate", figures::ratio(self.rate));
        figures = row(figures, "mean_millis", self.millis.mean.clone());
        let percentiles = self.millis.percentiles.iter();
        percentiles.fold(figures, |figures, (percent, value)| row(figures, &format!("p{percent}_millis"), value.clone()))
    }
}

/// What customers did before they gained a tag and after, equally long.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BeforeAfter {
    /// How many gained the tag so long ago that all of the time after is over.
    pub customers: Option<u64>,
    /// In the time before, without the instant at which they gained it.
    pub before: Deeds,
    /// In the time after, without that instant.
    pub after: Deeds,
}

/// What some customers did in some time.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Deeds {
    /// How many of them did anything.
    pub customers: Option<u64>,
    /// How many events there were.
    pub events: Option<u64>,
    /// What the events say together, if the stream adds that up; 0 of none.
    pub sum: Option<Value>,
}

impl BeforeAfter {
    /// Of so many customers, what was done before and after: the events, and by how many.
    pub(crate) fn of(customers: u64, sides: [(Tally, u64); 2], is_measured: bool, suppress: Suppress) -> Self {
        let [before, after] = sides.map(|(tally, active)| {
            let is_told =
                !suppress.hides(customers) && !suppress.hides(active) && !suppress.hides(customers.saturating_sub(active));
            Deeds {
                customers: is_told.then_some(active),
                events: is_told.then_some(tally.customers),
                sum: (is_told && is_measured).then(|| tally.sum()),
            }
        });
        Self { customers: suppress.shown(customers), before, after }
    }

    /// Two rows: `time` (`before`, `after`), `customers`, `active`, `events`, `sum`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let columns = Figures::of(&["time", "customers", "active", "events", "sum"]);
        [("before", &self.before), ("after", &self.after)].into_iter().fold(columns, |figures, (time, deeds)| {
            let counts = [self.customers, deeds.customers, deeds.events].map(figures::count);
            figures.row([figures::text(Some(time))].into_iter().chain(counts).chain([deeds.sum.clone()]))
        })
    }
}
