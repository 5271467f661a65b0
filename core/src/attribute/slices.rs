/// From so many bits on, bytes are as good.
pub(super) const MOST_SLICES: u32 = 6;

/// Small numbers, a slice for each of their bits, one slice behind the other: so they are read in one go. Without any all
/// are 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Slices {
    count: usize,
    words: Vec<u64>,
}

impl Slices {
    /// So many slices of so many words, all 0.
    pub(super) fn new(count: u32, words: usize) -> Self {
        let count = count.min(MOST_SLICES) as usize;
        Self { count, words: vec![0; count * words] }
    }

    /// The largest number that fits.
    pub(super) fn most(&self) -> u64 {
        (1 << self.count) - 1
    }

    /// The words of a slice.
    fn len(&self) -> usize {
        self.words.len().checked_div(self.count).unwrap_or(0)
    }

    /// Makes room for more words in each.
    pub(super) fn lengthen(&mut self, words: usize) {
        let (len, mut longer) = (self.len(), vec![0; self.count * words]);
        for place in 0..self.count {
            longer[place * words..][..len].copy_from_slice(&self.words[place * len..][..len]);
        }
        self.words = longer;
    }

    pub(super) fn get(&self, row: usize) -> u64 {
        let len = self.len();
        if row / 64 >= len {
            return 0;
        }
        (0..self.count).rev().fold(0, |value, place| value << 1 | self.words[place * len + row / 64] >> (row % 64) & 1)
    }

    /// Puts a number that fits into a row that there is.
    pub(super) fn put(&mut self, row: usize, value: u64) {
        let len = self.len();
        for place in 0..self.count {
            let word = &mut self.words[place * len + row / 64];
            *word = *word & !(1 << (row % 64)) | (value >> place & 1) << (row % 64);
        }
    }

    /// As the kernels take them; of them so many are there as [`count`](Self::count) says.
    pub(super) fn planes(&self) -> [&[u64]; MOST_SLICES as usize] {
        let len = self.len();
        std::array::from_fn(|place| self.words.get(place * len..(place + 1) * len).unwrap_or_default())
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    #[cfg(any(test, feature = "measure"))]
    pub(super) fn bytes(&self) -> usize {
        self.words.capacity() * 8
    }
}
