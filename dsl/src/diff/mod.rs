//! What one handbook says differently from another, for those who answer for it.
//!
//! Declarations go together by their names, tags also by what they were called formerly. Within them the smallest clauses that differ are
//! told, printed in the language that is asked for. Comments and blank lines say nothing.

mod difference;
mod item;
mod part;
mod words;

use std::collections::{HashMap, HashSet};

use serde::Serialize;

pub use difference::HandbookDifference;
use difference::Walk;
use item::Item;
pub use part::HandbookPart;

use crate::check::CheckedHandbook;
use crate::language::Language;
use crate::vocabulary::Word;

/// What a handbook says differently from one before: see [`CheckedHandbook::diff`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HandbookDiff {
    /// What changed, in the order in which the newer handbook declares it; at the end what it declares no more.
    pub changes: Vec<HandbookChange>,
}

/// One declaration that changed, came or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HandbookChange {
    /// What is declared: `tag`, `rule`, `keywords` and so on.
    pub what: &'static str,
    /// Its name; of tags and groups the whole path. Empty where there is none, as of the time zone.
    pub name: String,
    /// What a tag was called before, if that is another name.
    pub formerly: Option<String>,
    /// How it changed.
    pub kind: HandbookChangeKind,
    /// Where it says something else, if it changed.
    pub differences: Vec<HandbookDifference>,
    /// Through which others it means something else, if it is affected.
    pub through: Vec<String>,
    /// All of it in one line, in the language that was asked for.
    pub text: String,
}

/// How a declaration changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HandbookChangeKind {
    /// It was not declared before.
    Added,
    /// It is declared no more.
    Removed,
    /// It says something else.
    Changed,
    /// It is written in other words that mean the same: who holds the tag stays as it is.
    Reworded,
    /// It says what it said, but something that it looks at means something else.
    Affected,
}

impl HandbookDiff {
    /// Whether nothing changed but comments.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl CheckedHandbook {
    /// What `after` says differently from this handbook, each declaration in one line of a language.
    ///
    /// Takes time in proportion to the two texts.
    ///
    /// ```
    /// use tagora_dsl::{Language, Limits, read};
    /// let handbook = |text: &str| read(text, &Limits::default()).unwrap();
    /// let before = handbook("event 购买\ntag 活跃客户 when count(购买, last 30 days) > 3");
    /// let after = handbook("event 购买\ntag 活跃客户 when count(购买, last 30 days) > 5");
    /// assert_eq!(before.diff(&after, Language::English).to_string(), "tag `活跃客户`: threshold 3 → 5\n");
    /// assert_eq!(before.diff(&after, Language::Chinese).to_string(), "标签“活跃客户”：阈值 3 → 5\n");
    /// ```
    #[must_use]
    pub fn diff(&self, after: &Self, language: Language) -> HandbookDiff {
        let (old, new) = (Item::all(self), Item::all(after));
        let by_name: HashMap<(Word, &str), usize> =
            old.iter().enumerate().map(|(number, item)| ((item.word, &*item.name), number)).collect();
        let former = former_names(after);
        let mut taken = HashSet::new();
        let mut pairs: Vec<(&Item, Option<&Item>)> = Vec::with_capacity(new.len());
        for item in &new {
            let named = |name: &str| by_name.get(&(item.word, name)).copied();
            let was = named(&item.name).or_else(|| {
                let old_names = former.get(&*item.name).filter(|_| item.word == Word::Tag)?;
                old_names.iter().find_map(|name| named(name))
            });
            let was = was.filter(|&was| taken.insert(was));
            pairs.push((item, was.map(|was| &old[was])));
        }
        let mut changes = told(&pairs, language);
        affect(&mut changes, &pairs, (self, after), language);
        let mut changes: Vec<HandbookChange> = changes.into_iter().flatten().collect();
        for (_, item) in old.iter().enumerate().filter(|(number, _)| !taken.contains(number)) {
            changes.push(HandbookChange::of(item, HandbookChangeKind::Removed, language));
        }
        HandbookDiff { changes }
    }
}

