use crate::bits::NONE;
use crate::{Bits, WORDS};

/// Sets are compared so many by so many, with the counts in registers.
pub const TILE: usize = 4;

/// The words of each set that are compared at a time: those of two tiles fit the nearest cache, and are enough that adding up
/// the counts of a tile takes little beside them.
const STRIP: usize = 256;
type Strip = [u64; STRIP];

kernel! {
    /// Adds to `counts` how many bits each two of the sets share: for `n` sets, that of sets `i <= j` at `i * n + j`
    /// (of a set and itself: its size). The other counts are left as they are.
    pub fn overlaps(sets: &[&Bits], counts: &mut [u64]) {
        let n = sets.len();
        if counts.len() < n * n {
            return;
        }
        let none = &NONE;
        for strip in 0..WORDS / STRIP {
            for row in (0..n).step_by(TILE) {
                let rows = tile(sets, row, strip, none);
                for column in (row..n).step_by(TILE) {
                    let found = shared(rows, tile(sets, column, strip, none));
                    for (i, found) in found.iter().enumerate().take(n - row) {
                        for (j, found) in found.iter().enumerate().take(n - column) {
                            if row + i <= column + j {
                                let count = &mut counts[(row + i) * n + column + j];
                                *count = count.wrapping_add(*found);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The strips of four sets; of sets that are not there, nothing.
#[inline(always)]
fn tile<'a>(sets: &[&'a Bits], from: usize, strip: usize, none: &'a Bits) -> [&'a Strip; TILE] {
    std::array::from_fn(|i| &sets.get(from + i).copied().unwrap_or(none).0.as_chunks::<STRIP>().0[strip])
}

#[inline(always)]
fn shared(rows: [&Strip; TILE], columns: [&Strip; TILE]) -> [[u64; TILE]; TILE] {
    let mut counts = [[0_u64; TILE]; TILE];
    for w in 0..STRIP {
        for i in 0..TILE {
            for j in 0..TILE {
                counts[i][j] = counts[i][j].wrapping_add(u64::from((rows[i][w] & columns[j][w]).count_ones()));
            }
        }
    }
    counts
}
