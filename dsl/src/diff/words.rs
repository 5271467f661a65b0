//! A change in one line.

use std::fmt;

use super::item::Item;
use super::{HandbookChange, HandbookChangeKind, HandbookDiff, HandbookDifference, HandbookPart};
use crate::language::Language;

impl fmt::Display for HandbookDiff {
    /// Each change on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.iter().try_for_each(|change| writeln!(f, "{}", change.text))
    }
}

impl HandbookPart {
    /// Whether who holds a tag is a matter of it.
    pub(super) fn is_of_definition(self) -> bool {
        use HandbookPart::{
            Condition, Definition, LowerBound, Order, Other, Tags, Threshold, Unless, Value, Window, Within, Word,
        };
        matches!(
            self,
            Condition
                | Definition
                | LowerBound
                | Order
                | Other
                | Self::UpperBound
                | Tags
                | Threshold
                | Unless
                | Value
                | Window
                | Within
                | Word
        )
    }
}

impl HandbookChange {
    pub(super) fn of(item: &Item, kind: HandbookChangeKind, language: Language) -> Self {
        let mut change = Self {
            what: item.word.printed(Language::English),
            name: item.name.clone(),
            formerly: None,
            kind,
            differences: Vec::new(),
            through: Vec::new(),
            text: item.word.printed(language).to_owned(),
        };
        if !change.name.is_empty() {
            change.text += &language.pick(format!(" `{}`", change.name), format!("“{}”", change.name));
        }
        change.text += match kind {
            HandbookChangeKind::Added => language.pick(" is new", "：新增"),
            HandbookChangeKind::Removed => language.pick(" is gone", "：删除"),
            _ => "",
        };
        change
    }

    /// With all that it says.
    pub(super) fn in_words(mut self, language: Language) -> Self {
        let mut said: Vec<String> = Vec::new();
        if let Some(old) = &self.formerly {
            said.push(language.pick(format!("formerly `{old}`"), format!("原名“{old}”")));
        }
        said.extend(self.differences.iter().map(|difference| difference.in_words(language)));
        if self.kind == HandbookChangeKind::Reworded {
            said.push(language.pick("means the same", "含义不变").to_owned());
        }
        if self.kind == HandbookChangeKind::Affected {
            let names: Vec<String> =
                self.through.iter().map(|name| language.pick(format!("`{name}`"), format!("“{name}”"))).collect();
            said.push(
                language.pick(
                    format!("means something else through {}", names.join(", ")),
                    format!("含义随{}而变", names.join("、")),
                ),
            );
        }
        self.text += &language.pick(format!(": {}", said.join("; ")), format!("：{}", said.join("；")));
        self
    }
}

impl HandbookDifference {
    fn in_words(&self, language: Language) -> String {
        let part = self.part.name(language);
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => format!("{part} {before} → {after}"),
            (None, Some(after)) => language.pick(format!("+ {part} {after}"), format!("新增{part} {after}")),
            (Some(before), None) => language.pick(format!("- {part} {before}"), format!("去掉{part} {before}")),
            (None, None) => part.to_owned(),
        }
    }
}
