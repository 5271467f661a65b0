//! All brought back from a store: what is folded in is read, what follows from it is worked out anew, and the commits since are
//! done again.

use std::ops::Range;
use std::sync::Arc;

use super::begun::{Begun, Laid, Legends, Use, put};
use super::fold::{self, Fold};
use super::journal::{Journal, Lying, Numbered};
use super::reading::{self, each, read};
use super::redo::{self, Redo, Stored};
use super::told::ToldRows;
use super::{Meta, damaged, sets, settings, unreadable};
use crate::bytes::Reader;
use crate::change::{Consumers, Feed, FeedMarks};
use crate::column::Columns;
use crate::customer::Ordinal;
use crate::engine::apply::{self, How};
use crate::engine::load::{self, LoadOptions};
use crate::engine::options::Options;
use crate::engine::progress::Progress;
use crate::engine::retention;
use crate::engine::state::State;
use crate::error::Result;
use crate::event::log::{Page, Sizes};
use crate::event::{Batch, Log};
use crate::live::{Knowing, Program, Standing, TellHistory};
use crate::route::Routes;
use crate::store::{Store, Table};
use crate::threads::Threads;

/// So many shards are worked out before what is known of them is shown.
const TOGETHER: usize = 8;

/// An engine's parts as a store has them.
pub(in crate::engine) struct Opened {
    pub(in crate::engine) state: State,
    pub(in crate::engine) standing: Standing,
    pub(in crate::engine) journal: Journal,
    /// Which store it is.
    pub(in crate::engine) store: u128,
    /// The options by which what it holds was worked out.
    pub(in crate::engine) was: Options,
}

/// Brings back what a store holds; of one that holds nothing, a new engine's parts.
///
/// # Errors
/// `store-damaged`, `store-failed`, `cancelled`; `not-kept` where the handbook asks for more than is to be kept from now on.
pub(in crate::engine) fn finish(begun: Begun, options: &Options, threads: Arc<Threads>, progress: &Progress) -> Result<Opened> {
    let Begun { mut store, what, format, laid } = begun;
    if what != Use::Read && !format.is_current {
        put(&mut *store, vec![(Table::Meta, Meta::Format.key(), format.write())])?;
    }
    let mut journal = Journal::new(store, options);
    let Brought { mut state, mut standing, was, lying } = bring(journal.store(), laid, threads, progress)?;
    journal.resume(lying, &state);
    if what != Use::Read && settings::write(&was) != settings::write(options) {
        change(&mut state, &mut standing, options)?;
        let rows = vec![(Table::Meta, Meta::Settings.key(), settings::write(options))];
        journal.fold_now(&mut state, rows).map_err(|error| unreadable(&error))?;
        standing.keep();
    }
    Ok(Opened { state, standing, journal, store: format.store, was })
}

/// What a store holds.
pub(super) struct Brought {
    pub(super) state: State,
    standing: Standing,
    /// The options by which it was worked out.
    was: Options,
    lying: Lying,
}

/// Brings back all that a store holds of which the first is read.
pub(super) fn bring(store: &dyn Store, laid: Laid, threads: Arc<Threads>, progress: &Progress) -> Result<Brought> {
    let Laid { was, fold, mut legends, redo, beside, sets, state } = laid;
    let mut standing = Standing::new(threads);
    let (mut state, pages) = folded(store, &fold, state)?;
    work_out(&mut state, &mut standing, progress)?;
    if sets.is_some() {
        sets::are_stored(&mut state);
    }
    let (identities, routes) = (state.identities.clone(), state.routes.clone());
    let (unfolded, marks) = again(store, redo, &mut state, &mut standing, &was, &mut legends, progress)?;
    // What was told stays as it was told.
    let told = feed(store, marks.unwrap_or(fold.feed), &legends, &mut state)?;
    if let Some(consumers) = read(store, Meta::Consumers, |bytes| consumers(bytes, state.feed.last()))? {
        state.consumers = consumers;
    }
    let sets = sets.map(|sets| sets.version);
    Ok(Brought { state, standing, was, lying: Lying { fold, pages, beside, identities, routes, unfolded, told, sets } })
}

/// The state up to which all is folded in, but for what follows from it; and the pages with their numbers.
fn folded(store: &dyn Store, fold: &Fold, mut state: State) -> Result<(State, Vec<Numbered>)> {
    if let Some(plan) = &state.plan {
        state.program = Arc::new(Program::compile(plan, &state.schema)?);
    }
    each(store, Table::Ids, 0..=u64::MAX, |_, bytes| fold::read_ids(bytes, &mut state.register))?;
    if state.register.given() != fold.given {
        return Err(damaged(Table::Ids, (fold.given / fold::IDS) as u64));
    }
    if let Some(plan) = &state.plan {
        let read = read(store, Meta::Routes, |bytes| Routes::read(&mut Reader::new(bytes), plan, fold.given))?;
        state.routes = read.unwrap_or_else(|| Routes::of(plan));
    }
    if let Some(identities) = read(store, Meta::Merges, |bytes| fold::read_merges(bytes, &state.register))? {
        state.identities = identities;
    }
    if let Some(waiting) = read(store, Meta::Waiting, fold::read_waiting)? {
        state.waited = state.waited.max(waiting.len() as u64);
        state.waiting_ids = Arc::new(waiting.values().filter_map(|waiting| waiting.identity()).collect());
        state.waiting = Arc::new(waiting);
    }
    let mut pages = std::collections::HashMap::new();
    each(store, Table::Page, 0..=u64::MAX, |key, bytes| {
        pages.insert(key, Page::read(bytes)?);
        Some(())
    })?;
    let mut runs = Vec::new();
    for run in &fold.runs {
        let run: Result<Vec<Page>> =
            run.iter().map(|number| pages.remove(number).ok_or_else(|| damaged(Table::Page, *number))).collect();
        runs.push(run?);
    }
    let log = Log::of_runs_anew(Sizes::default(), runs);
    state.log = log.ok_or_else(|| damaged(Table::Meta, Meta::Fold.key()))?;
    let numbers = fold.runs.iter().flatten().copied();
    let pages = state.log.runs().iter().flat_map(|run| run.pages()).cloned();
    let pages = pages.zip(numbers).map(|(page, number)| Numbered { page, number }).collect();
    Ok((state, pages))
}

