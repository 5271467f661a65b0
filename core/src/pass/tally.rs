use roaring::RoaringBitmap;

use super::filter::Filter;
use super::ground::Ground;
use crate::customer::Ordinal;
use crate::event::log::{Block, Form, Kind, Values};
use crate::live::{Comparison, ONE, summed, units};
use crate::rule::{Predicate, Property};
use crate::time::Instant;
use crate::value::Datum;

/// What an event takes, about, and what its filter takes beside.
const EVENT_NANOS: u64 = 5;
const FILTER_NANOS: u64 = 10;

/// A count, a sum or a mean of events in a span of time against a number: columns of the log tell it.
#[derive(Debug)]
pub(super) struct Tally<'p> {
    comparison: Comparison<'p>,
    /// From the first on, before the second.
    span: (Instant, Instant),
}

impl<'p> Tally<'p> {
    pub(super) fn of(predicate: &'p Predicate, ground: &Ground<'_>) -> Option<Self> {
        let comparison = summed(predicate, ground.plan, ground.schema)?;
        let span = ground.span(comparison.window);
        Some(Self { comparison, span })
    }

    pub(super) fn nanos(&self, ground: &Ground<'_>) -> u64 {
        let is_counted = |kind| matches!(kind, Kind::Event(event) if self.comparison.stream.types.contains(&(event as usize)));
        let each = EVENT_NANOS + if self.comparison.stream.filter.is_some() { FILTER_NANOS } else { 0 };
        ground.log.about(is_counted) as u64 * each
    }

    /// Those of some customers, of one id each, of whom it is true.
    pub(super) fn found(&self, ground: &Ground<'_>, open: &RoaringBitmap) -> RoaringBitmap {
        let len = open.max().map_or(0, |last| last as usize + 1);
        let mut counts = vec![0_u32; len];
        let of = |counts: &[u32], customer: Ordinal| counts.get(customer as usize).copied().unwrap_or(0);
        let Some(property) = self.comparison.property else {
            self.each(ground, None, |customer, _, _| {
                if let Some(count) = counts.get_mut(customer as usize) {
                    *count = count.saturating_add(1);
                }
            });
            let accepts = |count: u32| self.comparison.bound.accepts(i128::from(count) * ONE, count.into());
            return open.iter().filter(|&customer| accepts(of(&counts, customer))).collect();
        };
        let mut totals = vec![0_i128; len];
        self.each(ground, Some(property), |customer, values, row| {
            let Some(value) = values.and_then(|values| number(values, row)) else { return };
            if let (Some(total), Some(count)) = (totals.get_mut(customer as usize), counts.get_mut(customer as usize)) {
                *total += value;
                *count = count.saturating_add(1);
            }
        });
        let total = |customer: Ordinal| totals.get(customer as usize).copied().unwrap_or(0);
        let accepts = |&customer: &Ordinal| self.comparison.bound.accepts(total(customer), of(&counts, customer).into());
        open.iter().filter(accepts).collect()
    }

    /// Shows whose each event is, with the values of a property and its row there.
    fn each(&self, ground: &Ground<'_>, property: Option<&Property>, mut show: impl FnMut(Ordinal, Option<&Values<'_>>, usize)) {
        let (from, before) = self.span;
        for &event in &self.comparison.stream.types {
            let mut filter = self.comparison.stream.filter.as_ref().map(|filter| Filter::of(filter, event, ground));
            let mut places = filter.as_ref().map_or_else(Vec::new, |filter| filter.places().to_vec());
            let place = property.and_then(|property| property.0.iter().find(|(of, _)| *of == event));
            let shown = place.map(|(_, place)| {
                places.push(*place);
                places.len() - 1
            });
            let mut visit = |block: &Block<'_>| {
                let values = shown.and_then(|shown| block.values.get(shown));
                match &mut filter {
                    None => block.of.iter().enumerate().for_each(|(row, &of)| show(of, values, row)),
                    Some(filter) => {
                        let passing = filter.passing(block);
                        let rows = block.of.iter().zip(passing).enumerate().filter(|(_, (_, passes))| *passes);
                        rows.for_each(|(row, (&of, _))| show(of, values, row));
                    }
                }
            };
            ground.log.scan(Kind::Event(event as u32), &places, from, before, &mut visit);
        }
    }
}

/// A value in billionths, if it is a number.
pub(super) fn number(values: &Values<'_>, row: usize) -> Option<i128> {
    match values {
        Values::Numbers { form: Form::Number { .. }, .. } | Values::Data(_) => match values.datum(row)? {
            Datum::Number(number) => Some(units(number)),
            _ => None,
        },
        _ => None,
    }
}
