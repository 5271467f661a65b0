//! What hosts stream in, and the log of it.
//!
//! For: records as given ([`Record`], [`Batch`]), their checked form, and each customer's history in its one total
//! order. Not for: what follows from them (`reference`, `rule`).

mod assign;
mod assigned;
mod batch;
mod entry;
mod events;
mod history;
mod intake;
pub(crate) mod log;
mod names;
mod schema;
mod texts;
mod typed_events;
mod written;

pub use assign::{Act, Assign, Ends, Source};
pub(crate) use assigned::{Assigned, Giver, TagAct};
pub use batch::{Batch, Event, Record};
pub(crate) use entry::{Entry, EntryKind, Identity, Properties};
pub use events::{Events, Values};
pub(crate) use history::History;
pub(crate) use intake::{check_ids, intake};
pub(crate) use log::Log;
pub(crate) use names::EventNames;
pub(crate) use schema::Schema;
pub(crate) use texts::Texts;
pub(crate) use typed_events::TypedEvents;
pub(crate) use written::{put_customer, put_records, read_customer, read_records};
