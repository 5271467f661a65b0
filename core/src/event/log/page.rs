use std::collections::BTreeMap;

use super::cells::Pick;
use super::cursor::Places;
use super::datum::text;
use super::frame::Frame;
use super::kind::Kind;
use super::place::Place;
use super::rows::Rows;
use super::sieve::Sieve;
use super::sort::sorted;
use super::table::{Table, order};
use crate::bytes::{Reader, put};
use crate::event::{Entry, Identity};
use crate::threads::Threads;
use crate::time::Instant;

/// With what a page begins: that it is one, and of which form.
const HEAD: &[u8; 5] = b"tglp\x01";

/// Sealed entries from one place to another, as one row of bytes: a table for each kind.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    bytes: Box<[u8]>,
    tables: Vec<Table>,
    first: Place,
    last: Place,
    /// Where few of the ids in between have entries.
    sieve: Option<Sieve>,
}

/// Entries on the way into pages.
pub(super) type Draft = BTreeMap<Kind, Rows>;

impl Page {
    /// Pages of about so many entries. Those of one customer and instant stay together.
    pub(super) fn of(mut draft: Draft, about: usize) -> Vec<Self> {
        draft.retain(|_, rows| rows.len() > 0);
        let mut pages = Vec::new();
        let mut rest = vec![draft];
        while let Some(mut draft) = rest.pop() {
            let frames: Option<Vec<Frame>> = draft.values().map(|rows| Frame::around(&rows.of, &rows.at)).collect();
            let is_large = draft.values().map(Rows::len).sum::<usize>() >= 2 * about.max(1);
            match (frames, cut(&draft)) {
                (Some(frames), cut) if !is_large || cut.is_none() => pages.extend(Self::write(&draft, &frames)),
                (_, Some(cut)) => {
                    let mut behind: Draft =
                        draft.iter_mut().map(|(kind, rows)| (*kind, rows.split_off(rows.before(cut)))).collect();
                    draft.retain(|_, rows| rows.len() > 0);
                    behind.retain(|_, rows| rows.len() > 0);
                    rest.extend([behind, draft]);
                }
                // One customer at one instant always has a frame.
                (_, None) => {}
            }
        }
        pages
    }

    fn write(draft: &Draft, frames: &[Frame]) -> Option<Self> {
        let mut bytes = HEAD.to_vec();
        put(&mut bytes, draft.len() as u64);
        for ((kind, rows), frame) in draft.iter().zip(frames) {
            Table::write(*kind, rows, frame, &mut bytes);
        }
        let bytes = bytes.into_boxed_slice();
        let tables = Self::tables_of(Reader::of_own(&bytes))?;
        let of: Vec<u32> = draft.values().flat_map(|rows| &rows.of).copied().collect();
        Self::with(bytes, tables, &of)
    }

    fn parse(bytes: Box<[u8]>) -> Option<Self> {
        let tables = Self::tables_of(Reader::new(&bytes))?;
        let (mut of, mut at) = (Vec::new(), Vec::new());
        for table in &tables {
            at.clear();
            table.keys.take(&bytes, 0..table.rows(), &mut of, &mut at);
        }
        Self::with(bytes, tables, &of)
    }

    fn tables_of(mut reader: Reader<'_>) -> Option<Vec<Table>> {
        if reader.take(HEAD.len())? != HEAD {
            return None;
        }
        // Each table takes a byte at least.
        let count = reader.at_most(reader.all().len() as u64)?;
        let tables = (0..count).map(|_| Table::read(&mut reader)).collect::<Option<Vec<_>>>()?;
        (reader.is_at_end() && tables.is_sorted_by(|a, b| a.kind < b.kind)).then_some(tables)
    }

    /// The page of these tables, of which the ids are known.
    fn with(bytes: Box<[u8]>, tables: Vec<Table>, of: &[u32]) -> Option<Self> {
        let place = |table: &Table, row| table.keys.place(&bytes, row);
        let first = tables.iter().filter_map(|table| place(table, 0)).min()?;
        let last = tables.iter().filter_map(|table| place(table, table.rows() - 1)).max()?;
        Some(Self { bytes, tables, first, last, sieve: Sieve::of(of) })
    }

