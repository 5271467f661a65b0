use super::cells::{Cells, Pick};
use super::datum::put_assigned;
use super::form::Form;
use super::place::Place;
use crate::event::{Entry, EntryKind};

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

    /// Appends an entry, which comes behind all others.
    pub(super) fn push(&mut self, entry: &Entry) {
        let rows = self.len();
        self.of.push(entry.of);
        self.at.push(entry.at.millis());
        self.sequences.push(entry.sequence as i64);
        self.versions.push(entry.version.into());
        self.ids.push_bytes(Form::Text, entry.id.as_deref().map(str::as_bytes));
        let length = match &entry.kind {
            EntryKind::Created => 0,
            EntryKind::Attribute { value, .. } => {
                self.column(0, rows).push(value.as_ref());
                1
            }
            EntryKind::Assigned(assigned) => {
                let mut bytes = Vec::new();
                put_assigned(&mut bytes, assigned);
                self.column(0, rows).push_bytes(Form::Act, Some(&bytes));
                1
            }
            EntryKind::Event { properties, .. } => {
                for (place, value) in properties.iter().enumerate() {
                    self.column(place, rows).push(value.as_ref());
                }
                properties.len()
            }
        };
        // Properties that came with a later handbook.
        self.columns.iter_mut().skip(length).for_each(|column| column.push(None));
        self.lengths.push(length as i64);
    }

    fn column(&mut self, place: usize, rows: usize) -> &mut Cells {
        while self.columns.len() <= place {
            self.columns.push(Cells::missing(rows));
        }
        &mut self.columns[place]
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
