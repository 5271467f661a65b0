//! Texts that mention words: lists become dictionaries.

use std::sync::Arc;

use tagora_dsl::ast::{self, MentionHow, WordItem, WordItemKind};

use super::compile::Compiler;
use crate::error::{Error, ErrorKind, Result};
use crate::value::{Dictionary, folded};

/// What a text must mention.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mention {
    /// The whole text is one of the words.
    Exactly(Arc<Dictionary>),
    /// At least one of the words, or every one, outside of the phrases.
    Words { words: Arc<Dictionary>, all: bool, unless: Option<Arc<Dictionary>> },
    /// One of each, with at most so many characters between.
    Near { words: Arc<Dictionary>, others: Arc<Dictionary>, characters: u32, unless: Option<Arc<Dictionary>> },
}

impl Mention {
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let text = folded(text);
        match self {
            Self::Exactly(words) => words.is_word(text.trim()),
            Self::Words { words, all, unless } => words.is_mentioned(&text, *all, unless.as_deref()),
            Self::Near { words, others, characters, unless } => words.is_near(&text, others, *characters, unless.as_deref()),
        }
    }
}

impl Mention {
    /// A folded text that must occur, as a list of one word. None if it is no word: the empty text is everywhere.
    pub(crate) fn of_text(needle: &str) -> Option<Self> {
        if needle.is_empty() || folded(needle) != needle {
            return None;
        }
        Some(Self::Words { words: Arc::new(Dictionary::new([needle])?), all: false, unless: None })
    }

    /// The words and phrases that it looks for, and whether it matters where they stand.
    pub(crate) fn dictionaries(&self) -> impl Iterator<Item = (&Arc<Dictionary>, bool)> {
        let (words, others, unless) = match self {
            Self::Exactly(words) => (words, None, None),
            Self::Words { words, unless, .. } => (words, None, unless.as_ref()),
            Self::Near { words, others, unless, .. } => (words, Some(others), unless.as_ref()),
        };
        let is_placed = others.is_some() || unless.is_some();
        [Some(words), others, unless].into_iter().flatten().map(move |dictionary| (dictionary, is_placed))
    }
}

/// So many bytes of words may be looked for in all; a list that is named in many places counts once. Looking for them
/// takes some tens of times that much memory.
const MAX_WORD_BYTES: usize = 4 << 20;

impl Compiler<'_> {
    pub(super) fn mention(&self, mention: &ast::Mention) -> Result<Mention> {
        let mention = self.mention_of(mention)?;
        self.mentions.borrow_mut().push(mention.clone());
        Ok(mention)
    }

    /// A text that must occur, folded, as a condition on what is mentioned.
    pub(super) fn mention_text(&self, needle: &str) {
        self.mentions.borrow_mut().extend(Mention::of_text(needle));
    }

    fn mention_of(&self, mention: &ast::Mention) -> Result<Mention> {
        let words = self.dictionary(&mention.words)?;
        let unless = if mention.unless.is_empty() { None } else { Some(self.dictionary(&mention.unless)?) };
        Ok(match &mention.how {
            MentionHow::Exactly => Mention::Exactly(words),
            MentionHow::Any => Mention::Words { words, all: false, unless },
            MentionHow::All => Mention::Words { words, all: true, unless },
            MentionHow::Near { other, characters } => {
                Mention::Near { words, others: self.dictionary(other)?, characters: *characters, unless }
            }
        })
    }

    fn dictionary(&self, items: &[WordItem]) -> Result<Arc<Dictionary>> {
        let list = match items {
            [item] => match &item.node {
                WordItemKind::List(name) => Some(name),
                WordItemKind::Word(_) => None,
            },
            _ => None,
        };
        if let Some(known) = list.and_then(|name| self.dictionaries.borrow().get(name).cloned()) {
            return Ok(known);
        }
        let words = self.handbook.words_of(items);
        // Each word also costs something for itself.
        let bytes = self.word_bytes.get() + words.iter().map(|word| word.len() + 16).sum::<usize>();
        self.word_bytes.set(bytes);
        let too_much = || {
            Error::new(ErrorKind::LimitExceeded, format!("keywords have more than {MAX_WORD_BYTES} bytes in all"))
                .with_help("name one list in several places instead of writing its words there")
        };
        if bytes > MAX_WORD_BYTES {
            return Err(too_much());
        }
        let dictionary = Arc::new(Dictionary::new(words.iter().map(|word| &**word)).ok_or_else(too_much)?);
        if let Some(name) = list {
            self.dictionaries.borrow_mut().insert(name.clone(), dictionary.clone());
        }
        Ok(dictionary)
    }
}
