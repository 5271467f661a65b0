//! Texts that say in Markdown what they said without.

/// A text in which no sign of Markdown or HTML means anything.
pub(super) fn plain(text: &str) -> String {
    let text = text.trim();
    let mut out = String::with_capacity(text.len());
    // What would begin a quote or a list.
    let number = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let begins = if text[number..].starts_with(['.', ')']) { number } else { 0 };
    for (place, c) in text.char_indices() {
        if place == begins && (begins > 0 || matches!(c, '>' | '-' | '+' | '=')) {
            out.push('\\');
        }
        match c {
            '\n' | '\r' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A text of the language, between more backticks than it has in a row.
pub(super) fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    if fence.len() > 1 { format!("{fence} {text} {fence}") } else { format!("`{text}`") }
}

/// Lines of the language.
pub(super) fn block(text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}tagora\n{}\n{fence}\n", text.trim_end())
}

/// A label of a Mermaid diagram.
pub(super) fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '#' => out.push_str("#35;"),
            '`' => out.push_str("#96;"),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_only_signs() {
        assert_eq!(plain("a*b <i> [c](d) | e & `f`"), "a\\*b &lt;i> \\[c\\](d) \\| e &amp; \\`f\\`");
        assert_eq!(
            [plain("> a"), plain("- a"), plain(" 12. a"), plain("12"), plain("")],
            ["\\> a", "\\- a", "12\\. a", "12", ""]
        );
        assert_eq!(code("a > 1"), "`a > 1`");
        assert_eq!(code("`a b` > 1"), "`` `a b` > 1 ``");
        assert_eq!(block("tag ```a"), "````tagora\ntag ```a\n````\n");
        assert_eq!(label("a \"b\" <c>"), "a #quot;b#quot; #lt;c#gt;");
    }
}
