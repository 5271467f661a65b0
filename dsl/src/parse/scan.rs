//! One pass over the characters before the grammar sees them: nesting depth, comments, where declarations start.

use std::borrow::Cow;

use crate::span::Span;

/// What the pass found.
pub(super) struct Scan {
    /// Comments, without `#` and the blanks around.
    pub(super) comments: Vec<(String, Span)>,
    /// Declaration keywords that begin a line.
    pub(super) starts: Vec<Start>,
    /// Where nesting first exceeds the limit.
    pub(super) too_deep: Option<Span>,
}

impl Scan {
    /// The text as the grammar reads it: blanks where the comments are, so that every place stays what it is.
    pub(super) fn without_comments<'s>(&self, source: &'s str) -> Cow<'s, str> {
        if self.comments.is_empty() {
            return Cow::Borrowed(source);
        }
        let mut text = String::with_capacity(source.len());
        let mut at = 0;
        for (_, comment) in &self.comments {
            text.push_str(Span::new(at, comment.start).text(source));
            text.extend(std::iter::repeat_n(' ', comment.end - comment.start));
            at = comment.end;
        }
        text.push_str(Span::new(at, source.len()).text(source));
        Cow::Owned(text)
    }
}

/// Where a declaration starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) at: usize,
    /// The braces open there.
    pub(super) depth: usize,
    /// Where the brace around it closes, if no other declaration starts before.
    pub(super) end: Option<usize>,
}

/// Declarations that cannot stand inside braces: they show that a brace was left open.
const TOP_LEVEL: [&str; 23] = [
    "timezone",
    "attribute",
    "event",
    "keywords",
    "parameter",
    "rule",
    "segment",
    "define",
    "route",
    "drop",
    "test",
    "时区",
    "客户时区",
    "属性",
    "事件",
    "词库",
    "参数",
    "规则",
    "人群",
    "定义",
    "分流",
    "删除",
    "测试",
];
const MEMBERS: [&str; 4] = ["tag", "group", "标签", "分组"];

pub(super) fn scan(source: &str, depth_limit: usize) -> Scan {
    let mut found = Scan { comments: Vec::new(), starts: Vec::new(), too_deep: None };
    let mut chars = source.char_indices().peekable();
    // For each open bracket: whether it is a brace, and the negations standing before it.
    let mut open: Vec<(bool, usize)> = Vec::new();
    let (mut nots, mut nots_outside, mut line_start) = (0_usize, 0_usize, true);
    // Open braces, and how many of them stay behind unclosed where a declaration starts that cannot stand in braces.
    let (mut braces, mut unclosed) = (0_usize, 0_usize);
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => line_start = true,
            c if c.is_whitespace() || c == '\u{FEFF}' => {}
            '#' => {
                let end = source[at..].find('\n').map_or(source.len(), |n| at + n);
                found.comments.push((source[at + 1..end].trim().to_owned(), Span::new(at, end)));
                while chars.next_if(|&(i, _)| i < end).is_some() {}
            }
            '"' | '“' | '「' | '`' => {
                skip_quoted(c, &mut chars);
                (nots, line_start) = (0, false);
            }
            '(' | '\u{FF08}' | '{' | '\u{FF5B}' => {
                let brace = matches!(c, '{' | '\u{FF5B}');
                braces += usize::from(brace);
                open.push((brace, nots));
                nots_outside += nots;
                (nots, line_start) = (0, false);
            }
            ')' | '\u{FF09}' => {
                if let Some((_, before)) = open.pop_if(|(brace, _)| !*brace) {
                    nots_outside -= before;
                }
                (nots, line_start) = (0, false);
            }
            '}' | '\u{FF5D}' => {
                // A parenthesis left open inside a brace ends with it; the grammar goes no further there.
                while braces > 0
                    && let Some((brace, before)) = open.pop()
                {
                    nots_outside -= before;
                    if brace {
                        braces -= 1;
                        break;
                    }
                }
                unclosed = unclosed.min(braces);
                if let Some(last) = found.starts.last_mut().filter(|last| braces - unclosed < last.depth) {
                    last.end.get_or_insert(at);
                }
                (nots, line_start) = (0, false);
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut end = at + c.len_utf8();
                while let Some((i, c)) = chars.next_if(|&(_, c)| c.is_alphanumeric() || c == '_') {
                    end = i + c.len_utf8();
                }
                let word = &source[at..end];
                nots = if matches!(word, "not" | "非") { nots + 1 } else { 0 };
                if line_start && TOP_LEVEL.contains(&word) {
                    unclosed = braces;
                    found.starts.push(Start { at, depth: 0, end: None });
                } else if line_start && MEMBERS.contains(&word) {
                    found.starts.push(Start { at, depth: braces - unclosed, end: None });
                }
                line_start = false;
            }
            _ => (nots, line_start) = (0, false),
        }
        if open.len() + nots_outside + nots > depth_limit && found.too_deep.is_none() {
            found.too_deep = Some(Span::new(at, at + c.len_utf8()));
            return found;
        }
    }
    found
}

fn skip_quoted(opening: char, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) {
    let closing = match opening {
        '“' => '”',
        '「' => '」',
        same => same,
    };
    while let Some((_, c)) = chars.next_if(|&(_, c)| c != '\n') {
        match c {
            '\\' if opening != '`' => {
                chars.next_if(|&(_, c)| c != '\n');
            }
            c if c == closing => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_comments_but_not_in_quotes() {
        let found = scan("tag a color \"#fff\" # red\n`#`  #b", 9);
        let texts: Vec<_> = found.comments.iter().map(|(t, _)| t.as_str()).collect();
        assert_eq!(texts, ["red", "b"]);
    }

    #[test]
    fn the_grammar_sees_blanks_for_comments() {
        for (source, text) in [("tag a", "tag a"), ("#é\ntag `#` # 标\n\t#", "   \ntag `#`      \n\t "), ("#", " ")] {
            assert_eq!(scan(source, 9).without_comments(source), text);
        }
    }

    #[test]
    fn counts_brackets_and_negations_together() {
        assert!(scan("not (not (x))", 4).too_deep.is_none());
        assert!(scan("not (not (x))", 3).too_deep.is_some());
        assert!(scan(&"(a) and ".repeat(500), 3).too_deep.is_none());
        assert!(scan(&"not a and ".repeat(500), 3).too_deep.is_none());
        assert!(scan(&"非 ".repeat(5), 4).too_deep.is_some());
    }

    #[test]
    fn finds_where_declarations_start() {
        let found = scan("group g {\n  tag a\n  标签 b when tag\n}\ntag c\n{ rule", 9);
        assert_eq!(found.starts.iter().map(|s| s.depth).collect::<Vec<_>>(), [0, 1, 1, 0]);
        assert_eq!(found.starts.iter().map(|s| s.end.is_some()).collect::<Vec<_>>(), [false, false, true, false]);
    }

    #[test]
    fn a_declaration_that_cannot_stand_in_braces_shows_that_one_is_open() {
        let found = scan("group g {\ntag a\nevent e {\nrule r\ntag b\n}\ntag c", 9);
        assert_eq!(found.starts.iter().map(|s| s.depth).collect::<Vec<_>>(), [0, 1, 0, 0, 0, 0]);
    }
}
