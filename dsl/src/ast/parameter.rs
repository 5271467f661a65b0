use serde::{Deserialize, Serialize};

use super::{Literal, Name};
use crate::json::{is_default, one_or_more};
use crate::number::Number;
use crate::span::Spanned;

/// A value, or a table of values, that conditions call by a name: `parameter 门槛 by 品类 { 奶粉: 1000, else: 500 }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// What the name stands for.
    pub value: ParameterValue,
}

/// What a [`Parameter`] stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ParameterValue {
    /// Always the same.
    Constant(Spanned<Literal>),
    /// What the table says of a property of the event, or an attribute of the customer.
    Table {
        /// The name of the property or attribute that is looked up.
        by: Name,
        /// A value for each key; one or more.
        #[serde(deserialize_with = "one_or_more")]
        entries: Vec<ParameterEntry>,
        /// The value for everything else; none if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        otherwise: Option<Spanned<Literal>>,
    },
}

/// One line of a parameter's table: `奶粉: 1000`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct ParameterEntry {
    /// What is looked up.
    pub key: Spanned<ParameterKey>,
    /// What is found.
    pub value: Spanned<Literal>,
}

/// What a parameter's table is looked up by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ParameterKey {
    /// A number.
    Number(Number),
    /// A member of an enum, or a text: `奶粉`.
    Name(String),
    /// A text that cannot be the member of an enum: `"3 段"`.
    Text(String),
}

impl ParameterKey {
    /// The text that is looked up, if it is not a number.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Name(text) | Self::Text(text) => Some(text),
            Self::Number(_) => None,
        }
    }
}