    /// The page that bytes of any origin are; none where they are no page or a damaged one.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let page = Self::parse(bytes.into())?;
        page.tables.iter().all(|table| table.is_sound(&page.bytes)).then_some(page)
    }

    /// Entries that are no part of a log, as pages.
    pub(crate) fn around<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Vec<Self> {
        Self::of(draft(entries, &Threads::default()), usize::MAX / 2)
    }

    /// All of its entries, kind by kind.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for table in &self.tables {
            let rows = Places::new(table.keys.cursor(&self.bytes, 0)).enumerate();
            entries.extend(rows.filter_map(|(row, place)| table.entry(&self.bytes, row, place)));
        }
        entries
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[cfg(any(test, feature = "measure"))]
    /// Bytes in use, about.
    pub(super) fn size(&self) -> usize {
        let columns: usize = self.tables.iter().map(|table| table.columns.capacity()).sum();
        let sieve = self.sieve.as_ref().map_or(0, Sieve::bytes);
        self.bytes.len()
            + sieve
            + size_of::<Self>()
            + self.tables.capacity() * size_of::<Table>()
            + columns * size_of::<super::column::Column>()
    }

    /// Whether an id may have entries: "no" is for sure.
    pub(super) fn may_have(&self, of: u32) -> bool {
        self.sieve.as_ref().is_none_or(|sieve| sieve.may_have(of))
    }

    /// Whether an entry is one of these ids'.
    pub(super) fn has(&self, of: &[u32]) -> bool {
        let is_of = |table: &Table, of: u32| {
            let cursor = table.keys.seek(&self.bytes, Place { of, at: i64::MIN });
            Places::new(cursor).next().is_some_and(|place| place.of == of)
        };
        let is_within = |of: &&u32| (self.first.of..=self.last.of).contains(*of) && self.may_have(**of);
        of.iter().filter(is_within).any(|&of| self.tables.iter().any(|table| is_of(table, of)))
    }

    /// By what entries are known again.
    pub(super) fn identities(&self, mut take: impl FnMut(u32, Identity)) {
        for table in &self.tables {
            for (row, place) in Places::new(table.keys.cursor(&self.bytes, 0)).enumerate() {
                let identity = match table.kind {
                    Kind::Event(_) => table.ids.string(&self.bytes, row).and_then(|id| text(&id)).map(Identity::Event),
                    Kind::Assigned => table.entry(&self.bytes, row, place).and_then(|entry| entry.identity()),
                    Kind::Created | Kind::Attribute(_) => None,
                };
                if let Some(identity) = identity {
                    take(place.of, identity);
                }
            }
        }
    }

    /// How many entries.
    pub(crate) fn len(&self) -> usize {
        self.tables.iter().map(Table::rows).sum()
    }

    pub(super) fn tables(&self) -> &[Table] {
        &self.tables
    }

    pub(super) fn table(&self, kind: Kind) -> Option<&Table> {
        self.tables.binary_search_by_key(&kind, |table| table.kind).ok().map(|place| &self.tables[place])
    }

    pub(super) fn first(&self) -> Place {
        self.first
    }

    pub(super) fn last(&self) -> Place {
        self.last
    }

    /// The place of the first entry of wanted kinds that is not before one.
    pub(super) fn first_from(&self, from: Place, is_wanted: &impl Fn(Kind) -> bool) -> Option<Place> {
        let tables = self.tables.iter().filter(|table| is_wanted(table.kind));
        tables.filter_map(|table| Places::new(table.keys.seek(&self.bytes, from)).next()).min()
    }

    /// Takes the entries from one place to before another, kind by kind.
    pub(super) fn collect(&self, from: Place, before: Place, take: &mut impl FnMut(Entry)) {
        self.collect_of(&|_| true, from, before, take);
    }

    /// Takes those of kinds that are wanted.
    pub(super) fn collect_of(&self, is_wanted: &impl Fn(Kind) -> bool, from: Place, before: Place, take: &mut impl FnMut(Entry)) {
        for table in self.tables.iter().filter(|table| is_wanted(table.kind)) {
            let cursor = table.keys.seek(&self.bytes, from);
            let first = cursor.row();
            for (row, place) in (first..).zip(Places::new(cursor)).take_while(|(_, place)| *place < before) {
                if let Some(entry) = table.entry(&self.bytes, row, place) {
                    take(entry);
                }
            }
        }
    }

    /// The entry of a customer that is known by an identity, the first in order.
    pub(super) fn find(&self, of: u32, identity: &Identity) -> Option<Entry> {
        let is_among = |table: &&Table| match identity {
            Identity::Event(_) => matches!(table.kind, Kind::Event(_)),
            Identity::Import { .. } => table.kind == Kind::Assigned,
        };
        let mut found: Option<Entry> = None;
        for table in self.tables.iter().filter(is_among) {
            let cursor = table.keys.seek(&self.bytes, Place { of, at: i64::MIN });
            let first = cursor.row();
            for (row, place) in (first..).zip(Places::new(cursor)).take_while(|(_, place)| place.of == of) {
                if let Identity::Event(id) = identity
                    && table.ids.string(&self.bytes, row).is_none_or(|string| *string != *id.as_bytes())
                {
                    continue;
                }
                let entry = table.entry(&self.bytes, row, place).filter(|entry| entry.identity().as_ref() == Some(identity));
                if let Some(entry) = entry.filter(|entry| found.as_ref().is_none_or(|found| order(entry, found).is_lt())) {
                    found = Some(entry);
                }
            }
        }
        found
    }

    /// Whether it has entries before an instant that depends on their kind.
    pub(super) fn has_older(&self, kept_since: &impl Fn(Kind) -> Option<Instant>) -> bool {
        self.tables.iter().any(|table| table.is_older(kept_since))
    }

    /// The page without these; none where nothing is left. Tells how many went of each id.
    pub(super) fn since(
        &self,
        kept_since: &impl Fn(Kind) -> Option<Instant>,
        about: usize,
        gone: &mut Vec<(u32, u32)>,
    ) -> Vec<Self> {
        let mut draft = Draft::new();
        for table in &self.tables {
            let rows = table.take(&self.bytes, 0..table.rows());
            let Some(since) = kept_since(table.kind).filter(|_| table.is_older(kept_since)) else {
                draft.insert(table.kind, rows);
                continue;
            };
            let mut picks = Vec::new();
            for (row, (&of, &at)) in (0..).zip(rows.of.iter().zip(&rows.at)) {
                if at >= since.millis() {
                    picks.push(Pick { part: 0, row });
                } else if let Some((_, count)) = gone.last_mut().filter(|(last, _)| *last == of) {
                    *count += 1;
                } else {
                    gone.push((of, 1));
                }
            }
            draft.insert(table.kind, Rows::gather(vec![rows], &picks));
        }
        Self::of(draft, about)
    }

    /// The page without the entries of some customers that are not to stay; none where nothing stays. The pages are several
    /// only where this one was.
    pub(super) fn retain(&self, is_of: impl Fn(u32) -> bool, stays: impl Fn(&Entry) -> bool, about: usize) -> Vec<Self> {
        let mut draft = Draft::new();
        for table in &self.tables {
            let mut picks = Vec::new();
            for (row, place) in Places::new(table.keys.cursor(&self.bytes, 0)).enumerate() {
                let goes = is_of(place.of) && table.entry(&self.bytes, row, place).is_none_or(|entry| !stays(&entry));
                if !goes {
                    picks.push(Pick { part: 0, row: row as u32 });
                }
            }
            draft.insert(table.kind, Rows::gather(vec![table.take(&self.bytes, 0..table.rows())], &picks));
        }
        Self::of(draft, about)
    }
}

