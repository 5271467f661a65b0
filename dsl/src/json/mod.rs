//! The syntax tree as JSON, for user interfaces that build rules by clicking. `docs/handbook-json.md` shows the shapes.
//!
//! The nodes of the tree derive their shapes where they are declared. A tree that comes as JSON is printed and read back,
//! so that whatever holds for text holds for it: limits, names, dates, and that no text can say something else.

mod declaration;
mod depth;
mod lists;
mod outline;
mod read;
mod value;

pub(crate) use lists::{comment, comments, first_member, is_default, one_or_more, two_or_more};
pub(crate) use read::unwritable;
pub use read::{from_json, read_json};

use serde::Serialize;

use crate::ast::{Declaration, Handbook};

/// The version of the JSON form: the value of `tagora` in every handbook written as JSON. It rises when a shape changes
/// so that what was written before reads no more; new shapes for new forms do not raise it.
pub const JSON_VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'h> {
    tagora: u32,
    declarations: &'h [Declaration],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    closing: &'h [String],
}

/// Writes a syntax tree as JSON: complete with its comments, without places.
///
/// ```
/// use tagora_dsl::{Limits, from_json, parse, to_json};
/// let tree = parse("tag 高价值 owner \"市场部\"", &Limits::default()).unwrap();
/// let json = to_json(&tree);
/// assert_eq!(json, r#"{"tagora":1,"declarations":[{"tag":{"name":"高价值","properties":{"owner":"市场部"}}}]}"#);
/// assert_eq!(from_json(&json, &Limits::default()), Ok(tree));
/// ```
#[must_use]
pub fn to_json(handbook: &Handbook) -> String {
    let written = Written { tagora: JSON_VERSION, declarations: &handbook.declarations, closing: &handbook.closing };
    // Writing to memory does not fail, and no key of the tree is anything but a text.
    serde_json::to_string(&written).unwrap_or_default()
}