/// Works out all that follows from the log.
pub(super) fn work_out(state: &mut State, standing: &mut Standing, progress: &Progress) -> Result<()> {
    let Some(plan) = state.plan.clone() else { return Ok(()) };
    state.tags = Columns::of(plan.tags.len());
    standing.replace(state.program.clone());
    standing.keep();
    let Some(clock) = state.clock else { return Ok(()) };
    let known = state.clone();
    let given = known.register.given();
    let each = |ordinals: Range<Ordinal>, tell: TellHistory<'_>| known.histories_within(ordinals, tell);
    let knowing = Knowing { plan: &plan, schema: &known.schema, until: clock, each: &each };
    let shards = Standing::shards(given);
    for first in (0..shards).step_by(TOGETHER) {
        progress.reach(first, shards)?;
        for known in standing.know(first..shards.min(first + TOGETHER), knowing)? {
            state.know(standing, known, clock)?;
        }
    }
    known.histories_of_merged(|customer, history| {
        progress.reach(shards, shards)?;
        state.know_long(standing, customer, &history, clock)
    })
}

/// Does the commits again that are not folded in. Gives how many bytes their rows have, and the marks of the feed after the last.
fn again(
    store: &dyn Store,
    rows: Vec<(u64, Vec<u8>)>,
    state: &mut State,
    standing: &mut Standing,
    was: &Options,
    legends: &mut Legends,
    progress: &Progress,
) -> Result<(usize, Option<FeedMarks>)> {
    let (mut unfolded, mut last) = (0, None);
    for (commit, row) in rows {
        let (redo, marks) = redo::read(&row).ok_or_else(|| damaged(Table::Redo, commit))?;
        unfolded += row.len();
        last = Some(marks);
        match redo {
            Redo::Applied { records, now } => {
                let batch: Batch = records.into_iter().collect();
                let how = How { options: was, progress };
                *state = apply::stage(state, standing, how, &batch, now)?.state;
            }
            Redo::Loaded { version } => {
                let key = version.into();
                let stored = reading::row(store, Table::Handbook, key)?.and_then(|bytes| Stored::read(&bytes));
                let stored = stored.ok_or_else(|| damaged(Table::Handbook, key))?;
                let options = Options { max_open_tags: stored.max_open_tags, ..was.clone() };
                let how = LoadOptions { progress: progress.clone(), accepts_incomplete: stored.accepts_incomplete };
                *state = load::stage(state, standing, &options, &stored.text, &how, None)?.0;
                legends.extend(state.plan.iter().map(|plan| (plan.version, plan.legend.clone())));
            }
        }
        standing.keep();
    }
    Ok((unfolded, last))
}

/// Who reads the feed, none further than it has come.
fn consumers(bytes: &[u8], last: u64) -> Option<Consumers> {
    Consumers::of_bytes(bytes).filter(|consumers| consumers.all().all(|consumer| consumer.acked <= last))
}

/// Brings back the feed. Gives which rows it lies in.
fn feed(store: &dyn Store, marks: FeedMarks, legends: &Legends, state: &mut State) -> Result<ToldRows> {
    let mut rows = Vec::new();
    each(store, Table::Feed, 0..=u64::MAX, |key, bytes| {
        rows.push((key, bytes.to_vec()));
        Some(())
    })?;
    let firsts: Vec<u64> = rows.iter().map(|(first, _)| *first).collect();
    let pieces = rows.into_iter().map(|(_, bytes)| bytes);
    let read = Feed::of_pieces(pieces, marks, &|version| legends.get(&version).cloned(), state.register.given());
    let read = read.ok_or_else(|| damaged(Table::Feed, firsts.first().copied().unwrap_or_default()))?;
    state.feed = read;
    // Where a row ends the next begins; what is left out between them is nobody's.
    let ends = firsts.iter().skip(1).map(|next| next - 1).chain([marks.last]);
    Ok(ToldRows::of(firsts.iter().zip(ends).map(|(first, end)| *first..=end), marks.last))
}

/// From now on commits are worked out by other options.
fn change(state: &mut State, standing: &mut Standing, options: &Options) -> Result<()> {
    let Some(plan) = state.plan.clone() else { return Ok(()) };
    let (for_good, _) = retention::under(state, options, &plan, &state.schema.clone(), false)?;
    state.keep_for_good(for_good, standing);
    Ok(())
}
