use super::Printer;
use crate::ast::{Giver, Path};
use crate::parse;
use crate::vocabulary::Word;

impl Printer {
    /// `高意向 set by rule 首购转化`, 高意向 由 规则 首购转化
    pub(super) fn set_by(&mut self, tag: &Path, by: &Giver) {
        self.path(tag);
        self.spaced(Word::SetBy);
        match by {
            Giver::AnyRule => self.word(Word::Rule),
            Giver::Rule(name) => {
                self.word(Word::Rule);
                self.put(" ");
                // What may stand behind a condition would be read so, not as the rule's name.
                if parse::is_plain_name(&name.node) && !parse::is_plain_giver(&name.node) {
                    self.put(&format!("`{}`", name.node));
                } else {
                    self.name(&name.node);
                }
            }
            Giver::Person(name) => self.quoted(name),
            Giver::AnyImport => self.word(Word::Import),
            Giver::Import(source) => {
                self.word(Word::Import);
                self.put(" ");
                self.quoted(source);
            }
        }
    }
}
