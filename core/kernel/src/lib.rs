//! Set operations on blocks of 65,536 bits, chosen at run time for the processor.
//!
//! For: what runs over many words and must use what the processor has. Every kernel is written once, as plain loops,
//! and compiled for each [`Level`]; the caller names the level, so that tests run all of them. Not for: what the sets
//! mean, which blocks to look at, or which of two ways is cheaper.
//!
//! ```
//! use tagora_kernel::{Bits, Join, Level, Operand, join_count};
//!
//! let (mut a, mut b) = (Bits::ZERO, Bits::ZERO);
//! a.0[0] = 0b0111;
//! b.0[0] = 0b1101;
//! assert_eq!(join_count(Level::best(), Join::And, &[Operand::of(&a), Operand::not(&b)]), 1);
//! ```
//!
//! `unsafe` stands here and nowhere else in tagora: where a function compiled for a level is called, and where memory is
//! asked for ahead.

#![deny(unsafe_op_in_unsafe_fn)]

#[macro_use]
mod dispatch;

mod at_least;
mod bits;
mod chain;
mod circuit;
mod coverage;
mod decode;
mod fetch;
mod groups;
mod join;
mod level;
mod overlap;
mod planes;
mod program;
mod range;
mod sorted;
mod steps;

pub use at_least::{at_least, at_least_count};
pub use bits::{BITS, Bits, WORDS};
pub use coverage::{Coverage, coverage};
pub use decode::{decode, to_sorted};
pub use fetch::fetch;
pub use groups::{MAX_PLANES, count_codes};
pub use join::{Join, Operand, count, join, join_count};
pub use level::Level;
pub use overlap::{TILE, overlaps};
pub use planes::planes_in_range;
pub use program::{Expression, Program, Scratch};
pub use range::Number;
pub use sorted::{add_lists, intersect, intersect_count, probe, probe_count};
