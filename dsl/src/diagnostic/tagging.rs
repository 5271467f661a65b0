//! What can be wrong with how tags are declared and given.

use super::Code;
use super::quote::quote;
use crate::language::Language;
use crate::vocabulary::Word;

/// One thing wrong with a tag, a group or an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// A property that only tags without a definition can have.
    OnlyAssignable { word: Word, tag: String },
    /// A property that only tags with a definition can have.
    OnlyDefined { word: Word, tag: String },
    /// What only an exclusive group can have.
    OnlyExclusive { word: Word, group: String },
    /// What an exclusive group has no use for.
    NeverExclusive { word: Word, group: String },
    /// An `exclusive required` group without `otherwise`.
    MissingOtherwise { group: String },
    /// A required group whose `otherwise` ends.
    OtherwiseEnds { tag: String },
    /// More than one of `core`, `extended` and `temporary`.
    SecondTier,
    /// `move` in a group that is not exclusive.
    MoveOutside { group: String },
    /// `raise` and `lower` of what has no levels.
    NoLevels { name: String },
    /// `increment` of a tag without a number.
    NoNumber { tag: String },
    /// A value of a tag that carries none.
    NoValue { tag: String },
    /// A template for a group in which nothing can be given.
    NoMembers { group: String },
    /// `all of` an open group.
    AllOfOpen { group: String },
    /// A tag that is dropped and declared.
    DropsDeclared { tag: String },
    /// No such time of day.
    InvalidTime { text: String },
    /// Quiet hours that end where they begin.
    EmptyQuiet { text: String },
}

impl Tagging {
    pub fn code(&self) -> Code {
        match self {
            Self::OnlyAssignable { .. } | Self::OnlyDefined { .. } | Self::OtherwiseEnds { .. } => Code::UnfitProperty,
            Self::OnlyExclusive { .. } | Self::NeverExclusive { .. } => Code::UnfitProperty,
            Self::MissingOtherwise { .. } => Code::MissingOtherwise,
            Self::MoveOutside { .. } | Self::NoLevels { .. } | Self::NoNumber { .. } | Self::NoMembers { .. } => {
                Code::UnfitAction
            }
            Self::NoValue { .. } => Code::NoTagValue,
            Self::AllOfOpen { .. } => Code::OpenGroup,
            Self::DropsDeclared { .. } => Code::DropsDeclared,
            Self::SecondTier => Code::Syntax,
            Self::InvalidTime { .. } => Code::InvalidDate,
            Self::EmptyQuiet { .. } => Code::EmptyWindow,
        }
    }

