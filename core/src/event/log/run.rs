use std::sync::Arc;

use super::kind::Kind;
use super::page::Page;
use super::place::Place;

/// Sealed pages, one behind the other in order of places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pages: Vec<Arc<Page>>,
    /// The first and the last place of each page, for finding them without a look at the pages.
    ends: Vec<(Place, Place)>,
    len: usize,
}

impl Run {
    pub(super) fn of(pages: impl IntoIterator<Item = Arc<Page>>) -> Self {
        let pages: Vec<Arc<Page>> = pages.into_iter().collect();
        let len = pages.iter().map(|page| page.len()).sum();
        let ends = pages.iter().map(|page| (page.first(), page.last())).collect();
        Self { pages, ends, len }
    }

    /// How many entries.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn pages(&self) -> &[Arc<Page>] {
        &self.pages
    }

    /// The pages that may have entries from one place to before another.
    pub(super) fn between(&self, from: Place, before: Place) -> &[Arc<Page>] {
        let first = self.ends.partition_point(|(_, last)| *last < from);
        let count = self.ends[first..].iter().take_while(|(first, _)| *first < before).count();
        self.pages.get(first..first + count).unwrap_or_default()
    }

    /// The place of the first entry of wanted kinds that is not before one.
    pub(super) fn first_from(&self, from: Place, is_wanted: &impl Fn(Kind) -> bool) -> Option<Place> {
        let page = self.ends.partition_point(|(_, last)| *last < from);
        self.pages.get(page..)?.iter().find_map(|page| page.first_from(from, is_wanted))
    }

    /// Whether pages of any origin follow each other as those of a run do.
    pub(super) fn is_sound(&self) -> bool {
        self.pages.is_sorted_by(|a, b| a.last() < b.first())
    }
}
