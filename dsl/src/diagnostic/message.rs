//! What a diagnostic says.

use super::problem::{NumberFault, Problem, UnknownNote};
use super::quote::{join, quote, sentence};
use crate::language::Language;

impl Problem {
    /// One line, lower case, no full stop.
    pub fn message(&self, l: Language) -> String {
        match self {
            Self::Syntax { expected, found } => {
                let expected = join(expected.iter().map(|w| l.pick(w.0, w.1).to_owned()), l, (" or ", "或"));
                match (found, expected.is_empty()) {
                    (Some(found), true) => {
                        l.pick(format!("unexpected {}", quote(found)), format!("此处不应出现 {}", quote(found)))
                    }
                    (Some(found), false) => l.pick(
                        format!("expected {expected}, found {}", quote(found)),
                        format!("此处应为{expected}，却是 {}", quote(found)),
                    ),
                    (None, true) => l.pick("it ends too early".into(), "过早结束".into()),
                    (None, false) => {
                        l.pick(format!("expected {expected}, but it ends here"), format!("此处应为{expected}，却到此结束"))
                    }
                }
            }
            Self::WholeGroup => {
                l.pick("one tag is needed here, not a whole group".into(), "此处应为单个标签，不能是整个分组".into())
            }
            Self::Repeated { word } => {
                l.pick(format!("`{}` is given twice", word.printed(l)), format!("“{}”写了两次", word.printed(l)))
            }
            Self::NoComparison { value } => {
                l.pick(format!("{} is a value, not a condition", quote(value)), format!("{} 是值，不能单独作条件", quote(value)))
            }
            Self::NoValue => l.pick("expected a value, found a condition".into(), "此处应为值，却是条件".into()),
            Self::MissingComparator { number } => l.pick(
                format!("nothing says how to compare with {}", quote(number)),
                format!("没有说明如何与 {} 比较", quote(number)),
            ),
            Self::GluedWord { name, word } => l.pick(
                format!("{} ends in the word {}", quote(name), quote(word)),
                format!("{} 以语言中的词 {} 结尾", quote(name), quote(word)),
            ),
            Self::InvalidNumber { text, fault } => {
                let text = quote(text);
                match fault {
                    NumberFault::Size => l.pick(
                        format!("{text} is too large or has more than 9 decimal places"),
                        format!("{text} 过大，或小数超过 9 位"),
                    ),
                    NumberFault::Numeral => l.pick(
                        format!("{text} is too large or can be read in two ways"),
                        format!("{text} 过大，或有不止一种读法"),
                    ),
                    NumberFault::Weight => {
                        l.pick(format!("a weight is a whole number, not {text}"), format!("权重应为整数，而非 {text}"))
                    }
                    NumberFault::Limit => l.pick(
                        format!("so many tags of a group are a whole number from 1, not {text}"),
                        format!("组内标签数上限应为不小于 1 的整数，而非 {text}"),
                    ),
                    NumberFault::Capacity => l.pick(
                        format!("a capacity is a whole number from 1, not {text}"),
                        format!("上限应为不小于 1 的整数，而非 {text}"),
                    ),
                    NumberFault::Share => l.pick(
                        format!("a percentage is from 0% to 100% with at most two places, not {text}"),
                        format!("百分比应在 0% 到 100% 之间，至多两位小数，而非 {text}"),
                    ),
                    NumberFault::Confidence => l.pick(
                        format!("a confidence is a number from 0 to 1, not {text}"),
                        format!("置信度应在 0 到 1 之间，而非 {text}"),
                    ),
                    NumberFault::Places => {
                        l.pick(format!("a decimal has at most 9 places, not {text}"), format!("小数至多 9 位，而非 {text} 位"))
                    }
                }
            }
            Self::InvalidDate { text } => {
                l.pick(format!("{} does not exist in the calendar", quote(text)), format!("日历中没有 {}", quote(text)))
            }
            Self::InvalidEscape { text } => {
                l.pick(format!("unknown escape {}", quote(text)), format!("无法识别的转义 {}", quote(text)))
            }
            Self::EmptyWord => l.pick("an empty word occurs in every text".into(), "空的词出现在任何文本中".into()),
            Self::EmptyTarget => l.pick("a target has a name".into(), "去处须有名称".into()),
            Self::SourceTooLarge { bytes, limit } => l.pick(
                format!("the text has {bytes} bytes, the limit is {limit}"),
                format!("文本有 {bytes} 字节，上限为 {limit}"),
            ),
            Self::TooDeep { limit } => l.pick(
                format!("brackets or negations are nested more than {limit} deep"),
                format!("括号或否定嵌套超过 {limit} 层"),
            ),
            Self::TooManyNodes { limit } => {
                l.pick(format!("the handbook has more than {limit} parts"), format!("手册内容超过 {limit} 项"))
            }
            Self::ListTooLong { limit } => {
                l.pick(format!("the list has more than {limit} members"), format!("列表成员超过 {limit} 个"))
            }
            Self::WindowTooLong { text, limit_years } => l.pick(
                format!("{} is zero or longer than {limit_years} years", quote(text)),
                format!("{} 为零或超过 {limit_years} 年", quote(text)),
            ),
            Self::EmptyWindow { text } => {
                l.pick(format!("{} ends before it begins", quote(text)), format!("{} 的终点早于起点", quote(text)))
            }
            Self::UnfitWindow { per, .. } => l.pick(
                format!("a mean per {} needs a rolling window of whole {}s", per.0, per.0),
                format!("{}平均需要整数个{}的滚动窗口", per.1, per.1),
            ),
            Self::UnfitCount { count, of } => l.pick(
                format!("{count} of {of} conditions are always or never true"),
                format!("{of} 个条件满足 {count} 个，恒真或恒假"),
            ),
            Self::UnfitSlices { count, of } => l.pick(
                format!("{count} of {of} slices of the window are always or never enough"),
                format!("{of} 个时段中有 {count} 个，恒真或恒假"),
            ),
            Self::UnslicedMeasure => l.pick(
                "only a count or measure of events without a window has slices".into(),
                "只有不带窗口的事件次数或统计值才能按时段计算".into(),
            ),
            Self::SequenceTooLong { limit } => l.pick(
                format!("a sequence has at most {limit} events, a window at most {limit} slices"),
                format!("序列至多 {limit} 个事件，窗口至多 {limit} 个时段"),
            ),
            Self::TooManyNames { limit } => l.pick(
                format!("at most {limit} events of a sequence can have names"),
                format!("一个序列中至多 {limit} 个事件可以起名"),
            ),
            Self::TooManyErrors { more } => l.pick(format!("and {more} more errors"), format!("另有 {more} 个错误")),
            Self::Unknown { note: Some(UnknownNote::NoComparator { number, .. }), .. } => {
                Self::MissingComparator { number: number.clone() }.message(l)
            }
            Self::Unknown { kind, name, within, .. } => match within {
                Some(within) => l.pick(
                    format!("{} has no {} {}", quote(within), kind.noun(l), quote(name)),
                    format!("{} 没有{} {}", quote(within), kind.noun(l), quote(name)),
                ),
                None => {
                    l.pick(format!("unknown {} {}", kind.noun(l), quote(name)), format!("未知的{} {}", kind.noun(l), quote(name)))
                }
            },
            Self::Duplicate { kind, name, first_line } => l.pick(
                format!("the {} {} is already declared on line {first_line}", kind.noun(l), quote(name)),
                format!("{} {} 已在第 {first_line} 行声明", kind.noun(l), quote(name)),
            ),
            Self::Ambiguous { kind, name, .. } => l.pick(
                format!("more than one {} is called {}", kind.noun(l), quote(name)),
                format!("名为 {} 的{}不止一个", quote(name), kind.noun(l)),
            ),
            Self::TypeMismatch { needed, found, .. } => {
                l.pick(format!("expected {}, found {}", needed.0, found.0), format!("此处应为{}，却是{}", needed.1, found.1))
            }
            Self::NotABool { name, ty } => l.pick(
                format!("{} is {}, not a condition", quote(name), ty.0),
                format!("{} 是{}，不能单独作条件", quote(name), ty.1),
            ),
            Self::NotInFilter => {
                l.pick("a filter can only look at the event's own properties".into(), "筛选只能使用该事件自己的属性".into())
            }
            Self::NestedPast => l.pick(
                "how long something lasts cannot be asked of a condition that already does".into(),
                "已含“持续”或“直到”的条件，不能再问它持续多久".into(),
            ),
            Self::MisplacedOtherwise { group } => match group {
                Some(group) => l.pick(
                    format!("`otherwise` needs an exclusive group, {} is not", quote(group)),
                    format!("“否则”只能用于互斥分组，{} 不是", quote(group)),
                ),
                None => l.pick("`otherwise` needs an exclusive group".into(), "“否则”只能用于互斥分组".into()),
            },
            Self::SecondOtherwise { first } => l.pick(
                format!("the group already has {} as its `otherwise`", quote(first)),
                format!("该分组已有“否则”标签 {}", quote(first)),
            ),
            Self::AssignsDefinedTag { tag } => l.pick(
                format!("{} has a definition, a rule cannot add or remove it", quote(tag)),
                format!("{} 有定义，规则不能增删", quote(tag)),
            ),
            Self::Cycle { path } => {
                let shown =
                    path.iter().map(|p| p.as_deref().map_or_else(|| "…".to_owned(), quote)).collect::<Vec<_>>().join(" → ");
                l.pick(format!("definitions depend on one another in a circle: {shown}"), format!("定义互相依赖成环: {shown}"))
            }
            Self::UnwritableName => l.pick(
                "a name is empty or holds a backtick, a slash or a control character".into(),
                "名称为空，或含有反引号、斜杠、控制字符".into(),
            ),
            Self::BehindElse { target } => l.pick(
                format!("nobody reaches {}: it stands behind `else`", quote(target)),
                format!("{} 写在“否则”之后，没有客户会到达", quote(target)),
            ),
            Self::Tagging(tagging) => tagging.message(l),
            Self::Warning(warning) => warning.message(l),
            Self::TooManySteps { limit } => {
                l.pick(format!("the test has more than {limit} steps"), format!("测试超过 {limit} 步"))
            }
            Self::StepOutOfOrder => l.pick("this step is earlier than the one before".into(), "这一步早于上一步".into()),
            Self::NoStepBefore => l.pick("the first step of a test needs a date".into(), "测试的第一步须写明日期".into()),
            Self::InvalidJson { what } => {
                l.pick(format!("invalid json: {}", sentence(what)), format!("JSON 有误: {}", sentence(what)))
            }
            Self::UnknownVersion { version } => {
                l.pick(format!("the json is of version {version}"), format!("JSON 的版本是 {version}"))
            }
            Self::UnwritableTree => l.pick("no text says what this declaration does".into(), "此声明无法写成文本".into()),
            Self::Internal { what } => l.pick(format!("a fault of tagora itself: {what}"), format!("tagora 自身的错误: {what}")),
        }
    }
}
