//! What one handbook says differently from another, for those who answer for it.
//!
//! Declarations go together by their names, tags also by what they were called formerly. Within them the smallest clauses that differ are
//! told, printed in the language that is asked for. Comments and blank lines say nothing.

mod affected;
mod difference;
mod item;
mod part;
mod words;

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use affected::affected;
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
    /// Whether nothing changed but comments, blank lines and an order that decides nothing.
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
        let gone: Vec<&Item> = (0..).zip(&old).filter(|(number, _)| !taken.contains(number)).map(|(_, item)| item).collect();
        for (number, through) in affected(&changes, &pairs, &gone, (self, after), language) {
            let affected = HandbookChange::of(pairs[number].0, HandbookChangeKind::Affected, language);
            changes[number] = Some(HandbookChange { through, ..affected }.in_words(language));
        }
        let mut changes: Vec<HandbookChange> = changes.into_iter().flatten().collect();
        changes.extend(gone.into_iter().map(|item| HandbookChange::of(item, HandbookChangeKind::Removed, language)));
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

/// Whether those who are in both groups come in another order, which decides who holds which.
fn another_order(was: &Item, item: &Item) -> Option<HandbookDifference> {
    let common = |some: &[String], others: &[String]| -> Vec<String> {
        let others: HashSet<&String> = others.iter().collect();
        some.iter().filter(|name| others.contains(name)).cloned().collect()
    };
    let (before, after) = (common(&was.ranked, &item.ranked), common(&item.ranked, &was.ranked));
    let written = |names: Vec<String>| {
        let bare: Vec<&str> = names.iter().map(|name| name.rsplit('/').next().unwrap_or(name)).collect();
        Some(bare.join(", "))
    };
    (before != after).then(|| HandbookDifference { part: HandbookPart::Order, before: written(before), after: written(after) })
}

/// What each declaration of the newer handbook says for itself.
fn told(pairs: &[(&Item, Option<&Item>)], language: Language) -> Vec<Option<HandbookChange>> {
    let tell = |&(item, was): &(&Item, Option<&Item>)| {
        let Some(was) = was else { return Some(HandbookChange::of(item, HandbookChangeKind::Added, language)) };
        let mut differences = Walk::differences(language, &was.says, &item.says);
        differences.extend(another_order(was, item));
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
