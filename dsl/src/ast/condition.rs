use super::{CalendarCondition, Duration, Expr, Mention, Name, PastCondition, Path, Regular, Sequence, Stream, ThenNot, Window};
use crate::json::{is_default, one_or_more, two_or_more};
use crate::span::Spanned;
use serde::{Deserialize, Serialize};

/// Something true or false of a customer at an instant.
pub type Condition = Spanned<ConditionKind>;

/// The kinds of [`Condition`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ConditionKind {
    /// All of them; two or more.
    And(#[serde(deserialize_with = "two_or_more")] Vec<Condition>),
    /// Any of them; two or more.
    Or(#[serde(deserialize_with = "two_or_more")] Vec<Condition>),
    /// Every customer for whom it is not true.
    Not(Box<Condition>),
    /// `at least 2 of (A, B, C)`.
    AtLeast {
        /// How many must be true.
        count: u32,
        /// Of which; two or more.
        #[serde(deserialize_with = "two_or_more")]
        of: Vec<Condition>,
    },
    /// `did 购买 in last 30 days`, or with `absent` `no 购买 in last 30 days`.
    Happened {
        /// Which events.
        stream: Stream,
        /// When; the whole history if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        window: Option<Window>,
        /// Whether it asks that none happened.
        #[serde(default, skip_serializing_if = "is_default")]
        absent: bool,
    },
    /// `年龄 >= 25`.
    Compare {
        /// Left side.
        left: Expr,
        /// How they relate.
        op: CompareOp,
        /// Right side.
        right: Expr,
    },
    /// `年龄 between 25 and 35`, both ends included.
    Between {
        /// What is looked at.
        value: Expr,
        /// Smallest that counts.
        low: Box<Expr>,
        /// Largest that counts.
        high: Box<Expr>,
    },
    /// `地区 in (上海, 江苏)`.
    OneOf {
        /// What is looked at.
        value: Expr,
        /// What it may be.
        #[serde(deserialize_with = "one_or_more")]
        list: Vec<Expr>,
        /// Whether it must be none of them; a missing value is not.
        #[serde(default, skip_serializing_if = "is_default")]
        negated: bool,
    },
    /// `备注 contains "报价"`.
    Text {
        /// What is looked at.
        value: Expr,
        /// How.
        test: TextTest,
        /// The text looked for.
        text: String,
    },
    /// `内容 mentions any of 退换货 unless "不退货"`.
    Mentions {
        /// What is looked at.
        value: Expr,
        /// Which words, and how.
        mention: Box<Mention>,
    },
    /// `兴趣 has any of ("数码", "户外")`.
    Includes {
        /// A set.
        value: Expr,
        /// How many of them.
        quantifier: Quantifier,
        /// What it may hold: values as written, members of an enum, parameters; one or more.
        #[serde(deserialize_with = "one_or_more")]
        elements: Vec<Expr>,
    },
    /// `高意向 set by rule`: the customer holds the tag, and what makes it hold it was given so.
    SetBy {
        /// The tag.
        tag: Path,
        /// By whom or what.
        by: Giver,
    },
    /// `手机号 is missing`.
    Missing {
        /// What is looked at.
        value: Expr,
    },
    /// `first(购买) in last 7 days`.
    InWindow {
        /// An instant.
        moment: Expr,
        /// When it must lie.
        window: Window,
    },
    /// `last(购买) more than 180 days ago`.
    Ago {
        /// An instant.
        moment: Expr,
        /// How long ago, at least.
        duration: Duration,
    },
    /// `has X`, `has any of (X, 服务/*)`.
    Has {
        /// How many of them.
        quantifier: Quantifier,
        /// Which tags; one or more.
        #[serde(deserialize_with = "one_or_more")]
        tags: Vec<TagPattern>,
    },
    /// `in 新品邀约`: the customer is in a segment of the handbook.
    InSegment(Name),
    /// `sequence(浏览, 加购, 付款 within 1 day)`.
    Sequence(Box<Sequence>),
    /// `加购 then no 付款 within 7 days`.
    ThenNot(Box<ThenNot>),
    /// `count(学习) >= 3 in 3 of last 5 weeks`.
    Regular(Box<Regular>),
    /// What was true, held or known earlier.
    Past(PastCondition),
    /// What the calendar says.
    Calendar(CalendarCondition),
    /// A named condition, or a bool attribute, standing for itself.
    Bare(Path),
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CompareOp {
    /// `=`, 是
    #[serde(rename = "=")]
    Eq,
    /// `!=`, 不是
    #[serde(rename = "!=")]
    Ne,
    /// `<`, 少于
    #[serde(rename = "<")]
    Lt,
    /// `<=`, 至多
    #[serde(rename = "<=")]
    Le,
    /// `>`, 超过
    #[serde(rename = ">")]
    Gt,
    /// `>=`, 至少
    #[serde(rename = ">=")]
    Ge,
}

/// Tests of text against text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TextTest {
    /// The text occurs in it, letter for letter.
    Contains,
    /// There is a text, and this one does not occur in it.
    NotContains,
    /// It begins with the text, letter for letter.
    StartsWith,
    /// The text occurs in it after Unicode normalisation (NFKC) and case folding.
    Mentions,
}

/// How many of a list of tags, or of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Every one.
    All,
    /// Not one.
    None,
}

/// Who or what gives a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Giver {
    /// Any rule.
    AnyRule,
    /// The rule of this name.
    Rule(Name),
    /// A person or a program of exactly this name.
    Person(String),
    /// Any import.
    AnyImport,
    /// An import from exactly this source.
    Import(String),
}

/// One tag, or all tags of a group: `服务/*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagPattern {
    /// The tag, or the group.
    pub path: Path,
    /// Whether it names all tags below the group `path`.
    pub whole_group: bool,
}
