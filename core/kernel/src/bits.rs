/// The bits of a block.
pub const BITS: usize = 65_536;
/// The words of a block.
pub const WORDS: usize = BITS / 64;

/// A block of 65,536 bits, the lowest bit of the first word first, aligned to the cache's lines.
#[derive(Clone, Debug, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct Bits(pub [u64; WORDS]);

impl Bits {
    /// No bit.
    pub const ZERO: Self = Self([0; WORDS]);
    /// Every bit.
    pub const ONE: Self = Self([!0; WORDS]);

    /// The block with these bits.
    #[must_use]
    pub fn of(bits: &[u16]) -> Self {
        let mut block = Self::ZERO;
        block.add(bits);
        block
    }

    /// Sets exactly these bits.
    pub fn put_list(&mut self, bits: &[u16]) {
        self.0.fill(0);
        self.add(bits);
    }

    fn add(&mut self, bits: &[u16]) {
        for &bit in bits {
            self.set(bit);
        }
    }

    /// Whether a bit is set.
    #[inline]
    #[must_use]
    pub fn get(&self, bit: u16) -> bool {
        self.0[usize::from(bit >> 6)] >> (bit & 63) & 1 != 0
    }

    /// Sets a bit.
    #[inline]
    pub fn set(&mut self, bit: u16) {
        self.0[usize::from(bit >> 6)] |= 1 << (bit & 63);
    }

    /// Sets a bit or clears it; how many more are set now: 1, 0 or -1.
    #[inline]
    pub fn put(&mut self, bit: u16, on: bool) -> i32 {
        let word = &mut self.0[usize::from(bit >> 6)];
        let (old, shift) = (*word >> (bit & 63) & 1, bit & 63);
        *word = *word & !(1 << shift) | u64::from(on) << shift;
        i32::from(on) - i32::from(old != 0)
    }
}

impl Default for Bits {
    fn default() -> Self {
        Self::ZERO
    }
}

/// Stands for what is not there.
pub(crate) static NONE: Bits = Bits::ZERO;
