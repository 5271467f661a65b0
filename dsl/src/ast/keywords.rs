use serde::{Deserialize, Serialize};

use super::Name;
use crate::json::{is_default, one_or_more};
use crate::span::Spanned;

/// A list of words with a name: `keywords 退换货 = ("退货", "换货")`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Keywords {
    /// Its name.
    pub name: Name,
    /// The words; one or more.
    #[serde(deserialize_with = "one_or_more")]
    pub words: Vec<WordItem>,
}

/// A word, or all words of a list declared before.
pub type WordItem = Spanned<WordItemKind>;

/// The kinds of [`WordItem`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WordItemKind {
    /// `"退货"`.
    Word(String),
    /// The name of a list.
    List(String),
}

/// Which words a text must mention, and how. Letters are compared after Unicode normalisation (NFKC) and case folding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Mention {
    /// How.
    pub how: MentionHow,
    /// The words; one or more.
    #[serde(deserialize_with = "one_or_more")]
    pub words: Vec<WordItem>,
    /// Phrases in which words do not count; none with [`Exactly`](MentionHow::Exactly).
    #[serde(default, skip_serializing_if = "is_default")]
    pub unless: Vec<WordItem>,
}

/// How a text mentions words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum MentionHow {
    /// At least one.
    Any,
    /// Every one.
    All,
    /// The whole text is one of them, but for blanks around it.
    Exactly,
    /// One of them, with one of `other` before or behind it.
    Near {
        /// The other words; one or more.
        #[serde(deserialize_with = "one_or_more")]
        other: Vec<WordItem>,
        /// How many characters at most lie between.
        characters: u32,
    },
}
