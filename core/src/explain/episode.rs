use crate::change::Cause;
use crate::time::Instant;

/// A time in which a customer held a tag.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Episode {
    /// From when on.
    pub since: Instant,
    /// Why.
    pub cause: Cause,
    /// When and why it ended; `None` while the tag is held.
    pub end: Option<(Instant, Cause)>,
}
