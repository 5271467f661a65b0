//! Counts over many sets at once.
//!
//! For: how the customers of a segment spread over tags and values, a block at a time and in one pass over all sets.
//! Not for: which customers are in a segment (that is `query`), nor what the counts are called (that is `engine`).

mod coverage;
mod overlap;
mod spread;

use std::borrow::Cow;

use tagora_kernel::Bits;

pub(crate) use coverage::coverage;
pub(crate) use overlap::overlap;
pub(crate) use spread::spread;

use crate::query::{Blocks, Part};

/// A set's block as bits.
fn bits<'b>(set: &'b dyn Blocks, block: usize) -> Cow<'b, Bits> {
    static NOBODY: Bits = Bits::ZERO;
    static EVERYBODY: Bits = Bits::ONE;
    match set.part(block) {
        Part::Empty => Cow::Borrowed(&NOBODY),
        Part::Full => Cow::Borrowed(&EVERYBODY),
        Part::Bits(bits, _) => Cow::Borrowed(bits),
        Part::List(list) => Cow::Owned(Bits::of(list)),
        Part::Other(_) => {
            let mut bits = Bits::ZERO;
            set.fill(block, &mut bits);
            Cow::Owned(bits)
        }
    }
}
