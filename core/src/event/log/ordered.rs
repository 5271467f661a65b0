use std::ops::Range;
use std::sync::Arc;

use super::cells::Cells;
use super::page::{Page, draft};
use super::scan::{Block, Texts, Values};
use super::table::{Part, Table};
use super::{Form, Kind, Log, Place, Run};

/// So many entries are put in order together, about.
const TOGETHER: u64 = 8192;

impl Log {
    /// Shows all entries of one kind with some of their properties by number, id by id in the order of ordinals and those of
    /// each in their total order. All entries of an id lie in one block.
    pub(crate) fn in_order(&self, kind: Kind, properties: &[usize], mut visit: impl FnMut(&Block<'_>)) {
        let new = self.head.all().map(|entry| &**entry).filter(|entry| Kind::of(&entry.kind) == kind);
        let head = Run::of(Page::of(draft(new, &self.threads), self.sizes.page).into_iter().map(Arc::new));
        let runs: Vec<&Run> = self.runs.iter().map(|run| &**run).chain([&head]).collect();
        let pages = || runs.iter().flat_map(|run| run.pages());
        let end = pages().map(|page| u64::from(page.last().of) + 1).max().unwrap_or(0);
        let rows: usize = pages().filter_map(|page| page.table(kind)).map(Table::rows).sum();
        // Ids may lie anywhere: a stretch is at least so wide that there are not many more of them than entries.
        let width = (TOGETHER * end / rows.max(1) as u64).max(1);
        let mut part = 0;
        for first in (0..end).step_by(usize::try_from(width).unwrap_or(usize::MAX)) {
            let parts = parts(&runs, kind, first..first + width);
            if parts.is_empty() {
                continue;
            }
            part += 1;
            let rows = Table::merge(&parts);
            let missing = Cells::missing(rows.len());
            let values = properties.iter().map(|&number| values(rows.columns.get(number).unwrap_or(&missing))).collect();
            visit(&Block { of: rows.of.clone(), at: rows.at.clone(), values, part });
        }
    }
}

/// The rows of some ids.
fn parts<'r>(runs: &[&'r Run], kind: Kind, ids: Range<u64>) -> Vec<Part<'r>> {
    let place = |id: u64| u32::try_from(id).map_or(Place { of: u32::MAX, at: i64::MAX }, |of| Place { of, at: i64::MIN });
    let (from, before) = (place(ids.start), place(ids.end));
    let pages = runs.iter().flat_map(|run| run.between(from, before));
    let tables = pages.filter_map(|page| Some((page.bytes(), page.table(kind)?)));
    let parts = tables.map(|(bytes, table)| (bytes, table, table.before(bytes, from)..table.before(bytes, before)));
    parts.filter(|(_, _, rows)| !rows.is_empty()).collect()
}

fn values(cells: &Cells) -> Values<'_> {
    let present = || cells.present.contains(&false).then(|| cells.present.clone());
    match cells.form.filter(|_| cells.present.contains(&true)) {
        None => Values::Missing,
        Some(Form::Text) => Values::Codes { texts: Texts::of(&cells.strings), codes: cells.values.clone(), present: present() },
        Some(form) if form.is_bytes() => Values::Data((0..cells.values.len()).map(|row| cells.datum(row)).collect()),
        Some(form) => Values::Numbers { form, numbers: cells.values.clone(), present: present() },
    }
}
