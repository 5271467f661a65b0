use tagora_kernel::Bits;

use crate::attribute::{Column, Counts};
use crate::query::Found;

/// Adds to how many of the customers found in a block have each stored value of an attribute, or none.
pub(crate) fn spread(values: &Column, block: usize, found: Found, counts: &mut Counts) {
    match found {
        Found::Nobody => {}
        Found::Everybody => values.count(block, &Bits::ONE.0, counts),
        found => values.count(block, &found.into_bits().0, counts),
    }
}
