//! What can be wrong with a handbook, with the words for it in both languages.

use super::Code;
use crate::language::Language;
use crate::suggest::{Effort, nearest};
use crate::vocabulary::Word;

/// What was looked up by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Timezone,
    Attribute,
    Event,
    Property,
    Group,
    Tag,
    Member,
    Rule,
    Segment,
}

impl Kind {
    fn noun(self, language: Language) -> &'static str {
        let (en, zh) = match self {
            Self::Timezone => ("time zone", "时区"),
            Self::Attribute => ("attribute", "属性"),
            Self::Event => ("event", "事件"),
            Self::Property => ("property", "事件属性"),
            Self::Group => ("group", "分组"),
            Self::Tag => ("tag", "标签"),
            Self::Member => ("enum member", "枚举值"),
            Self::Rule => ("rule", "规则"),
            Self::Segment => ("segment", "人群"),
        };
        language.pick(en, zh)
    }

    fn unknown(self) -> Code {
        match self {
            Self::Timezone => Code::UnknownTimezone,
            Self::Attribute => Code::UnknownAttribute,
            Self::Event => Code::UnknownEvent,
            Self::Property => Code::UnknownProperty,
            Self::Group => Code::UnknownGroup,
            Self::Tag => Code::UnknownTag,
            Self::Member => Code::UnknownMember,
            // Nothing refers to rules or segments by name yet.
            Self::Rule | Self::Segment => Code::Internal,
        }
    }
}

/// A text in both languages.
pub type Words = (&'static str, &'static str);

/// One thing that is wrong. Carries what the message needs and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Syntax { expected: Vec<Words>, found: Option<String> },
    /// `服务/*` where one tag is needed.
    WholeGroup,
    /// A property of a tag, given twice.
    Repeated { word: Word },
    MissingComparator { number: String },
    /// A name that ends in a word of the language: `来过`.
    GluedWord { name: String, word: String },
    InvalidNumber { text: String, fault: NumberFault },
    InvalidDate { text: String },
    InvalidEscape { text: String },
    SourceTooLarge { bytes: usize, limit: usize },
    TooDeep { limit: usize },
    TooManyNodes { limit: usize },
    ListTooLong { limit: usize },
    WindowTooLong { text: String, limit_years: u32 },
    TooManyErrors { more: usize },
    Unknown { kind: Kind, name: String, within: Option<String>, suggestion: Option<String>, note: Option<UnknownNote> },
    Duplicate { kind: Kind, name: String, first_line: usize },
    Ambiguous { kind: Kind, name: String, candidates: Vec<String> },
    TypeMismatch { needed: Words, found: Words, advice: Option<Advice> },
    NotABool { name: String, ty: Words },
    NotInFilter,
    MisplacedOtherwise { group: Option<String> },
    SecondOtherwise { first: String },
    AssignsDefinedTag { tag: String },
    /// `None` stands for stations that are left out.
    Cycle { path: Vec<Option<String>> },
    UnwritableName,
    Internal { what: &'static str },
}

/// Why a number cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// Too large, or too many decimal places.
    Size,
    /// A Chinese numeral that could be read in two ways, or in none.
    Numeral,
    /// A weight that is not whole.
    Weight,
    /// Decimal places of a type.
    Places,
}

/// More help for a name that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownNote {
    /// Two words are glued together: `最近30天购买`, `年龄25岁以上`.
    MissingBlank { front: String, rest: String },
    /// A number is glued to it: `买过两次`.
    NoComparator { event: String, number: String },
    /// A tag stands where a condition is needed.
    IsATag,
    /// An event stands where a condition is needed.
    IsAnEvent,
    /// The event's properties; maybe none.
    Carries { properties: Vec<String> },
    /// What could have been meant: `男, 女`.
    OneOf { members: Vec<String> },
}

/// More help for a type mismatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Text needs quotes.
    QuoteText(String),
    /// Enum members stand bare.
    Unquote(String),
    /// An event's count is meant.
    Count(String),
    /// A plain sentence.
    Say(Words),
}

/// What a syntax error calls a name.
pub const A_NAME: Words = ("a name", "名称");

const QUOTE_CHARS: usize = 40;

/// The user's text for a message: in backticks, on one line, bounded in length.
pub fn quote(text: &str) -> String {
    format!("`{}`", short(text))
}

/// The user's text where quotes stand around it already.
fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(QUOTE_CHARS).map(|c| if super::render::is_hidden(c) { ' ' } else { c }).collect();
    if text.chars().nth(QUOTE_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

fn join(items: impl Iterator<Item = String>, language: Language, last: Words) -> String {
    let items: Vec<String> = items.collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., end] => format!("{}{}{end}", rest.join(language.pick(", ", "、")), language.pick(last.0, last.1)),
    }
}

