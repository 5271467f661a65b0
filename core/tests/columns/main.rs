//! Columns against sets of the standard library: every operation, every form of block, every level of processor.
#![expect(clippy::unwrap_used, reason = "a test program")]

mod model;
mod portable;
mod publication;
mod updates;
