//! Segments: conditions as sets of customers.
//!
//! For: preparing a condition once, planning it into a circuit of sets, scans of attributes and per-customer tests, running it block by
//! block inside a scope. Not for: keeping tags right (that is `live`).

#[cfg(test)]
mod agreement;
mod attribute;
mod circuit;
mod combination;
mod cursor;
mod execute;
mod explain;
mod formula;
mod found;
mod frozen;
mod funnel;
mod gains;
mod mentioned;
mod plan;
mod ranking;
mod segment;
mod sets;
mod smallest;
mod stream;

pub(crate) use attribute::{Clock, Scan};
pub(crate) use circuit::Circuit;
pub use combination::Combination;
pub use cursor::{Cursor, Page};
pub(crate) use execute::{Leaf, Run, Tests, customer};
pub(crate) use explain::Naming;
pub use explain::{Explained, Step};
pub(crate) use formula::Formula;
pub(crate) use found::Found;
pub use frozen::Frozen;
pub use funnel::Funnel;
pub use gains::Gains;
pub(crate) use plan::{PlanLeaf, QueryPlan};
pub(crate) use ranking::Ranking;
pub use segment::{Direction, Order, Segment};
pub(crate) use smallest::Smallest;
pub use stream::{Expression, Stream};
