use super::Diagnostic;
use crate::language::Language;

/// The longest piece of a source line that is shown, in characters.
const LINE_CHARS: usize = 120;

pub(super) fn render(diagnostic: &Diagnostic, source: &str, language: Language) -> String {
    let severity = match diagnostic.severity() {
        super::Severity::Error => "error",
        super::Severity::Warning => "warning",
    };
    let mut out = format!("{severity}[{}]: {}\n", diagnostic.code(), diagnostic.message(language));
    let (start, end) = (diagnostic.start(), diagnostic.end());
    if let Some(line) = source.lines().nth(start.line - 1) {
        // A long line is cut to a piece around the place.
        let from = (start.column - 1).saturating_sub(LINE_CHARS / 2);
        let shown: Vec<char> = line.chars().skip(from).take(LINE_CHARS).collect();
        let before = start.column - 1 - from;
        let marked = if end.line == start.line { end.column.saturating_sub(start.column) } else { shown.len() };
        let marked = marked.clamp(1, shown.len().saturating_sub(before).max(1));
        let width = |chars: &[char]| -> usize { chars.iter().map(|&c| columns(c)).sum() };
        let pad = width(&shown[..before.min(shown.len())]);
        let carets = width(&shown[before.min(shown.len())..(before + marked).min(shown.len())]).max(1);
        let number = start.line.to_string();
        let gutter = " ".repeat(number.len());
        let text: String = shown.iter().map(|&c| if is_hidden(c) { ' ' } else { c }).collect();
        out += &format!("{gutter}--> {start}\n{gutter} |\n{number} | {}\n", text.trim_end());
        out += &format!("{gutter} | {}{}\n", " ".repeat(pad), "^".repeat(carets));
    }
    if let Some(help) = diagnostic.help(language) {
        out += &format!("  = {}: {help}\n", language.pick("help", "帮助"));
    }
    out
}

/// Characters that a terminal obeys rather than shows: control characters and changes of direction.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// How many columns a terminal gives a character: two for East Asian wide ones.
fn columns(c: char) -> usize {
    let wide = matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xA000..=0xA4CF
        | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1F64F
        | 0x1F900..=0x1F9FF | 0x20000..=0x3FFFD);
    if wide { 2 } else { 1 }
}
