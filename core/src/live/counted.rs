//! Conditions that come down to counts: true while the k-th latest event of a stream is in the window.

use tagora_dsl::ast::{Aggregate, CompareOp, Occurrence};

use super::circuit::Circuit;
use super::reads::Reads;
use super::summed::is_exact;
use crate::event::Schema;
use crate::rule::{Compare, Plan, Predicate, Property, Stream, Term, Window};
use crate::time;
use crate::value::Datum;

/// So many latest instants of a stream are kept in a row.
const MAX_KEPT: i64 = 8;

/// At least `k` events of the stream are in the window; over all time, if there is none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AtLeast {
    pub(super) stream: Stream,
    pub(super) k: usize,
    pub(super) window: Option<time::Window>,
}

/// What a predicate comes down to, if that is counts.
pub(super) fn counted(
    predicate: &Predicate,
    (plan, schema): (&Plan, &Schema),
    mut at_least: impl FnMut(AtLeast) -> Circuit,
) -> Option<Circuit> {
    let mut once = |stream: &Stream, window: Option<time::Window>| {
        let alone = is_of_the_event_alone(stream, plan);
        alone.then(|| at_least(AtLeast { stream: stream.clone(), k: 1, window }))
    };
    match predicate {
        Predicate::Happened { stream, window } => once(stream, timed(window.as_ref())?),
        // The last event is in the window if any is.
        Predicate::InWindow { moment: Term::Occurrence { which: Occurrence::Last, stream, property: None }, window } => {
            once(stream, timed(Some(window))?)
        }
        Predicate::Ago { moment: Term::Occurrence { which: Occurrence::Last, stream, property: None }, reach } => {
            let since = once(stream, Some(time::Window::of_reach(*reach)))?;
            Some(Circuit::All(vec![once(stream, None)?, not(since)]))
        }
        Predicate::Compare { left: Term::Count { stream, window, periods: 0 | 1 }, op: Compare(op), right } => {
            let window = timed(window.as_ref())?;
            let alone = is_of_the_event_alone(stream, plan);
            let reaches = |k: usize| at_least(AtLeast { stream: stream.clone(), k, window });
            alone.then(|| compared(*op, right, MAX_KEPT, reaches))?
        }
        Predicate::Compare { left: Term::Aggregate { function, stream, property, window }, op: Compare(op), right } => {
            let window = timed(window.as_ref())?;
            if !is_exact(property, schema) || !is_of_the_event_alone(stream, plan) {
                return None;
            }
            let mut with = |op: CompareOp| once(&narrowed(stream, property, op, right), window);
            extreme(*function, *op, &mut with)
        }
        _ => None,
    }
}

/// The window, if events are in it from their own instant on.
pub(super) fn timed(window: Option<&Window>) -> Option<Option<time::Window>> {
    match window {
        None => Some(None),
        Some(Window::Timed(window)) if window.begins_with_event() => Some(Some(*window)),
        Some(_) => None,
    }
}

/// A count compared with a number, if that is no larger than so.
pub(super) fn compared(op: CompareOp, right: &Term, most: i64, mut at_least: impl FnMut(usize) -> Circuit) -> Option<Circuit> {
    let Term::Constant(Datum::Number(number)) = right else { return None };
    let one = 10_i64.checked_pow(u32::from(number.scale()))?;
    let (floor, is_whole) = (number.units().div_euclid(one), number.units().rem_euclid(one) == 0);
    let above = floor.checked_add(1)?;
    if above > most {
        return None;
    }
    let ceiling = if is_whole { floor } else { above };
    let mut reaches = |k: i64| usize::try_from(k).ok().filter(|&k| k > 0).map_or(Circuit::Always(true), &mut at_least);
    Some(match op {
        CompareOp::Ge => reaches(ceiling),
        CompareOp::Gt => reaches(above),
        CompareOp::Lt => not(reaches(ceiling)),
        CompareOp::Le => not(reaches(above)),
        CompareOp::Eq if is_whole => Circuit::All(vec![reaches(floor), not(reaches(above))]),
        CompareOp::Ne if is_whole => Circuit::Any(vec![not(reaches(floor)), reaches(above)]),
        CompareOp::Eq => Circuit::Always(false),
        CompareOp::Ne => Circuit::Always(true),
    })
}

/// A largest or smallest value compared with a number: whether there is a value that compares so, and one that does not.
fn extreme(function: Aggregate, op: CompareOp, with: &mut impl FnMut(CompareOp) -> Option<Circuit>) -> Option<Circuit> {
    use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
    // Beyond it lies what would make it larger (or smaller) than the number.
    let (beyond, not_short) = match function {
        Aggregate::Max => (Gt, Ge),
        Aggregate::Min => (Lt, Le),
        _ => return None,
    };
    let short = match function {
        Aggregate::Max => Lt,
        _ => Gt,
    };
    let is_short = |op: CompareOp| op == short || matches!((op, short), (Le, Lt) | (Ge, Gt));
    Some(match op {
        Eq => Circuit::All(vec![with(Eq)?, not(with(beyond)?)]),
        // Any value at all, and not that one.
        Ne => Circuit::Any(vec![with(beyond)?, Circuit::All(vec![with(short)?, not(with(not_short)?)])]),
        op if is_short(op) => {
            let otherwise = if op == short { not_short } else { beyond };
            Circuit::All(vec![with(op)?, not(with(otherwise)?)])
        }
        op => with(op)?,
    })
}

/// The events of a stream of which a property compares so with a number.
fn narrowed(stream: &Stream, property: &Property, op: CompareOp, right: &Term) -> Stream {
    let compares = Predicate::Compare { left: Term::Property(property.clone()), op: Compare(op), right: right.clone() };
    let filter = match &stream.filter {
        Some(filter) => Predicate::All(vec![(**filter).clone(), compares]),
        None => compares,
    };
    Stream { types: stream.types.clone(), filter: Some(filter.into()) }
}

fn not(circuit: Circuit) -> Circuit {
    Circuit::Not(Box::new(circuit))
}

/// Whether an event passes the stream's filter by what it says itself, whenever it is looked at.
pub(crate) fn is_of_the_event_alone(stream: &Stream, plan: &Plan) -> bool {
    stream.filter.as_ref().is_none_or(|filter| Reads::of(filter, plan).is_of_the_event_alone())
}
