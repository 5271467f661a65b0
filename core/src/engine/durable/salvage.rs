//! What is sound of a damaged store, and what of it makes a store.

use std::io;

use super::beside::Beside;
use super::fold::Fold;
use super::journal::put;
use super::reading::{each, read, row};
use super::redo::{self, put_marks, read_marks};
use super::{Meta, damaged, unreadable};
use crate::bytes::Reader;
use crate::change::{Consumers, FeedMarks};
use crate::error::Result;
use crate::store::{MemoryStore, Store, Table, Write, unseal};

/// So often at most a way is looked for around what cannot be read, in each table.
const TRIES: u32 = 4_096;

/// Rows that make a store, and what is lost.
pub(in crate::engine) struct Sound {
    pub(in crate::engine) store: MemoryStore,
    /// A sentence for each thing.
    pub(in crate::engine) lost: Vec<String>,
}

/// Reads all that can be read of a store, and leaves out what rests on something that cannot: commits behind one that is lost, what the feed told
/// if a piece of it is. Sets are left out too, they follow from the log.
///
/// # Errors
/// `store-damaged` where too much is lost: what the store is, ids, handbooks, or up to which commit all is folded in.
pub(in crate::engine) fn sound(from: &dyn Store, marked: Option<u64>) -> Result<Sound> {
    let (mut store, mut lost) = (MemoryStore::default(), Vec::new());
    let (mut meta, mut feed) = (Unread::default(), Unread::default());
    for table in Table::ALL.into_iter().filter(|table| *table != Table::Sets) {
        let unread = gather(from, table, &mut store)?;
        match table {
            // Whom records are of, and what they mean.
            Table::Ids | Table::Handbook => unread.first().map_or(Ok(()), |key| Err(damaged(table, key)))?,
            Table::Meta => meta = unread,
            Table::Feed => feed = unread,
            // Which are missing is seen below.
            Table::Page | Table::Redo | Table::Sets => {}
        }
    }
    for needed in [Meta::Format, Meta::Settings] {
        row(&store, Table::Meta, needed.key())?.ok_or_else(|| damaged(Table::Meta, needed.key()))?;
    }
    let stored = read(&store, Meta::Fold, Fold::read)?;
    let is_new = marked.is_none_or(|marked| marked == 0) && !holds_anything(&store)?;
    let is_young = meta.first().is_none() && (is_new || row(&store, Table::Redo, 1)?.is_some());
    let is_folded = stored.is_some();
    // A young store has no fold.
    let mut fold = stored.or_else(|| is_young.then(Fold::default)).ok_or_else(|| damaged(Table::Meta, Meta::Fold.key()))?;
    pages(&store, &mut fold, &mut lost)?;
    beside(&mut store, &mut fold, &meta, &mut lost)?;
    let last = commits(&mut store, &fold, marked, &mut lost)?;
    told(&mut store, &mut fold, last, feed.first().is_some(), &mut lost)?;
    consumers(&mut store, &fold, last, meta.has(Meta::Consumers.key()), &mut lost)?;
    let sets = Meta::Sets.key();
    let mut writes = vec![Write::Delete { table: Table::Meta, keys: sets..=sets }];
    if is_folded {
        let bytes = fold.write().ok_or_else(|| damaged(Table::Meta, Meta::Fold.key()))?;
        writes.push(put(Table::Meta, Meta::Fold.key(), &bytes));
    }
    take(&mut store, &writes)?;
    Ok(Sound { store, lost })
}

fn take(store: &mut MemoryStore, writes: &[Write]) -> Result<()> {
    store.commit(writes).map(drop).map_err(|error| unreadable(&error))
}

fn delete(table: Table, keys: std::ops::RangeInclusive<u64>) -> Write {
    Write::Delete { table, keys }
}

/// What of a table is not sound.
#[derive(Debug, Default)]
struct Unread {
    /// Rows that are not as they were written.
    rows: Vec<u64>,
    /// The first number behind which something could not even be read.
    behind: Option<u64>,
}

impl Unread {
    fn first(&self) -> Option<u64> {
        self.rows.first().copied().into_iter().chain(self.behind).min()
    }

    /// Whether a row that is not there may have been.
    fn has(&self, row: u64) -> bool {
        self.rows.contains(&row) || self.behind.is_some_and(|behind| behind <= row)
    }
}

/// Puts the rows of a table that are sound into another store. Gives what is not.
fn gather(from: &dyn Store, table: Table, into: &mut MemoryStore) -> Result<Unread> {
    let (mut first, mut tries, mut unread) = (0, 0, Unread::default());
    loop {
        let (mut next, mut rows) = (first, Vec::new());
        let told = from.scan(table, first..=u64::MAX, &mut |key, row| {
            next = key.saturating_add(1);
            match unseal(table, key, row) {
                Some(_) => rows.push(Write::Put { table, key, value: row.to_vec() }),
                None => unread.rows.push(key),
            }
            Ok(())
        });
        take(into, &rows)?;
        if told.is_ok() {
            return Ok(unread);
        }
        unread.behind = unread.behind.or(Some(next));
        match behind(from, table, next, &mut tries) {
            Some(readable) => first = readable,
            None => return Ok(unread),
        }
    }
}

