//! tagora
pub use tagora_dsl as dsl;
mod access;
pub mod boundary;
mod change;
mod column;
mod customer;
mod engine;
mod error;
mod event;
mod query;
mod reference;
mod rule;
mod store;
mod time;
mod value;

pub use access::Scope;
pub use change::{Cause, Change, ChangeKind, FeedPage};
pub use customer::CustomerId;
pub use engine::{Applied, Engine, HeldTag, Loaded, Options, Snapshot};
pub use error::{Error, ErrorKind, Result};
pub use event::{Assign, Batch, Event, Record};
pub use query::Segment;
pub use store::{Commit, MemoryStore, Receipt, Store};
pub use time::Instant;
pub use value::Value;
