use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use daachorse::CharwiseDoubleArrayAhoCorasick;

use super::hits::Hits;
use super::question::{Question, Words};
use super::reading::Reading;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::rule::Mention;
use crate::value::{Dictionary, folded};

/// So many words may end in one another, each inside the next: so many can stand at one place of a text.
const MAX_NESTED: usize = 32;

/// Finds words, by their numbers.
pub(super) type Automaton = CharwiseDoubleArrayAhoCorasick<u32>;

/// The words of many dictionaries, looked for in one pass over a text.
#[derive(Default)]
pub(crate) struct Keywords {
    /// The dictionaries, in the order of their numbers.
    dictionaries: BTreeMap<Arc<Dictionary>, Words>,
    /// The words by number; `None` where there are none.
    automaton: Option<Automaton>,
    words: Box<[Word]>,
    /// The numbers of dictionaries, those of a word one behind the other.
    members: Box<[u32]>,
}

/// A word of some dictionaries.
pub(super) struct Word {
    pub(super) characters: usize,
    /// Where its dictionaries begin in `members`; they end where those of the next begin.
    members: usize,
    /// Whether it matters where it stands.
    pub(super) is_placed: bool,
}

impl Keywords {
    /// All words that are looked for by some conditions. Takes some tens of bytes for each byte of them, and some
    /// hundred for a while.
    ///
    /// # Errors
    /// `limit-exceeded` if they are too many, or too deep in one another.
    pub(crate) fn of<'m>(mentions: impl IntoIterator<Item = &'m Mention>) -> Result<Self> {
        let mut asked: BTreeMap<Arc<Dictionary>, bool> = BTreeMap::new();
        for mention in mentions {
            for (dictionary, is_placed) in mention.dictionaries() {
                *asked.entry(dictionary.clone()).or_default() |= is_placed;
            }
        }
        let words: BTreeSet<&str> = asked.keys().flat_map(|dictionary| dictionary.words()).map(String::as_str).collect();
        let words: Vec<&str> = words.into_iter().collect();
        if let Some(word) = too_deep(&words) {
            let message = format!("{} is the last of more than {MAX_NESTED} keywords that end in one another", quote(&word));
            return Err(
                Error::new(ErrorKind::LimitExceeded, message).with_help("leave out the longer ones: the shorter are in them")
            );
        }
        let mut of_words = vec![(Vec::new(), false); words.len()];
        let mut dictionaries = BTreeMap::new();
        for (number, (dictionary, &is_placed)) in (0..).zip(&asked) {
            let numbers: Arc<[u32]> = dictionary.words().iter().filter_map(|word| number_of(&words, word)).collect();
            for &word in &*numbers {
                let (members, placed) = &mut of_words[word as usize];
                members.push(number);
                *placed |= is_placed;
            }
            dictionaries.insert(dictionary.clone(), Words { dictionary: number, numbers });
        }
        let (mut known, mut members) = (Vec::with_capacity(words.len()), Vec::new());
        for (word, (of, is_placed)) in words.iter().zip(of_words) {
            known.push(Word { characters: word.chars().count(), members: members.len(), is_placed });
            members.extend(of);
        }
        let automaton = if words.is_empty() { None } else { Some(automaton(&words)?) };
        Ok(Self { dictionaries, automaton, words: known.into(), members: members.into() })
    }

    /// What to ask of the hits of a text to know whether a condition is met on it. `None` if its words are not looked for.
    pub(crate) fn question(&self, mention: &Mention) -> Option<Question> {
        let words = |dictionary: &Arc<Dictionary>| self.dictionaries.get(dictionary).cloned();
        let phrases = |unless: &Option<Arc<Dictionary>>| unless.as_ref().map(words);
        Some(match mention {
            Mention::Exactly(of) => Question::Exactly(words(of)?),
            Mention::Words { words: of, all, unless } => {
                Question::Words { words: words(of)?, all: *all, unless: phrases(unless).map_or(Some(None), |of| of.map(Some))? }
            }
            Mention::Near { words: of, others, characters, unless } => Question::Near {
                words: words(of)?,
                others: words(others)?,
                characters: usize::try_from(*characters).unwrap_or(usize::MAX),
                unless: phrases(unless).map_or(Some(None), |of| of.map(Some))?,
            },
        })
    }

    /// Finds all words in a text. Costs a step for each character, and one for each place at which a word ends.
    pub(crate) fn search(&self, text: &str, hits: &mut Hits) {
        hits.begin(self);
        let Some(automaton) = &self.automaton else { return };
        if !Reading::new(self, hits).read(automaton, text) {
            hits.begin(self);
            Reading::new(self, hits).read_folded(automaton, &folded(text));
        }
    }

    pub(super) fn word(&self, word: u32) -> &Word {
        &self.words[word as usize]
    }

    pub(super) fn count(&self) -> usize {
        self.words.len()
    }

    pub(super) fn dictionaries(&self) -> usize {
        self.dictionaries.len()
    }

    /// The numbers of the dictionaries that a word is in.
    pub(super) fn members(&self, word: u32) -> &[u32] {
        let word = word as usize;
        let end = self.words.get(word + 1).map_or(self.members.len(), |next| next.members);
        &self.members[self.words[word].members..end]
    }

    /// Bytes in use, about, beside the dictionaries.
    #[cfg(feature = "measure")]
    pub(crate) fn bytes(&self) -> usize {
        let automaton = self.automaton.as_ref().map_or(0, CharwiseDoubleArrayAhoCorasick::heap_bytes);
        automaton + size_of_val(&*self.words) + size_of_val(&*self.members)
    }
}

impl fmt::Debug for Keywords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keywords").field("words", &self.count()).field("dictionaries", &self.dictionaries()).finish()
    }
}

fn number_of(words: &[&str], word: &str) -> Option<u32> {
    u32::try_from(words.binary_search(&word).ok()?).ok()
}

fn automaton(words: &[&str]) -> Result<Automaton> {
    CharwiseDoubleArrayAhoCorasick::new(words).map_err(|_| {
        Error::new(ErrorKind::LimitExceeded, "the keywords of the handbook are too many to be looked for together")
            .with_help("leave out some")
    })
}

/// A word that more words end in, each inside the next, than may, if there is one.
fn too_deep(words: &[&str]) -> Option<String> {
    let mut backwards: Vec<String> = words.iter().map(|word| word.chars().rev().collect()).collect();
    backwards.sort_unstable();
    let mut inside = Vec::<&str>::new();
    for word in &backwards {
        while inside.pop_if(|outer| !word.starts_with(*outer)).is_some() {}
        inside.push(word);
        if inside.len() > MAX_NESTED {
            return Some(word.chars().rev().collect());
        }
    }
    None
}
