//! The one who puts commits into the store.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use super::beside::Beside;
use super::fold::{self, Fold, IDS};
use super::redo::{self, Done, Stored};
use super::sets::{self, Flips};
use super::told::ToldRows;
use super::{Meta, settings};
use crate::change::Consumers;
use crate::customer::{Identities, Ordinal};
use crate::engine::options::Options;
use crate::engine::retention::Kept;
use crate::engine::state::State;
use crate::event::log::Page;
use crate::route::Routes;
use crate::store::{Barrier, Store, Table, Write, seal};

/// So many bytes of commits are folded in together.
const FOLDED_AFTER: usize = 8 << 20;

/// Or, where sets are larger, as many as this part of what is written of them then.
const PART_OF_SETS: usize = 8;

/// Sets up to so many bytes are written anew at once when another handbook comes into force.
const ANEW: usize = 64 << 20;

/// So many commits are folded in too, so that few are done again on opening.
const COMMITS: u64 = 4_096;

/// How much of what is known lies in the store, and the store.
pub(in crate::engine) struct Journal {
    store: Box<dyn Store>,
    /// The commit up to which all is folded in.
    folded: u64,
    /// Bytes of the rows of commits since.
    unfolded: usize,
    /// How many ordinals lie in rows of ids.
    given: usize,
    /// The pages that lie in the store, by where they lie in memory.
    pages: HashMap<usize, Numbered>,
    next_page: u64,
    /// The rows beside the fold as they lie in the store.
    beside: Beside,
    /// The merges that lie in the store.
    identities: Identities,
    told: ToldRows,
    /// The version of the handbook by which the sets in the store are numbered; none where there are none that are of use.
    sets: Option<u32>,
    /// What of the log was kept after the last commit.
    kept: Arc<Kept>,
    /// What routes gave that lies in the store.
    routes: Routes,
    /// The consumers that lie in the store.
    consumers: Consumers,
    max_open_tags: usize,
    /// Something of what was erased may be left.
    is_unsettled: bool,
}

/// What was read from the store, as it lies there.
pub(super) struct Lying {
    pub(super) fold: Fold,
    pub(super) pages: Vec<Numbered>,
    /// The rows beside it.
    pub(super) beside: Beside,
    /// Which customers were one when it was folded in.
    pub(super) identities: Identities,
    /// What routes gave by then.
    pub(super) routes: Routes,
    /// Bytes of the rows of commits since.
    pub(super) unfolded: usize,
    pub(super) told: ToldRows,
    /// By which version of the handbook sets are numbered, where they are of use.
    pub(super) sets: Option<u32>,
}

/// A page that lies in the store.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    pub(super) page: Arc<Page>,
    pub(super) number: u64,
}

fn by_place(pages: Vec<Numbered>) -> HashMap<usize, Numbered> {
    pages.into_iter().map(|numbered| (Arc::as_ptr(&numbered.page).addr(), numbered)).collect()
}

fn behind(pages: &[Numbered]) -> u64 {
    pages.iter().map(|numbered| numbered.number + 1).max().unwrap_or_default()
}

impl Journal {
    pub(super) fn new(store: Box<dyn Store>, options: &Options) -> Self {
        Self {
            store,
            folded: 0,
            unfolded: 0,
            given: 0,
            pages: HashMap::new(),
            next_page: 0,
            beside: Beside::default(),
            identities: Identities::default(),
            told: ToldRows::default(),
            sets: None,
            kept: Arc::default(),
            routes: Routes::default(),
            consumers: Consumers::default(),
            max_open_tags: options.max_open_tags,
            is_unsettled: false,
        }
    }

    pub(super) fn store(&self) -> &dyn Store {
        &*self.store
    }

    pub(in crate::engine) fn barrier(&self) -> Option<Barrier> {
        self.store.barrier()
    }

    /// What was read from the store lies in it, and led to a state.
    pub(super) fn resume(&mut self, lying: Lying, state: &State) {
        let Lying { fold, pages, beside, identities, routes, unfolded, told, sets } = lying;
        self.folded = fold.commit;
        self.given = fold.given;
        self.next_page = behind(&pages);
        self.pages = by_place(pages);
        self.beside = beside;
        self.identities = identities;
        self.unfolded = unfolded;
        self.told = told;
        self.sets = sets;
        self.routes = routes;
        self.kept = state.kept.clone();
        self.consumers = state.consumers.clone();
    }

