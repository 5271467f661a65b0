//! All that is known up to a commit, in rows: what a store needs so that the rows of the commits before can go.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::beside::Beside;
use super::redo::{put_clock, put_marks, read_clock, read_marks};
use crate::bytes::{Reader, put, put_bytes, put_signed};
use crate::change::FeedMarks;
use crate::customer::{Identities, Merge, Ordinal, Register};
use crate::engine::retention::Kept;
use crate::engine::state::{State, Waiting};
use crate::event::log::Page;
use crate::event::{Entry, put_customer, read_customer};
use crate::time::Instant;

/// So many ids lie in a row.
pub(super) const IDS: usize = 65_536;

/// What is known as a whole up to a commit.
#[derive(Debug, Default)]
pub(super) struct Fold {
    pub(super) commit: u64,
    pub(super) clock: Option<Instant>,
    /// The version of the handbook in force; 0 for none.
    pub(super) version: u32,
    /// How many ordinals were given.
    pub(super) given: usize,
    /// Counts records that ever waited.
    pub(super) waited: u64,
    /// The numbers of pages, by run.
    pub(super) runs: Vec<Vec<u64>>,
    pub(super) kept: Kept,
    pub(super) feed: FeedMarks,
    /// Of which fields values are stored.
    pub(super) marks: Vec<bool>,
    /// The rows that it rests on besides; none where an older release wrote it.
    pub(super) beside: Option<Beside>,
}

impl Fold {
    pub(super) fn write(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        put(&mut out, self.commit);
        put_clock(&mut out, self.clock);
        put(&mut out, self.version.into());
        put(&mut out, self.given as u64);
        put(&mut out, self.waited);
        put(&mut out, self.runs.len() as u64);
        for pages in &self.runs {
            put(&mut out, pages.len() as u64);
            pages.iter().for_each(|page| put(&mut out, *page));
        }
        self.kept.write(&mut out)?;
        put_marks(&mut out, self.feed);
        put_bytes(&mut out, &self.marks.iter().map(|&is_used| u8::from(is_used)).collect::<Vec<_>>());
        if let Some(beside) = self.beside {
            beside.write(&mut out);
        }
        Some(out)
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let commit = reader.number()?;
        let clock = read_clock(&mut reader)?;
        let version = u32::try_from(reader.number()?).ok()?;
        let given = usize::try_from(reader.number()?).ok()?;
        let waited = reader.number()?;
        let runs = reader.list(|reader| reader.list(Reader::number))?;
        let kept = Kept::read(&mut reader)?;
        let feed = read_marks(&mut reader)?;
        let marks = reader.bytes()?.iter().map(|&is_used| is_used == 1).collect();
        let beside = if reader.is_at_end() { None } else { Some(Beside::read(&mut reader)?) };
        reader.is_at_end().then_some(Self { commit, clock, version, given, waited, runs, kept, feed, marks, beside })
    }
}

/// A row of ids.
pub(super) fn write_ids(register: &Register, row: usize) -> Vec<u8> {
    let (first, given) = (row * IDS, register.given());
    let mut out = Vec::new();
    for ordinal in first..given.min(first + IDS) {
        match register.id(ordinal as Ordinal) {
            Some(id) => put_customer(&mut out, &id),
            // It was erased.
            None => out.push(2),
        }
    }
    out
}

/// Gives the ids of a row their ordinals again.
pub(super) fn read_ids(bytes: &[u8], register: &mut Register) -> Option<()> {
    let mut reader = Reader::new(bytes);
    while !reader.is_at_end() {
        if reader.peek() == Some(2) {
            reader.byte()?;
            register.pass_over()?;
        } else {
            let ordinal = register.given();
            let id = read_customer(&mut reader)?;
            // An id that comes twice has no ordinal of its own.
            register.enter(&id).filter(|&given| given as usize == ordinal)?;
        }
    }
    Some(())
}

pub(super) fn write_waiting(state: &State) -> Vec<u8> {
    let entry = |waiting: &Waiting| if let Waiting::Entry(entry) = waiting { Some(entry.clone()) } else { None };
    let entries: Vec<Entry> = state.waiting.values().filter_map(entry).collect();
    let merges =
        state.waiting.values().filter_map(|waiting| if let Waiting::Merge(merge) = waiting { Some(merge) } else { None });
    let mut out = Vec::new();
    let pages = Page::around(&entries);
    put(&mut out, pages.len() as u64);
    pages.iter().for_each(|page| put_bytes(&mut out, page.bytes()));
    put_merges(&mut out, merges);
    out
}

/// What waits, numbered from 1 on.
pub(super) fn read_waiting(bytes: &[u8]) -> Option<BTreeMap<(Instant, u64), Waiting>> {
    let mut reader = Reader::new(bytes);
    let pages: Vec<Page> = reader.list(|reader| Page::read(reader.bytes()?))?;
    let entries = pages.iter().flat_map(Page::entries).map(|entry| (entry.at, Waiting::Entry(entry)));
    let merges: Vec<Merge> = reader.list(read_merge)?;
    let merges = merges.into_iter().map(|merge| (merge.at, Waiting::Merge(merge)));
    reader.is_at_end().then(|| (1..).zip(entries.chain(merges)).map(|(number, (at, waiting))| ((at, number), waiting)).collect())
}

pub(super) fn write_merges(identities: &Identities) -> Vec<u8> {
    let mut out = Vec::new();
    let merges = identities.merges();
    put_merges(&mut out, merges);
    out
}

pub(super) fn read_merges(bytes: &[u8], register: &Register) -> Option<Identities> {
    let mut reader = Reader::new(bytes);
    let mut identities = Identities::default();
    for merge in reader.list::<_, Vec<Merge>>(read_merge)? {
        register.ordinal(&merge.from)?;
        register.ordinal(&merge.into)?;
        identities.add(merge, register);
    }
    reader.is_at_end().then_some(identities)
}

fn put_merges<'m>(out: &mut Vec<u8>, merges: impl IntoIterator<Item = &'m Merge>) {
    let merges: Vec<&Merge> = merges.into_iter().collect();
    put(out, merges.len() as u64);
    for merge in merges {
        put_signed(out, merge.at.millis());
        put(out, merge.sequence);
        put_customer(out, &merge.from);
        put_customer(out, &merge.into);
    }
}

fn read_merge(reader: &mut Reader<'_>) -> Option<Merge> {
    let at = Instant::from_millis(reader.signed()?).ok()?;
    Some(Merge { at, sequence: reader.number()?, from: read_customer(reader)?, into: read_customer(reader)? })
}

/// The pages of the log, in the order of sealing.
pub(super) fn pages(state: &State) -> impl Iterator<Item = impl Iterator<Item = &Arc<Page>>> {
    state.log.runs().iter().map(|run| run.pages().iter())
}
