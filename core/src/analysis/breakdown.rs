use std::sync::Arc;

use super::figures::{self, Figures};
use super::{Suppress, Tally};
use crate::value::Value;

/// How the customers of a segment are divided: by the tags of a group, by the values of an attribute, or as it says.
///
/// A customer with several tags of a group is in the part of each; the parts then are more than the whole.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Breakdown {
    /// By what.
    pub by: Arc<str>,
    /// How many customers there are in all.
    pub customers: Option<u64>,
    /// The parts, of those who have none last.
    pub parts: Vec<Part>,
}

/// Some customers of a [`Breakdown`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Part {
    /// The value, or the tag's path; none for those who have none.
    pub value: Option<Arc<str>>,
    /// How many customers.
    pub customers: Option<u64>,
    /// These among all, from 0 to 1.
    pub share: Option<f64>,
    /// How many of them have a number, where numbers are asked for.
    pub values: Option<u64>,
    /// The numbers together; 0 of none.
    pub sum: Option<Value>,
    /// Their mean, as exact as the numbers; none of none.
    pub mean: Option<Value>,
}

impl Breakdown {
    /// Of parts in order, whose sums are told if numbers were asked for.
    pub(crate) fn of(
        by: &str,
        customers: u64,
        parts: Vec<(Option<Arc<str>>, Tally)>,
        is_measured: bool,
        suppress: Suppress,
    ) -> Self {
        let customers = suppress.shown(customers);
        let hidden = suppress.parts(&parts.iter().map(|(_, tally)| tally.customers).collect::<Vec<_>>());
        let no_values = suppress.parts(&parts.iter().map(|(_, tally)| tally.values).collect::<Vec<_>>());
        let parts = parts.into_iter().zip(hidden.into_iter().zip(no_values)).map(|((value, tally), (hidden, no_values))| {
            let told = (!hidden).then_some(tally.customers);
            let of_values = is_measured && !hidden && !no_values;
            Part {
                value,
                customers: told,
                share: figures::share(told, customers),
                values: of_values.then_some(tally.values),
                sum: of_values.then(|| tally.sum()),
                mean: if of_values { tally.mean() } else { None },
            }
        });
        Self { by: by.into(), customers, parts: parts.collect() }
    }

    /// A row for each part: `value`, `customers`, `share`, `values`, `sum`, `mean`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let columns = Figures::of(&["value", "customers", "share", "values", "sum", "mean"]);
        self.parts.iter().fold(columns, |figures, part| {
            figures.row([
                figures::text(part.value.as_deref()),
                figures::count(part.customers),
                figures::ratio(part.share),
                figures::count(part.values),
                part.sum.clone(),
                part.mean.clone(),
            ])
        })
    }
}
