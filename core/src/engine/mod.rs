//! The facade: open, load a handbook, apply batches, advance the clock, read.
//!
//! For: putting the layers together; one commit at a time, readers never waiting. Not for: meaning (that is
//! `reference`) or language (that is `tagora-dsl`).

mod apply;
mod customers;
mod facade;
mod load;
mod options;
mod snapshot;
mod state;

pub use apply::Applied;
pub use facade::Engine;
pub use load::Loaded;
pub use options::Options;
pub use snapshot::{HeldTag, Snapshot};
