//! What a diagnostic advises.

use super::problem::{A_NAME, Advice, Kind, NumberFault, Problem, UnknownNote};
use super::quote::{join, quote, short};
use crate::language::Language;
use crate::suggest::{Effort, nearest};
use crate::vocabulary::Word;

impl Problem {
    /// What to do about it.
    pub fn help(&self, l: Language) -> Option<String> {
        Some(match self {
            Self::MissingComparator { number } => comparator_help(l, number),
            Self::GluedWord { name, .. } => {
                l.pick(format!("as a name {} needs its backticks", quote(name)), format!("作名称时须写成 {}", quote(name)))
            }
            Self::InvalidNumber { fault: NumberFault::Numeral, .. } => {
                l.pick("write it in digits".into(), "请用阿拉伯数字".into())
            }
            Self::Tagging(tagging) => tagging.help(l),
            Self::NotInFilter => {
                l.pick("move it out of the filter, next to the condition".into(), "请移到筛选之外，与该条件并列".into())
            }
            Self::NestedPast => l.pick(
                "define a tag by the inner condition, and ask for the tag".into(),
                "请用里面的条件定义一个标签，再以“有”问该标签".into(),
            ),
            Self::Syntax { expected, found: Some(found) }
                if expected.contains(&A_NAME) && found.starts_with(char::is_alphanumeric) =>
            {
                l.pick(
                    format!("{} is a word of the language or a number; as a name it needs backticks", short(found)),
                    format!("{} 是语言中的词或数字；作名称须加反引号", short(found)),
                )
            }
            Self::Syntax { found: Some(found), .. } if ["\"", "“", "「", "`"].contains(&found.as_str()) => {
                l.pick("close the quote on the same line".into(), "引号要在同一行内成对".into())
            }
            Self::Syntax { found: Some(found), .. } => {
                let word = misspelt_word(found)?;
                l.pick(format!("did you mean `{word}`?"), format!("是否指“{word}”?"))
            }
            Self::Unknown { note: Some(note), .. } => match note {
                UnknownNote::MissingBlank { front, rest } => {
                    let apart = format!("`{} {}`", short(front), short(rest));
                    l.pick(format!("put a blank in between: {apart}"), format!("请在中间加空格: {apart}"))
                }
                UnknownNote::NoComparator { event, number } => {
                    let write = |word| format!("`{}次数 {word}{}`", short(event), short(number));
                    let (least, exactly, more) = (write("至少"), write("恰好"), write("超过"));
                    l.pick(format!("write {least}, {exactly} or {more}"), format!("请写 {least}、{exactly} 或 {more}"))
                }
                UnknownNote::EventsProperty { event, property } => {
                    let (event, property) = (short(event), short(property));
                    l.pick(
                        format!("write `did {event} where {property} …`, or `last({event}.{property})`"),
                        format!("请写 `{event}({property} …)过`，或 `最近一次 {event}.{property}`"),
                    )
                }
                UnknownNote::LookedUp { parameter } => l.pick(
                    format!("the parameter {} is looked up by it; use it where it is known", quote(parameter)),
                    format!("参数 {} 按它查，只能用在有它的地方", quote(parameter)),
                ),
                UnknownNote::IsATag => l.pick("it is a tag; write `has` before it".into(), "这是标签，请在前面写“有”".into()),
                UnknownNote::IsAGroup => l.pick(
                    "it is a group; to compare it, write `levels (…)` in its declaration".into(),
                    "这是分组；要比较它，请在声明中写“级别 (…)”".into(),
                ),
                UnknownNote::IsACondition => {
                    l.pick("it is a named condition; it stands alone".into(), "这是具名条件，应单独写".into())
                }
                UnknownNote::IsASegment => {
                    l.pick("it is a segment; write `in` before it".into(), "这是人群，请在前面写“属于”".into())
                }
                UnknownNote::IsAnEvent => {
                    l.pick("it is an event; write `did` before it, or `count(…)`".into(), "这是事件，请写“…过”或“…次数”".into())
                }
                UnknownNote::Carries { properties } if properties.is_empty() => {
                    l.pick("the event carries no properties".into(), "该事件没有任何属性".into())
                }
                UnknownNote::Carries { properties } => {
                    let list = join(properties.iter().map(|m| quote(m)), l, (" and ", "和"));
                    l.pick(format!("the event carries {list}"), format!("该事件有 {list}"))
                }
                UnknownNote::OneOf { members } => {
                    let list = join(members.iter().map(|m| quote(m)), l, (" or ", "或"));
                    l.pick(format!("it can be {list}"), format!("可以是 {list}"))
                }
            },
            Self::Unknown { suggestion: Some(name), .. } => {
                l.pick(format!("did you mean {}?", quote(name)), format!("是否指 {}?", quote(name)))
            }
            Self::Unknown { kind: Kind::Keywords, name, .. } => {
                let name = short(name);
                l.pick(
                    format!("a word stands in quotes, `\"{name}\"`; a list is declared above: `keywords {name} = (…)`"),
                    format!("词语要加引号，如 `\"{name}\"`；词库须在前面声明: `词库 {name} = (…)`"),
                )
            }
            Self::BehindElse { .. } => {
                l.pick("write `else` once, as the last line".into(), "“否则”只写一次，放在最后一行".into())
            }
            Self::EmptyTarget => l.pick("write who or what takes the customers".into(), "请写明接收客户的人或群".into()),
            Self::EmptyWord => l.pick("leave it out".into(), "请去掉".into()),
            Self::Unknown { kind: Kind::Step, .. } => l.pick(
                "name an earlier event of the same pattern: `加购 as a`".into(),
                "请先给同一模式中前面的事件起名: `加购(记为a)`".into(),
            ),
            Self::Unknown { kind: Kind::Timezone, .. } => {
                l.pick("use an IANA name such as `Asia/Shanghai`".into(), "请用 IANA 名称，如 `Asia/Shanghai`".into())
            }
            Self::Unknown { kind: Kind::Attribute | Kind::Event | Kind::Tag | Kind::Group | Kind::Segment, .. } => {
                l.pick("declare it, or check the spelling".into(), "请先声明，或检查拼写".into())
            }
            Self::Ambiguous { candidates, .. } => {
                let list = join(candidates.iter().map(|c| quote(c)), l, (" or ", "或"));
                l.pick(format!("write {list}"), format!("请写 {list}"))
            }
            Self::TypeMismatch { advice: Some(advice), .. } => match advice {
                Advice::QuoteText(text) => {
                    let text = short(text);
                    l.pick(format!("text stands in quotes: `\"{text}\"`"), format!("文本要加引号: `\"{text}\"`"))
                }
                Advice::Unquote(text) => l.pick(
                    format!("enum members stand without quotes: {}", quote(text)),
                    format!("枚举值不加引号: {}", quote(text)),
                ),
                Advice::Count(event) => l.pick(
                    format!("it is an event; write `count({})`", short(event)),
                    format!("这是事件，请写 `{}次数`", short(event)),
                ),
                Advice::Say(words) => l.pick(words.0.into(), words.1.into()),
            },
            Self::NotABool { .. } | Self::NoComparison { .. } => {
                l.pick("compare it with something".into(), "请与某个值比较".into())
            }
            Self::AssignsDefinedTag { .. } => l.pick(
                "take away its definition, or let the rule act on another tag".into(),
                "请去掉它的定义，或让规则作用于别的标签".into(),
            ),
            Self::Cycle { .. } => {
                l.pick("let one of them look at events or attributes instead".into(), "请让其中之一改看事件或属性".into())
            }
            Self::MisplacedOtherwise { .. } => {
                l.pick("write `exclusive` behind the group's name".into(), "请在分组名后写“互斥”".into())
            }
            Self::SourceTooLarge { .. }
            | Self::TooDeep { .. }
            | Self::TooManyNodes { .. }
            | Self::ListTooLong { .. }
            | Self::TooManySteps { .. } => {
                l.pick("split it, or raise the limit in `Limits`".into(), "请拆分，或调高 `Limits` 中的上限".into())
            }
            Self::WindowTooLong { .. } => {
                l.pick("use a shorter one; no window looks at the whole history".into(), "请缩短；不写窗口即看全部历史".into())
            }
            Self::UnfitWindow { example, .. } => {
                l.pick(format!("use a window such as `{}`", example.0), format!("请用 `{}` 这样的窗口", example.1))
            }
            Self::UnfitSlices { of, .. } => l.pick(format!("ask for 1 to {of}"), format!("请写 1 到 {of}")),
            Self::UnslicedMeasure => {
                l.pick("write `count(学习) >= 3 in 3 of last 5 weeks`".into(), "请写 `最近5周 有3周 学习次数 至少3次`".into())
            }
            Self::SequenceTooLong { .. } => {
                l.pick("use fewer, or raise the limit in `Limits`".into(), "请减少，或调高 `Limits` 中的上限".into())
            }
            Self::TooManyNames { .. } => {
                l.pick("leave out the names that no filter uses".into(), "请去掉筛选中没有用到的名字".into())
            }
            Self::UnfitCount { of, .. } => l.pick(format!("ask for 1 to {of}"), format!("请写 1 到 {of}")),
            Self::EmptyWindow { .. } => l.pick("write the earlier end first".into(), "请先写较早的一端".into()),
            Self::InvalidEscape { .. } => {
                l.pick(r#"the escapes are `\"`, `\\` and `\n`"#.into(), r#"可用的转义是 `\"`、`\\` 和 `\n`"#.into())
            }
            Self::StepOutOfOrder => l.pick("write the steps in order of time".into(), "请按时间先后书写各步".into()),
            Self::NoStepBefore => l.pick("write `at 2025-01-01` or the like".into(), "请写“于 2025-01-01”之类".into()),
            Self::Warning(warning) => warning.help(l),
            Self::InvalidJson { .. } => {
                l.pick("the shapes are in `docs/handbook-json.md`".into(), "格式见 `docs/handbook-json.md`".into())
            }
            Self::UnknownVersion { .. } => {
                let known = crate::json::JSON_VERSION;
                l.pick(format!("this release reads version {known}"), format!("本版本可读取版本 {known}"))
            }
            Self::UnwritableTree => l.pick(
                "print it, and read what is printed, to see the difference".into(),
                "把它打印后再读取，即可看出差别".into(),
            ),
            _ => return None,
        })
    }
}

/// The word of the language that differs in one letter.
fn misspelt_word(found: &str) -> Option<&'static str> {
    let spellings = || Word::ALL.iter().flat_map(|word| Language::ALL.map(|l| word.spellings(l))).flatten().copied();
    let length = found.chars().count();
    let similar = || spellings().filter(|word| word.chars().count().abs_diff(length) <= 1);
    // Of two that are as near, the one that goes on as this begins: `ad` is `add` rather than `and`.
    let candidates = similar().filter(|word| word.starts_with(found)).chain(similar());
    let word = nearest(found, candidates, &mut Effort::default())?;
    spellings().find(|spelling| *spelling == word && *spelling != found && length > 1)
}

fn comparator_help(l: Language, number: &str) -> String {
    let number = short(number);
    l.pick(
        format!("say at least (`>=`, 至少), exactly (`=`, 恰好) or more than (`>`, 超过) {number}"),
        format!("请写明 至少{number}、恰好{number} 或 超过{number}"),
    )
}
