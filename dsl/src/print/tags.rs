use super::Printer;
use crate::ast::{Definition, Tag, TagKind, TagProperties, TagValue, Tier, Validity};
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn tag(&mut self, tag: &Tag, indent: usize) {
        let head = self.part(|p| {
            p.head(Word::Tag, &tag.name.node);
            if let Some(group) = &tag.group {
                p.spaced(Word::Belongs);
                p.path(group);
            }
        });
        let mut parts = vec![head];
        let properties = self.part(|p| p.tag_properties(&tag.properties));
        if !properties.is_empty() {
            parts.push(properties.trim_start().to_owned());
        }
        match &tag.definition {
            Definition::Assignable => {}
            Definition::Otherwise => parts.push(Word::Otherwise.printed(self.language).to_owned()),
            Definition::When(condition) => parts.push(self.part(|p| {
                p.word(Word::When);
                p.put(" ");
                p.condition(condition);
            })),
        }
        self.parts(indent, parts);
    }

    /// In the one order in which they are printed, each behind a blank.
    fn tag_properties(&mut self, of: &TagProperties) {
        if let Some(kind) = of.kind {
            self.spaced(Word::Kind);
            self.tag_kind(kind);
        }
        if let Some(tier) = of.tier {
            self.put(" ");
            self.tier(tier);
        }
        if let Some(value) = &of.value {
            self.spaced(Word::Value);
            self.tag_value(&value.node);
        }
        self.said(Word::Color, &of.color, |p, color| p.quoted(color));
        self.said(Word::Weight, &of.weight, |p, weight| p.put(&weight.to_string()));
        self.said(Word::Owner, &of.owner, |p, owner| p.quoted(owner));
        self.said(Word::Note, &of.note, |p, note| p.quoted(note));
        self.said(Word::Valid, &of.valid, |p, valid| p.validity(*valid));
        self.said(Word::UntilDate, &of.until, |p, date| p.put(&date.to_string()));
        for (i, old) in of.formerly.iter().enumerate() {
            if i == 0 {
                self.spaced(Word::Formerly);
            } else {
                self.put(", ");
            }
            self.path(old);
        }
        self.said(Word::Refresh, &of.refresh, |p, at| p.clock(*at));
        if of.refresh.is_some() && self.is_chinese() {
            self.put(" ");
            self.word(Word::RefreshEnd);
        }
        if of.sensitive {
            self.put(" ");
            self.word(Word::Sensitive);
        }
        if let Some(role) = &of.approval {
            self.spaced(Word::RequiresApproval);
            self.name(&role.node);
            if self.is_chinese() {
                self.put(" ");
                self.word(Word::Approval);
            }
        }
        self.said(Word::Review, &of.review, |p, every| p.duration(*every));
    }

    pub(super) fn tag_kind(&mut self, kind: TagKind) {
        self.word(match kind {
            TagKind::Fact => Word::Fact,
            TagKind::Behaviour => Word::Behaviour,
            TagKind::Model => Word::Model,
            TagKind::Prediction => Word::Prediction,
        });
    }

    pub(super) fn tier(&mut self, tier: Tier) {
        self.word(match tier {
            Tier::Core => Word::Core,
            Tier::Extended => Word::Extended,
            Tier::Temporary => Word::Temporary,
        });
    }

    pub(super) fn tag_value(&mut self, value: &TagValue) {
        match value {
            TagValue::Text => self.word(Word::Text),
            TagValue::Number => self.word(Word::NumberValue),
            TagValue::Level(names) => {
                self.word(Word::LevelValue);
                self.scale(names);
            }
        }
    }

    /// A word and what follows it, if there is anything.
    fn said<T>(&mut self, word: Word, value: &Option<crate::Spanned<T>>, print: impl FnOnce(&mut Self, &T)) {
        if let Some(value) = value {
            self.spaced(word);
            print(self, &value.node);
        }
    }

    /// `30 days renew`.
    pub(super) fn validity(&mut self, valid: Validity) {
        self.duration(valid.duration);
        if valid.renew {
            self.put(" ");
            self.word(Word::Renew);
        }
    }

    /// A time of day, to the minute.
    pub(super) fn clock(&mut self, time: jiff::civil::Time) {
        self.put(&format!("{:02}:{:02}", time.hour(), time.minute()));
    }
}
