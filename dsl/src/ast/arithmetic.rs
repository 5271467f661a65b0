use serde::{Deserialize, Serialize};

use super::Expr;

/// Reckons with two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operator {
    /// `a + b`
    #[serde(rename = "+")]
    Plus,
    /// `a - b`
    #[serde(rename = "-")]
    Minus,
    /// `a * b`
    #[serde(rename = "*")]
    Times,
    /// `a / b`; without a value where `b` is zero.
    #[serde(rename = "/")]
    Over,
}

impl Operator {
    /// Whether it binds closer: `*` and `/`.
    #[must_use]
    pub const fn binds_closer(self) -> bool {
        matches!(self, Self::Times | Self::Over)
    }
}

/// What is done next to the value on the left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct ArithmeticStep {
    /// How.
    pub op: Operator,
    /// With what.
    pub by: Expr,
}
