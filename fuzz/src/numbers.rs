/// A sequence of numbers that is the same in every run (xorshift64); the seed is not 0.
pub struct Numbers(pub u64);

impl Numbers {
    /// The next number, below so many; 0 where that is none.
    pub fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count.max(1) as u64) as usize
    }
}