    pub fn message(&self, l: Language) -> String {
        match self {
            Self::OnlyAssignable { word, tag } => l.pick(
                format!("`{}` is for tags that are assigned, {} has a definition", word.printed(l), quote(tag)),
                format!("“{}”只用于由人或规则打上的标签，{} 有定义", word.printed(l), quote(tag)),
            ),
            Self::OnlyDefined { word, tag } => l.pick(
                format!("`{}` is for tags with a definition, {} has none", word.printed(l), quote(tag)),
                format!("“{}”只用于有定义的标签，{} 没有", word.printed(l), quote(tag)),
            ),
            Self::OnlyExclusive { word, group } => l.pick(
                format!("`{}` needs an exclusive group, {} is not", word.printed(l), quote(group)),
                format!("“{}”只能用于互斥分组，{} 不是", word.printed(l), quote(group)),
            ),
            Self::NeverExclusive { word, group } => l.pick(
                format!("`{}` says nothing of {}, which is exclusive", word.printed(l), quote(group)),
                format!("{} 是互斥分组，“{}”没有意义", quote(group), word.printed(l)),
            ),
            Self::MissingOtherwise { group } => l.pick(
                format!("the group {} is required, but nothing says which tag holds when no other does", quote(group)),
                format!("分组 {} 必有一个标签，却没有说明其余情况是哪个", quote(group)),
            ),
            Self::OtherwiseEnds { tag } => l.pick(
                format!("the group is required, but its `otherwise` {} ends on a day", quote(tag)),
                format!("分组必有一个标签，但“否则”标签 {} 到期会失效", quote(tag)),
            ),
            Self::SecondTier => {
                l.pick("a tag is either `core`, `extended` or `temporary`".into(), "标签只能是“核心”“扩展”“临时”之一".into())
            }
            Self::MoveOutside { group } => l.pick(
                format!("`move` needs an exclusive group, {} is not", quote(group)),
                format!("“变更”只能用于互斥分组，{} 不是", quote(group)),
            ),
            Self::NoLevels { name } => {
                l.pick(format!("{} has no levels to raise or lower", quote(name)), format!("{} 没有可升降的级别", quote(name)))
            }
            Self::NoNumber { tag } => {
                l.pick(format!("{} does not carry a number", quote(tag)), format!("{} 的值不是数字", quote(tag)))
            }
            Self::NoValue { tag } => l.pick(format!("{} carries no value", quote(tag)), format!("{} 不带值", quote(tag))),
            Self::NoMembers { group } => l.pick(
                format!("no tag of {} can be given by a name that comes from a value", quote(group)),
                format!("{} 中没有可按值添加的标签", quote(group)),
            ),
            Self::AllOfOpen { group } => l.pick(
                format!("{} is open: nobody can have all of its tags", quote(group)),
                format!("{} 是开放分组，没有人能拥有其全部标签", quote(group)),
            ),
            Self::DropsDeclared { tag } => l.pick(
                format!("{} is dropped, but declared or an old name of a tag", quote(tag)),
                format!("{} 写明删除，却仍有声明，或是某个标签的原名", quote(tag)),
            ),
            Self::InvalidTime { text } => {
                l.pick(format!("{} is no time of day", quote(text)), format!("{} 不是一天中的时刻", quote(text)))
            }
            Self::EmptyQuiet { text } => {
                l.pick(format!("{} ends where it begins", quote(text)), format!("{} 的起止相同", quote(text)))
            }
        }
    }

    pub fn help(&self, l: Language) -> String {
        match self {
            Self::OnlyAssignable { .. } | Self::OnlyDefined { .. } => {
                l.pick("take it away, or change how the tag is held".into(), "请去掉它，或改变标签的持有方式".into())
            }
            Self::OnlyExclusive { .. } | Self::MoveOutside { .. } => {
                l.pick("write `exclusive` behind the group's name".into(), "请在分组名后写“互斥”".into())
            }
            Self::NeverExclusive { .. } => {
                l.pick("a customer has at most one of its tags; take it away".into(), "客户至多有其中一个标签，请去掉它".into())
            }
            Self::MissingOtherwise { .. } => {
                l.pick("mark one of its tags `otherwise`".into(), "请把其中一个标签标为“否则”".into())
            }
            Self::OtherwiseEnds { .. } => l.pick("take away the day, or `required`".into(), "请去掉截止日或“必选”".into()),
            Self::SecondTier => l.pick("take one of them away".into(), "请去掉其中之一".into()),
            Self::NoLevels { .. } => l.pick(
                "give the group `levels (…)`, or the tag `value level (…)`".into(),
                "请为分组写“级别 (…)”，或为标签写“取值 级别 (…)”".into(),
            ),
            Self::NoNumber { .. } => l.pick("write `value number` in its declaration".into(), "请在声明中写“取值 数字”".into()),
            Self::NoValue { .. } => l.pick(
                "write `value` and a type in its declaration, such as `value number`".into(),
                "请在声明中写“取值”和类型，如“取值 数字”".into(),
            ),
            Self::NoMembers { .. } => l.pick(
                "declare tags without a definition in it, or write `open` behind its name".into(),
                "请在其中声明没有定义的标签，或在分组名后写“开放”".into(),
            ),
            Self::AllOfOpen { .. } => l.pick("name the tags that are meant".into(), "请逐个写出所指的标签".into()),
            Self::DropsDeclared { .. } => l.pick(
                "take away one of the two; a tag that is to begin anew is dropped by one handbook and declared by the next"
                    .into(),
                "请去掉其一；要重新开始的标签，先在一版手册中删除，再在下一版中声明".into(),
            ),
            Self::InvalidTime { .. } => l.pick("write `00:00` to `23:59`".into(), "请写 `00:00` 到 `23:59`".into()),
            Self::EmptyQuiet { .. } => l.pick("write another end".into(), "请改写终点".into()),
        }
    }
}
