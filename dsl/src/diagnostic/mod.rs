//! Errors as a product: code, message in two languages, place, help.

mod code;
mod help;
mod message;
mod problem;
mod quote;
mod render;
mod tagging;
mod warning;

pub use code::Code;
pub(crate) use problem::{A_NAME, Advice, Kind, NumberFault, Problem, UnknownNote, Words};
pub(crate) use tagging::Tagging;
pub(crate) use warning::Warning;

use crate::language::Language;
use crate::span::{Position, Span};

/// One thing wrong with a handbook's text.
///
/// ```
/// let errors = tagora_dsl::read("tag 活跃 when did 购买", &Default::default()).unwrap_err();
/// let error = &errors[0];
/// assert_eq!(error.code().as_str(), "unknown-event");
/// assert_eq!(error.message(Default::default()), "unknown event `购买`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    problem: Problem,
    span: Span,
    start: Position,
    end: Position,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// It keeps the handbook from being loaded.
    Error,
    /// It is allowed, but hardly meant.
    Warning,
}

impl Diagnostic {
    pub(crate) fn new(problem: Problem, span: Span, start: Position, end: Position) -> Self {
        Self { problem, span, start, end }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.problem.code()
    }

    /// Whether it keeps a handbook from being loaded.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.problem {
            Problem::Warning(_) => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What is wrong, in one line of bounded length.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        self.problem.message(language)
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self, language: Language) -> Option<String> {
        self.problem.help(language)
    }

    /// The bytes of the text it is about.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where the span starts.
    #[must_use]
    pub fn start(&self) -> Position {
        self.start
    }

    /// Where the span ends.
    #[must_use]
    pub fn end(&self) -> Position {
        self.end
    }

    /// The message with the line of `source` it is about, the place underlined, and the help.
    ///
    /// Wide characters (most Chinese ones) are underlined two columns wide, as terminals show them.
    #[must_use]
    pub fn render(&self, source: &str, language: Language) -> String {
        render::render(self, source, language)
    }
}
