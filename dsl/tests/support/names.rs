//! Names, texts and comments, most of them hostile.

use proptest::prelude::*;
use tagora_dsl::ast::{Name, Path, PathText};
use tagora_dsl::{Language, Spanned, Word};
use unicode_normalization::UnicodeNormalization;

/// Pieces that names, texts and comments are put together from, besides the words of the language.
const PIECES: &[&str] = &[
    "购买",
    "客户",
    "未来",
    "金额",
    "a",
    "Z9",
    "_",
    "é",
    "ß",
    "日本",
    "😀",
    "👨‍👩‍👧",
    "3",
    "30",
    "三",
    "十一",
    "三个月",
    "两次",
    "半年",
    "万",
    "〇",
    "月",
    "周",
    "内",
    "之内",
    "前",
    "去",
    "个",
    "次",
    "元",
    "T",
    "2025",
    "-",
    "-5",
    ".",
    ".5",
    ",",
    "，",
    "(",
    ")",
    "（",
    "）",
    "{",
    "}",
    "[",
    "*",
    "/",
    "|",
    "+",
    "=",
    ">=",
    "≥",
    "!",
    "#",
    " # ",
    "\"",
    "“",
    "”",
    "「",
    "」",
    "'",
    "`",
    "\\",
    "\\n",
    " ",
    "\u{3000}",
    "\u{A0}",
    "\u{FEFF}",
    "\u{200D}",
    "\u{0301}",
    "\u{202E}",
    "ﬁ",
    "\u{FF13}",
    "\u{FF41}",
    "℀",
    "：",
    "\t",
    "\r",
    "\n",
    "\0",
    "\u{1b}",
];

fn piece() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> =
        Word::ALL.iter().flat_map(|word| Language::ALL.map(|language| word.spellings(language))).flatten().copied().collect();
    prop_oneof![
        3 => proptest::sample::select(words).prop_map(str::to_owned),
        3 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn pieces(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), count).prop_map(|pieces| pieces.concat())
}

/// A name as a tree may hold it: in NFKC, without blanks around, without `/`, backtick and control characters.
fn canonical(raw: &str) -> Option<String> {
    let kept: String = raw.nfkc().filter(|c| !c.is_control() && *c != '`' && *c != '/').collect();
    // Taking a character away may let its neighbours compose.
    let name = kept.nfkc().collect::<String>().trim().to_owned();
    let is_canonical = !name.is_empty() && name.nfkc().eq(name.chars()) && !name.contains(['`', '/']);
    is_canonical.then_some(name)
}

pub fn name_text() -> BoxedStrategy<String> {
    prop_oneof![
        2 => proptest::sample::select(["购买", "金额", "客户价值", "last_login", "性别"].as_slice()).prop_map(str::to_owned),
        3 => pieces(1..4).prop_filter_map("no name is left", |raw| canonical(&raw)),
    ]
    .boxed()
}

pub fn name() -> impl Strategy<Value = Name> {
    name_text().prop_map(Spanned::built)
}

/// One part or several; never none.
pub fn path() -> BoxedStrategy<Path> {
    prop_oneof![
        3 => proptest::collection::vec(name_text(), 1),
        1 => proptest::collection::vec(name_text(), 2..4),
    ]
    .prop_map(|parts| Spanned::built(PathText(parts)))
    .boxed()
}

/// Any text at all: quotes, backslashes, line ends, control characters.
pub fn text() -> BoxedStrategy<String> {
    pieces(0..5).boxed()
}

/// A comment as a tree may hold it: one line, without blanks around. It may be empty.
pub fn comment() -> impl Strategy<Value = String> {
    pieces(0..4).prop_map(|raw| raw.replace('\n', " ").trim().to_owned())
}
