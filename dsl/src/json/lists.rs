//! Lists as the grammar has them, and comments as lines can hold them.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::ast::Declaration;

/// A list that is not empty.
pub(crate) fn one_or_more<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    at_least(deserializer, 1, "an empty list, expected one or more")
}

/// A list of two or more: one alone stands for itself.
pub(crate) fn two_or_more<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    at_least(deserializer, 2, "a list of less than two, expected two or more")
}

fn at_least<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
    least: usize,
    fault: &str,
) -> Result<Vec<T>, D::Error> {
    let list = Vec::deserialize(deserializer)?;
    if list.len() < least { Err(D::Error::custom(fault)) } else { Ok(list) }
}

/// Whether a field is left out.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The members of a group. Before the first there is no blank line.
pub(crate) fn first_member<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Declaration>, D::Error> {
    let mut members: Vec<Declaration> = Vec::deserialize(deserializer)?;
    if let Some(first) = members.first_mut() {
        first.comments.blank_line = false;
    }
    Ok(members)
}

/// Comments of one line each.
pub(crate) fn comments<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Vec::<String>::deserialize(deserializer)?.into_iter().map(line).collect()
}

/// A comment of one line, or none.
pub(crate) fn comment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(deserializer)?.map(line).transpose()
}

fn line<E: Error>(comment: String) -> Result<String, E> {
    if comment.contains('\n') {
        return Err(E::custom("a comment of several lines, expected one line each"));
    }
    Ok(comment.trim().to_owned())
}
