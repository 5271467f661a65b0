use std::cmp::Ordering;

use super::Datum;

/// Values in fixed places, some of which may be missing.
#[derive(Clone, Debug)]
pub(crate) struct Tuple(pub(crate) Vec<Option<Datum>>);

/// Compares tuples value by value; a missing value comes first.
pub(crate) fn order_of(left: &[Option<Datum>], right: &[Option<Datum>]) -> Ordering {
    let order = |(a, b): (&Option<Datum>, &Option<Datum>)| match (a, b) {
        (Some(a), Some(b)) => a.order(b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    };
    let first = left.iter().zip(right).map(order).find(|order| order.is_ne());
    first.unwrap_or_else(|| left.len().cmp(&right.len()))
}

impl Ord for Tuple {
    fn cmp(&self, other: &Self) -> Ordering {
        order_of(&self.0, &other.0)
    }
}

impl PartialOrd for Tuple {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Tuple {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Tuple {}
