use std::sync::Arc;

use super::QueryPlan;
use crate::rule::Plan;

/// A prepared query: a condition that was read, checked and planned once. Cheap to clone.
///
/// It belongs to the engine and the handbook version it was prepared for; elsewhere it gives `segment-outdated`.
#[derive(Clone, Debug)]
pub struct Segment {
    pub(crate) of: Arc<Plan>,
    pub(crate) plan: Arc<QueryPlan>,
}
