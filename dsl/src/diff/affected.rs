//! Who says the same as before about something that means something else.

use std::collections::{HashMap, HashSet};

use super::item::Item;
use super::{HandbookChange, HandbookChangeKind, HandbookPart};
use crate::check::{CheckedHandbook, Party};
use crate::language::Language;
use crate::normal::DefinitionHash;
use crate::vocabulary::Word;

/// Those who are affected, by number, with the names of those through whom. `pairs` are the declarations of the newer handbook, each with
/// what it was; `gone` is what there is no more.
pub(super) fn affected(
    changes: &[Option<HandbookChange>],
    pairs: &[(&Item, Option<&Item>)],
    gone: &[&Item],
    (before, after): (&CheckedHandbook, &CheckedHandbook),
    language: Language,
) -> Vec<(usize, Vec<String>)> {
    let (old, new) = (hashes(before), hashes(after));
    // Of tags it is known exactly.
    let is_held_as_before =
        |number: usize| pairs[number].1.is_some_and(|was| old.get(&was.name) == new.get(&pairs[number].0.name));
    let lookers = lookers(pairs, after);
    let places = places(pairs);
    let starts = (0..pairs.len()).filter(|&number| match (&changes[number], pairs[number].0.word) {
        (Some(change), Word::Tag) => change.kind != HandbookChangeKind::Reworded && !is_held_as_before(number),
        (Some(change), _) => changes_others(change),
        (None, _) => false,
    });
    let mut queue: Vec<usize> = starts.collect();
    // Who had to give way to a tag that is gone.
    let groups = gone.iter().filter(|item| item.word == Word::Tag).filter_map(|item| Some(item.name.rsplit_once('/')?.0));
    queue.extend(groups.filter_map(|group| places.get(&(Word::Group, group)).copied()));
    let mut is_news = vec![false; pairs.len()];
    queue.iter().for_each(|&number| is_news[number] = true);
    let mut found = Vec::new();
    while let Some(number) = queue.pop() {
        for &looker in lookers.get(&number).into_iter().flatten() {
            let (item, was) = pairs[looker];
            let is_another = match item.word {
                Word::Group => true,
                Word::Tag => !is_held_as_before(looker),
                _ => was.is_some(),
            };
            if is_another && !std::mem::replace(&mut is_news[looker], true) {
                queue.push(looker);
                if item.word != Word::Group && was.is_some() && changes[looker].is_none() {
                    found.push(looker);
                }
            }
        }
    }
    let mut through: HashMap<usize, Vec<String>> = HashMap::new();
    for (number, lookers) in lookers.iter().filter(|(number, _)| is_news[**number]) {
        let name = match &*pairs[*number].0.name {
            "" => pairs[*number].0.word.printed(language).to_owned(),
            name => name.to_owned(),
        };
        lookers.iter().for_each(|looker| through.entry(*looker).or_default().push(name.clone()));
    }
    found.sort_unstable();
    let told = found.into_iter().map(|number| {
        let mut names = through.remove(&number).unwrap_or_default();
        names.sort_unstable();
        names.dedup();
        (number, names)
    });
    told.collect()
}

/// By what is known who holds each tag.
fn hashes(handbook: &CheckedHandbook) -> HashMap<String, DefinitionHash> {
    let paths = handbook.tags().iter().map(|symbol| symbol.path.to_string());
    paths.zip(handbook.holding_hashes()).collect()
}

/// Whether a change of something that is no tag can change what others mean.
fn changes_others(change: &HandbookChange) -> bool {
    let says_otherwise = |part| {
        let of_part = change.differences.iter().filter(move |difference| difference.part == part);
        of_part.into_iter().any(|difference| difference.before.is_some() && difference.after.is_some())
    };
    match change.what {
        // What is added to an event, or needs care, is nothing that a condition sees.
        "event" => says_otherwise(HandbookPart::Property) || change.differences.iter().any(|of| of.part == HandbookPart::Member),
        "attribute" => says_otherwise(HandbookPart::Type),
        _ => true,
    }
}

fn places<'i>(pairs: &[(&'i Item, Option<&Item>)]) -> HashMap<(Word, &'i str), usize> {
    (0..).zip(pairs).map(|(number, (item, _))| ((item.word, &*item.name), number)).collect()
}

/// Who looks at each, by numbers.
fn lookers(pairs: &[(&Item, Option<&Item>)], handbook: &CheckedHandbook) -> HashMap<usize, Vec<usize>> {
    let places = places(pairs);
    let place = |party: Party| {
        let (word, name) = match party {
            Party::Tag(tag) => (Word::Tag, handbook.tags()[tag].path.to_string()),
            Party::Group(group) => (Word::Group, handbook.groups()[group].path.to_string()),
            Party::Define(define) => (Word::Define, handbook.defines()[define].name.node.clone()),
            Party::Segment(segment) => (Word::Segment, handbook.segments()[segment].name.node.clone()),
            Party::Rule(rule) => (Word::Rule, handbook.rules()[rule].name.node.clone()),
            Party::Route(route) => (Word::Route, handbook.routes()[route].name.node.clone()),
        };
        places.get(&(word, &*name)).copied()
    };
    let mut lookers: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut looks = |who: usize, whom: usize| {
        if who != whom {
            lookers.entry(whom).or_default().push(who);
        }
    };
    for (who, whom) in handbook.looks() {
        if let (Some(who), Some(whom)) = (place(who), place(whom)) {
            looks(who, whom);
        }
    }
    // What has no numbers in conditions is found by its name.
    const BY_NAME: [Word; 4] = [Word::Keywords, Word::Parameter, Word::Event, Word::Attribute];
    let zones: Vec<usize> =
        (0..pairs.len()).filter(|&number| matches!(pairs[number].0.word, Word::Timezone | Word::CustomerTimezone)).collect();
    for (number, (item, _)) in pairs.iter().enumerate() {
        let mentions: HashSet<&str> = item.mentions();
        for word in BY_NAME {
            for name in &mentions {
                if let Some(&whom) = places.get(&(word, *name)) {
                    looks(number, whom);
                }
            }
        }
        if item.word == Word::Tag {
            zones.iter().for_each(|&zone| looks(number, zone));
            // In a group one tag may give way to another.
            let group = item.name.rsplit_once('/').and_then(|(group, _)| places.get(&(Word::Group, group)));
            if let Some(&group) = group {
                looks(number, group);
                looks(group, number);
            }
        }
    }
    lookers
}
