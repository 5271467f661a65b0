//! Attributes of customers as typed columns, as they stand at the clock.
//!
//! For: values by customer in blocks shared with readers, and which customers have such and such values, a block at a
//! time. Not for: what conditions mean (`query` turns them into [`Selection`]s), nor the past (that is in `event`).

mod attributes;
mod column;
mod kind;
mod page;
mod range;
mod selection;
mod texts;
mod values;

pub(crate) use attributes::Attributes;
pub(crate) use column::{BLOCK, Column};
pub(crate) use selection::Selection;
