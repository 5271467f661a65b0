//! Counts over many sets at once.
//!
//! For: how the customers of a segment spread over tags and values, a block at a time and in one pass over all sets.
//! Not for: which customers are in a segment (that is `query`), nor what the counts are called (that is `engine`).

mod coverage;
mod overlap;
mod spread;

pub(crate) use coverage::Covering;
pub(crate) use overlap::Overlapping;
pub(crate) use spread::Spreading;
