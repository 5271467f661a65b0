//! Counts against a number: true while the k-th latest event of a stream is in the window.

use tagora_dsl::ast::CompareOp;

use super::circuit::Circuit;
use super::reads::Reads;
use crate::rule::{Compare, Plan, Predicate, Stream, Term, Window};
use crate::time;
use crate::value::Datum;

/// So many latest instants of a stream are kept in a row. Counts against larger numbers are walked.
const MAX_KEPT: i64 = 8;

/// At least `k` events of the stream are in the window; over all time, if there is none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AtLeast<'p> {
    pub(super) stream: &'p Stream,
    pub(super) k: usize,
    pub(super) window: Option<time::Window>,
}

/// A comparison of a count with a number, made of counts of at least so many, if it is one.
pub(super) fn counted<'p>(
    predicate: &'p Predicate,
    plan: &Plan,
    mut at_least: impl FnMut(AtLeast<'p>) -> Circuit,
) -> Option<Circuit> {
    let Comparison { stream, window, op, floor, is_whole } = comparison(predicate)?;
    let window = match window {
        None => None,
        Some(Window::Timed(window)) if window.begins_with_event() => Some(*window),
        Some(_) => return None,
    };
    if !is_of_the_event_alone(stream, plan) {
        return None;
    }
    let mut reaches = |k: i64| match k {
        ..=0 => Some(Circuit::Always(true)),
        1..=MAX_KEPT => Some(at_least(AtLeast { stream, k: usize::try_from(k).ok()?, window })),
        _ => None,
    };
    let ceiling = if is_whole { floor } else { floor.checked_add(1)? };
    let above = floor.checked_add(1)?;
    let not = |circuit| Circuit::Not(Box::new(circuit));
    Some(match op {
        CompareOp::Ge => reaches(ceiling)?,
        CompareOp::Gt => reaches(above)?,
        CompareOp::Lt => not(reaches(ceiling)?),
        CompareOp::Le => not(reaches(above)?),
        CompareOp::Eq if is_whole => Circuit::All(vec![reaches(floor)?, not(reaches(above)?)]),
        CompareOp::Ne if is_whole => Circuit::Any(vec![not(reaches(floor)?), reaches(above)?]),
        CompareOp::Eq => Circuit::Always(false),
        CompareOp::Ne => Circuit::Always(true),
    })
}

/// A count compared with a number.
struct Comparison<'p> {
    stream: &'p Stream,
    window: Option<&'p Window>,
    op: CompareOp,
    /// The number's whole part, and whether that is all of it.
    floor: i64,
    is_whole: bool,
}

fn comparison(predicate: &Predicate) -> Option<Comparison<'_>> {
    match predicate {
        Predicate::Happened { stream, window } => {
            Some(Comparison { stream, window: window.as_ref(), op: CompareOp::Ge, floor: 1, is_whole: true })
        }
        Predicate::Compare { left: Term::Count { stream, window, periods: 0 | 1 }, op: Compare(op), right } => {
            let Term::Constant(Datum::Number(number)) = right else { return None };
            let one = 10_i64.checked_pow(u32::from(number.scale()))?;
            let (floor, rest) = (number.units().div_euclid(one), number.units().rem_euclid(one));
            Some(Comparison { stream, window: window.as_ref(), op: *op, floor, is_whole: rest == 0 })
        }
        _ => None,
    }
}

/// Whether an event passes the stream's filter by what it says itself, whenever it is looked at.
pub(super) fn is_of_the_event_alone(stream: &Stream, plan: &Plan) -> bool {
    stream.filter.as_ref().is_none_or(|filter| Reads::of(filter, plan) == Reads::default())
}
