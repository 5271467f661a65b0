/// What has a number: a number of the host's, or a text. Numbers come first, texts are ordered by their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key<'a> {
    Number(u64),
    Text(&'a str),
}

/// Keys by place: numbers as they are, texts one behind the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    /// The number, or where the text begins and how long it is.
    words: Vec<u64>,
    texts: Bits,
    gone: Bits,
    bytes: Vec<u8>,
    /// How many of the bytes belong to texts that are gone.
    wiped: usize,
}

impl Keys {
    pub(super) fn get(&self, place: usize) -> Option<Key<'_>> {
        let word = *self.words.get(place).filter(|_| !self.gone.has(place))?;
        if !self.texts.has(place) {
            return Some(Key::Number(word));
        }
        std::str::from_utf8(self.text(word)).ok().map(Key::Text)
    }

    /// What is kept of a place's key.
    pub(super) fn word_at(&self, place: usize) -> Option<&u64> {
        self.words.get(place)
    }

    pub(super) fn is(&self, place: usize, key: Key<'_>) -> bool {
        let Some(&word) = self.words.get(place).filter(|_| !self.gone.has(place)) else { return false };
        match key {
            Key::Number(number) => word == number && !self.texts.has(place),
            Key::Text(text) => self.texts.has(place) && self.text(word) == text.as_bytes(),
        }
    }

    fn text(&self, word: u64) -> &[u8] {
        let (start, len) = unpack(word);
        self.bytes.get(start..start + len).unwrap_or_default()
    }

    /// Adds a key behind the last. `None` where texts have become too long.
    pub(super) fn push(&mut self, key: Key<'_>) -> Option<()> {
        let word = self.word(key)?;
        self.texts.put(self.words.len(), matches!(key, Key::Text(_)));
        self.words.push(word);
        Some(())
    }

    /// Puts a key where another was forgotten.
    pub(super) fn put(&mut self, place: usize, key: Key<'_>) -> Option<()> {
        let word = self.word(key)?;
        *self.words.get_mut(place)? = word;
        self.texts.put(place, matches!(key, Key::Text(_)));
        self.gone.put(place, false);
        Some(())
    }

    fn word(&mut self, key: Key<'_>) -> Option<u64> {
        match key {
            Key::Number(number) => Some(number),
            Key::Text(text) => {
                let word = pack(self.bytes.len(), text.len())?;
                self.bytes.extend_from_slice(text.as_bytes());
                Some(word)
            }
        }
    }

    /// Nothing of the key stays.
    pub(super) fn forget(&mut self, place: usize) {
        let Some(word) = self.words.get_mut(place).map(std::mem::take) else { return };
        if self.texts.has(place) {
            let (start, len) = unpack(word);
            self.bytes.get_mut(start..start + len).unwrap_or_default().fill(0);
            self.wiped += len;
        }
        self.texts.put(place, false);
        self.gone.put(place, true);
        if self.wiped > self.bytes.len() / 2 {
            self.close_up();
        }
    }

    /// Lets go of the room of texts that are gone.
    fn close_up(&mut self) {
        let mut kept = Vec::with_capacity(self.bytes.len() - self.wiped);
        for place in 0..self.words.len() {
            if self.texts.has(place) {
                let start = kept.len();
                kept.extend_from_slice(self.text(self.words[place]));
                // It fitted before, where more was.
                self.words[place] = pack(start, kept.len() - start).unwrap_or_default();
            }
        }
        self.bytes = kept;
        self.wiped = 0;
    }

    #[cfg(any(test, feature = "measure"))]
    pub(super) fn bytes(&self) -> usize {
        let Self { words, texts, gone, bytes, .. } = self;
        (words.capacity() + texts.0.capacity() + gone.0.capacity()) * 8 + bytes.capacity() + size_of::<Self>()
    }
}

fn pack(start: usize, len: usize) -> Option<u64> {
    Some(u64::from(u32::try_from(start).ok()?) << 32 | u64::from(u32::try_from(len).ok()?))
}

fn unpack(word: u64) -> (usize, usize) {
    ((word >> 32) as usize, word as u32 as usize)
}

/// Bits of which most lists have none.
#[derive(Clone, Debug, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn put(&mut self, at: usize, bit: bool) {
        if bit && self.0.len() <= at / 64 {
            self.0.resize(at / 64 + 1, 0);
        }
        if let Some(word) = self.0.get_mut(at / 64) {
            *word = *word & !(1 << (at % 64)) | u64::from(bit) << (at % 64);
        }
    }
}