    /// Puts the consumers of a state into the store, which is no commit.
    pub(in crate::engine) fn consumers(&mut self, state: &State) -> io::Result<bool> {
        let mut writes = Vec::new();
        self.follow_consumers(state, &mut writes);
        let is_durable = self.store.commit(&writes)?;
        self.consumers = state.consumers.clone();
        Ok(is_durable)
    }

    fn follow_consumers(&self, state: &State, writes: &mut Vec<Write>) {
        if let Some(bytes) = state.consumers.changed_since(&self.consumers) {
            writes.push(put(Table::Meta, Meta::Consumers.key(), &bytes));
        }
    }

    /// Puts a commit into the store that leads from one state to the next. Gives whether it is durable.
    pub(in crate::engine) fn commit(&mut self, before: &State, state: &mut State, done: Done<'_>) -> io::Result<bool> {
        let mut writes = Vec::new();
        let version = state.plan.as_ref().map_or(0, |plan| plan.version);
        if let Done::Loaded { text, accepts_incomplete } = done {
            let stored = Stored {
                text: text.to_owned(),
                commit: state.commit,
                clock: before.clock,
                accepts_incomplete,
                max_open_tags: self.max_open_tags,
            };
            writes.push(put(Table::Handbook, version.into(), &stored.write()));
        }
        let redo = redo::write(done, state.clock, version, state.feed.marks(), || Flips::between(before, state));
        let mut unfolded = self.unfolded;
        if let Some(redo) = &redo {
            unfolded += redo.len();
            writes.push(put(Table::Redo, state.commit, redo));
        }
        let erased = if let Done::Erased(traces) = done { Some(traces) } else { None };
        // Which events went depends on how they lie in pages, so that is not done again but kept.
        let lets_go = !Arc::ptr_eq(&self.kept, &state.kept);
        let are_new = matches!(done, Done::Loaded { .. }) && sets::bytes(state, true) <= ANEW;
        let is_due = lets_go || are_new || state.commit - self.folded >= COMMITS || self.are_many(unfolded, state);
        // What is written is noted once it is taken.
        let mut folded = None;
        if is_due || erased.is_some() {
            let mut told = self.told.clone();
            if let Some(traces) = erased {
                told.forget(&traces.told, &state.feed, &mut writes)?;
            }
            let more = told.more(&state.feed, &mut writes)?;
            told.follow(more);
            told.settle(&state.feed, &mut writes)?;
            let erased = erased.map_or(&[][..], |traces| &traces.ordinals);
            folded = Some((told, self.fold(state, erased, &mut writes)?));
        }
        let more = if folded.is_none() { Some(self.told.more(&state.feed, &mut writes)?) } else { None };
        self.follow_consumers(state, &mut writes);
        let is_durable = self.store.commit(&writes)?;
        self.beside = self.beside.after(&writes);
        self.unfolded = unfolded;
        self.kept = state.kept.clone();
        self.consumers = state.consumers.clone();
        more.into_iter().for_each(|more| self.told.follow(more));
        if let Some((told, pages)) = folded {
            self.told = told;
            self.has_folded(state, pages);
        }
        if erased.is_some() || self.is_unsettled {
            self.is_unsettled = self.store.settle().is_err();
        }
        Ok(is_durable)
    }

    /// Folds in what is not, and puts the store in order.
    pub(in crate::engine) fn close(&mut self, state: &mut State) -> io::Result<()> {
        if state.commit > self.folded || !self.has_sets(state) {
            self.fold_now(state, Vec::new())?;
        }
        self.store.settle()
    }

    /// Folds in what is not, and lets the store become as small as it can.
    pub(in crate::engine) fn compact(&mut self, state: &mut State) -> io::Result<()> {
        if state.commit > self.folded || !self.has_sets(state) {
            self.fold_now(state, Vec::new())?;
        }
        self.store.compact()
    }

    /// Folds in all there is, together with other rows.
    pub(super) fn fold_now(&mut self, state: &mut State, rows: Vec<(Table, u64, Vec<u8>)>) -> io::Result<()> {
        let mut writes: Vec<Write> = rows.into_iter().map(|(table, key, bytes)| put(table, key, &bytes)).collect();
        let folded = self.fold(state, &[], &mut writes)?;
        self.store.commit(&writes)?;
        self.beside = self.beside.after(&writes);
        self.has_folded(state, folded);
        Ok(())
    }

