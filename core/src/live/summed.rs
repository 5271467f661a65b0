//! Sums, means and larger counts against a number: two searches in a customer's running totals.

use tagora_dsl::Number;
use tagora_dsl::ast::{Aggregate, Type};

use super::counted::{is_of_the_event_alone, timed};
use crate::event::Schema;
use crate::rule::{Compare, Plan, Predicate, Property, Stream, Term};
use crate::time;
use crate::value::Datum;

/// A sum or a mean of exact numbers, compared with a number.
#[derive(Debug)]
pub(super) struct Comparison<'p> {
    pub(super) stream: &'p Stream,
    /// Of what; none, if events are counted.
    pub(super) property: Option<&'p Property>,
    pub(super) window: Option<time::Window>,
    pub(super) is_mean: bool,
    pub(super) op: Compare,
    pub(super) bound: i128,
}

/// The comparison that a predicate is, if it is one.
pub(super) fn summed<'p>(predicate: &'p Predicate, plan: &Plan, schema: &Schema) -> Option<Comparison<'p>> {
    let Predicate::Compare { left, op, right: Term::Constant(Datum::Number(bound)) } = predicate else { return None };
    let (stream, window, property, is_mean, times) = match left {
        Term::Aggregate { function: Aggregate::Sum, stream, property, window } => (stream, window, Some(property), false, 1),
        Term::Aggregate { function: Aggregate::Avg, stream, property, window } => (stream, window, Some(property), true, 1),
        // So many in each of some periods are so many times that in all.
        Term::Count { stream, window, periods } => (stream, window, None, false, i128::from((*periods).max(1))),
        _ => return None,
    };
    let window = timed(window.as_ref())?;
    let fits = property.is_none_or(|property| is_exact(property, schema)) && is_of_the_event_alone(stream, plan);
    fits.then(|| Comparison { stream, property, window, is_mean, op: *op, bound: units(*bound) * times })
}

/// Whether a property is an exact number in every type that has it.
pub(super) fn is_exact(property: &Property, schema: &Schema) -> bool {
    property.0.iter().all(|(event, place)| {
        matches!(schema.properties(*event).get(*place).map(|field| &field.ty), Some(Type::Int | Type::Decimal(_)))
    })
}

/// One, as a value that is summed.
pub(super) const ONE: i128 = 10_i128.pow(PLACES as u32);

/// A number in billionths, which every exact one is a whole number of.
pub(super) fn units(number: Number) -> i128 {
    i128::from(number.units()) * 10_i128.pow(u32::from(PLACES.saturating_sub(number.scale())))
}

/// So many decimal places a number has at most.
const PLACES: u8 = 9;
