use super::Keywords;

/// Which words stand in a text, and where. It is filled again and again, so that nothing is allocated for a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hits {
    /// The numbers of the words, each once.
    words: Vec<u32>,
    /// By word, whether it is among them.
    is_found: Vec<bool>,
    /// By dictionary, how many of its words are.
    counts: Vec<u32>,
    /// The dictionaries of which one is.
    dictionaries: Vec<u32>,
    /// Where the words stand of which that is asked, in order of their ends.
    pub(super) places: Vec<Place>,
    /// The word that is the whole text but for the blanks around it.
    pub(super) whole: Option<u32>,
}

/// A word in a text, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) word: u32,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Hits {
    /// Forgets the text before, whatever was looked for in it.
    pub(super) fn begin(&mut self, keywords: &Keywords) {
        for word in self.words.drain(..) {
            self.is_found[word as usize] = false;
        }
        for dictionary in self.dictionaries.drain(..) {
            self.counts[dictionary as usize] = 0;
        }
        self.places.clear();
        self.whole = None;
        let (words, dictionaries) = (keywords.count(), keywords.dictionaries());
        self.is_found.resize(self.is_found.len().max(words), false);
        self.counts.resize(self.counts.len().max(dictionaries), 0);
    }

    /// A word was found.
    pub(super) fn find(&mut self, word: u32, keywords: &Keywords) {
        if std::mem::replace(&mut self.is_found[word as usize], true) {
            return;
        }
        self.words.push(word);
        for &dictionary in keywords.members(word) {
            let count = &mut self.counts[dictionary as usize];
            if *count == 0 {
                self.dictionaries.push(dictionary);
            }
            *count += 1;
        }
    }

    /// How many words of a dictionary stand in the text.
    pub(super) fn count(&self, dictionary: u32) -> usize {
        self.counts.get(dictionary as usize).map_or(0, |&count| count as usize)
    }
}
