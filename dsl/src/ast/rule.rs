use serde::{Deserialize, Serialize};

use super::{Action, Condition, Name, Stream};
use crate::json::{is_default, one_or_more};

/// What to do when something happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// What sets it off.
    pub trigger: Trigger,
    /// What it does, in order; one or more.
    #[serde(deserialize_with = "one_or_more")]
    pub actions: Vec<Action>,
    /// Whether it also tells the host what a late record sets off in the past.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_late: bool,
    /// Whether it also fires for what a new handbook or a merge makes true.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_backfill: bool,
}

/// What sets a rule off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Trigger {
    /// An event happens.
    On {
        /// Which events.
        stream: Stream,
        /// Whether only a customer's first such event counts.
        #[serde(default, skip_serializing_if = "is_default")]
        first: bool,
        /// What must also be true then.
        #[serde(default, skip_serializing_if = "is_default")]
        condition: Option<Box<Condition>>,
    },
    /// A condition becomes true of the customer.
    When(Box<Condition>),
}
