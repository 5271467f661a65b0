use crate::customer::Ordinal;
use crate::event::Entry;

/// Where an entry stands in what is sealed: by customer, then by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) of: Ordinal,
    /// In milliseconds.
    pub(super) at: i64,
}

impl Place {
    pub(super) const FIRST: Self = Self { of: 0, at: i64::MIN };

    pub(super) fn of(entry: &Entry) -> Self {
        Self { of: entry.of, at: entry.at.millis() }
    }

    /// The place right behind it.
    pub(super) fn next(self) -> Option<Self> {
        match self.at.checked_add(1) {
            Some(at) => Some(Self { of: self.of, at }),
            None => Some(Self { of: self.of.checked_add(1)?, at: i64::MIN }),
        }
    }
}
