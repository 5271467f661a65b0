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
    /// A value for which none of a group's definitions is true, in both languages.
    Gap {
        group: String,
        at: (String, String),
    },
    /// A value for which two definitions of a group are true, though neither holds all of the other's values.
    Overlap {
        name: String,
        first: String,
        at: (String, String),
    },
    /// A part of an `and` (`all`) or `or` that makes no difference.
    NeedlessPart {
        all: bool,
    },
    /// A comparison that is true wherever there is something to compare.
    AnyValue,
    MissingOwner {
        name: String,
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
            Self::Overlap { .. } => Code::ThresholdOverlap,
            Self::NeedlessPart { .. } => Code::NeedlessPart,
            Self::AnyValue => Code::AnyValue,
            Self::MissingOwner { .. } => Code::MissingOwner,
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
            Self::Gap { group, at } => l.pick(
                format!("at {} no tag of {} is true", at.0, quote(group)),
                format!("值为 {} 时，{} 中没有标签成立", at.1, quote(group)),
            ),
            Self::Overlap { name, first, at } => l.pick(
                format!("at {} both {} and {} are true, and only the order decides", at.0, quote(first), quote(name)),
                format!("值为 {} 时，{} 与 {} 都成立，仅由先后决定", at.1, quote(first), quote(name)),
            ),
            Self::NeedlessPart { all: true } => {
                l.pick("this is true wherever the rest of the `and` is".into(), "其余条件都成立时，此条件必成立".into())
            }
            Self::NeedlessPart { all: false } => {
                l.pick("wherever this is true, the rest of the `or` is too".into(), "此条件成立时，其余条件必有成立的".into())
            }
            Self::AnyValue => l.pick("this is true of every value that there can be".into(), "任何取值都满足此条件".into()),
            Self::MissingOwner { name } => {
                l.pick(format!("{} has a definition, but no owner", quote(name)), format!("{} 有定义，却没有负责人", quote(name)))
            }
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
            Self::NeverTrue => l.pick(
                "look at its numbers, windows and tags, or take it away".into(),
                "请检查其中的数值、窗口和标签，或删去".into(),
            ),
            Self::AlwaysTrue => {
                l.pick("look at its numbers and windows, or take it away".into(), "请检查其中的数值和窗口，或删去".into())
            }
            Self::Overlap { .. } => l.pick("let one begin where the other ends".into(), "请让一个从另一个的终点开始".into()),
            Self::NeedlessPart { .. } => {
                l.pick("take it away, or look at its numbers and windows".into(), "请删去，或检查其中的数值和窗口".into())
            }
            Self::AnyValue => l.pick(
                "if it asks that there is a value, write `is not missing`; else look at what it is compared with".into(),
                "若只问有没有值，请写“不为空”；否则请检查所比较的值".into(),
            ),
            Self::MissingOwner { .. } => {
                l.pick("write `owner` and who answers for it".into(), "请写“负责人”及其姓名或部门".into())
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
