use std::collections::HashMap;

use tagora_kernel::Level;

use crate::attribute::Column;
use crate::query::{Found, customer};

/// Adds to how many of the customers found in a block have each stored value of an attribute, or none.
pub(crate) fn spread(values: &Column, block: usize, found: &Found, level: Level, counts: &mut HashMap<Option<i64>, u64>) {
    for bit in found.to_list(level) {
        *counts.entry(values.stored(customer(block, bit))).or_default() += 1;
    }
}
