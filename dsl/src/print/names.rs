use super::Printer;
use crate::ast::{Path, TagPattern};
use crate::parse;

/// Where a condition begins, or before `since`, these are no names.
const TAKEN: [&str; 8] = ["gained", "lost", "新增", "失去", "years", "months", "weeks", "days"];

impl Printer {
    /// A name, in backticks where it needs them.
    pub(super) fn name(&mut self, name: &str) {
        self.glued_name(name, "");
    }

    /// A name directly followed by `suffix` (过, 次数).
    pub(super) fn glued_name(&mut self, name: &str, suffix: &str) {
        self.name_before(name, suffix);
        self.put(suffix);
    }

    /// A name, in backticks also where what is printed behind it would make it something else: `count (`.
    pub(super) fn name_before(&mut self, name: &str, behind: &str) {
        let plain = !TAKEN.contains(&name)
            && parse::is_plain_name(name)
            && (behind.is_empty() || parse::plain_prefix(&format!("{name}{behind}")) == Some(name.len()));
        if plain {
            self.put(name);
        } else {
            self.put("`");
            self.put(name);
            self.put("`");
        }
    }

    pub(super) fn path(&mut self, path: &Path) {
        for (i, part) in path.node.0.iter().enumerate() {
            if i > 0 {
                self.put("/");
            }
            self.name(part);
        }
    }

    pub(super) fn pattern(&mut self, pattern: &TagPattern) {
        self.path(&pattern.path);
        if pattern.whole_group {
            self.put("/*");
        }
    }

    pub(super) fn quoted(&mut self, text: &str) {
        self.put("\"");
        for c in text.chars() {
            match c {
                '"' => self.put("\\\""),
                '\\' => self.put("\\\\"),
                '\n' => self.put("\\n"),
                c => self.out.push(c),
            }
        }
        self.put("\"");
    }
}
