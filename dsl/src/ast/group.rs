use serde::{Deserialize, Serialize};

use super::{Declaration, Name};
use crate::json::{comments, first_member, is_default};
use crate::span::Spanned;

/// A group of tags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Group {
    /// Its name.
    pub name: Name,
    /// How its tags relate.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nature: GroupNature,
    /// Tags and groups inside, in order.
    #[serde(default, skip_serializing_if = "is_default", deserialize_with = "first_member")]
    pub members: Vec<Declaration>,
    /// Comments after the last member.
    #[serde(default, skip_serializing_if = "is_default", deserialize_with = "comments")]
    pub closing: Vec<String>,
}

/// How the tags directly in a group relate to one another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct GroupNature {
    /// Whether a customer has at most one of them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub exclusive: bool,
    /// Whether a customer has at least one of them. Only an exclusive group can ask for that.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// Those that form a scale, from the lowest to the highest: none, or two or more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub levels: Vec<Name>,
    /// Whether rules may give tags of it that are not declared.
    #[serde(default, skip_serializing_if = "is_default")]
    pub open: bool,
    /// How many of them a customer has at most.
    #[serde(default, skip_serializing_if = "is_default")]
    pub at_most: Option<Spanned<u32>>,
}