/// A place in the middle of a draft, such that some rows lie before it and some behind.
fn cut(draft: &Draft) -> Option<Place> {
    let rows = draft.values().max_by_key(|rows| rows.len())?;
    let first = draft.values().filter(|rows| rows.len() > 0).map(|rows| rows.place(0)).min()?;
    let middle = rows.place(rows.len() / 2);
    if middle > first {
        return Some(middle);
    }
    // All up to the middle is one place: what lies behind it is the other part.
    let next = first.next()?;
    draft.values().filter(|rows| rows.before(next) < rows.len()).map(|rows| rows.place(rows.before(next))).min()
}

/// A draft of entries in any order. They are looked at one behind the other, as they lie in memory; what is put in order
/// are columns. Each kind is worked on by one of the threads.
pub(super) fn draft<'e>(entries: impl IntoIterator<Item = &'e Entry>, threads: &Threads) -> Draft {
    let mut kinds = Kinds::default();
    entries.into_iter().for_each(|entry| kinds.push(entry));
    let mut kinds = kinds.entries;
    // The longest first, so that no thread has to do it alone in the end.
    kinds.sort_by_key(|(_, entries)| std::cmp::Reverse(entries.len()));
    let nanos = kinds.iter().map(|(_, entries)| entries.len() as u64 * DRAFT_NANOS).sum();
    let work = |done: &mut Draft, number: usize| {
        let (kind, entries) = &kinds[number];
        done.insert(*kind, in_order(entries));
    };
    let parts = threads.work(kinds.len(), nanos, Draft::new, work, |done| done);
    parts.into_iter().flatten().collect()
}

/// What it takes to put an entry into a draft, about.
const DRAFT_NANOS: u64 = 50;

fn in_order(entries: &[&Entry]) -> Rows {
    let mut rows = Rows::default();
    rows.extend(entries);
    let sorted = sorted(&rows.of, &rows.at, |a, b| order(entries[a as usize], entries[b as usize]));
    if sorted.is_sorted() {
        return rows;
    }
    let picks: Vec<Pick> = sorted.into_iter().map(|row| Pick { part: 0, row }).collect();
    Rows::gather(vec![rows], &picks)
}

/// Entries by kind.
#[derive(Default)]
struct Kinds<'e> {
    entries: Vec<(Kind, Vec<&'e Entry>)>,
    /// Where each kind is among them, and one, by its [rank](Kind::rank).
    places: Vec<usize>,
}

impl<'e> Kinds<'e> {
    fn push(&mut self, entry: &'e Entry) {
        let kind = Kind::of(&entry.kind);
        let rank = kind.rank();
        if self.places.len() <= rank {
            self.places.resize(rank + 1, 0);
        }
        let place = match self.places[rank] {
            0 => {
                self.entries.push((kind, Vec::new()));
                self.places[rank] = self.entries.len();
                self.entries.len() - 1
            }
            known => known - 1,
        };
        self.entries[place].1.push(entry);
    }
}