impl Problem {
    pub fn code(&self) -> Code {
        match self {
            Self::Syntax { .. } | Self::WholeGroup | Self::Repeated { .. } | Self::GluedWord { .. } => Code::Syntax,
            Self::MissingComparator { .. } => Code::MissingComparator,
            Self::InvalidNumber { .. } => Code::InvalidNumber,
            Self::InvalidDate { .. } => Code::InvalidDate,
            Self::InvalidEscape { .. } => Code::InvalidText,
            Self::SourceTooLarge { .. } => Code::SourceTooLarge,
            Self::TooDeep { .. } => Code::TooDeep,
            Self::TooManyNodes { .. } => Code::TooManyNodes,
            Self::ListTooLong { .. } => Code::ListTooLong,
            Self::WindowTooLong { .. } => Code::WindowTooLong,
            Self::TooManyErrors { .. } => Code::TooManyErrors,
            Self::Unknown { note: Some(UnknownNote::NoComparator { .. }), .. } => Code::MissingComparator,
            Self::Unknown { kind, .. } => kind.unknown(),
            Self::Duplicate { .. } => Code::DuplicateName,
            Self::Ambiguous { .. } => Code::AmbiguousName,
            Self::TypeMismatch { .. } => Code::TypeMismatch,
            Self::NotABool { .. } => Code::NotABool,
            Self::NotInFilter => Code::NotInFilter,
            Self::MisplacedOtherwise { .. } | Self::SecondOtherwise { .. } => Code::MisplacedOtherwise,
            Self::AssignsDefinedTag { .. } => Code::AssignsDefinedTag,
            Self::Cycle { .. } => Code::Cycle,
            Self::UnwritableName => Code::UnwritableName,
            Self::Internal { .. } => Code::Internal,
        }
    }

