use super::Distribution;
use super::figures::{self, Figures};

/// How long it took from one event to another.
///
/// A pair begins with the first event that may begin one while none is open, and ends with the next event that may end it, in the
/// order of the log. An event that does both ends before it begins. So of several questions before an answer the first counts.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Elapsed {
    /// Milliseconds from the first to the second event of each pair, and of how many customers pairs are.
    pub millis: Distribution,
    /// How many customers have begun a pair that has not ended.
    pub open: Option<u64>,
}

/// Which pairs of a customer count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairs {
    /// The first of each customer: how long until something happened at all.
    First,
    /// All.
    All,
}

impl Elapsed {
    /// A row for each number: `measure`, `value`; times are milliseconds.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.millis.figures().row([figures::text(Some("open")), figures::count(self.open)])
    }
}
