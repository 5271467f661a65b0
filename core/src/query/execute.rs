use roaring::RoaringBitmap;

use super::QueryPlan;
use super::attribute::{scan, selection};
use crate::attribute::Column;
use crate::customer::Ordinal;
use crate::rule::Predicate;

/// What a query reads.
pub(crate) trait Source {
    /// The holders of a tag.
    fn tag(&self, tag: usize) -> Option<&RoaringBitmap>;
    /// The values of an attribute.
    fn attribute(&self, attribute: usize) -> Option<&Column>;
    /// The holders of a tag of an open group that is not declared.
    fn open_tag(&self, path: &str) -> Option<&RoaringBitmap>;
    /// The holders of anything that came to be in an open group.
    fn open_group(&self, group: usize) -> Option<&RoaringBitmap>;
    /// Whether a predicate is true of a customer.
    fn test(&self, predicate: &Predicate, customer: Ordinal) -> bool;
}

/// The customers of `within` that the plan selects.
pub(crate) fn execute(plan: &QueryPlan, within: &RoaringBitmap, source: &impl Source) -> RoaringBitmap {
    match plan {
        QueryPlan::Tag(tag) => source.tag(*tag).map(|holders| within & holders).unwrap_or_default(),
        QueryPlan::Attribute { attribute, predicate } => {
            let Some(column) = source.attribute(*attribute) else { return test(predicate, within, source) };
            match selection(predicate, column) {
                Some(selection) => scan(column, &selection, within),
                None => test(predicate, within, source),
            }
        }
        QueryPlan::Test(predicate) => test(predicate, within, source),
        QueryPlan::OpenTag(path) => source.open_tag(path).map(|holders| within & holders).unwrap_or_default(),
        QueryPlan::OpenGroup(group) => source.open_group(*group).map(|holders| within & holders).unwrap_or_default(),
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

fn test(predicate: &Predicate, within: &RoaringBitmap, source: &impl Source) -> RoaringBitmap {
    within.iter().filter(|&customer| source.test(predicate, customer)).collect()
}
