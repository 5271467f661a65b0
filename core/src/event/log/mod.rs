//! The log: every entry of every customer, in a few bytes each.
//!
//! For: keeping entries for good, and reading them back by customer in their total order, or by kind in columns. Entries
//! arrive in the head, in any order. When it is full it is sealed: sorted by customer and time into pages, which are rows of
//! bytes that never change. The pages of one sealing are a run; runs become one as they become many. Cloning a log shares all
//! of it: what a reader holds stays as it is.
//!
//! Not for: what entries mean, or whether a record may be one (`intake`); which ids are one customer by now (the caller names
//! all of them); where pages are stored. What a page is byte by
//! byte is in `docs/format-log.md`.

mod bits;
mod cells;
mod chunk;
mod column;
mod cursor;
mod customers;
mod datum;
mod expiry;
mod form;
mod frame;
mod gathered;
mod head;
mod keys;
mod kind;
mod known;
#[cfg(feature = "measure")]
pub mod measure;
mod merge;
mod ordered;
mod page;
mod place;
mod presence;
mod read;
mod rows;
mod run;
mod scan;
mod sieve;
mod sort;
mod stretches;
mod strings;
mod table;
#[cfg(test)]
mod tests;
mod whole;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

pub(crate) use form::Form;
use head::Head;
pub(crate) use kind::Kind;
use known::Known;
use merge::Merge;
pub(crate) use page::Page;
use place::Place;
pub(crate) use run::Run;
pub(crate) use scan::{Block, Values};
pub(crate) use sort::sorted;
use table::Table;

use super::{Entry, Identity};
use crate::customer::Ordinal;
use crate::threads::Threads;

/// From how many entries on things are done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// The head is sealed.
    pub(crate) head: usize,
    /// A page is full; it has less than twice as many, unless they are all of one customer and instant.
    pub(crate) page: usize,
    /// So many runs of about the same length become one.
    pub(crate) fan: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { head: 65_536, page: 65_536, fan: 8 }
    }
}

/// For each entry that is sealed, so many may be merged at once: more than the runs that each goes through.
const PACE: usize = 4;

/// The entries of all customers.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    /// The sealed ones, in the order of sealing.
    runs: Arc<Vec<Arc<Run>>>,
    head: Head,
    merge: Option<Arc<Merge>>,
    known: Arc<Known>,
    sizes: Sizes,
    /// On which what is large is worked on.
    threads: Arc<Threads>,
}

impl Default for Log {
    fn default() -> Self {
        // Keyed by the process, which nothing shows.
        Self::new(RandomState::new().build_hasher().finish(), Sizes::default())
    }
}

impl Log {
    /// A log without entries. The key is one that nobody else knows: whoever does can make it slow.
    pub(crate) fn new(key: u64, sizes: Sizes) -> Self {
        Self {
            runs: Arc::default(),
            head: Head::default(),
            merge: None,
            known: Arc::new(Known::new(key)),
            sizes,
            threads: Arc::default(),
        }
    }

    /// The same, worked on by these threads.
    pub(crate) fn on(self, threads: Arc<Threads>) -> Self {
        Self { threads, ..self }
    }

    /// The log of runs that were kept, under a key of its own: see [`of_runs`](Self::of_runs).
    pub(crate) fn of_runs_anew(sizes: Sizes, runs: Vec<Vec<Page>>) -> Option<Self> {
        Self::of_runs(RandomState::new().build_hasher().finish(), sizes, runs)
    }

    /// The log of runs that were kept, in the order of sealing. None if their pages do not follow each other.
    pub(crate) fn of_runs(key: u64, sizes: Sizes, runs: Vec<Vec<Page>>) -> Option<Self> {
        let mut log = Self::new(key, sizes);
        let runs: Vec<Run> = runs.into_iter().map(|pages| Run::of(pages.into_iter().map(Arc::new))).collect();
        if !runs.iter().all(Run::is_sound) {
            return None;
        }
        for page in runs.iter().flat_map(Run::pages) {
            page.identities(|of, identity| log.known.add(of, &identity));
        }
        log.runs = Arc::new(runs.into_iter().filter(|run| run.len() > 0).map(Arc::new).collect());
        Some(log)
    }

    /// How many entries.
    pub(crate) fn len(&self) -> usize {
        self.head.len() + self.runs.iter().map(|run| run.len()).sum::<usize>()
    }

