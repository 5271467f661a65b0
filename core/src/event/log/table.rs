use std::ops::Range;

use super::cells::Pick;
use super::column::Column;
use super::cursor::Places;
use super::datum::{instant, read_assigned, text};
use super::frame::Frame;
use super::keys::Keys;
use super::kind::Kind;
use super::place::Place;
use super::rows::Rows;
use super::sort::sorted;
use super::whole::Whole;
use crate::bytes::{Reader, put};
use crate::event::{Entry, EntryKind};
use crate::time::Instant;

/// Rows of a table, with the bytes of its page.
pub(super) type Part<'p> = (&'p [u8], &'p Table, Range<usize>);

/// The entries of one kind in a page.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) kind: Kind,
    pub(super) keys: Keys,
    sequences: Whole,
    versions: Whole,
    pub(super) ids: Column,
    /// How many properties each has.
    lengths: Whole,
    pub(super) columns: Vec<Column>,
}

impl Table {
    pub(super) fn write(kind: Kind, rows: &Rows, frame: &Frame, out: &mut Vec<u8>) {
        kind.write(out);
        put(out, rows.len() as u64);
        Keys::write(frame, &rows.of, &rows.at, out);
        Whole::write(&rows.sequences, out);
        Whole::write(&rows.versions, out);
        Column::write(&rows.ids, out);
        Whole::write(&rows.lengths, out);
        put(out, rows.columns.len() as u64);
        rows.columns.iter().for_each(|column| Column::write(column, out));
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let kind = Kind::read(reader)?;
        let rows = reader.at_most(u32::MAX.into())? as usize;
        let keys = Keys::read(reader, rows)?;
        let sequences = Whole::read(reader, rows)?;
        let versions = Whole::read(reader, rows)?;
        let ids = Column::read(reader, rows)?;
        let lengths = Whole::read(reader, rows)?;
        // Each column takes a byte at least.
        let count = reader.at_most(reader.all().len() as u64)? as usize;
        let columns = (0..count).map(|_| Column::read(reader, rows)).collect::<Option<_>>()?;
        Some(Self { kind, keys, sequences, versions, ids, lengths, columns })
    }

    pub(super) fn rows(&self) -> usize {
        self.keys.rows()
    }

    /// Whether it has rows before an instant that depends on its kind.
    pub(super) fn is_older(&self, kept_since: &impl Fn(Kind) -> Option<Instant>) -> bool {
        kept_since(self.kind).is_some_and(|since| self.keys.frame().from() < since.millis())
    }

    /// How many rows lie before a place.
    pub(super) fn before(&self, bytes: &[u8], place: Place) -> usize {
        self.keys.seek(bytes, place).row()
    }

    /// The entry of a row, whose place is known.
    pub(super) fn entry(&self, bytes: &[u8], row: usize, place: Place) -> Option<Entry> {
        let kind = match self.kind {
            Kind::Created => EntryKind::Created,
            Kind::Attribute(attribute) => {
                let value = self.columns.first().and_then(|column| column.datum(bytes, row));
                EntryKind::Attribute { attribute: attribute as usize, value }
            }
            Kind::Assigned => EntryKind::Assigned(Box::new(read_assigned(&self.columns.first()?.string(bytes, row)?)?)),
            Kind::Event(event) => {
                let length = usize::try_from(self.lengths.get(bytes, row)).unwrap_or(0);
                let properties = self.columns.iter().take(length).map(|column| column.datum(bytes, row)).collect();
                EntryKind::Event { event: event as usize, properties }
            }
        };
        let id = match self.ids.string(bytes, row) {
            Some(id) => Some(text(&id)?),
            None => None,
        };
        Some(Entry {
            at: instant(place.at)?,
            sequence: self.sequences.get(bytes, row) as u64,
            of: place.of,
            id,
            kind,
            version: self.versions.get(bytes, row) as u32,
        })
    }

