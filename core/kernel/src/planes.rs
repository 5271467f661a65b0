/// As many words at a time.
const STRIP: usize = 8;

kernel! {
    /// Sets exactly the bits whose number lies in the range, both ends included. A bit's number has its digits in the
    /// planes, the lowest first; digits that are not there are zero.
    pub fn planes_in_range(planes: &[&[u64]], low: u64, high: u64, into: &mut [u64]) {
        let (strips, rest) = into.as_chunks_mut::<STRIP>();
        let whole = strips.len();
        for (n, strip) in strips.iter_mut().enumerate() {
            *strip = in_range(planes.iter().map(|plane| plane.as_chunks().0.get(n).copied().unwrap_or([0; STRIP])), low, high);
        }
        for (n, word) in rest.iter_mut().enumerate() {
            let digits = planes.iter().map(|plane| [plane.get(whole * STRIP + n).copied().unwrap_or(0)]);
            [*word] = in_range(digits, low, high);
        }
    }
}

/// The digits come from the lowest up: whoever differs from a bound in a higher one forgets what the lower ones said.
#[inline(always)]
fn in_range<const N: usize>(planes: impl ExactSizeIterator<Item = [u64; N]>, low: u64, high: u64) -> [u64; N] {
    // A bound with more digits than there are lies above all numbers.
    let behind = |bound: u64, digits: usize| u32::try_from(digits).ok().and_then(|digits| bound.checked_shr(digits)).unwrap_or(0);
    let digits = planes.len();
    let (mut below, mut above) = ([0_u64; N], [0_u64; N]);
    for (place, bits) in planes.enumerate() {
        let digit = |bound: u64| behind(bound, place) & 1 == 1;
        for n in 0..N {
            below[n] = if digit(low) { below[n] | !bits[n] } else { below[n] & !bits[n] };
            above[n] = if digit(high) { above[n] & bits[n] } else { above[n] | bits[n] };
        }
    }
    let (none_reaches, all_stay) = (behind(low, digits) != 0, behind(high, digits) != 0);
    let mut found = [0; N];
    for n in 0..N {
        found[n] = if none_reaches { 0 } else { !below[n] & if all_stay { u64::MAX } else { !above[n] } };
    }
    found
}
