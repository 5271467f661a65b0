use serde::{Deserialize, Serialize};

use super::{Condition, Duration, Name, Path};
use crate::json::{is_default, two_or_more};
use crate::span::Spanned;

/// A tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Tag {
    /// Its name.
    pub name: Name,
    /// The group it belongs to, when that is not the group it is written in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub group: Option<Path>,
    /// What else is said of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub properties: Box<TagProperties>,
    /// When a customer has it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub definition: Definition,
}

/// What a tag's declaration says beside its name, its group and its definition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct TagProperties {
    /// What it rests on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: Option<TagKind>,
    /// How firmly it belongs to the handbook.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tier: Option<Tier>,
    /// The type of value that it carries for each customer; none for a plain tag.
    #[serde(default, skip_serializing_if = "is_default")]
    pub value: Option<Spanned<TagValue>>,
    /// Its colour, `#E53935`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub color: Option<Spanned<String>>,
    /// How much it counts when tags are ranked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weight: Option<Spanned<i64>>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: Option<Spanned<String>>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: Option<Spanned<String>>,
    /// How long an assignment lasts, if it is not said with it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub valid: Option<Spanned<Validity>>,
    /// The last day on which anybody has it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub until: Option<Spanned<jiff::civil::Date>>,
    /// What it was called before; of several, the tags that became one. A bare name stood in the tag's own group.
    #[serde(default, skip_serializing_if = "is_default")]
    pub formerly: Vec<Path>,
    /// The time of day at which its definition is worked out anew; at every instant if absent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub refresh: Option<Spanned<jiff::civil::Time>>,
    /// Whether it is personal data that needs care.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sensitive: bool,
    /// The role that must approve its assignments.
    #[serde(default, skip_serializing_if = "is_default")]
    pub approval: Option<Name>,
    /// How often its declaration is looked over.
    #[serde(default, skip_serializing_if = "is_default")]
    pub review: Option<Spanned<Duration>>,
}

/// What a tag rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TagKind {
    /// Something known for sure.
    Fact,
    /// What the customer did.
    Behaviour,
    /// A model of several inputs, such as RFM.
    Model,
    /// What is likely to come.
    Prediction,
}

/// How firmly a tag belongs to the handbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Tier {
    /// Everybody uses it.
    Core,
    /// Some use it.
    Extended,
    /// It goes when its purpose is over.
    Temporary,
}

/// The type of a tag's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TagValue {
    /// Any text.
    Text,
    /// Exact numbers.
    Number,
    /// One of some names, from the lowest to the highest; two or more.
    Level(#[serde(deserialize_with = "two_or_more")] Vec<Name>),
}

/// How long an assignment lasts: `30 days renew`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Validity {
    /// From when it was added.
    pub duration: Duration,
    /// Whether adding again begins it anew.
    #[serde(default, skip_serializing_if = "is_default")]
    pub renew: bool,
}

/// What decides whether a customer has a tag.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Definition {
    /// People, rules and imports add and remove it.
    #[default]
    Assignable,
    /// Held exactly while the condition is true.
    When(Box<Condition>),
    /// Held while no other tag of its exclusive group is.
    Otherwise,
}
