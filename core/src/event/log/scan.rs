//! Entries of one kind in columns, for conditions that nobody asked before.

use std::ops::Range;
use std::sync::Arc;

use super::column::{Body, Column};
use super::gathered::Gathered;
use super::keys::BLOCK;
use super::page::Page;
use super::strings::Strings;
use super::table::Table;
use super::{Form, Kind, Log};
use crate::customer::Ordinal;
use crate::event::{Entry, EntryKind};
use crate::time::Instant;
use crate::value::Datum;

/// Some entries of one kind, in columns of the same length.
#[derive(Debug)]
pub(crate) struct Block<'l> {
    /// Whose they are.
    pub(crate) of: Vec<Ordinal>,
    /// When they were, in milliseconds.
    pub(crate) at: Vec<i64>,
    /// The properties that were asked for, in that order.
    pub(crate) values: Vec<Values<'l>>,
    /// Blocks with the same number have the same lists of texts.
    pub(crate) part: usize,
}

/// One property of the entries of a block.
#[derive(Debug)]
pub(crate) enum Values<'l> {
    /// No entry has it.
    Missing,
    /// Numbers of a form; no number counts where `present` says no. None says that all are present.
    Numbers { form: Form, numbers: Vec<i64>, present: Option<Vec<bool>> },
    /// Codes of a list of texts; no code counts where `present` says no.
    Codes { texts: Texts<'l>, codes: Vec<i64>, present: Option<Vec<bool>> },
    /// Each as it is.
    Data(Vec<Option<Datum>>),
}

/// A list of texts of which each entry has one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts<'l>(Listed<'l>);

#[derive(Clone, Copy, Debug)]
enum Listed<'l> {
    /// That of a page.
    Sealed {
        bytes: &'l [u8],
        strings: &'l Strings,
    },
    Gathered(&'l Gathered),
}

impl<'l> Texts<'l> {
    pub(super) fn of(gathered: &'l Gathered) -> Self {
        Self(Listed::Gathered(gathered))
    }

    /// The texts, by code.
    #[cfg(test)]
    pub(crate) fn all(self) -> impl Iterator<Item = &'l str> {
        let len = match self.0 {
            Listed::Sealed { strings, .. } => strings.listed().unwrap_or(0),
            Listed::Gathered(gathered) => gathered.len(),
        };
        (0..len).map(move |code| self.get(code as i64))
    }

    fn get(self, code: i64) -> &'l str {
        let text = match self.0 {
            Listed::Sealed { bytes, strings } => strings.of_code(bytes, code as usize),
            Listed::Gathered(gathered) => gathered.get(code as u32),
        };
        std::str::from_utf8(text).unwrap_or_default()
    }
}

impl Values<'_> {
    /// The value of one entry.
    pub(crate) fn datum(&self, row: usize) -> Option<Datum> {
        let is_present = |present: &Option<Vec<bool>>| present.as_ref().is_none_or(|present| present[row]);
        match self {
            Self::Missing => None,
            Self::Numbers { form, numbers, present } if is_present(present) => form.datum(numbers[row]),
            Self::Codes { texts, codes, present } if is_present(present) => Some(Datum::Text(texts.get(codes[row]).into())),
            Self::Numbers { .. } | Self::Codes { .. } => None,
            Self::Data(data) => data[row].clone(),
        }
    }
}

impl Log {
    /// Shows all entries of one kind from an instant to before another, with some of their properties by number (of an
    /// attribute, its value is number 0). They come run by run, by id in each run, then what is not sealed.
    pub(crate) fn scan<'l>(
        &'l self,
        kind: Kind,
        properties: &[usize],
        from: Instant,
        before: Instant,
        mut visit: impl FnMut(&Block<'l>),
    ) {
        let span = (from.millis(), before.millis());
        let mut part = 0;
        for page in self.runs.iter().flat_map(|run| run.pages()) {
            if let Some(table) = page.table(kind) {
                part += 1;
                scan_rows((page, table, 0..table.rows()), properties, span, part, &mut visit);
            }
        }
        let of_kind = |entry: &&Arc<Entry>| Kind::of(&entry.kind) == kind && (from..before).contains(&entry.at);
        let entries: Vec<&Arc<Entry>> = self.head.all().filter(of_kind).collect();
        scan_entries(&entries, properties, part + 1, &mut visit);
    }
}

