//! What can be wrong with a handbook.

use super::warning::Warning;
use super::{Code, Tagging};
use crate::language::Language;
use crate::vocabulary::Word;

/// What was looked up by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Timezone,
    Attribute,
    Event,
    Property,
    Group,
    Tag,
    Member,
    Level,
    Rule,
    Segment,
    Route,
    Target,
    Define,
    Test,
    Emit,
    Step,
    Keywords,
    Parameter,
    Key,
}

impl Kind {
    pub fn noun(self, language: Language) -> &'static str {
        let (en, zh) = match self {
            Self::Timezone => ("time zone", "时区"),
            Self::Attribute => ("attribute", "属性"),
            Self::Event => ("event", "事件"),
            Self::Property => ("property", "事件属性"),
            Self::Group => ("group", "分组"),
            Self::Tag => ("tag", "标签"),
            Self::Member => ("enum member", "枚举值"),
            Self::Level => ("level", "级别"),
            Self::Rule => ("rule", "规则"),
            Self::Segment => ("segment", "人群"),
            Self::Route => ("route", "分流"),
            Self::Target => ("target", "去处"),
            Self::Define => ("named condition", "具名条件"),
            Self::Test => ("test", "测试"),
            Self::Emit => ("emit", "触发"),
            Self::Step => ("step", "步骤"),
            Self::Keywords => ("keyword list", "词库"),
            Self::Parameter => ("parameter", "参数"),
            Self::Key => ("key", "键"),
        };
        language.pick(en, zh)
    }

    fn unknown(self) -> Code {
        match self {
            Self::Timezone => Code::UnknownTimezone,
            Self::Attribute => Code::UnknownAttribute,
            Self::Event => Code::UnknownEvent,
            Self::Property => Code::UnknownProperty,
            Self::Group => Code::UnknownGroup,
            Self::Tag => Code::UnknownTag,
            Self::Member | Self::Level => Code::UnknownMember,
            Self::Emit => Code::UnknownEmit,
            Self::Step => Code::UnknownStep,
            Self::Keywords => Code::UnknownKeywords,
            Self::Segment => Code::UnknownSegment,
            Self::Rule => Code::UnknownRule,
            // A name that stands alone is looked for among the attributes too.
            Self::Route | Self::Target | Self::Define | Self::Test | Self::Parameter | Self::Key => Code::Internal,
        }
    }
}

/// A text in both languages.
pub type Words = (&'static str, &'static str);

/// One thing that is wrong. Carries what the message needs and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Syntax {
        expected: Vec<Words>,
        found: Option<String>,
    },
    /// `服务/*` where one tag is needed.
    WholeGroup,
    /// A property of a tag, given twice.
    Repeated {
        word: Word,
    },
    /// A value stands where a condition is needed: `count(购买)`.
    NoComparison {
        value: String,
    },
    /// A condition stands in a bracket where a value is needed.
    NoValue,
    MissingComparator {
        number: String,
    },
    /// A name that ends in a word of the language: `来过`.
    GluedWord {
        name: String,
        word: String,
    },
    InvalidNumber {
        text: String,
        fault: NumberFault,
    },
    InvalidDate {
        text: String,
    },
    InvalidEscape {
        text: String,
    },
    EmptyWord,
    SourceTooLarge {
        bytes: usize,
        limit: usize,
    },
    TooDeep {
        limit: usize,
    },
    TooManyNodes {
        limit: usize,
    },
    ListTooLong {
        limit: usize,
    },
    WindowTooLong {
        text: String,
        limit_years: u32,
    },
    EmptyWindow {
        text: String,
    },
    UnfitWindow {
        per: Words,
        example: Words,
    },
    UnfitCount {
        count: u32,
        of: usize,
    },
    /// More slices than there are, or none.
    UnfitSlices {
        count: u32,
        of: u32,
    },
    /// `in 3 of last 5 weeks` behind something that has no slices.
    UnslicedMeasure,
    SequenceTooLong {
        limit: usize,
    },
    TooManyNames {
        limit: usize,
    },
    TooManyErrors {
        more: usize,
    },
    Unknown {
        kind: Kind,
        name: String,
        within: Option<String>,
        suggestion: Option<String>,
        note: Option<UnknownNote>,
    },
    Duplicate {
        kind: Kind,
        name: String,
        first_line: usize,
    },
    Ambiguous {
        kind: Kind,
        name: String,
        candidates: Vec<String>,
    },
    TypeMismatch {
        needed: Words,
        found: Words,
        advice: Option<Advice>,
    },
    NotABool {
        name: String,
        ty: Words,
    },
    NotInFilter,
    /// `for` inside `for`, or `until` inside anything.
    NestedPast,
    MisplacedOtherwise {
        group: Option<String>,
    },
    SecondOtherwise {
        first: String,
    },
    AssignsDefinedTag {
        tag: String,
    },
    /// `None` stands for stations that are left out.
    Cycle {
        path: Vec<Option<String>>,
    },
    UnwritableName,
    Tagging(Tagging),
    Warning(Warning),
    TooManySteps {
        limit: usize,
    },
    /// A line of a route that nobody reaches.
    BehindElse {
        target: String,
    },
    EmptyTarget,
    /// A step of a test before the one before it.
    StepOutOfOrder,
    /// The first step of a test, without an instant of its own.
    NoStepBefore,
    /// The JSON parser says what.
    InvalidJson {
        what: String,
    },
    UnknownVersion {
        version: u32,
    },
    UnwritableTree,
    Internal {
        what: &'static str,
    },
}

