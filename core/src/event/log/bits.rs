//! Numbers of a fixed width in bits, one behind the other, the lowest bits first.

/// How many bits a number needs.
pub(super) fn width(number: u64) -> u32 {
    u64::BITS - number.leading_zeros()
}

/// The bytes that so many numbers of a width take.
pub(super) fn len(count: usize, width: u32) -> usize {
    (count * width as usize).div_ceil(8)
}

/// Appends numbers bit by bit.
#[derive(Debug)]
pub(super) struct Packer<'o> {
    out: &'o mut Vec<u8>,
    held: u128,
    bits: u32,
}

impl<'o> Packer<'o> {
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out, held: 0, bits: 0 }
    }

    /// Appends a number of at most so many bits.
    #[inline]
    pub(super) fn push(&mut self, number: u64, width: u32) {
        self.held |= u128::from(number) << self.bits;
        self.bits += width;
        if self.bits >= 64 {
            self.out.extend_from_slice(&(self.held as u64).to_le_bytes());
            self.held >>= 64;
            self.bits -= 64;
        }
    }

    /// Fills the last byte up.
    pub(super) fn finish(self) {
        self.out.extend_from_slice(&self.held.to_le_bytes()[..self.bits.div_ceil(8) as usize]);
    }
}

/// Appends numbers of at most `width` bits, and fills the last byte up.
pub(super) fn pack(out: &mut Vec<u8>, width: u32, numbers: impl IntoIterator<Item = u64>) {
    let mut packer = Packer::new(out);
    numbers.into_iter().for_each(|number| packer.push(number, width));
    packer.finish();
}

/// Eight bytes from a place on, as far as there are so many.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(word) => u64::from_le_bytes(*word),
        None => last_word(bytes, at),
    }
}

#[cold]
fn last_word(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; 8];
    for (to, from) in word.iter_mut().zip(bytes.get(at..).unwrap_or_default()) {
        *to = *from;
    }
    u64::from_le_bytes(word)
}

fn mask(width: u32) -> u64 {
    u64::MAX.checked_shr(u64::BITS - width).unwrap_or(0)
}

/// The number at a place, counted in numbers, of those that begin at byte `start`.
#[inline]
pub(super) fn get(bytes: &[u8], start: usize, width: u32, place: usize) -> u64 {
    at(bytes, start, place * width as usize, width)
}

/// The number of a width at a bit, counted from byte `start`.
#[inline]
pub(super) fn at(bytes: &[u8], start: usize, bit: usize, width: u32) -> u64 {
    let (at, shift) = (start + bit / 8, (bit % 8) as u32);
    let low = word(bytes, at) >> shift;
    // A wide number may reach into a ninth byte.
    let high = if shift + width > 64 { u64::from(bytes.get(at + 8).copied().unwrap_or(0)) << (64 - shift) } else { 0 };
    (low | high) & mask(width)
}

/// The first numbers of those that begin at byte `start`.
pub(super) fn unpack(bytes: &[u8], start: usize, width: u32, out: &mut [u64]) {
    match width {
        0 => out.fill(0),
        1..=57 => {
            let (mask, width) = (mask(width), width as usize);
            let bytes = bytes.get(start..).unwrap_or_default();
            // Eight numbers begin and end with a byte: one look at the end of the bytes for all of them.
            let (eights, rest) = out.as_chunks_mut::<8>();
            let mut begin = 0;
            for eight in eights {
                match bytes.get(begin..begin + width + 8) {
                    Some(bytes) => {
                        for (place, number) in eight.iter_mut().enumerate() {
                            let bit = place * width;
                            *number = word(bytes, bit / 8) >> (bit % 8) & mask;
                        }
                    }
                    None => {
                        let place = |(place, number): (usize, &mut u64)| *number = get(bytes, begin, width as u32, place);
                        eight.iter_mut().enumerate().for_each(place);
                    }
                }
                begin += width;
            }
            rest.iter_mut().enumerate().for_each(|(place, number)| *number = get(bytes, begin, width as u32, place));
        }
        _ => out.iter_mut().enumerate().for_each(|(place, number)| *number = get(bytes, start, width, place)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn packed_numbers_come_back(width in 0..=64_u32, numbers in prop::collection::vec(any::<u64>(), 0..80), before in 0..3_usize) {
            let numbers: Vec<u64> = numbers.into_iter().map(|number| number & mask(width)).collect();
            let mut out = vec![0xff; before];
            pack(&mut out, width, numbers.iter().copied());
            prop_assert_eq!(out.len(), before + len(numbers.len(), width));
            for (place, number) in numbers.iter().enumerate() {
                prop_assert_eq!(get(&out, before, width, place), *number);
            }
            let mut back = vec![7; numbers.len()];
            unpack(&out, before, width, &mut back);
            prop_assert_eq!(back, numbers);
        }
    }

    #[test]
    fn there_is_nothing_behind_the_end() {
        assert_eq!((word(&[1, 2], 1), word(&[1], 9), get(&[1], 5, 64, 3)), (2, 0, 0));
        assert_eq!((width(0), width(1), width(u64::MAX)), (0, 1, 64));
    }
}
