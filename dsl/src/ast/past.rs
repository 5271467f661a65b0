//! Conditions that look at what was true, held or known earlier.

use serde::{Deserialize, Serialize};

use super::{Condition, Duration, Expr, TagPattern, Window};
use crate::json::is_default;

/// A condition about the past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PastCondition {
    /// `等级 = V3 for 30 days`: true for so long without a break, up to now.
    Dwell {
        /// What has been true.
        condition: Box<Condition>,
        /// How long, at least.
        duration: Duration,
    },
    /// `A until B`: on once the one is true, off once the other is. Only a whole definition, segment or query is one.
    Latch {
        /// What turns it on.
        on: Box<Condition>,
        /// What turns it off, and keeps it off while true.
        until: Box<Condition>,
    },
    /// `gained X in last 7 days`.
    Turned {
        /// Whether tags came or went.
        turn: Turn,
        /// Which tag, or any of which group.
        tags: Box<TagPattern>,
        /// When; the whole history if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        window: Option<Window>,
    },
    /// `等级 changed from V2 to V3 in last 30 days`.
    Changed {
        /// An attribute.
        value: Box<Expr>,
        /// What it was before.
        #[serde(default, skip_serializing_if = "is_default")]
        from: Option<Box<Expr>>,
        /// What it became.
        #[serde(default, skip_serializing_if = "is_default")]
        to: Option<Box<Expr>>,
        /// When; the whole history if absent.
        #[serde(default, skip_serializing_if = "is_default")]
        window: Option<Window>,
    },
}

/// Which way a tag turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Turn {
    /// The customer came to hold it.
    Gained,
    /// The customer ceased to hold it.
    Lost,
}
