use std::sync::Arc;

use super::QueryPlan;

/// A prepared query: a condition that was read, checked and planned once. Cheap to clone.
///
/// It belongs to the handbook version it was prepared for; under another one it gives `segment-outdated`.
#[derive(Clone, Debug)]
pub struct Segment {
    pub(crate) version: u32,
    pub(crate) plan: Arc<QueryPlan>,
}
