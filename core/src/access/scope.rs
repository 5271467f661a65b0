use std::collections::BTreeSet;

use crate::customer::CustomerId;
use crate::query::Segment;

/// The customers that a reading may tell about. Nothing it returns depends on any other.
///
/// `not C` means the scope without C. A customer outside holds no tag and is in no count.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Scope {
    /// Every customer.
    #[default]
    All,
    /// The customers of a segment, at the instant of the reading.
    Segment(Segment),
    /// These customers.
    Customers(BTreeSet<CustomerId>),
}
