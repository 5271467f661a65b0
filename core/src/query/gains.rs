use std::sync::Arc;

use crate::rule::Plan;
use crate::time::Instant;

/// When customers gained a tag: the first time of each in a span of time. Made by [`Engine::gains`](crate::Engine::gains). Cheap to clone.
///
/// As a [`Segment`](crate::Segment) it belongs to the engine and the handbook version it was prepared for.
#[derive(Clone, Debug)]
pub struct Gains {
    pub(crate) of: Arc<Plan>,
    /// The tag's whole path.
    pub(crate) tag: Arc<str>,
    pub(crate) from: Instant,
    pub(crate) before: Instant,
}
