//! Sorted lists of bits against blocks and against each other.

use crate::Bits;

/// So many of each list are compared with each other at a time.
const LANES: usize = 16;
/// Where one list is so many times longer, each of the shorter one is looked up in it.
const MUCH_LONGER: usize = 24;

kernel! {
    /// How many of the listed bits are set.
    #[must_use]
    pub fn probe_count(list: &[u16], bits: &Bits) -> usize {
        list.iter().fold(0, |count: usize, &bit| count.wrapping_add(usize::from(bits.get(bit))))
    }
}

kernel! {
    /// The listed bits that are set, or with `set` false those that are not, in place of what `into` holds.
    pub fn probe(list: &[u16], bits: &Bits, set: bool, into: &mut Vec<u16>) {
        into.clear();
        into.resize(list.len(), 0);
        let mut kept = 0;
        for &bit in list {
            // Written in any case, so that nothing has to be guessed.
            if let Some(slot) = into.get_mut(kept) {
                *slot = bit;
            }
            kept += usize::from(bits.get(bit) == set);
        }
        into.truncate(kept);
    }
}

kernel! {
    /// How many bits two sorted lists share.
    #[must_use]
    pub fn intersect_count(a: &[u16], b: &[u16]) -> usize {
        let mut count = 0_usize;
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        if long.len() / MUCH_LONGER >= short.len() {
            look_up(short, long, |_, found| count = count.wrapping_add(usize::from(found)));
        } else {
            compare(short, long, |_, hits| count = hits.iter().fold(count, |count, &hit| count.wrapping_add(usize::from(hit & 1))));
        }
        count
    }
}

kernel! {
    /// The bits of the sorted list `a` that are in the sorted list `b`, or with `shared` false those that are not, in
    /// place of what `into` holds.
    pub fn intersect(a: &[u16], b: &[u16], shared: bool, into: &mut Vec<u16>) {
        into.clear();
        into.resize(a.len(), 0);
        let mut kept = 0;
        let mut keep = |bit: u16, found: bool| {
            if let Some(slot) = into.get_mut(kept) {
                *slot = bit;
            }
            kept += usize::from(found == shared);
        };
        if b.len() / MUCH_LONGER >= a.len() {
            look_up(a, b, keep);
        } else {
            compare(a, b, |bits, hits| {
                if shared && hits.iter().fold(0, |any, hit| any | hit) == 0 {
                    return;
                }
                bits.iter().zip(hits).for_each(|(&bit, hit)| keep(bit, *hit != 0));
            });
        }
        into.truncate(kept);
    }
}

/// Tells of each bit of the short list whether the long one has it.
#[inline(always)]
fn look_up(short: &[u16], mut long: &[u16], mut tell: impl FnMut(u16, bool)) {
    for &bit in short {
        // First in leaps, then by halving: what comes next is not far.
        let mut leap = 1;
        while long.get(leap).is_some_and(|&other| other < bit) {
            leap *= 2;
        }
        let near = &long[..long.len().min(leap + 1)];
        let below = near.partition_point(|&other| other < bit);
        long = &long[below..];
        tell(bit, long.first() == Some(&bit));
    }
}

/// Tells of the bits of `a`, some at a time, which of them `b` has: ones in their place.
#[inline(always)]
fn compare(a: &[u16], b: &[u16], mut tell: impl FnMut(&[u16], &[u16])) {
    let (mut at_a, mut at_b) = (0, 0);
    let mut hits = [0_u16; LANES];
    while at_a < a.len() {
        let (these, until_a) = lanes(a, at_a);
        if at_b >= b.len() {
            tell(&these[..until_a - at_a], &hits[..until_a - at_a]);
            (at_a, hits) = (until_a, [0; LANES]);
            continue;
        }
        let (those, until_b) = lanes(b, at_b);
        for that in those {
            for (hit, this) in hits.iter_mut().zip(these) {
                *hit |= if this == that { !0 } else { 0 };
            }
        }
        let (last_a, last_b) = (these[LANES - 1], those[LANES - 1]);
        if last_b <= last_a {
            at_b = until_b;
        }
        if last_a <= last_b {
            tell(&these[..until_a - at_a], &hits[..until_a - at_a]);
            (at_a, hits) = (until_a, [0; LANES]);
        }
    }
}

/// The next of a list and where they end. The last one stands for those that lack: no harm where only equality counts.
#[inline(always)]
fn lanes(list: &[u16], at: usize) -> ([u16; LANES], usize) {
    let rest = &list[at..];
    match rest.first_chunk::<LANES>() {
        Some(lanes) => (*lanes, at + LANES),
        None => {
            let last = rest.last().copied().unwrap_or(0);
            let mut lanes = [last; LANES];
            lanes[..rest.len()].copy_from_slice(rest);
            (lanes, list.len())
        }
    }
}
