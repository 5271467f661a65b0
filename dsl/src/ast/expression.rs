use serde::{Deserialize, Serialize};

use super::{ArithmeticStep, Condition, Literal, Name, OpenPairs, Path, Streak, TagPattern, Turn, Unit, Window};
use crate::json::{is_default, one_or_more};
use crate::span::Spanned;

/// Something with a value.
pub type Expr = Spanned<ExprKind>;

/// The kinds of [`Expr`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ExprKind {
    /// A value as written.
    Literal(Literal),
    /// An attribute, an event's property (inside `where`), a parameter, or a member of an enum (right of a comparison).
    Name(Path),
    /// The value that a tag has for the customer: `到店次数 value`.
    TagValue(Path),
    /// How many elements a set has: `size of 兴趣`.
    Size(Path),
    /// A set as written. Only tests give one.
    Set(Vec<Expr>),
    /// Values reckoned with from left to right, all by `+` and `-` or all by `*` and `/`: `金额 / 件数`.
    Arithmetic {
        /// The first value.
        first: Box<Expr>,
        /// What is done to it; one step or more.
        #[serde(deserialize_with = "one_or_more")]
        rest: Vec<ArithmeticStep>,
    },
    /// How many events: `count(购买, last 30 days)`.
    Count {
        /// Which events.
        stream: Stream,
        /// When; the whole history if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        window: Option<Window>,
        /// The mean per day, week, month or year of the window.
        #[serde(default, skip_serializing_if = "is_default")]
        per: Option<Unit>,
    },
    /// On how many days of the calendar: `active_days(到访, last 30 days)`.
    ActiveDays {
        /// Which events.
        stream: Stream,
        /// When; the whole history if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        window: Option<Window>,
    },
    /// One value out of a property of many events: `sum(购买.金额, last 365 days)`.
    Aggregate {
        /// Which number.
        function: Aggregate,
        /// Of which events.
        stream: Stream,
        /// Of which property.
        property: Name,
        /// When; the whole history if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        window: Option<Window>,
    },
    /// The instant of the first or last event, `last(购买)`, or what it carries, `last(订单.状态)`.
    Occurrence {
        /// First or last.
        which: Occurrence,
        /// Of which events.
        stream: Stream,
        /// The property, if it is not the instant that is meant.
        #[serde(default, skip_serializing_if = "is_default")]
        property: Option<Name>,
    },
    /// What an event named in the pattern around carries: `a.商品`.
    Named {
        /// The event's name.
        step: Name,
        /// Its property.
        property: Name,
    },
    /// `streak(登录 by day)`.
    Streak(Streak),
    /// How many are open, or since when the oldest: `open(领券, 用券 by 券号)`.
    Open(Box<OpenPairs>),
    /// How many times a tag, or any of a group, came or went: `times gained(X, last 90 days)`.
    Turns {
        /// Whether it came or went.
        turn: Turn,
        /// Which tag, or any of which group.
        tags: Box<TagPattern>,
        /// When; the whole history if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        window: Option<Window>,
    },
    /// Where the customer stands in a division of all by chance, from 0% up to, not including, 100%: `bucket("exp1")`. The
    /// text names the division.
    Bucket(String),
    /// How many tags of a group the customer holds: `tags in 兴趣`.
    TagsIn(Path),
    /// How many whole units have gone by since a date or an instant: `months since 宝宝生日`.
    Elapsed {
        /// Years, months, weeks or days.
        unit: Unit,
        /// An attribute, or a first or last event or its property.
        since: Box<Expr>,
    },
}

/// Events of a type (or class) that pass a filter: `购买 where 金额 > 100`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Stream {
    /// Event type or class.
    pub event: Name,
    /// What the event's own properties must satisfy.
    #[serde(default, skip_serializing_if = "is_default")]
    pub filter: Option<Box<Condition>>,
}

/// Functions over a property of many events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Aggregate {
    /// Total; 0 over nothing.
    Sum,
    /// Mean; no value over nothing.
    Avg,
    /// Smallest; no value over nothing.
    Min,
    /// Largest; no value over nothing.
    Max,
    /// Middle one in order, or the mean of the middle two; no value over nothing.
    Median,
    /// How many different values.
    Distinct,
    /// The most frequent value, of several the one seen latest; no value over nothing.
    Mode,
}

/// Which of a customer's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Occurrence {
    /// The earliest.
    First,
    /// The latest.
    Last,
}
