use super::CustomerId;
use crate::time::Instant;

/// Two ids turn out to be one customer: from then on and, for every look at the past, always.
///
/// What is known of both is one history: events (one of each id), attributes (the newest by instant), assignments, pins and
/// bans. `from` stays an alias: whatever is said or asked of it means `into`. There is no way back.
///
/// Merges are ordered as they happen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// When they became one. Until then what was done about a tag of the one meant that one alone.
    pub at: Instant,
    /// Order among records of the same instant.
    pub sequence: u64,
    /// The id that becomes an alias.
    pub from: CustomerId,
    /// The customer it is.
    pub into: CustomerId,
}

impl Merge {
    /// `from` is `into`.
    pub fn new(from: impl Into<CustomerId>, into: impl Into<CustomerId>, at: Instant) -> Self {
        Self { at, sequence: 0, from: from.into(), into: into.into() }
    }

    /// Sets the order among records of the same instant.
    #[must_use]
    pub fn sequence(mut self, sequence: u64) -> Self {
        self.sequence = sequence;
        self
    }
}
