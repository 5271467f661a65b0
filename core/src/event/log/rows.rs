use super::cells::{Cells, Pick};
use super::datum::put_assigned;
use super::form::Form;
use super::place::Place;
use crate::event::{Entry, EntryKind};
use crate::value::Datum;

/// So many entries are looked at together.
const TOGETHER: usize = 64;

/// What an entry says, by column; of an act only that there is something.
fn values(entry: &Entry) -> &[Option<Datum>] {
    match &entry.kind {
        EntryKind::Created => &[],
        EntryKind::Attribute { value, .. } => std::slice::from_ref(value),
        EntryKind::Assigned(_) => &[None],
        EntryKind::Event { properties, .. } => properties,
    }
}

/// Entries of one kind, in order, on the way into a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) of: Vec<u32>,
    pub(super) at: Vec<i64>,
    pub(super) sequences: Vec<i64>,
    pub(super) versions: Vec<i64>,
    pub(super) ids: Cells,
    /// How many properties each has.
    pub(super) lengths: Vec<i64>,
    pub(super) columns: Vec<Cells>,
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.of.len()
    }

    pub(super) fn place(&self, row: usize) -> Place {
        Place { of: self.of[row], at: self.at[row] }
    }

    /// How many rows lie before a place.
    pub(super) fn before(&self, place: Place) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.place(middle) < place { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Appends entries of one kind, which come behind all others.
    pub(super) fn extend(&mut self, entries: &[&Entry]) {
        // So many at a time are read column by column out of the nearest memory.
        entries.chunks(TOGETHER).for_each(|entries| self.extend_by(entries));
    }

    fn extend_by(&mut self, entries: &[&Entry]) {
        let rows = self.len();
        self.of.extend(entries.iter().map(|entry| entry.of));
        self.at.extend(entries.iter().map(|entry| entry.at.millis()));
        self.sequences.extend(entries.iter().map(|entry| entry.sequence as i64));
        self.versions.extend(entries.iter().map(|entry| i64::from(entry.version)));
        self.lengths.extend(entries.iter().map(|entry| values(entry).len() as i64));
        if entries.iter().all(|entry| entry.id.is_none()) {
            self.ids.extend_missing(entries.len());
        } else {
            let ids = entries.iter().map(|entry| entry.id.as_deref().map(str::as_bytes));
            ids.for_each(|id| self.ids.push_bytes(Form::Text, id));
        }
        let longest = entries.iter().map(|entry| values(entry).len()).max().unwrap_or(0);
        while self.columns.len() < longest {
            self.columns.push(Cells::missing(rows));
        }
        for (place, column) in self.columns.iter_mut().enumerate() {
            // Some properties come with a later handbook.
            if place >= longest {
                column.extend_missing(entries.len());
                continue;
            }
            for entry in entries {
                match &entry.kind {
                    EntryKind::Assigned(assigned) => {
                        let mut bytes = Vec::new();
                        put_assigned(&mut bytes, assigned);
                        column.push_bytes(Form::Act, Some(&bytes));
                    }
                    _ => column.push(values(entry).get(place).and_then(Option::as_ref)),
                }
            }
        }
    }

    /// The picked rows of several parts.
    pub(super) fn gather(mut parts: Vec<Self>, picks: &[Pick]) -> Self {
        let columns = parts.iter().map(|part| part.columns.len()).max().unwrap_or(0);
        let take = |column: fn(&Self) -> &Vec<i64>| -> Vec<i64> {
            picks.iter().map(|pick| column(&parts[pick.part as usize])[pick.row as usize]).collect()
        };
        let mut rows = Self {
            of: picks.iter().map(|pick| parts[pick.part as usize].of[pick.row as usize]).collect(),
            at: take(|part| &part.at),
            sequences: take(|part| &part.sequences),
            versions: take(|part| &part.versions),
            lengths: take(|part| &part.lengths),
            ..Self::default()
        };
        rows.ids = Cells::gather(parts.iter_mut().map(|part| std::mem::take(&mut part.ids)).collect(), picks);
        for column in 0..columns {
            let of_part = |part: &mut Self| match part.columns.get_mut(column) {
                Some(cells) => std::mem::take(cells),
                None => Cells::missing(part.len()),
            };
            rows.columns.push(Cells::gather(parts.iter_mut().map(of_part).collect(), picks));
        }
        rows
    }

    /// Takes away the rows from one on.
    pub(super) fn split_off(&mut self, row: usize) -> Self {
        let picks: Vec<Pick> = (0..self.len() as u32).map(|row| Pick { part: 0, row }).collect();
        let rest = Self::gather(vec![self.clone()], &picks[row..]);
        *self = Self::gather(vec![std::mem::take(self)], &picks[..row]);
        rest
    }
}
