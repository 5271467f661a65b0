//! Why a tag is held or not, and what comes next.

use std::fmt;
use std::sync::Arc;

use tagora_dsl::Language;

use super::clause::Clause;
use super::words::write;
use crate::change::Cause;
use crate::time::Instant;

/// What decides whether a customer holds a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Basis {
    /// A ban: it is not held, whatever else is.
    Banned,
    /// A pin.
    Pinned,
    /// Its definition is true.
    Defined,
    /// Its definition is not true.
    NotDefined,
    /// Somebody or something gave it.
    Assigned,
    /// Nobody gave it, or it was taken, or came to its end.
    NotAssigned,
    /// It is what is held where no other of its group is.
    Otherwise,
    /// Others of its group take its place.
    Beaten,
    /// Its last day is over.
    Over,
}

impl Basis {
    /// A stable name for machines, such as `not-defined`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Banned => "banned",
            Self::Pinned => "pinned",
            Self::Defined => "defined",
            Self::NotDefined => "not-defined",
            Self::Assigned => "assigned",
            Self::NotAssigned => "not-assigned",
            Self::Otherwise => "otherwise",
            Self::Beaten => "beaten",
            Self::Over => "over",
        }
    }
}

/// Why a customer holds a tag or does not, at the instant of a snapshot. As text it is a tree of its definition; see
/// [`text`](Self::text) for Chinese.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The tag's full path.
    pub tag: Arc<str>,
    /// The instant it is about.
    pub at: Instant,
    /// Whether it is held.
    pub is_held: bool,
    /// What decides that.
    pub basis: Basis,
    /// Since when it is held.
    pub since: Option<Instant>,
    /// When the assignment by which it is held ends.
    pub until: Option<Instant>,
    /// What made it be held; for one that is not, what ended it last.
    pub cause: Option<Cause>,
    /// What its definition says; `None` of tags that are assigned, and of those that stand for `otherwise`.
    pub definition: Option<Clause>,
    /// What changes it next if nothing is told to the engine; `None` if nothing does up to `ahead`.
    pub next: Option<Turning>,
    /// So far was looked ahead.
    pub ahead: Instant,
}

/// When a tag comes or goes next, if nothing is told to the engine.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Turning {
    /// The first instant at which it is otherwise.
    pub at: Instant,
    /// Whether it is held from then on.
    pub gained: bool,
    /// Why.
    pub cause: Cause,
    /// What its definition says then.
    pub definition: Option<Clause>,
}

/// A tag that a customer is going to gain or lose if nothing is told to the engine.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Upcoming {
    /// When.
    pub at: Instant,
    /// The tag's full path.
    pub tag: Arc<str>,
    /// Whether it is gained.
    pub gained: bool,
    /// Why.
    pub cause: Cause,
}

impl Explanation {
    /// The explanation in words, with the definition as it is written in this language.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        write(self, language)
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write(self, Language::English))
    }
}
