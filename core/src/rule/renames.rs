//! What the tags of earlier handbooks became.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::Plan;

/// A tag as it was called under the handbooks before a version; with the highest number, as it is called today.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Called {
    pub(crate) path: Arc<str>,
    pub(crate) before: u32,
}

/// A tag of an earlier handbook and all that it became since; the last is the tag of today.
pub(crate) type Became = Arc<[Called]>;

/// Up to which version a tag had a name, and what it was called since.
type Change = (u32, Option<Arc<str>>);

/// What became of tags at each change of handbooks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Renames {
    /// By path: up to which version it was called so, and how since then; not at all, if it was dropped. Oldest first.
    tags: HashMap<Arc<str>, Vec<Change>>,
    /// Groups of which all tags were dropped, by their paths with a slash behind: at which versions.
    dropped: BTreeMap<Arc<str>, Vec<u32>>,
    /// The paths of all tags of the handbooks before.
    known: HashSet<Arc<str>>,
}

impl Renames {
    /// Whether no tag was ever called otherwise or dropped: each is what it was called.
    pub(crate) fn is_none(&self) -> bool {
        self.tags.is_empty() && self.dropped.is_empty()
    }

    /// Whether something may be stored under the path of a tag that it did not have under the handbook before the one of this
    /// version: because an earlier one had it, or because others became it.
    pub(crate) fn brings_back(&self, path: &str, version: u32) -> bool {
        self.known.contains(path) || self.is_taken_up(path, version)
    }

    /// Whether other tags became this one with the handbook of a version, or it was dropped.
    pub(crate) fn changes(&self, path: &str, version: u32) -> bool {
        let own = |(before, _): &Change| *before == version;
        let is_dropped = |slash: usize| self.dropped.get(&path[..=slash]).is_some_and(|versions| versions.contains(&version));
        self.is_taken_up(path, version)
            || self.tags.get(path).is_some_and(|changes| changes.iter().any(own))
            || path.match_indices('/').any(|(slash, _)| is_dropped(slash))
    }

    /// Whether a tag of the handbook before the one of this version is called so since.
    fn is_taken_up(&self, path: &str, version: u32) -> bool {
        self.tags.values().flatten().any(|(before, to)| *before == version && to.as_deref() == Some(path))
    }

    /// What a tag is today that had this path under a handbook version; `None` if it was dropped.
    pub(crate) fn today(&self, path: &Arc<str>, version: u32) -> Option<Became> {
        let (mut path, mut version) = (path.clone(), version);
        let mut became = Vec::new();
        loop {
            let renamed = self.tags.get(&path).and_then(|changes| changes.iter().find(|(before, _)| *before > version));
            let dropped = self.dropped_at(&path, version);
            let Some((before, to)) = renamed.filter(|(before, _)| dropped.is_none_or(|dropped| *before < dropped)) else {
                if dropped.is_some() {
                    return None;
                }
                became.push(Called { path, before: u32::MAX });
                return Some(became.into());
            };
            became.push(Called { path, before: *before });
            path = to.clone()?;
            version = *before;
        }
    }

    /// The first version behind another at which the group of a tag was dropped.
    fn dropped_at(&self, path: &str, version: u32) -> Option<u32> {
        let groups = path.match_indices('/').filter_map(|(slash, _)| self.dropped.get(&path[..=slash]));
        groups.flatten().copied().filter(|&at| at > version).min()
    }
}

impl Plan {
    /// What becomes of the tags of the handbook before with this one.
    pub(super) fn rename_from(&mut self, before: &Self) {
        let mut renames = before.renames.clone();
        for (old, tag) in self.handbook.former_paths() {
            let old: Arc<str> = old.to_string().into();
            let to = self.tags[tag].path.clone();
            let was = before.tag_numbers.get(&old).map(|&tag| &before.tags[tag].path);
            // Nothing was ever done under what was no name of its own.
            if was == Some(&to) {
                continue;
            }
            renames.tags.entry(old).or_default().push((self.version, Some(to.clone())));
            // What takes another in was until then itself only one of them.
            let own = renames.tags.entry(to.clone()).or_default();
            if own.last().is_none_or(|(before, _)| *before < self.version) {
                own.push((self.version, Some(to)));
            }
        }
        for pattern in self.handbook.dropped() {
            // What the handbook before dropped as well was never there in between.
            let is_again = before.handbook.dropped().contains(pattern);
            let path = pattern.path.node.to_string();
            if pattern.whole_group {
                let versions = renames.dropped.entry(format!("{path}/").into()).or_default();
                versions.pop_if(|_| is_again);
                versions.push(self.version);
            } else {
                let changes = renames.tags.entry(path.into()).or_default();
                changes.pop_if(|(_, to)| is_again && to.is_none());
                changes.push((self.version, None));
            }
        }
        renames.known.extend(before.tags.iter().map(|tag| tag.path.clone()));
        self.renames = renames;
    }
}
