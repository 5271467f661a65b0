//! Columns as bytes in Roaring's portable form, 32-bit and 64-bit, as its specification has it.
//!
//! For: exchange with whatever else reads and writes that form. Foreign bytes are checked in all that they say: what
//! comes in is a set, or an error that tells where the bytes are wrong.

mod read;
mod write;

pub use write::Runs;

/// The form without runs.
const WITHOUT_RUNS: u32 = 12_346;
/// The form with runs, in the lower half of its first word.
const WITH_RUNS: u16 = 12_347;
/// With so many containers, the form with runs says where each begins.
const WITH_PLACES: usize = 4;
/// A container with more members is written as bits.
const BITS_ABOVE: u32 = 4096;
