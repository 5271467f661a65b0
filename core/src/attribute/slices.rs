/// From so many bits on, bytes are as good.
pub(super) const MOST_SLICES: u32 = 6;

/// Each of eight bits in a byte of its own, by what they are as a number.
static SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut bits = 0;
    while bits < 256 {
        let mut place = 0;
        while place < 8 {
            spread[bits] |= ((bits >> place & 1) as u64) << (8 * place);
            place += 1;
        }
        bits += 1;
    }
    spread
};

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

    /// The numbers of a word of rows; 0 for rows that there are not.
    pub(super) fn word(&self, word: usize) -> [u8; 64] {
        let len = self.len();
        let mut numbers = [0; 64];
        if word >= len {
            return numbers;
        }
        for (eight, numbers) in numbers.as_chunks_mut::<8>().0.iter_mut().enumerate() {
            let bits = |place: usize| SPREAD[(self.words[place * len + word] >> (8 * eight)) as usize & 0xFF];
            *numbers = (0..self.count).fold(0, |numbers, place| numbers | bits(place) << place).to_le_bytes();
        }
        numbers
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
