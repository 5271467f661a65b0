use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::{Kind, Log, Place};
use crate::customer::Ordinal;
use crate::event::Entry;
use crate::event::log::table::order;

/// So many entries are read together, about.
const TOGETHER: u64 = 8192;

/// Rather than to look for the next id in each part of the log, so many entries are read and passed over, about.
const PASSED_OVER: u64 = 32;

impl Log {
    /// All entries of the kinds that are wanted, id by id in the order of ordinals, those of each in their total order.
    pub(crate) fn customers(&self, is_wanted: impl Fn(Kind) -> bool) -> Customers<'_, impl Fn(Kind) -> bool> {
        self.customers_within(0..1 << Ordinal::BITS, is_wanted)
    }

    /// The same of the ordinals within a range, as wider numbers: so that one can end behind the last.
    pub(crate) fn customers_within<W: Fn(Kind) -> bool>(&self, ordinals: Range<u64>, is_wanted: W) -> Customers<'_, W> {
        let end = self.end().min(ordinals.end);
        let width = self.width(TOGETHER);
        let starts = (ordinals.start..end).step_by(usize::try_from(width).unwrap_or(usize::MAX));
        self.customers_of(starts.map(|start| start..end.min(start + width)).collect(), is_wanted)
    }

    /// The same of some ids in order, and of others that lie between them: what nobody asks for is read only where that is quicker
    /// than to pass over it.
    pub(crate) fn customers_among<W: Fn(Kind) -> bool>(
        &self,
        ids: impl IntoIterator<Item = Ordinal>,
        is_wanted: W,
    ) -> Customers<'_, W> {
        let (width, gap) = (self.width(TOGETHER), self.width(PASSED_OVER));
        let mut stretches: VecDeque<Range<u64>> = VecDeque::new();
        for id in ids.into_iter().map(u64::from) {
            match stretches.back_mut() {
                Some(last) if id <= last.end + gap && id < last.start + width => last.end = id + 1,
                _ => stretches.push_back(id..id + 1),
            }
        }
        self.customers_of(stretches, is_wanted)
    }

    fn customers_of<W: Fn(Kind) -> bool>(&self, stretches: VecDeque<Range<u64>>, is_wanted: W) -> Customers<'_, W> {
        let (first, end) = (stretches.front().map_or(0, |first| first.start), stretches.back().map_or(0, |last| last.end));
        let head = self.head.all().filter(|entry| (first..end).contains(&entry.of.into()) && is_wanted(Kind::of(&entry.kind)));
        let mut head: Vec<Arc<Entry>> = head.cloned().collect();
        head.sort_by(|a, b| a.of.cmp(&b.of).then_with(|| order(a, b)));
        Customers { log: self, is_wanted, head: head.into(), stretches, ready: VecDeque::new() }
    }

    /// Of how many ids so many entries are, about. Ids may lie anywhere: there are not many more of such stretches than entries.
    fn width(&self, entries: u64) -> u64 {
        (entries * self.end() / self.len().max(1) as u64).max(1)
    }

    /// Behind the last id that has entries.
    pub(super) fn end(&self) -> u64 {
        let sealed = self.runs.iter().filter_map(|run| run.pages().last()).map(|page| page.last().of).max();
        sealed.max(self.head.all().map(|entry| entry.of).max()).map_or(0, |last| u64::from(last) + 1)
    }
}

/// The entries of one id after the other.
#[derive(Debug)]
pub(crate) struct Customers<'l, W> {
    log: &'l Log,
    is_wanted: W,
    /// What is not sealed, in order.
    head: VecDeque<Arc<Entry>>,
    /// Of which ordinals entries are still to be read: those of each stretch together.
    stretches: VecDeque<Range<u64>>,
    ready: VecDeque<Arc<Entry>>,
}

impl<W: Fn(Kind) -> bool> Customers<'_, W> {
    /// Reads a stretch of ordinals.
    fn read(&mut self, stretch: &Range<u64>) {
        let place = |of: u64| u32::try_from(of).map_or(Place { of: u32::MAX, at: i64::MAX }, |of| Place { of, at: i64::MIN });
        let (from, before) = (place(stretch.start), place(stretch.end));
        let mut entries: Vec<(Place, Arc<Entry>)> = Vec::new();
        for page in self.log.runs.iter().flat_map(|run| run.between(from, before)) {
            page.collect_of(&self.is_wanted, from, before, &mut |entry| entries.push((Place::of(&entry), Arc::new(entry))));
        }
        let new = self.head.partition_point(|entry| Place { of: entry.of, at: i64::MIN } < before);
        let new = self.head.drain(..new).map(|entry| (Place::of(&entry), entry));
        entries.extend(new.filter(|(place, _)| *place >= from));
        entries.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| order(x, y)));
        self.ready = entries.into_iter().map(|(_, entry)| entry).collect();
    }
}

impl<W: Fn(Kind) -> bool> Iterator for Customers<'_, W> {
    type Item = (Ordinal, Vec<Arc<Entry>>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            let stretch = self.stretches.pop_front()?;
            self.read(&stretch);
        }
        let of = self.ready.front()?.of;
        let mut entries = Vec::new();
        while self.ready.front().is_some_and(|entry| entry.of == of) {
            entries.extend(self.ready.pop_front());
        }
        Some((of, entries))
    }
}
