use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::kind::Kind;
use super::page::{Draft, Page};
use super::place::Place;
use super::run::Run;
use super::table::{Part, Table};

/// Neighbouring runs on the way to become one, some pages at a time.
#[derive(Clone, Debug)]
pub(super) struct Merge {
    /// Which of the log's runs.
    pub(super) runs: Range<usize>,
    /// Up to where they are one.
    done: Place,
    /// The one, up to there.
    pub(super) pages: Vec<Arc<Page>>,
}

impl Merge {
    /// The newest runs that are to become one, if there are so many of about the same length; `fan` times longer is not.
    pub(super) fn due(runs: &[Arc<Run>], fan: usize) -> Option<Self> {
        let level = |run: &Arc<Run>| run.len().max(1).ilog(fan.max(2));
        let highest = runs.iter().map(level).max()?;
        let first = (0..=highest).rev().find_map(|wanted| {
            let first = runs.iter().rposition(|run| level(run) > wanted).map_or(0, |higher| higher + 1);
            (runs[first..].iter().filter(|run| level(run) == wanted).count() >= fan).then_some(first)
        })?;
        Some(Self { runs: first..runs.len(), done: Place::FIRST, pages: Vec::new() })
    }

    /// Goes on by about a page of so many entries. How many it was; the run, when all are one.
    pub(super) fn step(&mut self, all: &[Arc<Run>], about: usize) -> (usize, Option<Run>) {
        let runs = all.get(self.runs.clone()).unwrap_or_default();
        let before = self.limit(runs, about);
        let mut parts: BTreeMap<Kind, Vec<Part<'_>>> = BTreeMap::new();
        let end = before.unwrap_or(Place { of: u32::MAX, at: i64::MAX });
        for page in runs.iter().flat_map(|run| run.between(self.done, end)) {
            for table in page.tables() {
                let last = before.map_or(table.rows(), |before| table.before(page.bytes(), before));
                let rows = table.before(page.bytes(), self.done)..last;
                if !rows.is_empty() {
                    parts.entry(table.kind).or_default().push((page.bytes(), table, rows));
                }
            }
        }
        let draft: Draft = parts.iter().map(|(kind, parts)| (*kind, Table::merge(parts))).collect();
        let pages: Vec<Arc<Page>> = Page::of(draft, about).into_iter().map(Arc::new).collect();
        let done = pages.iter().map(|page| page.len()).sum();
        self.pages.extend(pages);
        match before {
            Some(before) => {
                self.done = before;
                (done, None)
            }
            None => (done, Some(Run::of(std::mem::take(&mut self.pages)))),
        }
    }

    /// The place before which about so many entries lie that are not one yet; none if that is all of them.
    fn limit(&self, runs: &[Arc<Run>], about: usize) -> Option<Place> {
        let last = Place { of: u32::MAX, at: i64::MAX };
        let pages = runs.iter().map(|run| run.between(self.done, last));
        let tables = pages.clone().filter_map(|pages| pages.first()).map(|page| page.tables().len()).sum::<usize>();
        // Each mark stands for the rows before it, so many in each table that they are wrong by a page together, at most.
        let stride = (about / tables.max(1)).clamp(1, 4096);
        let mut marks: Vec<(Place, usize)> = Vec::new();
        let mut is_all = true;
        for pages in pages {
            let mut marked = 0;
            for (number, page) in pages.iter().enumerate() {
                for table in page.tables() {
                    let mut row = table.before(page.bytes(), self.done);
                    while row < table.rows() {
                        let end = (row + stride).min(table.rows());
                        marks.extend(table.keys.place(page.bytes(), end - 1).map(|place| (place, end - row)));
                        marked += end - row;
                        row = end;
                    }
                }
                if marked >= about && number + 1 < pages.len() {
                    is_all = false;
                    break;
                }
            }
        }
        marks.sort_unstable();
        let mut count = 0;
        let mark = marks.iter().find(|(_, rows)| {
            count += rows;
            count >= about
        });
        let limit = mark.and_then(|(place, _)| place.next());
        let is_last = marks.last().map(|(place, _)| *place) == mark.map(|(place, _)| *place);
        limit.filter(|_| !is_all || !is_last)
    }
}
