use std::sync::Arc;

use super::QueryPlan;
use crate::rule::{Plan, Predicate};

/// A prepared query: a condition that was read, checked and planned once. Cheap to clone.
///
/// It belongs to the engine and the handbook version it was prepared for; elsewhere it gives `segment-outdated`.
#[derive(Clone, Debug)]
pub struct Segment {
    pub(crate) of: Arc<Plan>,
    pub(crate) plan: Arc<QueryPlan>,
    /// The named conditions that it tests, each behind those it names.
    pub(crate) names: Arc<[usize]>,
}

impl Segment {
    pub(crate) fn of(predicate: &Predicate, of: &Arc<Plan>) -> Self {
        let names = of.named.needed([predicate]);
        Self { of: of.clone(), plan: Arc::new(QueryPlan::of(predicate, &of.named)), names: names.into() }
    }
}
