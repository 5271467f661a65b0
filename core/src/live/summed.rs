//! Sums, means and larger counts against a number: two searches in a customer's running totals.

use tagora_dsl::Number;
use tagora_dsl::ast::{Aggregate, CompareOp, Type};

use super::counted::is_of_the_event_alone;
use crate::event::Schema;
use crate::rule::{Compare, Plan, Predicate, Property, Stream, Term, Window};
use crate::time;
use crate::value::Datum;

/// A sum or a mean of exact numbers, compared with a number.
#[derive(Debug)]
pub(crate) struct Comparison<'p> {
    pub(crate) stream: &'p Stream,
    /// Of what; none, if events are counted.
    pub(crate) property: Option<&'p Property>,
    pub(crate) window: Option<time::Window>,
    pub(crate) bound: Bound,
}

/// What a total, or the mean of a total of so many values, is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(super) is_mean: bool,
    pub(super) op: Compare,
    /// In billionths.
    pub(super) number: i128,
}

impl Bound {
    /// Whether it is true where so many values come to so much.
    pub(crate) fn accepts(self, total: i128, count: i128) -> bool {
        let (bound, is_missing) = if self.is_mean { (self.number * count, count == 0) } else { (self.number, false) };
        !is_missing && self.op.accepts(total.cmp(&bound))
    }
}

/// The comparison that a predicate is, if it is one.
pub(crate) fn summed<'p>(predicate: &'p Predicate, plan: &Plan, schema: &Schema) -> Option<Comparison<'p>> {
    let (left, op, bound) = match predicate {
        Predicate::Compare { left, op, right: Term::Constant(Datum::Number(bound)) } => (left, *op, *bound),
        Predicate::Happened { stream, window } => {
            let window = timed(window.as_ref())?;
            let one = Bound { is_mean: false, op: Compare(CompareOp::Ge), number: ONE };
            return is_of_the_event_alone(stream, plan).then_some(Comparison { stream, property: None, window, bound: one });
        }
        _ => return None,
    };
    let (stream, window, property, is_mean, times) = match left {
        Term::Aggregate { function: Aggregate::Sum, stream, property, window } => (stream, window, Some(property), false, 1),
        Term::Aggregate { function: Aggregate::Avg, stream, property, window } => (stream, window, Some(property), true, 1),
        // So many in each of some periods are so many times that in all.
        Term::Count { stream, window, periods } => (stream, window, None, false, i128::from((*periods).max(1))),
        _ => return None,
    };
    let window = timed(window.as_ref())?;
    let fits = property.is_none_or(|property| is_exact(property, schema)) && is_of_the_event_alone(stream, plan);
    fits.then(|| Comparison { stream, property, window, bound: Bound { is_mean, op, number: units(bound) * times } })
}

/// The window, if it does not begin with an event of the customer's.
fn timed(window: Option<&Window>) -> Option<Option<time::Window>> {
    window.map_or(Some(None), |window| window.timed().map(Some))
}

impl Comparison<'_> {
    /// Whether a value is in the window from its own instant on until it leaves.
    pub(super) fn begins_with_event(&self) -> bool {
        self.window.is_none_or(time::Window::begins_with_event)
    }
}

/// Whether a property is an exact number in every type that has it.
pub(super) fn is_exact(property: &Property, schema: &Schema) -> bool {
    property.0.iter().all(|(event, place)| {
        matches!(schema.properties(*event).get(*place).map(|field| &field.ty), Some(Type::Int | Type::Decimal(_)))
    })
}

/// One, as a value that is summed.
pub(crate) const ONE: i128 = 10_i128.pow(PLACES as u32);

/// A number in billionths, which every exact one is a whole number of.
pub(crate) fn units(number: Number) -> i128 {
    i128::from(number.units()) * 10_i128.pow(u32::from(PLACES.saturating_sub(number.scale())))
}

/// So many decimal places a number has at most.
const PLACES: u8 = 9;
