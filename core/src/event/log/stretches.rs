use std::ops::Range;
use std::sync::Arc;

use super::scan::{Block, scan_entries, scan_rows};
use super::{Kind, Log, Place, Table};
use crate::customer::Ordinal;
use crate::event::Entry;
use crate::time::Instant;

/// The most ids that a stretch has.
const WIDEST: u64 = 1 << 17;

impl Log {
    /// The entries of some kinds, stretch by stretch of ids, in the order of ordinals: about as many together as are in a page.
    pub(crate) fn stretches(&self, is_wanted: impl Fn(Kind) -> bool) -> Stretches<'_, impl Fn(Kind) -> bool> {
        let mut head: Vec<&Arc<Entry>> = self.head.all().filter(|entry| is_wanted(Kind::of(&entry.kind))).collect();
        head.sort_by_key(|entry| entry.of);
        let tables = self.runs.iter().flat_map(|run| run.pages()).flat_map(|page| page.tables());
        let rows: usize = tables.filter(|table| is_wanted(table.kind)).map(Table::rows).sum();
        let width = (self.sizes.page as u64 * self.end() / (rows + head.len()).max(1) as u64).clamp(1, WIDEST);
        Stretches { log: self, is_wanted, head, next: 0, width, parts: 0 }
    }
}

/// One stretch of ids after the other.
#[derive(Debug)]
pub(crate) struct Stretches<'l, W> {
    log: &'l Log,
    is_wanted: W,
    /// What is not sealed and not shown yet, by id.
    head: Vec<&'l Arc<Entry>>,
    next: u64,
    width: u64,
    /// How many lists of texts there can be in the stretches so far.
    parts: usize,
}

/// The entries of ids that follow each other.
#[derive(Debug)]
pub(crate) struct Stretch<'l> {
    log: &'l Log,
    head: Vec<&'l Arc<Entry>>,
    ids: Range<u64>,
    /// How many lists of texts there can be in the stretches before.
    parts: usize,
}

impl<'l, W: Fn(Kind) -> bool> Iterator for Stretches<'l, W> {
    type Item = Stretch<'l>;

    fn next(&mut self) -> Option<Stretch<'l>> {
        let from = Place { of: Ordinal::try_from(self.next).ok()?, at: i64::MIN };
        // Ids without entries are passed over.
        let sealed = self.log.runs.iter().filter_map(|run| run.first_from(from, &self.is_wanted)).map(|place| place.of);
        let first = sealed.chain(self.head.first().map(|entry| entry.of)).min()?;
        let ids = u64::from(first)..u64::from(first) + self.width;
        self.next = ids.end;
        let behind = self.head.split_off(self.head.partition_point(|entry| u64::from(entry.of) < ids.end));
        let head = std::mem::replace(&mut self.head, behind);
        let parts = self.parts;
        self.parts += self.log.runs.iter().map(|run| run.pages().len()).sum::<usize>() + 1;
        Some(Stretch { log: self.log, head, ids, parts })
    }
}

impl<'l> Stretch<'l> {
    /// The ids, as wider numbers: so that they can end behind the last.
    pub(crate) fn ids(&self) -> Range<u64> {
        self.ids.clone()
    }

    /// Shows the entries of one kind from an instant to before another: see [`Log::scan`]. No two stretches have parts of the same number.
    pub(crate) fn scan(
        &self,
        kind: Kind,
        properties: &[usize],
        (from, before): (Instant, Instant),
        mut visit: impl FnMut(&Block<'l>),
    ) {
        let place = |id: u64| u32::try_from(id).map_or(Place { of: u32::MAX, at: i64::MAX }, |of| Place { of, at: i64::MIN });
        let (first, behind) = (place(self.ids.start), place(self.ids.end));
        let mut part = self.parts;
        for page in self.log.runs.iter().flat_map(|run| run.between(first, behind)) {
            if let Some(table) = page.table(kind) {
                part += 1;
                let rows = table.before(page.bytes(), first)..table.before(page.bytes(), behind);
                scan_rows((page, table, rows), properties, (from.millis(), before.millis()), part, &mut visit);
            }
        }
        let of_kind = |entry: &&&Arc<Entry>| Kind::of(&entry.kind) == kind && (from..before).contains(&entry.at);
        let entries: Vec<&Arc<Entry>> = self.head.iter().filter(of_kind).copied().collect();
        scan_entries(&entries, properties, part + 1, &mut visit);
    }
}
