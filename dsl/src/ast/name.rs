use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::span::Spanned;

/// A name as the handbook spells it, in Unicode normal form NFKC.
pub type Name = Spanned<String>;

/// A name, or a group's name, a slash and a name inside it: `客户价值/高价值`.
pub type Path = Spanned<PathText>;

/// The parts of a [`Path`], outermost group first. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathText(pub Vec<String>);

impl PathText {
    /// The innermost name.
    #[must_use]
    pub fn last(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// The name, if the path is a bare one.
    #[must_use]
    pub fn bare(&self) -> Option<&str> {
        match self.0.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }
}

impl From<&str> for PathText {
    /// Splits at `/`, and puts the names into NFKC, the form in which names are compared.
    fn from(text: &str) -> Self {
        Self(text.split('/').map(|name| name.nfkc().collect()).collect())
    }
}

impl fmt::Display for PathText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}
