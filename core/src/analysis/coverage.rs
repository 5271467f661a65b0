use std::borrow::Cow;

use tagora_kernel::{Bits, Level};

use super::bits;
use crate::query::{Blocks, Found};

/// Adds to how many of the customers found in a block are in none, in one and in more than one of some sets.
pub(crate) fn coverage(sets: &[&dyn Blocks], block: usize, found: Found, level: Level, counts: &mut [u64; 3]) {
    if found.is_empty() {
        return;
    }
    let sets: Vec<Cow<'_, Bits>> = sets.iter().map(|set| bits(*set, block)).collect();
    let operands: Vec<&Bits> = sets.iter().map(AsRef::as_ref).collect();
    let covered = tagora_kernel::coverage(level, &operands, &found.into_bits());
    for (count, more) in counts.iter_mut().zip([covered.none, covered.one, covered.more]) {
        *count += u64::from(more);
    }
}
