//! Why a customer holds a tag or does not, and what changes it next.
//!
//! For: the words and values behind one customer's tags. What is true it asks of the reference evaluator, part by part of a
//! definition. Not for: many customers at once.

mod clause;
mod episode;
mod explanation;
mod look;
mod words;

pub use clause::{Clause, Seen};
pub use episode::Episode;
pub use explanation::{Basis, Explanation, Turning, Upcoming};
