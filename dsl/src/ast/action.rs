use serde::{Deserialize, Serialize};

use super::{Duration, Expr, Name, Path, Validity};
use crate::json::is_default;
use crate::number::Number;
use crate::span::Spanned;

/// One thing a rule does.
pub type Action = Spanned<ActionKind>;

/// The kinds of [`Action`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ActionKind {
    /// Give the customer a tag.
    Add {
        /// Which.
        tag: Target,
        /// For how long, if not for as long as the tag says.
        #[serde(default, skip_serializing_if = "is_default")]
        lasting: Option<Lasting>,
    },
    /// Take a tag away.
    Remove(Target),
    /// `move 生命周期 to 已转化`: give a tag of an exclusive group, take its other tags away.
    Move {
        /// The group.
        group: Path,
        /// The tag.
        to: Path,
    },
    /// Give a tag a value, and the tag to the customer.
    Set {
        /// The tag.
        tag: Path,
        /// The value.
        value: Expr,
    },
    /// One more, of a tag that counts.
    Increment(Path),
    /// One level up or down.
    Shift {
        /// A group with levels, or a tag whose value is a level.
        path: Path,
        /// Whether up.
        #[serde(default, skip_serializing_if = "is_default")]
        up: bool,
    },
    /// Tell the host that a person may want to give the tag.
    Suggest {
        /// The tag.
        tag: Path,
        /// How sure it is, from 0 to 1.
        #[serde(default, skip_serializing_if = "is_default")]
        confidence: Option<Spanned<Number>>,
    },
    /// Tell the host that somebody is asked to approve that the tag is given, or taken.
    Propose {
        /// The tag.
        tag: Path,
        /// Whether it is to be given.
        #[serde(default, skip_serializing_if = "is_default")]
        add: bool,
    },
    /// Tell the host.
    Emit {
        /// What to tell.
        name: Name,
        /// Values to go with it.
        #[serde(default, skip_serializing_if = "is_default")]
        payload: Vec<(Name, Expr)>,
        /// The time in which a customer's rule tells it at most once.
        #[serde(default, skip_serializing_if = "is_default")]
        cap: Option<Duration>,
        /// The time of day in which it waits.
        #[serde(default, skip_serializing_if = "is_default")]
        quiet: Option<Quiet>,
    },
    /// Tell the host that a team should know.
    Notify(Name),
}

/// The tag that an action is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// One tag.
    Tag(Path),
    /// `意向/{产品}`: the tag of a group that is called as a value says.
    Member {
        /// The group.
        group: Path,
        /// The event's property, or for a rule on a condition the customer's attribute.
        name: Name,
    },
}

/// How long an assignment lasts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Lasting {
    /// From when it was added.
    For(Validity),
    /// To the end of a day.
    Until(Spanned<jiff::civil::Date>),
}

/// A time of day, `22:00-08:00`; the end is not part of it. One that ends before it begins goes past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Quiet {
    /// When it begins.
    pub from: jiff::civil::Time,
    /// When it ends.
    pub to: jiff::civil::Time,
}
