//! The tests inside a handbook: what is given of some customers, and what is expected of them then.
//!
//! For: running them, each on an engine of its own, and telling what was expected and found. Not for: the handbook in
//! force and its customers, which they do not touch.

mod moment;
mod report;
mod run;

pub use report::{TestFailure, TestFound, TestOutcome, TestReport};
pub use run::run_tests;
