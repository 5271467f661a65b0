use serde::{Deserialize, Serialize};

use super::{Condition, Group, Keywords, Name, Parameter, Route, Rule, Scenario, Tag, TagPattern};
use crate::json::{comment, comments, is_default, one_or_more, two_or_more};
use crate::span::{Span, Spanned};

/// A whole handbook as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handbook {
    /// What it declares, in order.
    pub declarations: Vec<Declaration>,
    /// Comments after the last declaration.
    pub closing: Vec<String>,
}

impl Handbook {
    /// Whether another declares the same in the same order, whatever their comments and blank lines.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        all_say_the_same(&self.declarations, &other.declarations)
    }
}

fn all_say_the_same(some: &[Declaration], others: &[Declaration]) -> bool {
    some.len() == others.len() && some.iter().zip(others).all(|(one, other)| one.kind.says_the_same(&other.kind))
}

/// One declaration with the comments that belong to it.
#[derive(Clone, Debug, Serialize)]
pub struct Declaration {
    /// What is declared.
    #[serde(flatten)]
    pub kind: DeclarationKind,
    /// The comments around it.
    #[serde(skip_serializing_if = "is_default")]
    pub comments: Comments,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}

impl PartialEq for Declaration {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.comments == other.comments
    }
}

impl Declaration {
    /// A declaration built by a program, without comments.
    #[must_use]
    pub fn built(kind: DeclarationKind) -> Self {
        Self { kind, comments: Comments::default(), span: Span::default() }
    }
}

/// The comments of a declaration (without `#` and the blanks around) and the blank line before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Comments {
    /// Whether a blank line sets it apart from what stands before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub blank_line: bool,
    /// Those on lines of their own before (or inside) the declaration.
    #[serde(default, skip_serializing_if = "is_default", deserialize_with = "comments")]
    pub before: Vec<String>,
    /// The one on its last line.
    #[serde(default, skip_serializing_if = "is_default", deserialize_with = "comment")]
    pub after: Option<String>,
}

/// The kinds of [`Declaration`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DeclarationKind {
    /// `timezone "Asia/Shanghai"`.
    Timezone(Spanned<String>),
    /// `timezone of customer 所在时区`: the attribute that holds a customer's own zone.
    CustomerTimezone(Name),
    /// `attribute 年龄: int`.
    Attribute(Attribute),
    /// `event 购买 { 金额: decimal(2) }`.
    Event(Event),
    /// `event 互动 = 购买 | 浏览`.
    EventClass(EventClass),
    /// `keywords 退换货 = ("退货", "换货")`.
    Keywords(Keywords),
    /// `parameter 门槛 by 品类 { 奶粉: 1000, else: 500 }`.
    Parameter(Parameter),
    /// `group 生命周期 exclusive { … }`.
    Group(Group),
    /// `tag 活跃客户 when …`.
    Tag(Tag),
    /// `rule 首购转化 on 购买 if first then …`.
    Rule(Rule),
    /// `segment 新品邀约 = …`.
    Segment(Segment),
    /// `route 服务入口 { … }`.
    Route(Route),
    /// `define 常客 as …`.
    Define(Define),
    /// `drop 大客户, 意向/*`.
    Drop(#[serde(deserialize_with = "one_or_more")] Vec<TagPattern>),
    /// `test 沉默 { … }`.
    Test(Scenario),
}

impl DeclarationKind {
    fn says_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Group(one), Self::Group(other)) => {
                one.name == other.name && one.nature == other.nature && all_say_the_same(&one.members, &other.members)
            }
            (one, other) => one == other,
        }
    }
}

/// Something known of a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Attribute {
    /// Its name.
    pub name: Name,
    /// What values it takes.
    #[serde(rename = "type")]
    pub ty: Spanned<Type>,
    /// Whether it is personal data that needs care.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sensitive: bool,
}

/// A type of event and the properties that such an event carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Event {
    /// Its name.
    pub name: Name,
    /// What its events carry.
    #[serde(default, skip_serializing_if = "is_default")]
    pub properties: Vec<Property>,
}

/// A property of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Property {
    /// Its name.
    pub name: Name,
    /// What values it takes.
    #[serde(rename = "type")]
    pub ty: Spanned<Type>,
}

/// A name for several event types together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct EventClass {
    /// Its name.
    pub name: Name,
    /// The event types; two or more.
    #[serde(deserialize_with = "two_or_more")]
    pub members: Vec<Name>,
}

/// The types of attributes and properties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Type {
    /// Whole numbers.
    Int,
    /// Exact numbers with so many decimal places (0 to 9).
    Decimal(u8),
    /// Binary floating point; sums of it are not exact.
    Float,
    /// True or false.
    Bool,
    /// Any text.
    Text,
    /// One of a list of names.
    Enum(#[serde(deserialize_with = "one_or_more")] Vec<Name>),
    /// A day of the calendar.
    Date,
    /// An instant, to the millisecond.
    Instant,
    /// A length of time, to the millisecond.
    Duration,
    /// Several different values of one kind, or none.
    Set(Element),
}

/// The types of what a set holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Element {
    /// Whole numbers.
    Int,
    /// Any texts.
    Text,
    /// Of a list of names.
    Enum(#[serde(deserialize_with = "one_or_more")] Vec<Name>),
}

impl Type {
    /// The names that values of the type are chosen from, if they are.
    #[must_use]
    pub fn members(&self) -> Option<&[Name]> {
        match self {
            Self::Enum(members) | Self::Set(Element::Enum(members)) => Some(members),
            _ => None,
        }
    }
}

/// A named set of customers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Segment {
    /// Its name.
    pub name: Name,
    /// Who belongs to it.
    pub condition: Box<Condition>,
}

/// A named condition: where its name stands, the condition is meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub condition: Box<Condition>,
}
