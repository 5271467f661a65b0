use serde::{Deserialize, Serialize};

use super::{Condition, Name};
use crate::json::{is_default, one_or_more};
use crate::span::Spanned;

/// Where customers go: each has at most one of its targets, and keeps it while the condition of its line holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Route {
    /// Its name.
    pub name: Name,
    /// Its lines, in order: the first whose condition holds and that has room decides.
    #[serde(deserialize_with = "one_or_more")]
    pub lines: Vec<RouteLine>,
}

/// `来源 = 抖音 -> "直播群1", "直播群2" capacity 200`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct RouteLine {
    /// Who may go there; without one the line is `else`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub condition: Option<Box<Condition>>,
    /// The targets; the next one when one is full.
    #[serde(deserialize_with = "one_or_more")]
    pub targets: Vec<Spanned<String>>,
    /// How many customers each of them takes at most.
    #[serde(default, skip_serializing_if = "is_default")]
    pub capacity: Option<Spanned<u32>>,
}
