//! One value out of many.

use std::cmp::Ordering;

use tagora_dsl::ast::Aggregate;

use crate::value::{Datum, Quantity};

/// `values` come in the order of their events; events without the property are not among them.
///
/// Sums and numbers of different values are 0 over nothing; the others have no value.
pub(crate) fn aggregate(function: Aggregate, mut values: Vec<Datum>) -> Option<Datum> {
    let total = |values: &[Datum]| values.iter().filter_map(Datum::quantity).fold(Quantity::ZERO, Quantity::add);
    let extreme = |wanted: Ordering| {
        let better = |best: Quantity, next: Quantity| if next.compare(&best) == wanted { next } else { best };
        values.iter().filter_map(Datum::quantity).reduce(better).map(Datum::from)
    };
    match function {
        Aggregate::Sum => Some(Datum::from(total(&values))),
        Aggregate::Avg => {
            let count = u64::try_from(values.len()).ok().filter(|&count| count > 0)?;
            Some(Datum::from(total(&values).divide(count)))
        }
        Aggregate::Min => extreme(Ordering::Less),
        Aggregate::Max => extreme(Ordering::Greater),
        Aggregate::Median => {
            values.sort_by(Datum::order);
            let middle = values.get(values.len() / 2)?.quantity()?;
            if values.len() % 2 == 1 {
                return Some(Datum::from(middle));
            }
            let below = values.get(values.len() / 2 - 1)?.quantity()?;
            Some(Datum::from(below.add(middle).divide(2)))
        }
        Aggregate::Distinct => {
            values.sort_by(Datum::order);
            values.dedup();
            Some(Datum::from(Quantity::from_count(values.len())))
        }
        Aggregate::Mode => mode(values),
    }
}

/// The most frequent value; of several that are as frequent, the one seen last.
fn mode(values: Vec<Datum>) -> Option<Datum> {
    let mut places: Vec<(Datum, usize)> = values.into_iter().enumerate().map(|(place, value)| (value, place)).collect();
    places.sort_by(|(a, x), (b, y)| a.order(b).then_with(|| x.cmp(y)));
    let most = places.chunk_by(|(a, _), (b, _)| a == b).max_by_key(|same| (same.len(), same.last().map(|(_, place)| *place)))?;
    most.last().map(|(value, _)| value.clone())
}

#[cfg(test)]
mod tests {
    use tagora_dsl::Number;

    use super::*;

    fn numbers(texts: &[&str]) -> Vec<Datum> {
        texts.iter().map(|text| Datum::Number(Number::parse(text).unwrap())).collect()
    }

    fn number(text: &str) -> Option<Datum> {
        numbers(&[text]).pop()
    }

    #[test]
    fn medians_are_exact_means() {
        assert_eq!(aggregate(Aggregate::Median, numbers(&["3", "1", "2"])), number("2"));
        assert_eq!(aggregate(Aggregate::Median, numbers(&["3", "1", "2", "0.5"])), number("1.5"));
        assert_eq!(aggregate(Aggregate::Median, vec![]), None);
    }

    #[test]
    fn the_mode_is_the_latest_of_the_most_frequent() {
        assert_eq!(aggregate(Aggregate::Mode, numbers(&["1", "2", "2.0", "1", "3"])), number("1"));
        assert_eq!(aggregate(Aggregate::Mode, numbers(&["1", "2", "1", "2"])), number("2"));
        assert_eq!(aggregate(Aggregate::Mode, vec![]), None);
    }

    #[test]
    fn different_values_are_counted_by_value() {
        assert_eq!(aggregate(Aggregate::Distinct, numbers(&["1", "1.0", "2"])), number("2"));
        assert_eq!(aggregate(Aggregate::Distinct, vec![]), number("0"));
    }
}
