//! What hosts stream in, and the log of it.
//!
//! For: records as given ([`Record`], [`Batch`]), their checked form, and each customer's history in its one total
//! order. Not for: what follows from them (`reference`, `rule`).

mod batch;
mod entry;
mod history;
mod intake;
mod schema;

pub use batch::{Assign, Batch, Event, Record};
pub(crate) use entry::{Entry, EntryKind};
pub(crate) use history::History;
pub(crate) use intake::intake;
pub(crate) use schema::Schema;