    /// What is sealed, in the order of sealing.
    pub(crate) fn runs(&self) -> &[Arc<Run>] {
        &self.runs
    }

    /// Adds an entry, whether or not the log has its like. Now and then that seals the head and goes on with merging: some
    /// milliseconds, which is some ten nanoseconds an entry.
    pub(crate) fn append(&mut self, entry: Arc<Entry>) {
        if let Some(hash) = self.known.hash_of(&entry) {
            self.known.add_by(hash);
        }
        self.head.append(entry);
        if self.head.len() >= self.sizes.head {
            self.seal();
        }
    }

    /// Seals what is in the head.
    pub(crate) fn seal(&mut self) {
        let sealed = self.head.len();
        let pages = Page::of(page::draft(self.head.all().map(|entry| &**entry), &self.threads), self.sizes.page);
        if !pages.is_empty() {
            Arc::make_mut(&mut self.runs).push(Arc::new(Run::of(pages.into_iter().map(Arc::new))));
        }
        self.head = Head::default();
        self.merge(sealed * PACE);
    }

    /// Goes on with merging by about so many entries. Whether anything is left to be merged.
    pub(crate) fn merge(&mut self, entries: usize) -> bool {
        let mut left = entries;
        loop {
            let Some(merge) = &mut self.merge else {
                self.merge = Merge::due(&self.runs, self.sizes.fan).map(Arc::new);
                if self.merge.is_none() {
                    return false;
                }
                continue;
            };
            if left == 0 {
                return true;
            }
            let (done, run) = Arc::make_mut(merge).step(&self.runs, self.sizes.page);
            left = left.saturating_sub(done.max(1));
            if let Some(run) = run {
                let which = merge.runs.clone();
                Arc::make_mut(&mut self.runs).splice(which, (run.len() > 0).then(|| Arc::new(run)));
                self.merge = None;
            }
        }
    }

    /// Whether an entry's like may be known of the same id: "no" is for sure.
    pub(crate) fn may_know_of(&self, entry: &Entry) -> bool {
        self.known.hash_of(entry).is_some_and(|hash| self.known.may_have_by(hash))
    }

    /// Whether an entry of an id may be known by this identity: "no" is for sure.
    pub(crate) fn may_know(&self, of: Ordinal, identity: &Identity) -> bool {
        self.known.may_have(of, identity)
    }

    /// Lets go of those entries of some ids that are not to stay, sealed or not: no byte of them is left, once nobody holds
    /// an older clone. Costs a page for each run that has the ids.
    pub(crate) fn retain(&mut self, of: &[Ordinal], stays: impl Fn(&Entry) -> bool) {
        if of.iter().any(|&of| self.head.of(of).next().is_some()) {
            self.head.retain(|entry| !of.contains(&entry.of) || stays(entry));
        }
        let about = self.sizes.page;
        let without = |pages: &[Arc<Page>]| -> Vec<Arc<Page>> {
            let rewritten = |page: &Arc<Page>| match page.has(of) {
                true => page.retain(|id| of.contains(&id), &stays, about).into_iter().map(Arc::new).collect(),
                false => vec![page.clone()],
            };
            pages.iter().flat_map(rewritten).collect()
        };
        for run in Arc::make_mut(&mut self.runs) {
            if run.pages().iter().any(|page| page.has(of)) {
                *run = Arc::new(Run::of(without(run.pages())));
            }
        }
        if let Some(merge) = &mut self.merge {
            let merge = Arc::make_mut(merge);
            merge.pages = without(&merge.pages);
        } else {
            Arc::make_mut(&mut self.runs).retain(|run| run.len() > 0);
        }
    }

    /// About how many entries of the kinds that are wanted there are: whatever is not sealed counts.
    pub(crate) fn about(&self, is_wanted: impl Fn(Kind) -> bool) -> usize {
        let tables = self.runs.iter().flat_map(|run| run.pages()).flat_map(|page| page.tables());
        self.head.len() + tables.filter(|table| is_wanted(table.kind)).map(Table::rows).sum::<usize>()
    }

    #[cfg(any(test, feature = "measure"))]
    /// Bytes that sealed entries take, and those of the index of what is known.
    pub(crate) fn bytes(&self) -> (usize, usize) {
        let pages = self.runs.iter().flat_map(|run| run.pages());
        (pages.map(|page| page.size()).sum(), self.known.bytes())
    }
}
