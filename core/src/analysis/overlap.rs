use std::borrow::Cow;

use tagora_kernel::{Bits, Join, Level, Operand, join};

use super::bits;
use crate::query::{Blocks, Found};

/// Adds to how many of the customers found in a block each two of some sets share: for `n` sets, that of sets `i <= j`
/// at `i * n + j`, of a set and itself its size.
pub(crate) fn overlap(sets: &[&dyn Blocks], block: usize, found: Found, level: Level, counts: &mut [u64]) {
    if found.is_empty() {
        return;
    }
    let mut within: Vec<Cow<'_, Bits>> = sets.iter().map(|set| bits(*set, block)).collect();
    if !found.is_everybody() {
        let found = found.into_bits();
        for set in &mut within {
            let mut both = Bits::ZERO;
            join(level, Join::And, &[Operand::of(set), Operand::of(&found)], &mut both);
            *set = Cow::Owned(both);
        }
    }
    let operands: Vec<&Bits> = within.iter().map(AsRef::as_ref).collect();
    tagora_kernel::overlaps(level, &operands, counts);
}
