//! What of a store is read before anything is worked out: what it is, the handbooks, the clock, the commits that are not folded in.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::beside::Beside;
use super::fold::Fold;
use super::format::Format;
use super::journal::{new_rows, put as sealed};
use super::reading::{each, read, row};
use super::redo::{self, Stored};
use super::sets::{Sets, SetsNow};
use super::{Meta, damaged, settings, unreadable};
use crate::column::Columns;
use crate::engine::load;
use crate::engine::options::Options;
use crate::engine::state::State;
use crate::error::{Error, ErrorKind, Result};
use crate::rule::Legend;
use crate::store::{Store, Table, Write};
use crate::time::Instant;

/// What to do with a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Use {
    /// It is written to; one that holds nothing is a new one.
    Make,
    Write,
    Read,
}

/// A store, and what was read of it so far.
pub(in crate::engine) struct Begun {
    pub(in crate::engine) store: Box<dyn Store>,
    pub(super) what: Use,
    pub(super) format: Format,
    pub(super) laid: Laid,
}

/// What each version of the handbook calls what changes name by numbers.
pub(super) type Legends = BTreeMap<u32, Arc<Legend>>;

/// All that is known of a store before anything is worked out.
pub(super) struct Laid {
    /// The options by which commits were worked out.
    pub(super) was: Options,
    pub(super) fold: Fold,
    pub(super) legends: Legends,
    /// The rows of commits that are not folded in, which follow on each other.
    pub(super) redo: Vec<(u64, Vec<u8>)>,
    /// The rows beside the fold.
    pub(super) beside: Beside,
    /// The sets as of the fold, if there are any that are of use.
    pub(super) sets: Option<Sets>,
    /// The handbooks up to the fold, and the clock there.
    pub(super) state: State,
}

impl Begun {
    /// Looks what a store is, and makes one of a store that holds nothing.
    ///
    /// # Errors
    /// `store-damaged`, `store-failed`, `format-too-new`; `read-only` where this release must not write to it.
    pub(in crate::engine) fn of(mut store: Box<dyn Store>, options: &Options, what: Use) -> Result<Self> {
        let format = match row(&*store, Table::Meta, Meta::Format.key())? {
            Some(format) => Format::read(&format)?,
            None if what == Use::Make => {
                let format = Format::new();
                put(&mut *store, new_rows(format.write(), options))?;
                format
            }
            None => return Err(damaged(Table::Meta, Meta::Format.key())),
        };
        if what != Use::Read && !format.is_writable {
            return Err(Error::new(ErrorKind::ReadOnly, "the store was written by a newer release, this one can only read it")
                .with_help("open it for reading alone, or with a newer release"));
        }
        let laid = Laid::of(&*store, options)?;
        Ok(Self { store, what, format, laid })
    }

    /// Which store it is.
    pub(in crate::engine) fn number(&self) -> u128 {
        self.format.store
    }

    /// The number of the last commit.
    pub(in crate::engine) fn commit(&self) -> u64 {
        self.laid.redo.last().map_or(self.laid.fold.commit, |(commit, _)| *commit)
    }

    /// What can be answered before the rest is worked out; `None` where the store does not tell enough.
    ///
    /// # Errors
    /// `store-damaged`.
    pub(in crate::engine) fn early(&self) -> Result<Option<(State, SetsNow)>> {
        let Some((sets, clock)) = self.laid.sets_now()? else { return Ok(None) };
        let mut state = self.laid.state.clone();
        state.tags = Columns::of(state.plan.as_ref().map_or(0, |plan| plan.tags.len()));
        state.commit = self.commit();
        state.clock = clock;
        Ok(Some((state, sets)))
    }
}

pub(super) fn put(store: &mut dyn Store, rows: Vec<(Table, u64, Vec<u8>)>) -> Result<bool> {
    let writes: Vec<Write> = rows.into_iter().map(|(table, key, bytes)| sealed(table, key, &bytes)).collect();
    store.commit(&writes).map_err(|error| unreadable(&error))
}

impl Laid {
    pub(super) fn of(store: &dyn Store, options: &Options) -> Result<Self> {
        let was = read(store, Meta::Settings, |bytes| settings::read(bytes, options))?;
        let was = was.ok_or_else(|| damaged(Table::Meta, Meta::Settings.key()))?;
        let fold = read(store, Meta::Fold, Fold::read)?.unwrap_or_default();
        let beside = Beside::of(store)?;
        fold.beside.map_or(Ok(()), |expected| expected.is_found(beside))?;
        let sets = read(store, Meta::Sets, Sets::read)?.flatten().filter(|sets| sets.version == fold.version);
        let mut redo = Vec::new();
        each(store, Table::Redo, 0..=u64::MAX, |key, bytes| {
            redo.push((key, bytes.to_vec()));
            Some(())
        })?;
        if let Some((expected, _)) = (fold.commit + 1..).zip(&redo).find(|(expected, (commit, _))| expected != commit) {
            return Err(damaged(Table::Redo, expected));
        }
        let (commit, clock, kept) = (fold.commit, fold.clock, Arc::new(fold.kept.clone()));
        let mut laid = Self {
            was,
            legends: Legends::new(),
            redo,
            beside,
            sets,
            state: State { commit, clock, waited: fold.waited, kept, ..State::default() },
            fold,
        };
        laid.handbooks(store)?;
        Ok(laid)
    }

    /// Brings all handbooks into force that are folded in, one after the other: what each says may depend on those before.
    fn handbooks(&mut self, store: &dyn Store) -> Result<()> {
        let Self { was, fold, legends, state, .. } = self;
        let mut next = 1;
        let mut failed = None;
        each(store, Table::Handbook, 1..=fold.version.into(), |key, bytes| {
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
        if next != fold.version + 1 {
            return Err(damaged(Table::Handbook, next.into()));
        }
        let mut schema = (*state.schema).clone();
        schema.remember(&fold.marks);
        state.schema = Arc::new(schema);
        Ok(())
    }

    /// The sets after the last commit and the clock there, if the store tells them.
    pub(super) fn sets_now(&self) -> Result<Option<(SetsNow, Option<Instant>)>> {
        let Some(sets) = self.sets.clone() else { return Ok(None) };
        let (mut all, mut clock) = (Vec::with_capacity(self.redo.len()), self.fold.clock);
        for (commit, bytes) in &self.redo {
            match redo::flips(bytes).ok_or_else(|| damaged(Table::Redo, *commit))? {
                Some((flips, at)) => {
                    all.push(flips);
                    clock = Some(at);
                }
                None => return Ok(None),
            }
        }
        Ok(Some((SetsNow { sets, flips: all }, clock)))
    }
}