    /// Whether the sets in the store are numbered as those of a state.
    fn has_sets(&self, state: &State) -> bool {
        state.plan.as_ref().map(|plan| plan.version) == self.sets
    }

    /// Whether so many bytes of commits are worth folding in.
    fn are_many(&self, unfolded: usize, state: &State) -> bool {
        unfolded > FOLDED_AFTER && unfolded > sets::bytes(state, !self.has_sets(state)) / PART_OF_SETS
    }

    /// Writes all that is new since what was folded in last. Gives the pages and their numbers.
    fn fold(&self, state: &mut State, erased: &[Ordinal], writes: &mut Vec<Write>) -> io::Result<Vec<Numbered>> {
        // What is not sealed lies nowhere but in the rows that go.
        state.log.seal();
        let (mut next, mut all, mut runs) = (self.next_page, Vec::new(), Vec::new());
        for pages in fold::pages(state) {
            let mut run = Vec::new();
            for page in pages {
                let number = match self.pages.get(&Arc::as_ptr(page).addr()) {
                    Some(numbered) => numbered.number,
                    None => {
                        writes.push(put(Table::Page, next, page.bytes()));
                        next += 1;
                        next - 1
                    }
                };
                run.push(number);
                all.push(Numbered { page: page.clone(), number });
            }
            runs.push(run);
        }
        let stays: HashSet<u64> = all.iter().map(|numbered| numbered.number).collect();
        let mut gone: Vec<u64> =
            self.pages.values().map(|numbered| numbered.number).filter(|number| !stays.contains(number)).collect();
        gone.sort_unstable();
        writes.extend(gone.into_iter().map(|number| Write::Delete { table: Table::Page, keys: number..=number }));
        let given = state.register.given();
        let new = self.given / IDS..given.div_ceil(IDS);
        let mut rows: Vec<usize> = erased.iter().map(|&ordinal| ordinal as usize / IDS).chain(new).collect();
        rows.sort_unstable();
        rows.dedup();
        for row in rows {
            writes.push(put(Table::Ids, row as u64, &fold::write_ids(&state.register, row)));
        }
        if !state.identities.is_same(&self.identities) {
            writes.push(put(Table::Meta, Meta::Merges.key(), &fold::write_merges(&state.identities)));
        }
        if !state.routes.is_same(&self.routes) {
            let mut bytes = Vec::new();
            state.routes.write(&mut bytes);
            writes.push(put(Table::Meta, Meta::Routes.key(), &bytes));
        }
        writes.push(put(Table::Meta, Meta::Waiting.key(), &fold::write_waiting(state)));
        let is_anew = !self.has_sets(state);
        sets::fold(state, is_anew, writes);
        let fold = Fold {
            commit: state.commit,
            clock: state.clock,
            version: state.plan.as_ref().map_or(0, |plan| plan.version),
            given,
            waited: state.waited,
            runs,
            kept: (*state.kept).clone(),
            feed: state.feed.marks(),
            marks: state.schema.marks(),
            beside: Some(self.beside.after(writes)),
        };
        let bytes = fold.write().ok_or_else(|| io::Error::other("what is kept could not be written"))?;
        writes.push(put(Table::Meta, Meta::Fold.key(), &bytes));
        writes.push(Write::Delete { table: Table::Redo, keys: 0..=state.commit });
        Ok(all)
    }

    fn has_folded(&mut self, state: &State, pages: Vec<Numbered>) {
        self.folded = state.commit;
        self.unfolded = 0;
        self.given = state.register.given();
        self.next_page = behind(&pages).max(self.next_page);
        self.pages = by_place(pages);
        self.identities = state.identities.clone();
        self.kept = state.kept.clone();
        self.routes = state.routes.clone();
        self.sets = state.plan.as_ref().map(|plan| plan.version);
    }
}

pub(super) fn new_rows(format: Vec<u8>, options: &Options) -> Vec<(Table, u64, Vec<u8>)> {
    vec![(Table::Meta, Meta::Format.key(), format), (Table::Meta, Meta::Settings.key(), settings::write(options))]
}

pub(super) fn put(table: Table, key: u64, bytes: &[u8]) -> Write {
    Write::Put { table, key, value: seal(table, key, bytes) }
}
