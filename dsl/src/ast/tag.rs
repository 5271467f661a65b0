use super::{Condition, Duration, Name, Path};
use crate::span::Spanned;

/// A tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// Its name.
    pub name: Name,
    /// The group it belongs to, when that is not the group it is written in.
    pub group: Option<Path>,
    /// What else is said of it.
    pub properties: Box<TagProperties>,
    /// When a customer has it.
    pub definition: Definition,
}

/// What a tag's declaration says beside its name, its group and its definition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TagProperties {
    /// What it rests on.
    pub kind: Option<TagKind>,
    /// How firmly it belongs to the handbook.
    pub tier: Option<Tier>,
    /// The type of value that it carries for each customer; none for a plain tag.
    pub value: Option<Spanned<TagValue>>,
    /// Its colour, `#E53935`.
    pub color: Option<Spanned<String>>,
    /// How much it counts when tags are ranked.
    pub weight: Option<Spanned<i64>>,
    /// Who answers for it.
    pub owner: Option<Spanned<String>>,
    /// What it is for.
    pub note: Option<Spanned<String>>,
    /// How long an assignment lasts, if it is not said with it.
    pub valid: Option<Spanned<Validity>>,
    /// The last day on which anybody has it.
    pub until: Option<Spanned<jiff::civil::Date>>,
    /// What it was called before. A bare name stood in the tag's own group.
    pub formerly: Option<Path>,
    /// The time of day at which its definition is worked out anew; at every instant if absent.
    pub refresh: Option<Spanned<jiff::civil::Time>>,
    /// Whether it is personal data that needs care.
    pub sensitive: bool,
    /// The role that must approve its assignments.
    pub approval: Option<Name>,
    /// How often its declaration is looked over.
    pub review: Option<Spanned<Duration>>,
}

/// What a tag rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tier {
    /// Everybody uses it.
    Core,
    /// Some use it.
    Extended,
    /// It goes when its purpose is over.
    Temporary,
}

/// The type of a tag's value.
#[derive(Clone, Debug, PartialEq)]
pub enum TagValue {
    /// Any text.
    Text,
    /// Exact numbers.
    Number,
    /// One of some names, from the lowest to the highest; two or more.
    Level(Vec<Name>),
}

/// How long an assignment lasts: `30 days renew`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// From when it was added.
    pub duration: Duration,
    /// Whether adding again begins it anew.
    pub renew: bool,
}

/// What decides whether a customer has a tag.
#[derive(Clone, Debug, PartialEq)]
pub enum Definition {
    /// People, rules and imports add and remove it.
    Assignable,
    /// Held exactly while the condition is true.
    When(Box<Condition>),
    /// Held while no other tag of its exclusive group is.
    Otherwise,
}
