use super::Printer;
use crate::ast::{Parameter, ParameterEntry, ParameterKey, ParameterValue};
use crate::language::Language;
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn parameter(&mut self, parameter: &Parameter, indent: usize) {
        self.head(Word::Parameter, &parameter.name.node);
        match &parameter.value {
            ParameterValue::Constant(value) => {
                self.put(" = ");
                self.literal(&value.node);
            }
            ParameterValue::Table { by, entries, otherwise } => {
                self.spaced(Word::By);
                self.name(&by.node);
                let mut lines: Vec<String> = entries.iter().map(|entry| self.part(|p| p.entry(entry))).collect();
                if let Some(value) = otherwise {
                    lines.push(self.part(|p| {
                        p.word(Word::Else);
                        p.put(": ");
                        p.literal(&value.node);
                    }));
                }
                self.put(" {");
                self.in_braces(indent, &lines);
                self.put("}");
            }
        }
    }

    pub(super) fn entry(&mut self, entry: &ParameterEntry) {
        self.parameter_key(&entry.key.node);
        self.put(": ");
        self.literal(&entry.value.node);
    }

    fn parameter_key(&mut self, key: &ParameterKey) {
        match key {
            ParameterKey::Number(number) => self.put(&number.to_string()),
            ParameterKey::Text(text) => self.quoted(text),
            // Here the word for everything else is no name.
            ParameterKey::Name(name) if Language::ALL.iter().any(|&l| Word::Else.spellings(l).contains(&name.as_str())) => {
                self.put(&format!("`{name}`"));
            }
            ParameterKey::Name(name) => self.name(name),
        }
    }
}