/// What tags were called, by their paths of today.
fn former_names(after: &CheckedHandbook) -> HashMap<String, Vec<String>> {
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    for (old, number) in after.former_paths() {
        if let Some(symbol) = after.tags().get(number) {
            names.entry(symbol.path.to_string()).or_default().push(old.to_string());
        }
    }
    names
}

/// What each declaration of the newer handbook says for itself.
fn told(pairs: &[(&Item, Option<&Item>)], language: Language) -> Vec<Option<HandbookChange>> {
    let tell = |&(item, was): &(&Item, Option<&Item>)| {
        let Some(was) = was else { return Some(HandbookChange::of(item, HandbookChangeKind::Added, language)) };
        let differences = Walk::differences(language, &was.says, &item.says);
        let formerly = (was.name != item.name).then(|| was.name.clone());
        if differences.is_empty() && formerly.is_none() {
            return None;
        }
        let means_the_same = !differences.is_empty()
            && item.means.is_some()
            && item.means == was.means
            && differences.iter().all(|difference| difference.part.is_of_definition());
        let kind = if means_the_same { HandbookChangeKind::Reworded } else { HandbookChangeKind::Changed };
        Some(HandbookChange { formerly, differences, ..HandbookChange::of(item, kind, language) }.in_words(language))
    };
    pairs.iter().map(tell).collect()
}

/// Finds those who say the same as before about something that means something else.
fn affect(
    changes: &mut [Option<HandbookChange>],
    pairs: &[(&Item, Option<&Item>)],
    (before, after): (&CheckedHandbook, &CheckedHandbook),
    language: Language,
) {
    let (old, new) = (before.holding_hashes(), after.holding_hashes());
    let numbers = |of: &CheckedHandbook| -> HashMap<String, usize> {
        of.tags().iter().enumerate().map(|(number, symbol)| (symbol.path.to_string(), number)).collect()
    };
    let (old_numbers, new_numbers) = (numbers(before), numbers(after));
    let is_held_as_before = |item: &Item, was: &Item| {
        let hash = |numbers: &HashMap<String, usize>, hashes: &[_], name: &str| {
            numbers.get(name).and_then(|&number| hashes.get(number).copied())
        };
        hash(&old_numbers, &old, &was.name) == hash(&new_numbers, &new, &item.name)
    };
    // Who looks at what changed may itself be looked at.
    let mut news: HashMap<&str, &str> = HashMap::new();
    let mut fresh: Vec<&Item> = Vec::new();
    for ((item, was), change) in pairs.iter().zip(&*changes) {
        let says_more = change.as_ref().is_some_and(|change| change.kind != HandbookChangeKind::Reworded);
        if says_more && was.is_none_or(|was| item.word != Word::Tag || !is_held_as_before(item, was)) {
            fresh.push(item);
        }
    }
    while !fresh.is_empty() {
        for item in std::mem::take(&mut fresh) {
            item.names().for_each(|name| _ = news.insert(name, &item.name));
        }
        for (number, &(item, was)) in pairs.iter().enumerate() {
            let Some(was) = was.filter(|_| changes[number].is_none()) else { continue };
            if item.word == Word::Tag && is_held_as_before(item, was) {
                continue;
            }
            let mut through: Vec<&str> =
                item.mentions().iter().filter_map(|name| news.get(name).copied()).filter(|name| *name != item.name).collect();
            through.sort_unstable();
            through.dedup();
            if !through.is_empty() {
                let through = through.into_iter().map(str::to_owned).collect();
                changes[number] = Some(
                    HandbookChange { through, ..HandbookChange::of(item, HandbookChangeKind::Affected, language) }
                        .in_words(language),
                );
                fresh.push(item);
            }
        }
    }
}
