//! Customers: the host's ids and the dense ordinals behind them.
//!
//! For: telling customers apart. Not for: anything known about them (that is in `event`).

mod id;
mod identities;
mod merge;
mod register;

pub use id::CustomerId;
pub(crate) use identities::{Identities, Union};
pub use merge::Merge;
pub(crate) use register::{Ordinal, Register};
