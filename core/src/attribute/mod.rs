//! Attributes of customers as typed columns, as they stand at the clock.
//!
//! For: values by customer in blocks shared with readers, and which customers have such and such values, a block at a
//! time. Not for: what conditions mean (`query` turns them into [`Selection`]s), nor the past (that is in `event`).

mod attributes;
mod column;
mod counts;
mod kind;
mod page;
mod selection;
mod texts;
mod values;

pub(crate) use attributes::Attributes;
#[cfg(feature = "measure")]
pub(crate) use column::MASK;
pub(crate) use column::{BLOCK, Column};
pub(crate) use counts::Counts;
#[cfg(feature = "measure")]
pub(crate) use kind::Kind;
#[cfg(feature = "measure")]
pub(crate) use selection::Ranges;
pub(crate) use selection::Selection;
