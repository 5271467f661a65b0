use crate::fetch::fetch;

/// The most digits of a code.
pub const MAX_PLANES: usize = 8;

/// The digits whose combinations are counted in one pass.
const LOW: usize = 3;
/// The digits in front of these.
const HIGH: usize = MAX_PLANES - LOW;

/// As many words at a time: what is left of them stays in the nearest cache for each leading digit.
const STRIP: usize = 64;
type Strip = [u64; STRIP];

static NONE: Strip = [0; STRIP];

kernel! {
    /// Adds to `counts` how many bits of `within` have each code. A bit's code has its digits in the planes, the lowest
    /// first; digits that are not there are zero. Planes behind the eighth, and codes for which there is no count, are
    /// left out.
    ///
    /// What will be read next is fetched, `ahead`: the first words of each plane.
    pub fn count_codes(planes: &[&[u64]], within: &[u64], ahead: &[&[u64]], counts: &mut [u64]) {
        ahead.iter().filter_map(|plane| plane.first_chunk::<STRIP>()).for_each(fetch);
        let planes = &planes[..planes.len().min(MAX_PLANES)];
        let (strips, rest) = within.as_chunks::<STRIP>();
        for (n, within) in strips.iter().enumerate() {
            count(within, planes.len(), |plane| planes[plane].as_chunks().0.get(n).unwrap_or(&NONE), counts);
        }
        if !rest.is_empty() {
            let behind = |words: &[u64]| {
                let mut strip = NONE;
                let words = words.get(strips.len() * STRIP..).unwrap_or_default();
                strip.iter_mut().zip(words).for_each(|(into, word)| *into = *word);
                strip
            };
            let mut last = [NONE; MAX_PLANES];
            last.iter_mut().zip(planes).for_each(|(strip, plane)| *strip = behind(plane));
            count(&behind(within), planes.len(), |plane| &last[plane], counts);
        }
    }
}

/// Goes through the leading digits as an odometer does: what a digit leaves is worked out when that digit turns.
#[inline(always)]
fn count<'a>(within: &Strip, digits: usize, plane: impl Fn(usize) -> &'a Strip, counts: &mut [u64]) {
    let high = digits.saturating_sub(LOW);
    let low: [&Strip; LOW] = std::array::from_fn(|digit| if digit < digits { plane(digit) } else { &NONE });
    let codes = counts.len().min(1 << digits);
    // What has the leading digits down to each.
    let mut left = [*within; HIGH + 1];
    for (leading, counts) in counts[..codes].chunks_mut(1 << LOW).enumerate() {
        let turned = if leading == 0 { high } else { high.min(leading.trailing_zeros() as usize + 1) };
        for digit in (0..turned).rev() {
            let [into, from] = &mut left[digit..][..2] else { return };
            let flip = if leading >> digit & 1 == 1 { 0 } else { !0 };
            for ((into, from), word) in into.iter_mut().zip(&*from).zip(plane(LOW + digit)) {
                *into = from & (word ^ flip);
            }
        }
        let found = combinations(&left[0], low);
        for (count, found) in counts.iter_mut().zip(found) {
            *count = count.wrapping_add(found);
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