    /// Rows on the way into another page.
    pub(super) fn take(&self, bytes: &[u8], rows: Range<usize>) -> Rows {
        let mut taken = Rows { ids: self.ids.cells(bytes, rows.clone()), ..Rows::default() };
        taken.of.reserve(rows.len());
        taken.at.reserve(rows.len());
        self.keys.take(bytes, rows.clone(), &mut taken.of, &mut taken.at);
        self.sequences.decode(bytes, rows.clone(), &mut taken.sequences);
        self.versions.decode(bytes, rows.clone(), &mut taken.versions);
        self.lengths.decode(bytes, rows.clone(), &mut taken.lengths);
        taken.columns = self.columns.iter().map(|column| column.cells(bytes, rows.clone())).collect();
        taken
    }

    /// Whether every row is an entry, and they are in order.
    pub(super) fn is_sound(&self, bytes: &[u8]) -> bool {
        let is_act = self.kind == Kind::Assigned;
        let is_short = |row| {
            let length = self.lengths.get(bytes, row);
            let most = self.columns.len() as i64;
            if matches!(self.kind, Kind::Event(_)) { (0..=most).contains(&length) } else { length == most }
        };
        let columns = match self.kind {
            Kind::Created => self.columns.is_empty(),
            Kind::Attribute(_) | Kind::Assigned => self.columns.len() == 1,
            Kind::Event(_) => true,
        };
        if !columns
            || !(0..self.rows()).all(is_short)
            || !self.ids.is_sound(bytes, self.rows(), false)
            || !self.columns.iter().all(|column| column.is_sound(bytes, self.rows(), is_act))
        {
            return false;
        }
        let mut last: Option<Entry> = None;
        for (row, place) in Places::new(self.keys.cursor(bytes, 0)).enumerate() {
            let Some(entry) = self.entry(bytes, row, place) else { return false };
            if last.as_ref().is_some_and(|last| last.of == entry.of && order(last, &entry).is_gt()) {
                return false;
            }
            last = Some(entry);
        }
        true
    }

    /// The rows of several parts in one order, of which each has its own already.
    pub(super) fn merge(parts: &[Part<'_>]) -> Rows {
        let taken: Vec<Rows> = parts.iter().map(|(bytes, table, rows)| table.take(bytes, rows.clone())).collect();
        let mut origins: Vec<Pick> = Vec::with_capacity(taken.iter().map(Rows::len).sum());
        for (part, rows) in (0..).zip(&taken) {
            origins.extend((0..rows.len() as u32).map(|row| Pick { part, row }));
        }
        let of: Vec<u32> = taken.iter().flat_map(|rows| &rows.of).copied().collect();
        let at: Vec<i64> = taken.iter().flat_map(|rows| &rows.at).copied().collect();
        let entry = |row: u32| {
            let Pick { part, row: of_part } = origins[row as usize];
            let (bytes, table, rows) = &parts[part as usize];
            let place = Place { of: of[row as usize], at: at[row as usize] };
            table.entry(bytes, rows.start + of_part as usize, place)
        };
        let tie = |a: u32, b: u32| {
            if origins[a as usize].part == origins[b as usize].part {
                return a.cmp(&b);
            }
            let by_entry = match (entry(a), entry(b)) {
                (Some(a), Some(b)) => order(&a, &b),
                (a, b) => a.is_some().cmp(&b.is_some()),
            };
            by_entry.then(a.cmp(&b))
        };
        let picks: Vec<Pick> = sorted(&of, &at, tie).into_iter().map(|row| origins[row as usize]).collect();
        Rows::gather(taken, &picks)
    }
}

/// The order of entries in the log. Where [`Entry::order`] sees no difference, that of ids and versions: so that it does not
/// matter when entries were sealed.
pub(super) fn order(a: &Entry, b: &Entry) -> std::cmp::Ordering {
    a.order(b).then_with(|| (a.of, a.version).cmp(&(b.of, b.version)))
}
