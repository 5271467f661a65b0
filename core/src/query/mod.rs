//! Segments: conditions as sets of customers.
//!
//! For: preparing a condition once, planning it into set operations and per-customer tests, running it inside a
//! scope. Not for: keeping tags right (that is `reference`, later `live`).

mod attribute;
mod execute;
mod plan;
mod segment;

pub(crate) use execute::{Source, execute};
use plan::QueryPlan;
pub use segment::Segment;
