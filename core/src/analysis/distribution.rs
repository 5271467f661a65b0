use super::Suppress;
use super::figures::{self, Figures};
use crate::error::{Error, ErrorKind, Result};
use crate::value::{Datum, Quantity, Value};

/// How numbers lie: how many, their sum and mean, and the ones at some places of their order.
///
/// The percentile p of n numbers in order is the smallest that p percent of them do not exceed; where p percent of n is a whole
/// number, the mean of this one and the next. So the 50th is the median as the language has it, the 0th the smallest and the
/// 100th the largest.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Distribution {
    /// Of how many customers numbers are.
    pub customers: Option<u64>,
    /// How many numbers there are.
    pub values: Option<u64>,
    /// All together; 0 of none.
    pub sum: Option<Value>,
    /// Their mean, as exact as the numbers; none of none.
    pub mean: Option<Value>,
    /// Each percentile asked for with the number there, in the order asked for.
    pub percentiles: Vec<(f64, Option<Value>)>,
}

impl Distribution {
    /// One that tells nothing but what was asked.
    pub(super) fn held_back(self) -> Self {
        let percentiles = self.percentiles.into_iter().map(|(percent, _)| (percent, None)).collect();
        Self { customers: None, values: None, sum: None, mean: None, percentiles }
    }

    /// A row for each number: `measure`, `value`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let row = |figures: Figures, name: &str, value| figures.row([figures::text(Some(name)), value]);
        let mut figures = Figures::of(&["measure", "value"]);
        figures = row(figures, "customers", figures::count(self.customers));
        figures = row(figures, "values", figures::count(self.values));
        figures = row(figures, "sum", self.sum.clone());
        figures = row(figures, "mean", self.mean.clone());
        self.percentiles.iter().fold(figures, |figures, (percent, value)| row(figures, &format!("p{percent}"), value.clone()))
    }
}

/// Percentiles that were asked for, in hundredths of a percent.
#[derive(Clone, Debug)]
pub(crate) struct Percentiles(Vec<(f64, u64)>);

/// The most that are asked for at once.
const MAX_PERCENTILES: usize = 1_000;
const WHOLE: u64 = 10_000;

impl Percentiles {
    pub(crate) fn of(percents: &[f64]) -> Result<Self> {
        if percents.len() > MAX_PERCENTILES {
            let message = format!("{} percentiles, the limit is {MAX_PERCENTILES}", percents.len());
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("ask for fewer"));
        }
        let of = |&percent: &f64| {
            if (0.0..=100.0).contains(&percent) {
                return Ok((percent, (percent * 100.0).round() as u64));
            }
            Err(Error::new(ErrorKind::InvalidAnalysis, format!("`{percent}` is no percentile"))
                .with_help("ask for one from 0 to 100, such as 50 for the median"))
        };
        percents.iter().map(of).collect::<Result<_>>().map(Self)
    }

    /// How some numbers of so many customers lie.
    pub(crate) fn distribution(&self, mut numbers: Vec<Quantity>, customers: u64, suppress: Suppress) -> Distribution {
        numbers.sort_by(Quantity::compare);
        let mut tally = super::Tally::default();
        numbers.iter().for_each(|&number| tally.add_value(Some(number)));
        let is_told = !suppress.hides(customers);
        Distribution {
            customers: suppress.shown(customers),
            values: is_told.then_some(numbers.len() as u64),
            sum: is_told.then(|| tally.sum()),
            mean: if is_told { tally.mean() } else { None },
            percentiles: self.0.iter().map(|&(percent, of)| (percent, at(&numbers, of, is_told.then_some(suppress)))).collect(),
        }
    }
}

/// The percentile of numbers in order, if it may be told.
fn at(numbers: &[Quantity], of: u64, suppress: Option<Suppress>) -> Option<Value> {
    let (first, second) = places(numbers.len(), of, suppress?)?;
    Some(between(*numbers.get(first)?, *numbers.get(second)?))
}

/// The median of whole numbers, each that of another customer, if it may be told.
pub(super) fn median(mut numbers: Vec<i64>, suppress: Suppress) -> Option<Value> {
    let (first, second) = places(numbers.len(), WHOLE / 2, suppress)?;
    let (_, &mut lower, above) = numbers.select_nth_unstable(first);
    let upper = if second > first { above.iter().copied().min()? } else { lower };
    Some(between(Quantity::whole(lower), Quantity::whole(upper)))
}

/// Between which of so many numbers in order a percentile lies, if it may be told.
fn places(len: usize, of: u64, suppress: Suppress) -> Option<(usize, usize)> {
    let last = (len as u64).checked_sub(1)?;
    let reached = u128::from(of) * len as u128;
    let is_between = reached.is_multiple_of(u128::from(WHOLE)) && of > 0 && of < WHOLE;
    let first = (reached.div_ceil(u128::from(WHOLE)) as u64).saturating_sub(1).min(last);
    let second = if is_between { (first + 1).min(last) } else { first };
    let is_hidden = suppress.hides(len as u64) || suppress.hides(second + 1) || suppress.hides(last - first + 1);
    (!is_hidden).then_some((first as usize, second as usize))
}

/// The mean of two numbers; of the same, that.
fn between(first: Quantity, second: Quantity) -> Value {
    if first.compare(&second).is_eq() { first.into() } else { first.plus(second).over(2).into() }
}

/// The numbers among some values.
pub(crate) fn numbers(values: &[(u32, Datum)]) -> Vec<Quantity> {
    values.iter().filter_map(|(_, value)| value.quantity()).collect()
}
