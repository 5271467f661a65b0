//! The live engine: every condition kept true or false as records arrive and time passes.
//!
//! For: knowing at once what changes, and when it changes if nothing arrives. A [`Program`] is a handbook's plan taken
//! apart into *atoms*, the conditions that are neither `and` nor `or` nor `not`; a `Row` holds a customer's atoms, what
//! they are kept by, and the first instant at which time alone can change one. Not for: what follows from what is true
//! (claims, rules, changes): that is `reference::step`, once for both, but for customers on the short way.

mod acting;
mod annex;
mod atom;
mod carried;
mod circuit;
mod compile;
mod counted;
mod deadline;
mod due;
mod filter;
mod gate;
mod given;
mod held;
mod kept;
mod knowing;
mod lives;
mod lookback;
mod program;
mod reads;
mod reckoned;
mod remembered;
mod row;
mod rows;
mod series;
mod settling;
mod shard;
mod short;
mod standing;
mod stroll;
mod summed;
mod tasks;
mod texts;
mod told;
mod walk;
mod words;

pub(crate) use carried::{Carried, Fill, Missing};
pub(crate) use counted::is_of_the_event_alone;
pub(crate) use knowing::{Knowing, Known, TellHistory};
pub(crate) use lives::Lives;
pub(crate) use lookback::{Back, Lookback};
pub(crate) use program::Program;
pub(crate) use reads::{Reads, look_at_state, looks_at_state};
pub(crate) use short::{Led, Turned, Why, is_set};
pub(crate) use standing::{Ground, Standing, Stood};
pub(crate) use stroll::{Stroll, from_start};
pub(crate) use summed::{Comparison, ONE, summed, units};
pub(crate) use tasks::{Onward, Taken, Task};

#[cfg(test)]
mod tests;
