//! Sorted lists of bits against blocks and against each other.

use crate::Bits;
use crate::chain::ones;

/// So many of one list are compared at a time,
const LANES: usize = 32;
/// with so many of the other.
const GROUP: usize = 4;
/// Where one list is so many times longer, each of the shorter one is looked up in it.
const MUCH_LONGER: usize = 64;

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
            compare(long, short, |_, least| {
                let found = least.iter().fold(0, |found: u16, &least| found.wrapping_add(u16::from(least == 0)));
                count = count.wrapping_add(found.into());
            });
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
            compare(a, b, |bits, least| {
                if shared && least.iter().fold(u16::MAX, |least, &other| least.min(other)) != 0 {
                    return;
                }
                bits.iter().zip(least).for_each(|(&bit, least)| keep(bit, *least == 0));
            });
        }
        into.truncate(kept);
    }
}

kernel! {
    /// Sets the bits of some lists beside those that are set, and counts all.
    pub fn add_lists(lists: &[&[u16]], into: &mut Bits) -> u32 {
        for list in lists {
            for &bit in *list {
                into.set(bit);
            }
        }
        ones(&into.0) as u32
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

/// Tells of the bits of `a`, some at a time, which of them `b` has: nothing stands in their place.
#[inline(always)]
fn compare(a: &[u16], b: &[u16], mut tell: impl FnMut(&[u16], &[u16])) {
    let mut left = b;
    for part in a.chunks(LANES) {
        let last = part.last().copied().unwrap_or(0);
        // The last one stands for those that lack: no harm where only equality counts.
        let mut these = [last; LANES];
        match part.first_chunk() {
            Some(whole) => these = *whole,
            None => these.iter_mut().zip(part).for_each(|(this, &of)| *this = of),
        }
        // By what each differs at least from those of `b`. Arithmetic instead of questions: it is a vector's. Some that come behind the last one
        // may be compared too, and will be again.
        let mut least = [u16::MAX; LANES];
        let mut looked_at = 0;
        let (groups, few) = left.as_chunks::<GROUP>();
        for group in groups {
            if group[0] > last {
                break;
            }
            for (least, this) in least.iter_mut().zip(these) {
                *least = group.iter().fold(*least, |least, that| least.min(this ^ that));
            }
            looked_at += group.iter().fold(0, |count, &that| count + usize::from(that <= last));
        }
        if looked_at == groups.len() * GROUP {
            for &that in few.iter().take_while(|that| **that <= last) {
                for (least, this) in least.iter_mut().zip(these) {
                    *least = (*least).min(this ^ that);
                }
                looked_at += 1;
            }
        }
        left = &left[looked_at..];
        tell(part, &least[..part.len()]);
    }
}
