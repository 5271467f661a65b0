//! Explanations in words.

use std::fmt::Write as _;

use tagora_dsl::Language;

use super::clause::Clause;
use super::explanation::{Basis, Explanation};

/// So many events are named of each part.
const EVENTS: usize = 3;

pub(super) fn write(told: &Explanation, language: Language) -> String {
    let say = |english: &'static str, chinese: &'static str| match language {
        Language::English => english,
        Language::Chinese => chinese,
    };
    let mut text = format!("{} {}", told.tag, if told.is_held { say("is held", "持有") } else { say("is not held", "未持有") });
    if let Some(since) = told.since.filter(|_| told.is_held) {
        text += &format!("{}{since}", say(" since ", "，自 "));
    }
    if let Some(until) = told.until {
        text += &format!("{}{until}", say(" until ", "，至 "));
    }
    text += say(": ", "：");
    text += basis(&told.basis, language);
    text.push('\n');
    if let Some(definition) = &told.definition {
        part(definition, 1, language, &mut text);
    }
    match &told.next {
        Some(next) => {
            text += &match (language, next.gained) {
                (Language::English, true) => format!("gained at {}", next.at),
                (Language::English, false) => format!("lost at {}", next.at),
                (Language::Chinese, true) => format!("将于 {} 获得", next.at),
                (Language::Chinese, false) => format!("将于 {} 失去", next.at),
            };
            let turned = turned(told.definition.as_ref(), next.definition.as_ref());
            text += if turned.is_empty() { "\n" } else { say(", when\n", "，届时\n") };
            turned.into_iter().for_each(|leaf| line(leaf, 1, language, &mut text));
        }
        None => {
            let ahead = told.ahead;
            text += &match language {
                Language::English => format!("stays so up to {ahead} if nothing happens\n"),
                Language::Chinese => format!("若无新情况，至 {ahead} 不变\n"),
            };
        }
    }
    text
}

fn basis(basis: &Basis, language: Language) -> &'static str {
    let (english, chinese) = match basis {
        Basis::Banned => ("banned", "已禁用"),
        Basis::Pinned => ("pinned", "已置顶"),
        Basis::Defined => ("its definition is true", "定义成立"),
        Basis::NotDefined => ("its definition is not true", "定义不成立"),
        Basis::Assigned => ("assigned", "已打标"),
        Basis::NotAssigned => ("not assigned", "未打标"),
        Basis::Otherwise => ("no other of its group is held", "组内没有其他标签"),
        Basis::Beaten => ("others of its group take its place", "被组内其他标签取代"),
        Basis::Over => ("its last day is over", "标签已过期"),
    };
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// The leaves that are otherwise later.
fn turned<'p>(now: Option<&'p Clause>, then: Option<&'p Clause>) -> Vec<&'p Clause> {
    let (Some(now), Some(then)) = (now, then) else { return Vec::new() };
    let pairs = now.leaves().into_iter().zip(then.leaves());
    pairs.filter(|(now, then)| now.is_true != then.is_true).map(|(_, then)| then).collect()
}

fn part(told: &Clause, depth: usize, language: Language, text: &mut String) {
    line(told, depth, language, text);
    for event in told.events.iter().take(EVENTS) {
        let id = event.id.as_ref().map(|id| format!(" {id}")).unwrap_or_default();
        _ = writeln!(text, "{}- {}{id} {}", "  ".repeat(depth + 1), event.event, event.at);
    }
    if let Some(more) = told.all_events.checked_sub(EVENTS).filter(|&more| more > 0) {
        let more = match language {
            Language::English => format!("and {more} more"),
            Language::Chinese => format!("另有 {more} 个"),
        };
        _ = writeln!(text, "{}- {more}", "  ".repeat(depth + 1));
    }
    told.clauses.iter().for_each(|inner| part(inner, depth + 1, language, text));
}

/// A part without what it is made of: its truth, how it is written, what it sees.
fn line(told: &Clause, depth: usize, language: Language, text: &mut String) {
    let mark = if told.is_true { '✓' } else { '✗' };
    _ = write!(text, "{}{mark} {}", "  ".repeat(depth), told.text(language));
    let is = match language {
        Language::English => "is ",
        Language::Chinese => "为 ",
    };
    if let Some(value) = &told.value {
        _ = write!(text, "  [{is}{value}");
        if let Some(against) = &told.against {
            _ = write!(text, " : {against}");
        }
        text.push(']');
    }
    text.push('\n');
}