/// Why a number cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// Too large, or too many decimal places.
    Size,
    /// A Chinese numeral that could be read in two ways, or in none.
    Numeral,
    /// A weight that is not whole.
    Weight,
    /// Decimal places of a type.
    Places,
    /// How many tags of a group a customer has at most.
    Limit,
    /// How many customers a target takes.
    Capacity,
    /// How sure a suggestion is.
    Confidence,
    /// A percentage.
    Share,
}

/// More help for a name that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownNote {
    /// Two words are glued together: `最近30天购买`, `年龄25岁以上`.
    MissingBlank { front: String, rest: String },
    /// A number is glued to it: `买过两次`.
    NoComparator { event: String, number: String },
    /// A tag stands where a condition is needed.
    IsATag,
    /// A named condition stands where a value is needed.
    IsACondition,
    /// A segment stands where a condition is needed.
    IsASegment,
    /// An event stands where a condition is needed.
    IsAnEvent,
    /// A group without levels stands where a value is needed.
    IsAGroup,
    /// The event's properties; maybe none.
    Carries { properties: Vec<String> },
    /// A property of an event where a customer's value is needed.
    EventsProperty { event: String, property: String },
    /// It is what a parameter is looked up by.
    LookedUp { parameter: String },
    /// What could have been meant: `男, 女`.
    OneOf { members: Vec<String> },
}

/// More help for a type mismatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Text needs quotes.
    QuoteText(String),
    /// Enum members stand bare.
    Unquote(String),
    /// An event's count is meant.
    Count(String),
    /// A plain sentence.
    Say(Words),
}

/// What a syntax error calls a name.
pub const A_NAME: Words = ("a name", "名称");

impl Problem {
    pub fn code(&self) -> Code {
        match self {
            Self::Syntax { .. } | Self::WholeGroup | Self::Repeated { .. } | Self::GluedWord { .. } => Code::Syntax,
            Self::NoComparison { .. } | Self::NoValue => Code::Syntax,
            Self::MissingComparator { .. } => Code::MissingComparator,
            Self::InvalidNumber { .. } => Code::InvalidNumber,
            Self::InvalidDate { .. } => Code::InvalidDate,
            Self::InvalidEscape { .. } | Self::EmptyWord | Self::EmptyTarget => Code::InvalidText,
            Self::SourceTooLarge { .. } => Code::SourceTooLarge,
            Self::TooDeep { .. } => Code::TooDeep,
            Self::TooManyNodes { .. } => Code::TooManyNodes,
            Self::ListTooLong { .. } => Code::ListTooLong,
            Self::WindowTooLong { .. } => Code::WindowTooLong,
            Self::EmptyWindow { .. } => Code::EmptyWindow,
            Self::UnfitWindow { .. } => Code::UnfitWindow,
            Self::UnfitCount { .. } | Self::UnfitSlices { .. } => Code::UnfitCount,
            Self::UnslicedMeasure => Code::Syntax,
            Self::SequenceTooLong { .. } => Code::SequenceTooLong,
            Self::TooManyNames { .. } => Code::TooManyNames,
            Self::TooManyErrors { .. } => Code::TooManyErrors,
            Self::Unknown { note: Some(UnknownNote::NoComparator { .. }), .. } => Code::MissingComparator,
            Self::Unknown { kind, .. } => kind.unknown(),
            Self::Duplicate { .. } => Code::DuplicateName,
            Self::Ambiguous { .. } => Code::AmbiguousName,
            Self::TypeMismatch { .. } => Code::TypeMismatch,
            Self::NotABool { .. } => Code::NotABool,
            Self::NotInFilter => Code::NotInFilter,
            Self::NestedPast => Code::NestedPast,
            Self::MisplacedOtherwise { .. } | Self::SecondOtherwise { .. } => Code::MisplacedOtherwise,
            Self::AssignsDefinedTag { .. } => Code::AssignsDefinedTag,
            Self::Cycle { .. } => Code::Cycle,
            Self::UnwritableName => Code::UnwritableName,
            Self::BehindElse { .. } => Code::MisplacedElse,
            Self::Tagging(tagging) => tagging.code(),
            Self::Warning(warning) => warning.code(),
            Self::TooManySteps { .. } => Code::TooManySteps,
            Self::StepOutOfOrder | Self::NoStepBefore => Code::StepOutOfOrder,
            Self::InvalidJson { .. } => Code::InvalidJson,
            Self::UnknownVersion { .. } => Code::UnknownVersion,
            Self::UnwritableTree => Code::UnwritableTree,
            Self::Internal { .. } => Code::Internal,
        }
    }
}
