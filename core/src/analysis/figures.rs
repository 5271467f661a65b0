use std::fmt;
use std::sync::Arc;

use crate::value::Value;

/// What an analysis found, as columns and rows: the form that tables of every kind can be made of.
///
/// All rows are as long as there are columns. A cell without a value is one of which there is none (nobody to take a mean of), or one
/// that is [held back](crate::Suppress) because it would tell of too few.
///
/// ```
/// use tagora::{Batch, By, Engine, Instant, Scope, Suppress};
/// let engine = Engine::in_memory();
/// engine.load("attribute city: text\ntag vip")?;
/// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
/// batch.customer(1, start).set(1, "city", "Shanghai", start);
/// engine.apply(&batch, start)?;
/// let snapshot = engine.snapshot(&Scope::All)?;
/// let figures = snapshot.analysis(Suppress::NONE).breakdown(&engine.prepare("not has vip")?, By::Attribute("city"), None)?.figures();
/// assert_eq!(figures.columns()[..2], ["value".into(), "customers".into()]);
/// assert_eq!(figures.rows()[0][..2], [Some("Shanghai".into()), Some(1.into())]);
/// assert!(figures.to_string().contains("Shanghai"));
/// # Ok::<(), tagora::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    columns: Vec<Arc<str>>,
    rows: Vec<Vec<Option<Value>>>,
}

impl Figures {
    pub(crate) fn of(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&name| name.into()).collect(), rows: Vec::new() }
    }

    /// One row more. What is missing at its end has no value; what is too many is left out.
    pub(crate) fn row(mut self, cells: impl IntoIterator<Item = Option<Value>>) -> Self {
        let cells = cells.into_iter().chain(std::iter::repeat(None));
        self.rows.push(cells.take(self.columns.len()).collect());
        self
    }

    /// The columns' names.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    /// The rows, each with a cell for every column.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Option<Value>>] {
        &self.rows
    }
}

/// Lines of cells with tabs between them, the names first.
impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.columns.join("\t"))?;
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.as_ref().map_or_else(String::new, Value::to_string)).collect();
            write!(f, "\n{}", cells.join("\t"))?;
        }
        Ok(())
    }
}

/// A count as a cell.
pub(crate) fn count(count: Option<u64>) -> Option<Value> {
    count.map(|count| Value::Int(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// A ratio as a cell.
pub(crate) fn ratio(ratio: Option<f64>) -> Option<Value> {
    ratio.map(Value::Float)
}

/// A text as a cell.
pub(crate) fn text(text: Option<&str>) -> Option<Value> {
    text.map(Value::from)
}

/// `part / whole`; none of nothing.
pub(crate) fn share(part: Option<u64>, whole: Option<u64>) -> Option<f64> {
    let (part, whole) = (part?, whole.filter(|&whole| whole > 0)?);
    Some(part as f64 / whole as f64)
}
