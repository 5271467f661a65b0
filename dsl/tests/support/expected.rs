//! Asserting what is said about a text.

use tagora_dsl::{Language, Limits, read};

/// One diagnostic: code, underlined source text, message and help, in English.
pub type Expected<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

/// Asserts that reading `text` gives exactly these diagnostics, in this order.
#[track_caller]
pub fn assert_diagnostics(text: &str, expected: &[Expected<'_>]) {
    let errors = read(text, &Limits::default()).err().unwrap_or_default();
    let found: Vec<_> = errors
        .iter()
        .map(|e| (e.code().as_str(), e.span().text(text), e.message(Language::English), e.help(Language::English)))
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(code, underlined, message, help)| (*code, *underlined, (*message).to_owned(), help.map(str::to_owned)))
        .collect();
    assert_eq!(found, expected, "\n{text}");
}
