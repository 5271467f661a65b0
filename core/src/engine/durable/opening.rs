//! All brought back from a store: what is folded in is read, what follows from it is worked out anew, and the commits since are
//! done again.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::fold::{self, Fold};
use super::format::Format;
use super::journal::{Journal, Numbered, new_rows};
use super::redo::{self, Redo, Stored};
use super::told::ToldRows;
use super::{Meta, damaged, settings, unreadable};
use crate::bytes::Reader;
use crate::change::{Consumers, Feed, FeedMarks};
use crate::column::Columns;
use crate::customer::Identities;
use crate::engine::apply::{self, How};
use crate::engine::load::{self, LoadOptions};
use crate::engine::options::Options;
use crate::engine::progress::Progress;
use crate::engine::retention;
use crate::engine::state::State;
use crate::error::{Error, ErrorKind, Result};
use crate::event::log::{Page, Sizes};
use crate::event::{Batch, Log};
use crate::live::{Program, Standing};
use crate::route::Routes;
use crate::rule::Legend;
use crate::store::{Store, Table, unseal};
use crate::threads::Threads;

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

/// What to do with a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Use {
    /// It is written to; one that holds nothing is a new one.
    Make,
    Write,
    Read,
}

/// Brings back what a store holds; of one that holds nothing, a new engine's parts.
///
/// # Errors
/// `store-damaged`, `store-failed`, `format-too-new`; `read-only` where this release must not write to it; `not-kept` where the
/// handbook asks for more than is to be kept from now on.
pub(in crate::engine) fn open(store: Box<dyn Store>, options: &Options, threads: Arc<Threads>, what: Use) -> Result<Opened> {
    let mut journal = Journal::new(store, options);
    let Some(format) = row(journal.store(), Table::Meta, Meta::Format.key())? else {
        if what != Use::Make {
            return Err(damaged(Table::Meta, Meta::Format.key()));
        }
        let format = Format::new();
        journal.put(new_rows(format.write(), options)).map_err(|error| unreadable(&error))?;
        let (state, standing) = (State::default(), Standing::new(threads));
        return Ok(Opened { state, standing, journal, store: format.store, was: options.clone() });
    };
    let format = Format::read(&format)?;
    if what != Use::Read && !format.is_writable {
        return Err(Error::new(ErrorKind::ReadOnly, "the store was written by a newer release, this one can only read it")
            .with_help("open it for reading alone, or with a newer release"));
    }
    let Brought { mut state, mut standing, was, fold, pages, identities, routes, unfolded, told } =
        bring(journal.store(), options, threads)?;
    journal.resume(&fold, pages, identities, unfolded, told, state.kept.clone());
    journal.resume_routes(routes);
    journal.resume_consumers(state.consumers.clone());
    if what != Use::Read && settings::write(&was) != settings::write(options) {
        change(&mut state, &mut standing, options)?;
        let rows = vec![(Table::Meta, Meta::Settings.key(), settings::write(options))];
        journal.fold_now(&mut state, rows).map_err(|error| unreadable(&error))?;
        standing.keep();
    }
    Ok(Opened { state, standing, journal, store: format.store, was })
}

/// What each version of the handbook calls what changes name by numbers.
type Legends = BTreeMap<u32, Arc<Legend>>;

/// What a store holds, and how much of it is folded in.
pub(super) struct Brought {
    pub(super) state: State,
    standing: Standing,
    /// The options by which it was worked out.
    was: Options,
    fold: Fold,
    pages: Vec<Numbered>,
    /// Which customers were one when it was folded in.
    identities: Identities,
    /// What routes gave by then.
    routes: Routes,
    /// Bytes of the rows of commits since.
    unfolded: usize,
    told: ToldRows,
}

/// Brings back all that a store holds which is no new one.
pub(super) fn bring(store: &dyn Store, options: &Options, threads: Arc<Threads>) -> Result<Brought> {
    let was = read(store, Meta::Settings, |bytes| settings::read(bytes, options))?;
    let was = was.ok_or_else(|| damaged(Table::Meta, Meta::Settings.key()))?;
    let mut standing = Standing::new(threads);
    let fold = read(store, Meta::Fold, Fold::read)?.unwrap_or_default();
    let mut legends = BTreeMap::new();
    let (mut state, pages) = folded(store, &fold, &was, &mut legends)?;
    work_out(&mut state, &mut standing)?;
    let (identities, routes) = (state.identities.clone(), state.routes.clone());
    let (unfolded, marks) = again(store, &mut state, &mut standing, &was, &mut legends)?;
    // What was told stays as it was told.
    let told = feed(store, marks.unwrap_or(fold.feed), &legends, &mut state)?;
    if let Some(consumers) = read(store, Meta::Consumers, |bytes| consumers(bytes, state.feed.last()))? {
        state.consumers = consumers;
    }
    Ok(Brought { state, standing, was, fold, pages, identities, routes, unfolded, told })
}

