//! What a condition is made of.

use super::{CalendarCondition, Condition, ConditionKind, Expr, PastCondition};

impl ConditionKind {
    /// The conditions directly inside it. Those in filters are about events, not about the customer, and are left out.
    pub(crate) fn parts(&self) -> Vec<&Condition> {
        match self {
            Self::And(parts) | Self::Or(parts) | Self::AtLeast { of: parts, .. } => parts.iter().collect(),
            Self::Not(inner) | Self::Past(PastCondition::Dwell { condition: inner, .. }) => vec![inner],
            Self::Regular(regular) => vec![&regular.comparison],
            Self::Past(PastCondition::Latch { on, until }) => vec![on, until],
            _ => Vec::new(),
        }
    }

    /// The values directly inside it.
    pub(crate) fn values(&self) -> Vec<&Expr> {
        match self {
            Self::Compare { left, right, .. } => vec![left, right],
            Self::Between { value, low, high } => vec![value, low, high],
            Self::OneOf { value, list, .. } => [value].into_iter().chain(list).collect(),
            Self::Text { value, .. }
            | Self::Mentions { value, .. }
            | Self::Missing { value }
            | Self::Includes { value, .. }
            | Self::InWindow { moment: value, .. }
            | Self::Ago { moment: value, .. } => vec![value],
            Self::Calendar(
                CalendarCondition::Ahead { moment: value, .. } | CalendarCondition::Anniversary { date: value, .. },
            ) => vec![value],
            Self::Past(PastCondition::Changed { value, from, to, .. }) => {
                [value].into_iter().chain(from).chain(to).map(|value| &**value).collect()
            }
            _ => Vec::new(),
        }
    }
}
