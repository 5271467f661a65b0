use serde::{Deserialize, Serialize};

use super::{CompareOp, Condition, Duration, Expr, Name, Path};
use crate::json::{is_default, one_or_more};
use crate::span::Spanned;

/// A test of the handbook: what is given of some customers, and what is expected of them then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Scenario {
    /// Its name.
    pub name: Name,
    /// What is given and expected, in order of time; one or more.
    #[serde(deserialize_with = "one_or_more")]
    pub steps: Vec<Step>,
}

/// One step of a [`Scenario`].
pub type Step = Spanned<StepKind>;

/// The kinds of [`Step`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StepKind {
    /// `given A 聊天 at 2025-01-01`.
    Given {
        /// To whom it happens.
        customer: Name,
        /// What.
        fact: Fact,
        /// When.
        moment: Moment,
    },
    /// `at 2025-04-01 expect A has 沉默用户`.
    Expect {
        /// When; at the instant of the step before, if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        moment: Option<Moment>,
        /// Of whom.
        customer: Name,
        /// What.
        expectation: Expectation,
    },
}

/// When a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Moment {
    /// The first instant of a day in the handbook's zone.
    Date(jiff::civil::Date),
    /// A date and a time of day in the handbook's zone.
    Instant(jiff::civil::DateTime),
    /// So long after the step before.
    Later(Duration),
}

/// What happens to a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fact {
    /// The customer becomes known.
    Created,
    /// An event.
    Event {
        /// Its type.
        name: Name,
        /// What it carries: values as written, or members of enums.
        #[serde(default, skip_serializing_if = "is_default")]
        properties: Vec<(Name, Expr)>,
    },
    /// An attribute gets a value, as written or a member of an enum.
    Set {
        /// Which.
        attribute: Name,
        /// The value.
        value: Expr,
    },
    /// An attribute loses its value.
    Clear {
        /// Which.
        attribute: Name,
    },
    /// A person gives a tag.
    Add(Path),
    /// A person takes a tag.
    Remove(Path),
}

/// What is expected of a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expectation {
    /// The condition is true.
    Holds(Box<Condition>),
    /// Rules have told the host so, up to then.
    Emitted {
        /// What they tell.
        name: Name,
        /// How often; once or more, if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        times: Option<Times>,
    },
}

/// How often: `>= 2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Times {
    /// How the number relates.
    pub op: CompareOp,
    /// To what.
    pub count: u32,
}