/// The first number behind one that cannot be read from which on something can be.
fn behind(store: &dyn Store, table: Table, unread: u64, tries: &mut u32) -> Option<u64> {
    let mut is_readable = |from: u64| {
        *tries += 1;
        let mut is_found = false;
        // The first row is enough to know.
        let _ = store.scan(table, from..=u64::MAX, &mut |_, _| {
            is_found = true;
            Err(io::ErrorKind::Interrupted.into())
        });
        (*tries <= TRIES).then_some(is_found)
    };
    let mut step = 1_u64;
    while !is_readable(unread.checked_add(step)?)? {
        step = step.checked_mul(2)?;
    }
    let (mut bad, mut good) = (unread + step / 2, unread + step);
    while good - bad > 1 {
        let middle = bad + (good - bad) / 2;
        if is_readable(middle)? {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}

/// Leaves out of a fold the pages that are not there.
fn pages(store: &MemoryStore, fold: &mut Fold, lost: &mut Vec<String>) -> Result<()> {
    let mut there = std::collections::HashSet::new();
    each(store, Table::Page, 0..=u64::MAX, |key, _| {
        there.insert(key);
        Some(())
    })?;
    for run in &mut fold.runs {
        run.retain(|page| {
            let is_there = there.contains(page);
            if !is_there {
                lost.push(format!("the records in page {page} of the log"));
            }
            is_there
        });
    }
    fold.runs.retain(|run| !run.is_empty());
    Ok(())
}

/// Whether a store holds anything but what it is.
fn holds_anything(store: &MemoryStore) -> Result<bool> {
    let mut is_found = false;
    for table in [Table::Redo, Table::Ids, Table::Page, Table::Handbook, Table::Feed] {
        each(store, table, 0..=u64::MAX, |_, _| {
            is_found = true;
            Some(())
        })?;
    }
    Ok(is_found)
}

/// Leaves out rows beside the fold that are not those that it rests on. What an older release folded does not say which those are: there
/// a row is lost that cannot be read.
fn beside(store: &mut MemoryStore, fold: &mut Fold, unread: &Unread, lost: &mut Vec<String>) -> Result<()> {
    let found = Beside::of(store)?;
    let rows: Vec<Meta> = match fold.beside {
        Some(expected) => expected.differing(found).collect(),
        None => found.missing().filter(|row| unread.has(row.key())).collect(),
    };
    for meta in rows {
        lost.push(match meta {
            Meta::Waiting => "records whose time had not come".to_owned(),
            Meta::Merges => "which customers had become one".to_owned(),
            _ => "what routes had given".to_owned(),
        });
        take(store, &[delete(Table::Meta, meta.key()..=meta.key())])?;
    }
    fold.beside = Some(Beside::of(store)?);
    Ok(())
}

/// Leaves out commits behind one that is not there. Gives the last that stays.
fn commits(store: &mut MemoryStore, fold: &Fold, marked: Option<u64>, lost: &mut Vec<String>) -> Result<u64> {
    let mut last = fold.commit;
    let mut newest = marked.unwrap_or_default();
    each(store, Table::Redo, 0..=u64::MAX, |key, bytes| {
        if key == last + 1 && redo::read(bytes).is_some() {
            last = key;
        }
        newest = newest.max(key);
        Some(())
    })?;
    if newest > last {
        lost.push(format!("commits {} to {newest}", last + 1));
    }
    take(store, &[delete(Table::Redo, last + 1..=u64::MAX)])?;
    Ok(last)
}

/// Leaves out what was told by commits that are lost, and all that was told if a piece is. What a lost commit had let go of is gone too.
fn told(store: &mut MemoryStore, fold: &mut Fold, last: u64, is_lost: bool, lost: &mut Vec<String>) -> Result<()> {
    let newest = row(store, Table::Redo, last)?;
    let mut marks = marks_after(store, fold, last)?;
    take(store, &[delete(Table::Feed, marks.last + 1..=u64::MAX)])?;
    let mut first = None;
    each(store, Table::Feed, 0..=u64::MAX, |key, _| {
        first.get_or_insert(key);
        Some(())
    })?;
    let gone = match first {
        Some(first) if !is_lost => first.saturating_sub(1),
        _ => marks.last,
    };
    if is_lost || gone > marks.gone {
        lost.push(format!("what the change feed told up to change {gone}"));
        marks.gone = gone;
        let mut writes = if is_lost { vec![delete(Table::Feed, 0..=u64::MAX)] } else { Vec::new() };
        match newest {
            Some(bytes) => {
                writes.push(put(Table::Redo, last, &with_marks(&bytes, marks).ok_or_else(|| damaged(Table::Redo, last))?))
            }
            None => fold.feed = marks,
        }
        take(store, &writes)?;
    }
    Ok(())
}

/// Leaves out who reads the feed by name, if somebody has come further than it.
fn consumers(store: &mut MemoryStore, fold: &Fold, last: u64, is_lost: bool, lost: &mut Vec<String>) -> Result<()> {
    let (key, marks) = (Meta::Consumers.key(), marks_after(store, fold, last)?);
    let has_come = |bytes: Vec<u8>| {
        Consumers::of_bytes(&bytes).is_some_and(|consumers| consumers.all().all(|consumer| consumer.acked <= marks.last))
    };
    if row(store, Table::Meta, key)?.map_or(!is_lost, has_come) {
        return Ok(());
    }
    lost.push("who reads the change feed by name".to_owned());
    take(store, &[delete(Table::Meta, key..=key)])
}

/// The marks of the feed after the last commit that stays.
fn marks_after(store: &MemoryStore, fold: &Fold, last: u64) -> Result<FeedMarks> {
    match row(store, Table::Redo, last)? {
        Some(bytes) => read_marks(&mut Reader::new(&bytes)).ok_or_else(|| damaged(Table::Redo, last)),
        None => Ok(fold.feed),
    }
}

/// The row of a commit, with other marks of the feed.
fn with_marks(bytes: &[u8], marks: FeedMarks) -> Option<Vec<u8>> {
    let mut reader = Reader::new(bytes);
    read_marks(&mut reader)?;
    let mut out = Vec::new();
    put_marks(&mut out, marks);
    out.extend(reader.take(reader.left())?);
    Some(out)
}
