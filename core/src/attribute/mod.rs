//! Attributes of customers as typed columns, as they stand at the clock.
//!
//! For: values by customer in blocks shared with readers, and which customers have such and such values, a block at a
//! time. Not for: what conditions mean (`query` turns them into [`Selection`]s), nor the past (that is in `event`).

mod attributes;
mod column;
mod counts;
mod kind;
mod numbers;
mod page;
mod selection;
mod slices;
mod texts;
mod values;

pub(crate) use attributes::Attributes;
pub(crate) use column::{BLOCK, Column, MASK, PAGES};
pub(crate) use counts::Counts;
#[cfg(any(test, feature = "measure"))]
pub(crate) use kind::Kind;
pub(crate) use numbers::Numbers;
pub(crate) use selection::{Ranges, Selection};
