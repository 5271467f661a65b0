//! The user's text inside a message.

use super::Words;
use super::render::is_hidden;
use crate::language::Language;

const QUOTE_CHARS: usize = 40;
const SENTENCE_CHARS: usize = 160;

/// The user's text for a message: in backticks, on one line, bounded in length.
pub fn quote(text: &str) -> String {
    format!("`{}`", short(text))
}

/// The user's text where quotes stand around it already.
pub fn short(text: &str) -> String {
    cut(text, QUOTE_CHARS)
}

/// A sentence that another program wrote, with pieces of the user's text in it.
pub fn sentence(text: &str) -> String {
    cut(text, SENTENCE_CHARS)
}

fn cut(text: &str, most: usize) -> String {
    let mut shown: String = text.chars().take(most).map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    if text.chars().nth(most).is_some() {
        shown.push('…');
    }
    shown
}

/// A list, with a word before the last.
pub fn join(items: impl Iterator<Item = String>, language: Language, last: Words) -> String {
    let items: Vec<String> = items.collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., end] => format!("{}{}{end}", rest.join(language.pick(", ", "、")), language.pick(last.0, last.1)),
    }
}