/// Shows entries that are not sealed.
pub(super) fn scan_entries<'l>(entries: &[&Arc<Entry>], properties: &[usize], part: usize, visit: &mut impl FnMut(&Block<'l>)) {
    for entries in entries.chunks(BLOCK) {
        let values = |&number: &usize| Values::Data(entries.iter().map(|entry| property(entry, number)).collect());
        visit(&Block {
            of: entries.iter().map(|entry| entry.of).collect(),
            at: entries.iter().map(|entry| entry.at.millis()).collect(),
            values: properties.iter().map(values).collect(),
            part,
        });
    }
}

fn property(entry: &Entry, number: usize) -> Option<Datum> {
    match &entry.kind {
        EntryKind::Event { properties, .. } => properties.get(number).cloned().flatten(),
        EntryKind::Attribute { value, .. } if number == 0 => value.clone(),
        _ => None,
    }
}

/// Shows rows of a table.
pub(super) fn scan_rows<'l>(
    (page, table, rows): (&'l Page, &'l Table, Range<usize>),
    properties: &[usize],
    (from, before): (i64, i64),
    part: usize,
    visit: &mut impl FnMut(&Block<'l>),
) {
    let (first, end) = table.keys.frame().times();
    if first >= before || end <= from {
        return;
    }
    let is_within = from <= first && end <= before;
    let mut block = Block { of: Vec::with_capacity(BLOCK), at: Vec::with_capacity(BLOCK), values: Vec::new(), part };
    // Blocks of the keys are unpacked as a whole.
    let mut next = rows.start;
    while next < rows.end {
        block.of.clear();
        block.at.clear();
        let rows = next..((next / BLOCK + 1) * BLOCK).min(rows.end);
        next = rows.end;
        table.keys.take(page.bytes(), rows.clone(), &mut block.of, &mut block.at);
        let chosen = (!is_within).then(|| block.at.iter().map(|at| (from..before).contains(at)).collect::<Vec<bool>>());
        let chosen = chosen.filter(|chosen| chosen.contains(&false));
        if chosen.as_ref().is_some_and(|chosen| !chosen.contains(&true)) {
            continue;
        }
        let column = |&number: &usize| table.columns.get(number).unwrap_or(&Column::Empty);
        block.values = properties.iter().map(|number| values(page.bytes(), column(number), rows.clone())).collect();
        if let Some(chosen) = chosen {
            keep(&mut block.of, &chosen);
            keep(&mut block.at, &chosen);
            for values in &mut block.values {
                match values {
                    Values::Missing => {}
                    Values::Numbers { numbers: kept, present, .. } | Values::Codes { codes: kept, present, .. } => {
                        keep(kept, &chosen);
                        present.iter_mut().for_each(|present| keep(present, &chosen));
                    }
                    Values::Data(data) => keep(data, &chosen),
                }
            }
        }
        visit(&block);
    }
}

fn keep<T>(list: &mut Vec<T>, chosen: &[bool]) {
    let mut chosen = chosen.iter();
    list.retain(|_| chosen.next().copied().unwrap_or(false));
}

fn values<'l>(bytes: &'l [u8], column: &'l Column, rows: Range<usize>) -> Values<'l> {
    let Column::Filled { form, presence, body } = column else { return Values::Missing };
    let is_listed = |strings: &Strings| *form == Form::Text && strings.listed().is_some();
    let (mut list, texts) = match body {
        Body::Strings(strings) if !is_listed(strings) => {
            return Values::Data(rows.map(|row| column.datum(bytes, row)).collect());
        }
        Body::Strings(strings) => (Vec::with_capacity(BLOCK), Some(Texts(Listed::Sealed { bytes, strings }))),
        Body::Whole(_) => (Vec::with_capacity(BLOCK), None),
    };
    let present: Option<Vec<bool>> = presence.as_ref().map(|presence| rows.clone().map(|row| presence.has(bytes, row)).collect());
    let places = match presence {
        None => rows,
        Some(presence) => presence.rank(bytes, rows.start)..presence.rank(bytes, rows.end),
    };
    match body {
        Body::Whole(whole) => whole.decode(bytes, places, &mut list),
        Body::Strings(strings) => strings.codes(bytes, places, &mut list),
    }
    if let Some(present) = &present {
        let mut filled = std::mem::take(&mut list).into_iter();
        list = present.iter().map(|&is_present| if is_present { filled.next().unwrap_or_default() } else { 0 }).collect();
    }
    match texts {
        Some(texts) => Values::Codes { texts, codes: list, present },
        None => Values::Numbers { form: *form, numbers: list, present },
    }
}
