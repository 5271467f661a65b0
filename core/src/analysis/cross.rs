use std::sync::Arc;

use super::Suppress;
use super::figures::{self, Figures};

/// How many customers are in each of some parts and in each of others.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Cross {
    /// What rows are by, and columns.
    pub by: [Arc<str>; 2],
    /// The rows' values, none for those who have none.
    pub rows: Vec<Option<Arc<str>>>,
    /// The columns' values, none for those who have none.
    pub columns: Vec<Option<Arc<str>>>,
    /// A count for each row and column, row by row.
    counts: Vec<Option<u64>>,
}

impl Cross {
    /// Counts lie row by row.
    pub(crate) fn of(
        by: [&str; 2],
        rows: Vec<Option<Arc<str>>>,
        columns: Vec<Option<Arc<str>>>,
        counts: &[u64],
        suppress: Suppress,
    ) -> Self {
        let hidden = suppress.cells(counts, columns.len());
        let counts = counts.iter().zip(hidden).map(|(&count, hidden)| (!hidden).then_some(count)).collect();
        Self { by: by.map(Into::into), rows, columns, counts }
    }

    /// How many customers are in a row and a column, by their places; none where that is held back.
    #[must_use]
    pub fn count(&self, row: usize, column: usize) -> Option<u64> {
        if column >= self.columns.len() {
            return None;
        }
        self.counts.get(row * self.columns.len() + column).copied().flatten()
    }

    /// A row for each pair: `row`, `column`, `customers`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.named("row", "column")
    }

    /// A row for each pair, with names for what rows and columns are by.
    pub(super) fn named(&self, row: &str, column: &str) -> Figures {
        let columns = Figures::of(&[row, column, "customers"]);
        let places = (0..self.rows.len()).flat_map(|row| (0..self.columns.len()).map(move |column| (row, column)));
        places.fold(columns, |figures, (row, column)| {
            let (one, other) = (self.rows[row].as_deref(), self.columns[column].as_deref());
            figures.row([figures::text(one), figures::text(other), figures::count(self.count(row, column))])
        })
    }
}