    /// One line, lower case, no full stop.
    pub fn message(&self, l: Language) -> String {
        match self {
            Self::Syntax { expected, found } => {
                let expected = join(expected.iter().map(|w| l.pick(w.0, w.1).to_owned()), l, (" or ", "或"));
                match (found, expected.is_empty()) {
                    (Some(found), true) => l.pick(format!("unexpected {}", quote(found)), format!("此处不应出现 {}", quote(found))),
                    (Some(found), false) => {
                        l.pick(format!("expected {expected}, found {}", quote(found)), format!("此处应为{expected}，却是 {}", quote(found)))
                    }
                    (None, true) => l.pick("it ends too early".into(), "过早结束".into()),
                    (None, false) => l.pick(
                        format!("expected {expected}, but it ends here"),
                        format!("此处应为{expected}，却到此结束"),
                    ),
                }
            }
            Self::WholeGroup => l.pick("one tag is needed here, not a whole group".into(), "此处应为单个标签，不能是整个分组".into()),
            Self::Repeated { word } => {
                l.pick(format!("`{}` is given twice", word.printed(l)), format!("“{}”写了两次", word.printed(l)))
            }
            Self::MissingComparator { number } => {
                l.pick(format!("nothing says how to compare with {}", quote(number)), format!("没有说明如何与 {} 比较", quote(number)))
            }
            Self::GluedWord { name, word } => {
                l.pick(format!("{} ends in the word {}", quote(name), quote(word)), format!("{} 以语言中的词 {} 结尾", quote(name), quote(word)))
            }
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
                    NumberFault::Weight => l.pick(format!("a weight is a whole number, not {text}"), format!("权重应为整数，而非 {text}")),
                    NumberFault::Places => {
                        l.pick(format!("a decimal has at most 9 places, not {text}"), format!("小数至多 9 位，而非 {text} 位"))
                    }
                }
            }
            Self::InvalidDate { text } => {
                l.pick(format!("{} does not exist in the calendar", quote(text)), format!("日历中没有 {}", quote(text)))
            }
            Self::InvalidEscape { text } => l.pick(format!("unknown escape {}", quote(text)), format!("无法识别的转义 {}", quote(text))),
            Self::SourceTooLarge { bytes, limit } => {
                l.pick(format!("the text has {bytes} bytes, the limit is {limit}"), format!("文本有 {bytes} 字节，上限为 {limit}"))
            }
            Self::TooDeep { limit } => {
                l.pick(format!("brackets or negations are nested more than {limit} deep"), format!("括号或否定嵌套超过 {limit} 层"))
            }
            Self::TooManyNodes { limit } => l.pick(format!("the handbook has more than {limit} parts"), format!("手册内容超过 {limit} 项")),
            Self::ListTooLong { limit } => l.pick(format!("the list has more than {limit} members"), format!("列表成员超过 {limit} 个")),
            Self::WindowTooLong { text, limit_years } => l.pick(
                format!("{} is zero or longer than {limit_years} years", quote(text)),
                format!("{} 为零或超过 {limit_years} 年", quote(text)),
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
                None => l.pick(format!("unknown {} {}", kind.noun(l), quote(name)), format!("未知的{} {}", kind.noun(l), quote(name))),
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
            Self::NotInFilter => l.pick(
                "a filter can only look at the event's own properties".into(),
                "筛选只能使用该事件自己的属性".into(),
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
                let shown = path.iter().map(|p| p.as_deref().map_or_else(|| "…".to_owned(), quote)).collect::<Vec<_>>().join(" → ");
                l.pick(format!("definitions depend on one another in a circle: {shown}"), format!("定义互相依赖成环: {shown}"))
            }
            Self::UnwritableName => l.pick("a name is empty or holds a backtick, a slash or a control character".into(), "名称为空，或含有反引号、斜杠、控制字符".into()),
            Self::Internal { what } => l.pick(format!("a fault of tagora itself: {what}"), format!("tagora 自身的错误: {what}")),
        }
    }

    /// What to do about it.
    pub fn help(&self, l: Language) -> Option<String> {
        Some(match self {
            Self::MissingComparator { number } => comparator_help(l, number),
            Self::GluedWord { name, .. } => l.pick(format!("as a name {} needs its backticks", quote(name)), format!("作名称时须写成 {}", quote(name))),
            Self::InvalidNumber { fault: NumberFault::Numeral, .. } => l.pick("write it in digits".into(), "请用阿拉伯数字".into()),
            Self::NotInFilter => l.pick("move it out of the filter, next to the condition".into(), "请移到筛选之外，与该条件并列".into()),
            Self::Syntax { expected, found: Some(found) } if expected.contains(&A_NAME) && found.starts_with(char::is_alphanumeric) => l.pick(
                format!("{} is a word of the language or a number; as a name it needs backticks", short(found)),
                format!("{} 是语言中的词或数字；作名称须加反引号", short(found)),
            ),
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
                UnknownNote::IsATag => l.pick("it is a tag; write `has` before it".into(), "这是标签，请在前面写“有”".into()),
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
            Self::Unknown { suggestion: Some(name), .. } => l.pick(format!("did you mean {}?", quote(name)), format!("是否指 {}?", quote(name))),
            Self::Unknown { kind: Kind::Timezone, .. } => {
                l.pick("use an IANA name such as `Asia/Shanghai`".into(), "请用 IANA 名称，如 `Asia/Shanghai`".into())
            }
            Self::Unknown { kind: Kind::Attribute | Kind::Event | Kind::Tag | Kind::Group, .. } => {
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
                Advice::Unquote(text) => l.pick(format!("enum members stand without quotes: {}", quote(text)), format!("枚举值不加引号: {}", quote(text))),
                Advice::Count(event) => l.pick(
                    format!("it is an event; write `count({})`", short(event)),
                    format!("这是事件，请写 `{}次数`", short(event)),
                ),
                Advice::Say(words) => l.pick(words.0.into(), words.1.into()),
            },
            Self::NotABool { .. } => l.pick("compare it with something".into(), "请与某个值比较".into()),
            Self::AssignsDefinedTag { .. } => l.pick(
                "take away its definition, or let the rule act on another tag".into(),
                "请去掉它的定义，或让规则作用于别的标签".into(),
            ),
            Self::Cycle { .. } => l.pick("let one of them look at events or attributes instead".into(), "请让其中之一改看事件或属性".into()),
            Self::MisplacedOtherwise { .. } => {
                l.pick("write `exclusive` behind the group's name".into(), "请在分组名后写“互斥”".into())
            }
            Self::SourceTooLarge { .. } | Self::TooDeep { .. } | Self::TooManyNodes { .. } | Self::ListTooLong { .. } => {
                l.pick("split it, or raise the limit in `Limits`".into(), "请拆分，或调高 `Limits` 中的上限".into())
            }
            Self::WindowTooLong { .. } => l.pick("use a shorter one; no window looks at the whole history".into(), "请缩短；不写窗口即看全部历史".into()),
            Self::InvalidEscape { .. } => l.pick(r#"the escapes are `\"`, `\\` and `\n`"#.into(), r#"可用的转义是 `\"`、`\\` 和 `\n`"#.into()),
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
