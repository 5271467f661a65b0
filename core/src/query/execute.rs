use roaring::RoaringBitmap;

use super::QueryPlan;
use crate::customer::Ordinal;
use crate::rule::Predicate;

/// What a query reads.
pub(crate) trait Source {
    /// The holders of a tag.
    fn tag(&self, tag: usize) -> Option<&RoaringBitmap>;
    /// Whether a predicate is true of a customer.
    fn test(&self, predicate: &Predicate, customer: Ordinal) -> bool;
}

/// The customers of `within` that the plan selects.
pub(crate) fn execute(plan: &QueryPlan, within: &RoaringBitmap, source: &impl Source) -> RoaringBitmap {
    match plan {
        QueryPlan::Tag(tag) => source.tag(*tag).map(|holders| within & holders).unwrap_or_default(),
        QueryPlan::Test(predicate) => within.iter().filter(|&customer| source.test(predicate, customer)).collect(),
        QueryPlan::Not(inner) => within - execute(inner, within, source),
        QueryPlan::All(parts) => {
            let mut found = within.clone();
            for part in parts {
                if found.is_empty() {
                    break;
                }
                found = execute(part, &found, source);
            }
            found
        }
        QueryPlan::Any(parts) => {
            let mut found = RoaringBitmap::new();
            for part in parts {
                let open = within - &found;
                found |= execute(part, &open, source);
            }
            found
        }
    }
}
