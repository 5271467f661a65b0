//! What is stored of tags that became one, while they were still several.

use std::collections::{BTreeMap, BTreeSet};

use super::assignments::Assignments;
use crate::rule::{Became, Called};
use crate::time::Instant;

/// One of the tags that became one.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    became: Became,
    stored: Assignments,
}

impl Assignments {
    /// Changes what is stored of a tag, as it was called then: while there were several, what was done about the one was
    /// done about it alone, and whoever has one of them has the tag.
    pub(super) fn change_as(&mut self, tag: usize, became: &Became, at: Instant, change: impl FnOnce(&mut Self)) {
        let Some(own) = became.first() else { return };
        if became.len() == 1 && !self.apart.contains_key(&tag) {
            return change(self);
        }
        let mut sources = self.sources_of(tag, became);
        // What had become this one by then is no longer apart.
        let (below, rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
            sources.into_iter().partition(|(_, source)| source.became.contains(own));
        sources = rest;
        let mut stored = Self::default();
        for source in below.values() {
            stored.unite(&source.stored, at);
        }
        stored.take_turns_from(self);
        change(&mut stored);
        self.take_turns_from(&stored);
        sources.insert(own.clone(), Source { became: became.clone(), stored });
        self.put_together(tag, sources, at);
    }

    /// The sources of a tag; what is stored of it as a whole belongs to the tag of today.
    fn sources_of(&mut self, tag: usize, became: &Became) -> BTreeMap<Called, Source> {
        let stored = self.split_off(tag);
        self.apart.remove(&tag).unwrap_or_else(|| {
            let today: Became = became.last().cloned().into_iter().collect();
            today
                .first()
                .cloned()
                .into_iter()
                .map(|called| (called, Source { became: today.clone(), stored: stored.clone() }))
                .collect()
        })
    }

    fn put_together(&mut self, tag: usize, sources: BTreeMap<Called, Source>, at: Instant) {
        self.split_off(tag);
        for source in sources.values() {
            self.unite(&source.stored, at);
        }
        self.apart.insert(tag, sources);
    }

    /// The sources of two customers that became one.
    pub(super) fn unite_sources(&mut self, other: &Self, at: Instant) {
        let tags: BTreeSet<usize> = self.apart.keys().chain(other.apart.keys()).copied().collect();
        for tag in tags {
            let any = [&*self, other].into_iter().find_map(|one| one.apart.get(&tag)?.values().next());
            let Some(became) = any.map(|source| source.became.clone()) else { continue };
            let mut sources = self.sources_of(tag, &became);
            for (called, theirs) in other.clone().sources_of(tag, &became) {
                match sources.get_mut(&called) {
                    Some(ours) => ours.stored.unite(&theirs.stored, at),
                    None => {
                        sources.insert(called, theirs);
                    }
                }
            }
            self.put_together(tag, sources, at);
        }
    }
}
