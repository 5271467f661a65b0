//! Words in texts: all dictionaries of a handbook in one pass over a text.
//!
//! For: knowing of a text at once which of many conditions on what it mentions are met. Not for: what the conditions mean;
//! `rule::Mention` says that, word by word.

mod folding;
mod hits;
mod keywords;
mod question;
mod reading;

pub(crate) use hits::Hits;
pub(crate) use keywords::Keywords;
pub(crate) use question::Question;

#[cfg(test)]
mod tests;
