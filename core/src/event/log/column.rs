use std::borrow::Cow;
use std::ops::Range;

use super::cells::Cells;
use super::datum::{read_assigned, read_datum, text};
use super::form::Form;
use super::presence::Presence;
use super::strings::Strings;
use super::whole::Whole;
use crate::bytes::Reader;
use crate::value::Datum;

const ALL: u8 = 0;
const SOME: u8 = 1;
const NONE: u8 = 2;

/// The values of one column of a page.
#[derive(Clone, Debug)]
pub(super) enum Column {
    /// No row has one.
    Empty,
    Filled {
        form: Form,
        /// Which rows have one; none where all have.
        presence: Option<Presence>,
        body: Body,
    },
}

/// The values there are, one behind the other.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Whole(Whole),
    Strings(Strings),
}

impl Column {
    pub(super) fn write(cells: &Cells, out: &mut Vec<u8>) {
        let Some(form) = cells.form.filter(|_| cells.present.contains(&true)) else { return out.push(NONE) };
        let is_full = !cells.present.contains(&false);
        let values = if is_full {
            Cow::Borrowed(&*cells.values)
        } else {
            cells.values.iter().zip(&cells.present).filter(|(_, present)| **present).map(|(value, _)| *value).collect()
        };
        out.push(if is_full { ALL } else { SOME });
        form.write(out);
        if !is_full {
            Presence::write(&cells.present, out);
        }
        if form.is_bytes() { Strings::write(&cells.strings, &values, out) } else { Whole::write(&values, out) }
    }

    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Option<Self> {
        let form = match reader.byte()? {
            NONE => return Some(Self::Empty),
            ALL => (Form::read(reader)?, false),
            SOME => (Form::read(reader)?, true),
            _ => return None,
        };
        let presence = if form.1 { Some(Presence::read(reader, rows)?) } else { None };
        let filled = presence.as_ref().map_or(rows, |presence| presence.rank(reader.all(), rows));
        let body = if form.0.is_bytes() {
            Body::Strings(Strings::read(reader, filled)?)
        } else {
            Body::Whole(Whole::read(reader, filled)?)
        };
        Some(Self::Filled { form: form.0, presence, body })
    }

    /// Whether every value can be what its form says.
    pub(super) fn is_sound(&self, bytes: &[u8], rows: usize, is_act: bool) -> bool {
        let Self::Filled { form, .. } = self else { return true };
        (0..rows).all(|row| {
            let Some(value) = self.place(bytes, row) else { return true };
            match (form, self.string(bytes, row)) {
                (Form::Act, Some(string)) => is_act && read_assigned(&string).is_some(),
                _ => !is_act && self.datum_at(bytes, value).is_some(),
            }
        })
    }

    /// Which of the values is a row's.
    fn place(&self, bytes: &[u8], row: usize) -> Option<usize> {
        match self {
            Self::Empty => None,
            Self::Filled { presence: None, .. } => Some(row),
            Self::Filled { presence: Some(presence), .. } => presence.has(bytes, row).then(|| presence.rank(bytes, row)),
        }
    }

    fn datum_at(&self, bytes: &[u8], place: usize) -> Option<Datum> {
        match self {
            Self::Filled { form, body: Body::Whole(whole), .. } => form.datum(whole.get(bytes, place)),
            Self::Filled { form: Form::Text, body: Body::Strings(strings), .. } => {
                text(&strings.get(bytes, place)).map(Datum::Text)
            }
            Self::Filled { form: Form::Any, body: Body::Strings(strings), .. } => read_datum(&strings.get(bytes, place)),
            _ => None,
        }
    }

    /// The value of a row.
    pub(super) fn datum(&self, bytes: &[u8], row: usize) -> Option<Datum> {
        self.datum_at(bytes, self.place(bytes, row)?)
    }

    /// The bytes of a row whose values are kept as such.
    pub(super) fn string<'a>(&self, bytes: &'a [u8], row: usize) -> Option<Cow<'a, [u8]>> {
        match self {
            Self::Filled { body: Body::Strings(strings), .. } => Some(strings.get(bytes, self.place(bytes, row)?)),
            _ => None,
        }
    }

    /// Rows on the way into another page.
    pub(super) fn cells(&self, bytes: &[u8], rows: Range<usize>) -> Cells {
        let Self::Filled { form, presence, body } = self else { return Cells::missing(rows.len()) };
        let mut cells = Cells { form: Some(*form), ..Cells::default() };
        let places = match presence {
            None => rows.clone(),
            Some(presence) => presence.rank(bytes, rows.start)..presence.rank(bytes, rows.end),
        };
        match body {
            Body::Whole(whole) => whole.decode(bytes, places, &mut cells.values),
            Body::Strings(strings) => strings.gather(bytes, places, &mut cells.strings, &mut cells.values),
        }
        match presence {
            None => cells.present = vec![true; rows.len()],
            Some(presence) => {
                cells.present = rows.map(|row| presence.has(bytes, row)).collect();
                let mut values = std::mem::take(&mut cells.values).into_iter();
                let value = |&is_present: &bool| if is_present { values.next() } else { None };
                cells.values = cells.present.iter().map(value).map(Option::unwrap_or_default).collect();
            }
        }
        cells
    }
}
