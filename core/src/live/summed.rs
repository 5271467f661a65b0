//! Sums and means against a number: two searches in a customer's running totals.

use tagora_dsl::Number;
use tagora_dsl::ast::{Aggregate, Type};

use super::counted::is_of_the_event_alone;
use crate::event::Schema;
use crate::rule::{Compare, Plan, Predicate, Property, Stream, Term, Window};
use crate::time;
use crate::value::Datum;

/// A sum or a mean of exact numbers, compared with a number.
#[derive(Debug)]
pub(super) struct Comparison<'p> {
    pub(super) stream: &'p Stream,
    pub(super) property: &'p Property,
    pub(super) window: Option<time::Window>,
    pub(super) is_mean: bool,
    pub(super) op: Compare,
    pub(super) bound: i128,
}

/// The comparison that a predicate is, if it is one.
pub(super) fn summed<'p>(predicate: &'p Predicate, plan: &Plan, schema: &Schema) -> Option<Comparison<'p>> {
    let Predicate::Compare { left: Term::Aggregate { function, stream, property, window }, op, right } = predicate else {
        return None;
    };
    let Term::Constant(Datum::Number(bound)) = right else { return None };
    let is_mean = match function {
        Aggregate::Sum => false,
        Aggregate::Avg => true,
        _ => return None,
    };
    let window = match window {
        None => None,
        Some(Window::Timed(window)) if window.begins_with_event() => Some(*window),
        Some(_) => return None,
    };
    let is_exact = |(event, place): &(usize, usize)| {
        matches!(schema.properties(*event).get(*place).map(|field| &field.ty), Some(Type::Int | Type::Decimal(_)))
    };
    let fits = property.0.iter().all(is_exact) && is_of_the_event_alone(stream, plan);
    fits.then(|| Comparison { stream, property, window, is_mean, op: *op, bound: units(*bound) })
}

/// A number in billionths, which every exact one is a whole number of.
pub(super) fn units(number: Number) -> i128 {
    i128::from(number.units()) * 10_i128.pow(u32::from(PLACES.saturating_sub(number.scale())))
}

/// So many decimal places a number has at most.
const PLACES: u8 = 9;
