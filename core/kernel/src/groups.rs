use crate::bits::NONE;
use crate::chain::{Chain, STRIP, Strip, WIDTH};
use crate::{Bits, WORDS};

/// The most digits of a code.
pub const MAX_PLANES: usize = 8;

/// The digits whose combinations are counted in one pass.
const LOW: usize = 3;

kernel! {
    /// Adds to `counts` how many bits of `within` have each code. A bit's code has its digits in the planes, the lowest
    /// first; planes behind the eighth, and codes for which there is no count, are left out.
    pub fn count_codes(planes: &[&Bits], within: &Bits, counts: &mut [u64]) {
        let planes = &planes[..planes.len().min(MAX_PLANES)];
        let (low, high) = planes.split_at(planes.len().min(LOW));
        let codes = counts.len().min(1 << planes.len());
        let (mut mask, none) = ([0; STRIP], &NONE);
        for strip in 0..WORDS / STRIP {
            // A digit that is not there is zero.
            let mut digits = [none.strip(strip); LOW];
            for (digit, plane) in digits.iter_mut().zip(low) {
                *digit = plane.strip(strip);
            }
            for (leading, counts) in counts[..codes].chunks_mut(1 << LOW).enumerate() {
                let mut chain =
                    Chain { operands: [within.strip(strip); WIDTH], flips: [0; WIDTH], len: 1 + high.len(), flip: 0, is_xor: false };
                for (n, plane) in high.iter().enumerate() {
                    chain.operands[n + 1] = plane.strip(strip);
                    chain.flips[n + 1] = if leading >> n & 1 == 1 { 0 } else { !0 };
                }
                chain.store(&mut mask);
                let found = combinations(&mask, digits);
                for (count, found) in counts.iter_mut().zip(found) {
                    *count = count.wrapping_add(found);
                }
            }
        }
    }
}

/// How many bits of the mask have each combination of three digits.
#[inline(always)]
fn combinations(mask: &Strip, digits: [&Strip; LOW]) -> [u64; 1 << LOW] {
    let (mut c0, mut c1, mut c2, mut c3) = (0_u64, 0_u64, 0_u64, 0_u64);
    let (mut c4, mut c5, mut c6, mut c7) = (0_u64, 0_u64, 0_u64, 0_u64);
    let add = |count: u64, word: u64| count.wrapping_add(u64::from(word.count_ones()));
    for i in 0..STRIP {
        let (mask, zero, one, two) = (mask[i], digits[0][i], digits[1][i], digits[2][i]);
        let (low, high) = (mask & !two, mask & two);
        let (q0, q1, q2, q3) = (low & !one, low & one, high & !one, high & one);
        c0 = add(c0, q0 & !zero);
        c1 = add(c1, q0 & zero);
        c2 = add(c2, q1 & !zero);
        c3 = add(c3, q1 & zero);
        c4 = add(c4, q2 & !zero);
        c5 = add(c5, q2 & zero);
        c6 = add(c6, q3 & !zero);
        c7 = add(c7, q3 & zero);
    }
    [c0, c1, c2, c3, c4, c5, c6, c7]
}
