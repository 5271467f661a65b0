use serde::{Deserialize, Serialize};

use super::{Condition, Duration, Name, Stream, Unit, Window};
use crate::json::{is_default, one_or_more};

/// Several events in order: `sequence(浏览 as a, 付款 where 商品 = a.商品 within 1 day) in last 30 days`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Sequence {
    /// The events, in order; one or more.
    #[serde(deserialize_with = "one_or_more")]
    pub stages: Vec<Stage>,
    /// What must not lie between the first and the last of them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub without: Option<Stream>,
    /// How far the last may lie behind the first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub within: Option<Duration>,
    /// Where all of them must lie; the whole history if absent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub window: Option<Window>,
}

/// One event of a sequence, or several alike in a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Stage {
    /// Which events. The filter may look at what earlier stages are named.
    pub stream: Stream,
    /// The name by which later filters know it; that of the first, if it repeats.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<Name>,
    /// How many in a row; 1 or more.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub times: u32,
}

/// `加购 as a then no 付款 where 商品 = a.商品 within 7 days`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct ThenNot {
    /// What happened.
    pub first: Stream,
    /// The name by which the filter of `then` knows it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<Name>,
    /// What did not follow.
    pub then: Stream,
    /// For how long.
    pub within: Duration,
    /// Whether it must not have followed later either.
    #[serde(default, skip_serializing_if = "is_default")]
    pub still: bool,
    /// Where the first event must lie; the whole history if absent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub window: Option<Window>,
}

/// Events that open something which other events close: `open(领券, 用券 by 券号)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct OpenPairs {
    /// What opens.
    pub opening: Stream,
    /// What closes.
    pub closing: Stream,
    /// The property in which the two agree.
    #[serde(default, skip_serializing_if = "is_default")]
    pub key: Option<Name>,
    /// Where the opening event must lie; the whole history if absent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub window: Option<Window>,
    /// Whether it is the instant of the oldest that is meant, not how many there are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub oldest: bool,
}

/// How many days, weeks or months in a row: `streak(登录 by day)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Streak {
    /// Which events.
    pub stream: Stream,
    /// Days, weeks or months of the calendar.
    pub period: Unit,
}

/// `count(学习) >= 3 in 3 of last 5 weeks`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Regular {
    /// What must be true of a slice: a comparison whose left side counts or measures events and names no window.
    pub comparison: Condition,
    /// Of how many slices at least.
    pub slices: u32,
    /// The window, whose slices are one unit long.
    pub last: Duration,
}

fn once() -> u32 {
    1
}

fn is_once(times: &u32) -> bool {
    *times == once()
}
