//! Turns pest's "expected these rules" into words for people.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

use super::{Grammar, Rule};
use crate::diagnostic::{A_NAME, Problem, Words};
use crate::span::Span;

/// How many alternatives a message lists.
const LISTED: usize = 4;

pub(super) fn explain(error: &Error<Rule>, text: &str, base: usize) -> (Problem, Span) {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(text.len()),
    };
    let rules = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => &[],
    };
    if rules.contains(&Rule::kw_post_ge)
        && let Some(number) = text.get(..at).and_then(last_word).filter(|word| starts_number(word))
    {
        // 以上 could follow: a number stands where a comparison should begin.
        let start = base + text.get(..at).unwrap_or_default().trim_end().len() - number.len();
        return (Problem::MissingComparator { number: number.to_owned() }, Span::new(start, start + number.len()));
    }
    let rest = text.get(at..).unwrap_or_default();
    let (at, rest) = (text.len() - rest.trim_start().len(), rest.trim_start());
    let found = token(rest);
    // At the end, point behind the last thing written, not at the blank lines that follow.
    let at = if found.is_empty() { text.trim_end().len() } else { at };
    let span = Span::new(base + at, base + at + found.len());
    if starts_number(found) && ends_in_measure(text.get(..at).unwrap_or_default()) {
        return (Problem::MissingComparator { number: found.to_owned() }, span);
    }
    if let Some(name) = text.get(..at).and_then(|before| glued_name(before, found)) {
        let start = base + at - (name.len() - found.len());
        return (Problem::GluedWord { name, word: found.to_owned() }, Span::new(start, base + at + found.len()));
    }
    let mut expected: Vec<(u8, Words)> = rules.iter().filter_map(|&kind| describe(kind)).collect();
    expected.sort();
    expected.dedup();
    if expected.len() > 1 {
        // A unit could follow any number: that helps only where nothing else could.
        expected.retain(|(_, words)| *words != A_UNIT);
    }
    expected.truncate(LISTED);
    let expected = expected.into_iter().map(|(_, words)| words).collect();
    (Problem::Syntax { expected, found: (!found.is_empty()).then(|| found.to_owned()) }, span)
}

/// The word, number or sign at the start of `rest`.
fn token(rest: &str) -> &str {
    let mut end = 0;
    for (i, c) in rest.char_indices() {
        if !(c.is_alphanumeric() || c == '_') {
            return if i == 0 { &rest[..c.len_utf8()] } else { &rest[..i] };
        }
        end = i + c.len_utf8();
    }
    &rest[..end]
}

fn starts_number(found: &str) -> bool {
    found.starts_with(|c: char| c.is_numeric() || "一二两三四五六七八九十".contains(c))
}

/// Whether a comparison should follow: behind a count, an aggregate or 过.
fn ends_in_measure(before: &str) -> bool {
    let before = before.trim_end();
    ["次数", "过", "合计", "平均", "最小", "最大"].iter().any(|word| before.ends_with(word))
}

/// The whole run, if `found` is a word that may be glued to a name and is.
fn glued_name(before: &str, found: &str) -> Option<String> {
    let is_word = Grammar::parse(Rule::gluing_word, found).is_ok();
    let name = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().filter(|name| !name.is_empty())?;
    is_word.then(|| format!("{name}{found}"))
}

/// What stands behind the last blank or bracket.
fn last_word(before: &str) -> Option<&str> {
    before.trim_end().rsplit(|c: char| c.is_whitespace() || "(（".contains(c)).next()
}

const A_UNIT: Words = ("a unit of time", "时间单位");

/// Words for a rule, and their place in the list: what says most comes first.
fn describe(kind: Rule) -> Option<(u8, Words)> {
    use Rule as R;
    Some(match kind {
        R::rparen => (0, ("`)`", "“)”")),
        R::rbrace | R::group_end => (0, ("`}`", "“}”")),
        R::group_nature | R::kw_exclusive => (5, ("`exclusive`", "“互斥”")),
        R::clock => (1, ("a time of day such as `22:00`", "时刻，如“22:00”")),
        R::date => (1, ("a date such as `2026-06-20`", "日期，如“2026-06-20”")),
        R::lbrace => (0, ("`{`", "“{”")),
        R::comma => (1, ("`,`", "逗号")),
        R::colon => (0, ("`:`", "“:”")),
        R::equals => (0, ("`=`", "“=”")),
        R::kw_clock_to => (0, ("`-`", "“-”")),
        R::kw_then => (0, ("`then`", "“则”")),
        R::kw_on => (0, ("`on`", "“每当”")),
        R::moment | R::kw_at => (0, ("`at` and a date", "“于”和日期")),
        R::kw_of => (0, ("`of`", "“of”")),
        R::kw_ago => (0, ("`ago`", "“以前”")),
        R::arrow => (0, ("`->`", "“->”")),
        R::kw_as => (0, ("`as`", "“为”")),
        R::kw_between_and => (0, ("`and`", "“到”")),
        R::value_type | R::type_int => (1, ("a type", "类型")),
        R::unit | R::unit_day | R::kw_calendar_days => (1, A_UNIT),
        R::window | R::kw_last => (2, ("a window such as `last 30 days`", "时间窗口，如“最近30天”")),
        R::predicate | R::compare | R::compare_op | R::cmp_eq | R::between => (2, ("a comparison", "比较")),
        R::condition | R::conjunction | R::negation | R::primary | R::happened => (3, ("a condition", "条件")),
        R::where_filter => (2, ("a comparison, or a condition in parentheses", "一个比较，或括号里的条件")),
        R::definition | R::kw_when => (4, ("`when`", "“当”")),
        R::tag_property | R::color | R::belongs => (5, ("a property such as `color`", "“颜色”等属性")),
        R::guard | R::kw_if => (1, ("`if`", "“若”")),
        R::operand | R::simple_operand | R::element | R::number | R::decimal => (3, ("a value", "值")),
        R::text => (3, ("a text in quotes", "带引号的文本")),
        R::name | R::stem | R::path | R::pattern | R::quoted_name | R::stream => (4, A_NAME),
        R::action | R::add => (3, ("an action", "动作")),
        R::declaration | R::tag | R::member | R::rule | R::segment | R::event => (6, ("a declaration", "声明")),
        R::kw_and => (7, ("`and`", "“且”")),
        R::kw_or => (7, ("`or`", "“或”")),
        R::EOI => (8, ("the end", "结尾")),
        _ => return None,
    })
}
