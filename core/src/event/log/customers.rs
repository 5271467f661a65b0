use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::{Kind, Log, Place};
use crate::customer::Ordinal;
use crate::event::Entry;
use crate::event::log::table::order;

/// So many entries are read together, about.
const TOGETHER: u64 = 8192;

impl Log {
    /// All entries of the kinds that are wanted, id by id in the order of ordinals, those of each in their total order.
    pub(crate) fn customers(&self, is_wanted: impl Fn(Kind) -> bool) -> Customers<'_, impl Fn(Kind) -> bool> {
        self.customers_within(0..1 << Ordinal::BITS, is_wanted)
    }

    /// The same of the ordinals within a range, as wider numbers: so that one can end behind the last.
    pub(crate) fn customers_within<W: Fn(Kind) -> bool>(&self, ordinals: Range<u64>, is_wanted: W) -> Customers<'_, W> {
        let head = self.head.all().filter(|entry| ordinals.contains(&entry.of.into()) && is_wanted(Kind::of(&entry.kind)));
        let mut head: Vec<Arc<Entry>> = head.cloned().collect();
        head.sort_by(|a, b| a.of.cmp(&b.of).then_with(|| order(a, b)));
        let last_sealed = self.runs.iter().filter_map(|run| run.pages().last()).map(|page| page.last().of).max();
        let end = last_sealed.max(head.last().map(|entry| entry.of)).map_or(0, |last| u64::from(last) + 1);
        // Ids may lie anywhere: a stretch is at least so wide that there are not many more of them than entries.
        let width = (TOGETHER * end / self.len().max(1) as u64).max(1);
        let (next, end) = (ordinals.start, end.min(ordinals.end));
        Customers { log: self, is_wanted, head: head.into(), next, end, width, ready: VecDeque::new() }
    }
}

/// The entries of one id after the other.
#[derive(Debug)]
pub(crate) struct Customers<'l, W> {
    log: &'l Log,
    is_wanted: W,
    /// What is not sealed, in order.
    head: VecDeque<Arc<Entry>>,
    next: u64,
    end: u64,
    /// So many ordinals are read together.
    width: u64,
    ready: VecDeque<Arc<Entry>>,
}

impl<W: Fn(Kind) -> bool> Customers<'_, W> {
    /// Reads the next stretch of ordinals.
    fn read(&mut self) {
        let place = |of: u64| u32::try_from(of).map_or(Place { of: u32::MAX, at: i64::MAX }, |of| Place { of, at: i64::MIN });
        let (from, before) = (place(self.next), place(self.end.min(self.next + self.width)));
        let mut entries: Vec<(Place, Arc<Entry>)> = Vec::new();
        for page in self.log.runs.iter().flat_map(|run| run.between(from, before)) {
            page.collect_of(&self.is_wanted, from, before, &mut |entry| entries.push((Place::of(&entry), Arc::new(entry))));
        }
        let new = self.head.partition_point(|entry| Place { of: entry.of, at: i64::MIN } < before);
        entries.extend(self.head.drain(..new).map(|entry| (Place::of(&entry), entry)));
        entries.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| order(x, y)));
        self.ready = entries.into_iter().map(|(_, entry)| entry).collect();
        self.next += self.width;
    }
}

impl<W: Fn(Kind) -> bool> Iterator for Customers<'_, W> {
    type Item = (Ordinal, Vec<Arc<Entry>>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            if self.next >= self.end {
                return None;
            }
            self.read();
        }
        let of = self.ready.front()?.of;
        let mut entries = Vec::new();
        while self.ready.front().is_some_and(|entry| entry.of == of) {
            entries.extend(self.ready.pop_front());
        }
        Some((of, entries))
    }
}
