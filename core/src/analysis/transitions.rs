use std::sync::Arc;

use super::Cross;
use super::figures::Figures;

/// How customers went from one tag of a group to another, between two instants.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Transitions {
    /// The group.
    pub group: Arc<str>,
    /// Those who were there at both instants: rows by what they had before, columns by what they have after.
    pub moved: Cross,
    /// How many are there after and were not before.
    pub arrived: Option<u64>,
    /// How many were there before and are not after.
    pub gone: Option<u64>,
}

impl Transitions {
    /// A row for each two tags: `before`, `after`, `customers`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.moved.named("before", "after")
    }
}
