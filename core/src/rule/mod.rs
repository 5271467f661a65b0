//! The handbook, compiled: names resolved to numbers, words to a small set of exact operations.
//!
//! For: the plan that evaluators and queries run. Not for: running it.

mod compile;
mod named;
mod plan;
mod predicate;

pub(crate) use named::Named;
pub(crate) use plan::{Action, Definition, Plan, Rule, Settling};
pub(crate) use predicate::{Compare, Predicate, Stream, Term, Timing};
