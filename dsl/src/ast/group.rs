use super::{Declaration, Name};
use crate::span::Spanned;

/// A group of tags.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: Name,
    /// How its tags relate.
    pub nature: GroupNature,
    /// Tags and groups inside, in order.
    pub members: Vec<Declaration>,
    /// Comments after the last member.
    pub closing: Vec<String>,
}

/// How the tags directly in a group relate to one another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupNature {
    /// Whether a customer has at most one of them.
    pub exclusive: bool,
    /// Whether a customer has at least one of them. Only an exclusive group can ask for that.
    pub required: bool,
    /// Those that form a scale, from the lowest to the highest: none, or two or more.
    pub levels: Vec<Name>,
    /// Whether rules may give tags of it that are not declared.
    pub open: bool,
    /// How many of them a customer has at most.
    pub at_most: Option<Spanned<u32>>,
}
