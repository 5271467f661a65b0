use super::Printer;
use crate::ast::{GroupNature, Name};
use crate::vocabulary::Word;

impl Printer {
    /// Each part behind a blank.
    pub(super) fn nature(&mut self, nature: &GroupNature) {
        for (is_so, word) in [(nature.exclusive, Word::Exclusive), (nature.required, Word::Required)] {
            if is_so {
                self.put(" ");
                self.word(word);
            }
        }
        if !nature.levels.is_empty() {
            self.put(" ");
            self.word(Word::Levels);
            self.scale(&nature.levels);
        }
        if nature.open {
            self.put(" ");
            self.word(Word::Open);
        }
        if let Some(limit) = &nature.at_most {
            self.spaced(Word::AtMost);
            self.put(&limit.node.to_string());
            self.put(if self.is_chinese() { "个" } else { "" });
        }
    }

    /// ` (低 < 中 < 高)`.
    pub(super) fn scale(&mut self, names: &[Name]) {
        self.put(" (");
        for (i, name) in names.iter().enumerate() {
            self.put(if i > 0 { " < " } else { "" });
            self.name(&name.node);
        }
        self.put(")");
    }
}
