//! What is said of tags and groups.

use super::Checker;
use super::handbook::CheckedHandbook;
use crate::ast::{Definition, Name, Path, PathText, TagValue};
use crate::diagnostic::{Kind, Problem, Tagging};
use crate::span::Span;
use crate::suggest::nearest;
use crate::vocabulary::Word;

impl Checker<'_> {
    /// Properties that do not fit, scales of tags that are not there.
    pub(super) fn natures(&mut self, handbook: &CheckedHandbook) {
        for symbol in &handbook.tags {
            let of = &symbol.tag.properties;
            let tag = || symbol.path.to_string();
            let is_assignable = symbol.tag.definition == Definition::Assignable;
            let valid = of.valid.as_ref().map(|valid| (Word::Valid, valid.span));
            let value = of.value.as_ref().map(|value| (Word::Value, value.span));
            for (word, span) in [valid, value].into_iter().flatten().filter(|_| !is_assignable) {
                self.report(Problem::Tagging(Tagging::OnlyAssignable { word, tag: tag() }), span);
            }
            if let (Some(refresh), false) = (&of.refresh, matches!(symbol.tag.definition, Definition::When(_))) {
                self.report(Problem::Tagging(Tagging::OnlyDefined { word: Word::Refresh, tag: tag() }), refresh.span);
            }
            if let Some(TagValue::Level(names)) = of.value.as_ref().map(|value| &value.node) {
                self.no_level_twice(names);
            }
            let is_required = symbol.group.is_some_and(|group| handbook.groups[group].nature.required);
            if let (Some(until), true, Definition::Otherwise) = (&of.until, is_required, &symbol.tag.definition) {
                self.report(Problem::Tagging(Tagging::OtherwiseEnds { tag: tag() }), until.span);
            }
        }
        for number in 0..handbook.groups.len() {
            self.nature(number, handbook);
        }
    }

    fn nature(&mut self, number: usize, handbook: &CheckedHandbook) {
        let symbol = &handbook.groups[number];
        let (nature, span) = (&symbol.nature, symbol.span);
        let group = || symbol.path.to_string();
        let exclusive = [(Word::Required, nature.required), (Word::Levels, !nature.levels.is_empty())];
        for (word, _) in exclusive.into_iter().filter(|(_, is_so)| *is_so && !nature.exclusive) {
            self.report(Problem::Tagging(Tagging::OnlyExclusive { word, group: group() }), span);
        }
        if let (Some(limit), true) = (&nature.at_most, nature.exclusive) {
            self.report(Problem::Tagging(Tagging::NeverExclusive { word: Word::AtMost, group: group() }), limit.span);
        }
        let has_otherwise = symbol.tags.iter().any(|&tag| handbook.tags[tag].tag.definition == Definition::Otherwise);
        if nature.exclusive && nature.required && !has_otherwise {
            self.report(Problem::Tagging(Tagging::MissingOtherwise { group: group() }), span);
        }
        self.no_level_twice(&nature.levels);
        for level in &nature.levels {
            if handbook.tag_in(number, &level.node).is_none() {
                self.not_in_group(&level.node, level.span, number, handbook);
            }
        }
    }

    /// A tag that is not directly in a group.
    pub(super) fn not_in_group(&mut self, name: &str, span: Span, group: usize, handbook: &CheckedHandbook) {
        let names = handbook.groups[group].tags.iter().map(|&tag| handbook.tags[tag].path.last());
        let suggestion = nearest(name, names, &mut self.effort);
        let within = Some(handbook.groups[group].path.to_string());
        self.report(Problem::Unknown { kind: Kind::Tag, name: name.to_owned(), within, suggestion, note: None }, span);
    }

    fn no_level_twice(&mut self, names: &[Name]) {
        let mut taken = super::declare::Taken::default();
        for name in names {
            self.take(&mut taken, Kind::Level, name);
        }
    }

    /// Old names name their tags, unless another tag is called so now.
    pub(super) fn former_names(&mut self, handbook: &mut CheckedHandbook) {
        for number in 0..handbook.tags.len() {
            for old in handbook.tags[number].tag.properties.formerly.clone() {
                self.former_name(&old, number, handbook);
            }
        }
    }

    fn former_name(&mut self, old: &Path, number: usize, handbook: &mut CheckedHandbook) {
        let path = former_path(&old.node, &handbook.tags[number].path);
        let named_so = handbook.tag_names.get(path.last()).into_iter().flatten();
        let other = named_so.copied().find(|&tag| handbook.tags[tag].path == path).map(|tag| handbook.tags[tag].tag.name.span);
        let other = other.or_else(|| {
            let before = handbook.former_names.get(path.last())?.iter().find(|(known, _)| *known == path)?;
            Some(handbook.tags[before.1].tag.name.span)
        });
        if let Some(first) = other {
            let first_line = self.line(first.start);
            self.report(Problem::Duplicate { kind: Kind::Tag, name: path.to_string(), first_line }, old.span);
        } else {
            handbook.former_names.entry(path.last().to_owned()).or_default().push((path, number));
        }
    }

    /// What is let go of is not there, under this name or another.
    pub(super) fn dropped(&mut self, handbook: &CheckedHandbook) {
        for pattern in &handbook.dropped {
            let path = &pattern.path.node;
            let is_it = |known: &PathText| {
                if pattern.whole_group { known.0.len() > path.0.len() && known.0.starts_with(&path.0) } else { known == path }
            };
            // One with this very name, or by its end one of the whole group.
            let named: Vec<&PathText> = if pattern.whole_group {
                handbook.tags.iter().map(|tag| &tag.path).chain(handbook.former_paths().map(|(old, _)| old)).collect()
            } else {
                let now = handbook.tag_names.get(path.last()).into_iter().flatten().map(|&tag| &handbook.tags[tag].path);
                now.chain(handbook.former_names.get(path.last()).into_iter().flatten().map(|(old, _)| old)).collect()
            };
            if let Some(tag) = named.into_iter().find(|known| is_it(known)).map(ToString::to_string) {
                self.report(Problem::Tagging(Tagging::DropsDeclared { tag }), pattern.path.span);
            }
        }
    }
}

/// A bare old name stood in the tag's own group; if that is the tag itself, outside of all groups.
fn former_path(old: &PathText, now: &PathText) -> PathText {
    let (Some(name), Some((_, group))) = (old.bare(), now.0.split_last()) else { return old.clone() };
    let beside: Vec<String> = group.iter().cloned().chain([name.to_owned()]).collect();
    if beside == now.0 { old.clone() } else { PathText(beside) }
}
