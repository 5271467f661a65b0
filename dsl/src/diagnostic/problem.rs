//! What can be wrong with a handbook, with the words for it in both languages.

use super::Code;
use crate::language::Language;

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
    MissingComparator { number: String },
    InvalidNumber { text: String },
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
    Cycle { path: Vec<String> },
    UnwritableName,
    Internal { what: &'static str },
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
    let mut shown: String = text.chars().take(QUOTE_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(QUOTE_CHARS).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
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
            Self::Syntax { .. } => Code::Syntax,
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
                    (None, true) => l.pick("the text ends too early".into(), "文本过早结束".into()),
                    (None, false) => l.pick(
                        format!("expected {expected}, but the text ends here"),
                        format!("此处应为{expected}，文本却已结束"),
                    ),
                }
            }
            Self::MissingComparator { number } => {
                l.pick(format!("nothing says how to compare with {}", quote(number)), format!("没有说明如何与 {} 比较", quote(number)))
            }
            Self::InvalidNumber { text } => l.pick(
                format!("{} is too large or has more than 9 decimal places", quote(text)),
                format!("{} 过大，或小数超过 9 位", quote(text)),
            ),
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
                let shown = path.iter().map(|p| quote(p)).collect::<Vec<_>>().join(" → ");
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
            Self::Syntax { expected, found: Some(found) } if expected.contains(&A_NAME) && found.starts_with(char::is_alphanumeric) => l.pick(
                format!("{found} is a word of the language or a number; as a name it needs backticks"),
                format!("{found} 是语言中的词或数字；作名称须加反引号"),
            ),
            Self::Unknown { note: Some(note), .. } => match note {
                UnknownNote::MissingBlank { front, rest } => l.pick(
                    format!("put a blank in between: `{front} {rest}`"),
                    format!("请在中间加空格: `{front} {rest}`"),
                ),
                UnknownNote::NoComparator { event, number } => l.pick(
                    format!("write `{event}次数 至少{number}`, `{event}次数 恰好{number}` or `{event}次数 超过{number}`"),
                    format!("请写 `{event}次数 至少{number}`、`{event}次数 恰好{number}` 或 `{event}次数 超过{number}`"),
                ),
                UnknownNote::IsATag => l.pick("it is a tag; write `has` before it".into(), "这是标签，请在前面写“有”".into()),
                UnknownNote::IsAnEvent => {
                    l.pick("it is an event; write `did` before it, or `count(…)`".into(), "这是事件，请写“…过”或“…次数”".into())
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
                Advice::QuoteText(text) => l.pick(format!("text stands in quotes: \"{text}\""), format!("文本要加引号: \"{text}\"")),
                Advice::Unquote(text) => l.pick(format!("enum members stand without quotes: {}", quote(text)), format!("枚举值不加引号: {}", quote(text))),
                Advice::Count(event) => l.pick(
                    format!("it is an event; write `count({event})`"),
                    format!("这是事件，请写 `{event}次数`"),
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

fn comparator_help(l: Language, number: &str) -> String {
    l.pick(
        format!("say at least (`>=`, 至少), exactly (`=`, 恰好) or more than (`>`, 超过) {number}"),
        format!("请写明 至少{number}、恰好{number} 或 超过{number}"),
    )
}
