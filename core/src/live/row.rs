use crate::time::Instant;

/// What is kept of one customer, as words: when it is due, how far it has come, whether it is born, its atoms' bits, then what
/// these are kept by.
#[derive(Debug)]
pub(super) struct Row<'a> {
    words: &'a mut [i64],
}

const DUE: usize = 0;
const REACHED: usize = 1;
/// Whether the customer is born, and above that bit by what it is known that the row was remembered.
const STAMP: usize = 2;
/// The first word of the atoms' bits.
pub(super) const BITS: usize = 3;
/// In place of an instant that there is not yet.
pub(super) const NONE: i64 = i64::MIN;

/// The row of a customer of whom nothing is known, with so many words, of which the first so many behind the head are bits.
pub(super) fn blank(words: usize, bits: usize) -> Box<[i64]> {
    let mut blank = vec![NONE; words.max(BITS + bits)];
    blank[DUE] = Instant::NEVER.millis();
    blank[STAMP] = 0;
    blank[BITS..BITS + bits].fill(0);
    blank.into()
}

impl<'a> Row<'a> {
    pub(super) fn new(words: &'a mut [i64]) -> Self {
        Self { words }
    }

    /// The same row, for a while.
    pub(super) fn again(&mut self) -> Row<'_> {
        Row { words: self.words }
    }

    pub(super) fn is_born(&self) -> bool {
        self.words[STAMP] & 1 == 1
    }

    pub(super) fn be_born(&mut self) {
        self.words[STAMP] |= 1;
    }

    pub(super) fn atom(&self, atom: usize) -> bool {
        self.bit(BITS, atom)
    }

    /// Gives whether it was otherwise before.
    pub(super) fn set_atom(&mut self, atom: usize, truth: bool) -> bool {
        self.set_bit(BITS, atom, truth)
    }

    /// A bit of those that are kept from a place on.
    pub(super) fn bit(&self, place: usize, number: usize) -> bool {
        self.words.get(place + number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Gives whether it was otherwise before.
    pub(super) fn set_bit(&mut self, place: usize, number: usize, truth: bool) -> bool {
        let word = &mut self.words[place + number / 64];
        let before = std::mem::replace(word, *word & !(1 << (number % 64)) | i64::from(truth) << (number % 64));
        before != *word
    }

    /// Bits that are kept at a place.
    pub(super) fn bits(&self, place: std::ops::Range<usize>) -> &[i64] {
        self.words.get(place).unwrap_or(&[])
    }

    pub(super) fn set_bits(&mut self, place: usize, bits: &[i64]) {
        self.words[place..place + bits.len()].copy_from_slice(bits);
    }

    /// By what it is known that it was remembered.
    pub(super) fn stamp(&self) -> i64 {
        self.words[STAMP] >> 1
    }

    pub(super) fn set_stamp(&mut self, stamp: i64) {
        self.words[STAMP] = stamp << 1 | self.words[STAMP] & 1;
    }

    pub(super) fn words(&self) -> &[i64] {
        self.words
    }

    /// The instant that the short way has come to.
    pub(super) fn reached(&self) -> Option<Instant> {
        self.instant(REACHED)
    }

    pub(super) fn reach(&mut self, at: Instant) {
        self.words[REACHED] = at.millis();
    }

    /// When the passing of time can first change an atom.
    pub(super) fn due(&self) -> Instant {
        Instant::kept(self.words[DUE])
    }

    pub(super) fn set_due(&mut self, due: Instant) {
        self.words[DUE] = due.millis();
    }

    /// What is kept at a place.
    pub(super) fn word(&self, place: usize) -> i64 {
        self.words[place]
    }

    pub(super) fn set_word(&mut self, place: usize, word: i64) {
        self.words[place] = word;
    }

    pub(super) fn instant(&self, place: usize) -> Option<Instant> {
        self.words.get(place).copied().filter(|&millis| millis != NONE).map(Instant::kept)
    }

    pub(super) fn set_instant(&mut self, place: usize, at: Instant) {
        self.words[place] = at.millis();
    }

    /// The number of a series that is kept at a place, and its length; none, if there is none yet.
    pub(super) fn series(&self, place: usize) -> Option<(usize, usize)> {
        Self::series_of(self.words.get(place).copied().filter(|&word| word != NONE))
    }

    /// The same of a word.
    pub(super) fn series_of(word: Option<i64>) -> Option<(usize, usize)> {
        word.map(|word| ((word >> 32) as usize, (word & LENGTH) as usize))
    }

    /// Whether an atom stands in a row of these words.
    pub(super) fn atom_of(words: &[i64], atom: usize) -> bool {
        words.get(BITS + atom / 64).is_some_and(|word| word >> (atom % 64) & 1 == 1)
    }

    /// How far the short way has led the customer of these words, and whether it is born.
    pub(super) fn state_of(words: &[i64]) -> Option<bool> {
        let is_reached = words.get(REACHED).is_some_and(|&reached| reached != NONE);
        is_reached.then(|| words.get(STAMP).is_some_and(|stamp| stamp & 1 == 1))
    }

    pub(super) fn set_series(&mut self, place: usize, (number, len): (usize, usize)) {
        self.words[place] = (number as i64) << 32 | len as i64;
    }

    /// A number that is kept at a place; none, if there is none yet.
    pub(super) fn number(&self, place: usize) -> Option<usize> {
        Self::number_of(self.words, place)
    }

    /// The same of the words of a row.
    pub(super) fn number_of(words: &[i64], place: usize) -> Option<usize> {
        let number = words.get(place).copied().filter(|&number| number != NONE)?;
        usize::try_from(number).ok()
    }

    pub(super) fn set_number(&mut self, place: usize, number: usize) {
        self.words[place] = number as i64;
    }

    /// Puts an instant among others, the latest first, of which the last is let go.
    pub(super) fn insert(&mut self, place: usize, kept: usize, at: i64) {
        let words = &mut self.words[place..place + kept];
        if let Some(behind) = words.iter().position(|&known| known < at) {
            words.copy_within(behind..kept - 1, behind + 1);
            words[behind] = at;
        }
    }

    /// Puts an instant in front of others, of which the last is let go. None of them is later.
    pub(super) fn push(&mut self, place: usize, kept: usize, at: Instant) {
        let words = &mut self.words[place..place + kept];
        words.copy_within(..kept - 1, 1);
        words[0] = at.millis();
    }
}

/// What of a word says how long a series is; what is above that is its number. A customer has fewer records.
const LENGTH: i64 = 0xFFFF_FFFF;
