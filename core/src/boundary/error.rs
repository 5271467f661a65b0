use tagora_dsl::{Diagnostic, Language, Position};

use crate::error::{Error, ErrorKind};

/// An error as it crosses a language border: the same fields in every language.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundaryError {
    /// The stable code.
    pub code: String,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where in the handbook's or condition's text.
    pub place: Option<Box<Place>>,
    /// The index of the record it is about.
    pub record: Option<u32>,
    /// All diagnostics of a handbook or condition as a JSON array of
    /// `{code, message, message_zh, help, help_zh, start, end, start_utf16, end_utf16, line, column}`; `[]` otherwise.
    pub detail: String,
}

/// A stretch of text, in the units of each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// First byte of the UTF-8 text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// First UTF-16 code unit.
    pub start_utf16: u32,
    /// One past the last UTF-16 code unit.
    pub end_utf16: u32,
    /// Line of the start, from 1.
    pub line: u32,
    /// Column of the start in characters, from 1.
    pub column: u32,
}

impl Place {
    fn new(span: tagora_dsl::Span, start: Position, end: Position) -> Self {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            start: small(span.start),
            end: small(span.end),
            start_utf16: small(start.utf16),
            end_utf16: small(end.utf16),
            line: small(start.line),
            column: small(start.column),
        }
    }
}

impl BoundaryError {
    pub(super) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error::new(kind, message).into()
    }
}

impl From<Error> for BoundaryError {
    fn from(error: Error) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.to_string(),
            help: error.help().map(str::to_owned),
            place: error.diagnostics().first().map(|d| Box::new(Place::new(d.span(), d.start(), d.end()))),
            record: error.record().and_then(|index| u32::try_from(index).ok()),
            detail: diagnostics(error.diagnostics()).to_string(),
        }
    }
}

/// Diagnostics as every language sees them.
pub(super) fn diagnostics(list: &[Diagnostic]) -> serde_json::Value {
    let one = |d: &Diagnostic| {
        serde_json::json!({
            "code": d.code().as_str(),
            "message": d.message(Language::English),
            "message_zh": d.message(Language::Chinese),
            "help": d.help(Language::English),
            "help_zh": d.help(Language::Chinese),
            "start": d.span().start,
            "end": d.span().end,
            "start_utf16": d.start().utf16,
            "end_utf16": d.end().utf16,
            "line": d.start().line,
            "column": d.start().column,
        })
    };
    list.iter().map(one).collect()
}
