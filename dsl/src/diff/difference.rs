//! Where two declarations of one name differ.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::part::HandbookPart;
use crate::language::Language;
use crate::print::print_fragment;

/// One place at which a declaration says something else.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct HandbookDifference {
    /// What stands there.
    pub part: HandbookPart,
    /// What it said, in the language that was asked for; none if it said nothing.
    pub before: Option<String>,
    /// What it says now; none if it says nothing any more.
    pub after: Option<String>,
}

/// Walks through the JSON of two declarations: every kind of clause has that, so none can be forgotten.
pub(super) struct Walk<'j> {
    language: Language,
    /// The nodes around the one that is looked at, with the keys under which they stand; null where there is none.
    around: Vec<(&'j str, &'j Json, &'j Json)>,
    found: Vec<HandbookDifference>,
    /// The same, to know them again.
    told: HashSet<HandbookDifference>,
}

/// Items of these lists are told as a whole.
const WHOLE: [&str; 2] = ["properties", "entries"];

/// Of these every field may be missing, so that one entry says nothing of what they are.
const LOOSE: [&str; 2] = ["properties", "nature"];

static NOTHING: LazyLock<Map<String, Json>> = LazyLock::new(Map::new);

impl<'j> Walk<'j> {
    pub(super) fn differences(language: Language, before: &'j Json, after: &'j Json) -> Vec<HandbookDifference> {
        let mut walk = Self { language, around: Vec::new(), found: Vec::new(), told: HashSet::new() };
        walk.node("", before, after);
        walk.found
    }

    fn node(&mut self, key: &'j str, before: &'j Json, after: &'j Json) {
        if before == after {
            return;
        }
        self.around.push((key, before, after));
        match (before, after) {
            _ if WHOLE.contains(&key) && self.is_item() => self.tell(),
            (Json::Object(one), Json::Object(other)) if LOOSE.contains(&key) || are_of_one_kind(one, other) => {
                self.fields(one, other);
            }
            (Json::Object(one), Json::Null) if LOOSE.contains(&key) => self.fields(one, &NOTHING),
            (Json::Null, Json::Object(other)) if LOOSE.contains(&key) => self.fields(&NOTHING, other),
            (Json::Array(some), Json::Array(others)) => self.list(key, some, others),
            _ => self.tell(),
        }
        self.around.pop();
    }

    /// Whether what is looked at is an item of a list.
    fn is_item(&self) -> bool {
        let [.., (outer, ..), (key, ..)] = &self.around[..] else { return false };
        outer == key
    }

    fn fields(&mut self, one: &'j Map<String, Json>, other: &'j Map<String, Json>) {
        for (key, before) in one {
            self.node(key, before, other.get(key).unwrap_or(&Json::Null));
        }
        for (key, after) in other.iter().filter(|(key, _)| !one.contains_key(*key)) {
            self.node(key, &Json::Null, after);
        }
    }

    /// What is in both lists says nothing; of what is left that goes together which has one name, then as many on either side, in order.
    fn list(&mut self, key: &'j str, some: &'j [Json], others: &'j [Json]) {
        let (mut gone, mut new) = (without(some, others), without(others, some));
        if gone.is_empty() && new.is_empty() {
            // Another order.
            return self.tell();
        }
        let mut called: HashMap<String, &Json> = new.iter().filter_map(|item| Some((name_of(item)?, *item))).collect();
        gone.retain(|item| match name_of(item).and_then(|name| called.remove(&name)) {
            Some(other) => {
                self.node(key, item, other);
                false
            }
            None => true,
        });
        new.retain(|item| name_of(item).is_none_or(|name| called.contains_key(&name)));
        let can_tell_each = |items: &[&Json]| items.iter().all(|item| print_fragment(key, item, self.language).is_some());
        if gone.len() != new.len() && !(can_tell_each(&gone) && can_tell_each(&new)) {
            self.tell();
        } else if gone.len() == new.len() {
            for (before, after) in gone.into_iter().zip(new) {
                self.node(key, before, after);
            }
        } else {
            gone.into_iter().for_each(|item| self.node(key, item, &Json::Null));
            new.into_iter().for_each(|item| self.node(key, &Json::Null, item));
        }
    }

    /// Tells the smallest clause around that can be printed by itself.
    fn tell(&mut self) {
        let print = |key: &str, json: &Json| match json {
            Json::Null => Some(None),
            Json::Array(items) => {
                let items: Option<Vec<String>> = items.iter().map(|item| print_fragment(key, item, self.language)).collect();
                items.map(|items| Some(items.join(", ")))
            }
            json => print_fragment(key, json, self.language).map(Some),
        };
        let told = self.around.iter().enumerate().rev().find_map(|(depth, (key, before, after))| {
            let (before, after) = (print(key, before)?, print(key, after)?);
            let outer = depth.checked_sub(1).and_then(|outer| self.around.get(outer)).map_or("", |(key, ..)| key);
            Some(HandbookDifference { part: HandbookPart::of(outer, key, &self.around[depth]), before, after })
        });
        let difference = told.unwrap_or(HandbookDifference { part: HandbookPart::Other, before: None, after: None });
        if self.told.insert(difference.clone()) {
            self.found.push(difference);
        }
    }
}

/// A clause of one kind has one key; two fields that may both be missing do not make two kinds.
fn are_of_one_kind(one: &Map<String, Json>, other: &Map<String, Json>) -> bool {
    !(one.len() == 1 && other.len() == 1) || one.keys().eq(other.keys())
}

/// By what an item of a list goes together with another.
fn name_of(item: &Json) -> Option<String> {
    item.get("name").or_else(|| item.get("key")).map(Json::to_string)
}

/// What of some is not in others, as often as it is there more often.
fn without<'j>(some: &'j [Json], others: &[Json]) -> Vec<&'j Json> {
    let mut known: HashMap<String, usize> = HashMap::new();
    for other in others {
        *known.entry(other.to_string()).or_default() += 1;
    }
    let is_left = |item: &&Json| match known.get_mut(&item.to_string()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    let mut is_left = is_left;
    some.iter().filter(|item| is_left(item)).collect()
}

/// All texts in a tree: among them the names that it mentions.
pub(super) fn texts<'j>(json: &'j Json, into: &mut HashSet<&'j str>) {
    match json {
        Json::String(text) => _ = into.insert(text),
        Json::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Json::Object(fields) => fields.values().for_each(|value| texts(value, into)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}
