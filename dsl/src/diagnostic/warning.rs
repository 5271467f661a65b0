//! What is allowed but hardly meant.

use super::quote::quote;
use super::{Code, Kind};
use crate::language::Language;

/// One thing that is true of a handbook and hardly meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    NeverTrue,
    AlwaysTrue,
    /// Two definitions of one kind with the same normal form.
    SameDefinition {
        name: String,
        first: String,
    },
    /// A tag of an exclusive group whose definition implies that of an earlier one.
    Shadowed {
        name: String,
        by: String,
    },
    /// A value for which none of a group's definitions is true.
    Gap {
        group: String,
        gap: String,
    },
    Unused {
        kind: Kind,
        name: String,
    },
    DeepGroup {
        group: String,
    },
}

impl Warning {
    pub fn code(&self) -> Code {
        match self {
            Self::NeverTrue => Code::NeverTrue,
            Self::AlwaysTrue => Code::AlwaysTrue,
            Self::SameDefinition { .. } => Code::SameDefinition,
            Self::Shadowed { .. } => Code::ShadowedTag,
            Self::Gap { .. } => Code::ThresholdGap,
            Self::Unused { .. } => Code::UnusedName,
            Self::DeepGroup { .. } => Code::DeepGroup,
        }
    }

    pub fn message(&self, l: Language) -> String {
        match self {
            Self::NeverTrue => l.pick("this is never true".into(), "此条件恒假".into()),
            Self::AlwaysTrue => l.pick("this is always true".into(), "此条件恒真".into()),
            Self::SameDefinition { name, first } => l.pick(
                format!("{} says the same as {}", quote(name), quote(first)),
                format!("{} 与 {} 含义相同", quote(name), quote(first)),
            ),
            Self::Shadowed { name, by } => l.pick(
                format!("wherever {} is true, {} before it is too", quote(name), quote(by)),
                format!("{} 成立时，前面的 {} 也成立", quote(name), quote(by)),
            ),
            Self::Gap { group, gap } => l.pick(
                format!("at {gap} no tag of {} is true", quote(group)),
                format!("值为 {gap} 时，{} 中没有标签成立", quote(group)),
            ),
            Self::Unused { kind, name } => l.pick(
                format!("the {} {} is never used", kind.noun(l), quote(name)),
                format!("{} {} 从未使用", kind.noun(l), quote(name)),
            ),
            Self::DeepGroup { group } => {
                l.pick(format!("{} is more than 3 levels deep", quote(group)), format!("{} 超过 3 层", quote(group)))
            }
        }
    }

    pub fn help(&self, l: Language) -> String {
        match self {
            Self::NeverTrue | Self::AlwaysTrue => {
                l.pick("look at its numbers, or take it away".into(), "请检查其中的数值，或删去".into())
            }
            Self::SameDefinition { .. } => l.pick("keep one of them".into(), "请保留其中一个".into()),
            Self::Shadowed { .. } => l.pick("declare the narrower one first".into(), "请先写较窄的一个".into()),
            Self::Gap { .. } => {
                l.pick("move a threshold, or add a tag with `otherwise`".into(), "请移动阈值，或加一个“否则”标签".into())
            }
            Self::Unused { .. } => l.pick("use it, or take it away".into(), "请使用它，或删去".into()),
            Self::DeepGroup { .. } => l.pick("move it further out".into(), "请外移".into()),
        }
    }
}
