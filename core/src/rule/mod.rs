//! The handbook, compiled: names resolved to numbers, words to a small set of exact operations.
//!
//! For: the plan that evaluators and queries run. Not for: running it.

mod compile;
mod mention;
mod named;
mod pattern;
mod plan;
mod predicate;

pub(crate) use mention::Mention;
pub(crate) use named::Named;
pub(crate) use pattern::{OpenPairs, Regular, Sequence, ThenNot};
pub(crate) use plan::{Action, Definition, Plan, Rule, Settling};
pub(crate) use predicate::{Compare, Predicate, Stream, Term, Timing};
