use crate::Bits;
use crate::chain::ones;

kernel! {
    /// Appends the numbers of the set bits, each behind `base`, in order.
    pub fn decode(bits: &Bits, base: u32, into: &mut Vec<u32>) {
        let before = into.len();
        into.resize(before + ones(&bits.0) as usize, 0);
        let mut slots = into[before..].iter_mut();
        let mut first = base;
        for &word in &bits.0 {
            let mut left = word;
            while left != 0 {
                if let Some(slot) = slots.next() {
                    *slot = first.wrapping_add(left.trailing_zeros());
                }
                left &= left.wrapping_sub(1);
            }
            first = first.wrapping_add(64);
        }
    }
}

kernel! {
    /// The set bits as a sorted list, in place of what `into` holds.
    pub fn to_sorted(bits: &Bits, into: &mut Vec<u16>) {
        into.clear();
        into.resize(ones(&bits.0) as usize, 0);
        let mut slots = into.iter_mut();
        for (n, &word) in bits.0.iter().enumerate() {
            let mut left = word;
            while left != 0 {
                if let Some(slot) = slots.next() {
                    *slot = (n as u16).wrapping_mul(64).wrapping_add(left.trailing_zeros() as u16);
                }
                left &= left.wrapping_sub(1);
            }
        }
    }
}