/// The state up to which all is folded in, but for what follows from it; and the pages with their numbers.
fn folded(store: &dyn Store, fold: &Fold, was: &Options, legends: &mut Legends) -> Result<(State, Vec<Numbered>)> {
    let mut state = State { commit: fold.commit, clock: fold.clock, waited: fold.waited, ..State::default() };
    each(store, Table::Ids, 0..=u64::MAX, |_, bytes| fold::read_ids(bytes, &mut state.register))?;
    if state.register.given() != fold.given {
        return Err(damaged(Table::Ids, (fold.given / fold::IDS) as u64));
    }
    handbooks(store, fold.version, was, &mut state, legends)?;
    let mut schema = (*state.schema).clone();
    schema.remember(&fold.marks);
    state.schema = Arc::new(schema);
    state.kept = Arc::new(fold.kept.clone());
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

/// Brings all handbooks into force up to a version, one after the other: what each says may depend on those before.
fn handbooks(store: &dyn Store, version: u32, was: &Options, state: &mut State, legends: &mut Legends) -> Result<()> {
    let mut next = 1;
    let mut failed = None;
    each(store, Table::Handbook, 1..=version.into(), |key, bytes| {
        let stored = Stored::read(bytes).filter(|_| key == u64::from(next))?;
        next += 1;
        let options = Options { max_open_tags: stored.max_open_tags, ..was.clone() };
        match load::compile(state, stored.clock, &options, &stored.text) {
            Ok(compiled) => {
                state.attributes.fit(&compiled.schema);
                state.schema = Arc::new(compiled.schema);
                legends.insert(compiled.plan.version, compiled.plan.legend.clone());
                state.plan = Some(compiled.plan);
            }
            Err(error) => failed = failed.take().or(Some(error)),
        }
        Some(())
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    if next != version + 1 {
        return Err(damaged(Table::Handbook, next.into()));
    }
    if let Some(plan) = &state.plan {
        state.program = Arc::new(Program::compile(plan, &state.schema)?);
    }
    Ok(())
}

/// Works out all that follows from the log.
pub(super) fn work_out(state: &mut State, standing: &mut Standing) -> Result<()> {
    let Some(plan) = &state.plan else { return Ok(()) };
    state.tags = Columns::of(plan.tags.len());
    standing.replace(state.program.clone());
    standing.keep();
    let Some(clock) = state.clock else { return Ok(()) };
    let known = state.clone();
    known.each_history(|customer, history| {
        history.entries().iter().for_each(|entry| standing.count_record(entry.of));
        state.know(standing, customer, &history, clock)?;
        // Nothing of it is undone.
        standing.keep();
        Ok(())
    })
}

/// Does the commits again that are not folded in. Gives how many bytes their rows have, and the marks of the feed after the last.
fn again(
    store: &dyn Store,
    state: &mut State,
    standing: &mut Standing,
    was: &Options,
    legends: &mut Legends,
) -> Result<(usize, Option<FeedMarks>)> {
    let (mut rows, mut unfolded, mut last) = (Vec::new(), 0, None);
    each(store, Table::Redo, 0..=u64::MAX, |key, bytes| {
        rows.push((key, redo::read(bytes)?, bytes.len()));
        Some(())
    })?;
    for (commit, (redo, marks), bytes) in rows {
        if commit != state.commit + 1 {
            return Err(damaged(Table::Redo, state.commit + 1));
        }
        unfolded += bytes;
        last = Some(marks);
        let progress = Progress::default();
        match redo {
            Redo::Applied { records, now } => {
                let batch: Batch = records.into_iter().collect();
                let how = How { options: was, progress: &progress };
                *state = apply::stage(state, standing, how, &batch, now)?.state;
            }
            Redo::Loaded { version } => {
                let key = version.into();
                let stored = row(store, Table::Handbook, key)?.and_then(|bytes| Stored::read(&bytes));
                let stored = stored.ok_or_else(|| damaged(Table::Handbook, key))?;
                let options = Options { max_open_tags: stored.max_open_tags, ..was.clone() };
                let how = LoadOptions { progress, accepts_incomplete: stored.accepts_incomplete };
                *state = load::stage(state, standing, &options, &stored.text, &how)?.0;
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

fn row(store: &dyn Store, table: Table, key: u64) -> Result<Option<Vec<u8>>> {
    let mut found = None;
    each(store, table, key..=key, |_, bytes| {
        found = Some(bytes.to_vec());
        Some(())
    })?;
    Ok(found)
}

fn read<T>(store: &dyn Store, meta: Meta, read: impl FnOnce(&[u8]) -> Option<T>) -> Result<Option<T>> {
    let Some(bytes) = row(store, Table::Meta, meta.key())? else { return Ok(None) };
    read(&bytes).map(Some).ok_or_else(|| damaged(Table::Meta, meta.key()))
}

/// Tells the rows of a table, in order. One that cannot be read is damaged.
pub(super) fn each(
    store: &dyn Store,
    table: Table,
    keys: std::ops::RangeInclusive<u64>,
    mut tell: impl FnMut(u64, &[u8]) -> Option<()>,
) -> Result<()> {
    let mut broken = None;
    let told = store.scan(table, keys, &mut |key, row| match unseal(table, key, row).and_then(|bytes| tell(key, bytes)) {
        Some(()) => Ok(()),
        None => {
            broken = Some(key);
            Err(io::Error::from(io::ErrorKind::InvalidData))
        }
    });
    match broken {
        Some(key) => Err(damaged(table, key)),
        None => told.map_err(|error| unreadable(&error)),
    }
}
