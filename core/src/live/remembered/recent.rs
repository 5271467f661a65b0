//! So many different values, or days, in a window: the latest of each is kept, and the k-th of them decides.

use tagora_dsl::ast::{Aggregate, CompareOp};

use crate::event::Entry;
use crate::live::circuit::Circuit;
use crate::live::counted::{compared, timed};
use crate::live::filter::Said;
use crate::live::gate::{Gate, Look};
use crate::rule::{Compare, Plan, Predicate, Property, Term};
use crate::time::{Instant, Window};
use crate::value::Datum;

/// At least `k` different values of the events of a stream lie in a window.
#[derive(Clone, Debug)]
pub(in crate::live) struct Recent {
    pub(in crate::live) gate: Gate,
    what: What,
    k: usize,
    window: Option<Window>,
}

#[derive(Clone, Debug)]
enum What {
    Property(Property),
    /// The day on which it happened.
    Day,
}

/// So many values are gone through one by one at each event.
const MOST: i64 = 64;

/// What a predicate comes down to, if that is numbers of different values. `atom` is given each with a predicate that says the
/// same.
pub(in crate::live) fn recent(
    predicate: &Predicate,
    plan: &Plan,
    mut atom: impl FnMut(Predicate, Recent) -> Circuit,
) -> Option<Circuit> {
    let Predicate::Compare { left, op: Compare(op), right } = predicate else { return None };
    let (stream, window, what) = match left {
        Term::Aggregate { function: Aggregate::Distinct, stream, property, window } => {
            (stream, window, What::Property(property.clone()))
        }
        Term::ActiveDays { stream, window } => (stream, window, What::Day),
        _ => return None,
    };
    let (gate, window) = (Gate::of(stream, plan)?, timed(window.as_ref())?);
    compared(*op, right, MOST, |k| {
        let number = Datum::Number(i64::try_from(k).unwrap_or(i64::MAX).into());
        let at_least = Compare(CompareOp::Ge);
        let key = Predicate::Compare { left: left.clone(), op: at_least, right: Term::Constant(number) };
        atom(key, Recent { gate: gate.clone(), what: what.clone(), k, window })
    })
}

impl Recent {
    pub(in crate::live) fn take_in(&self, values: &mut Vec<(Datum, Instant)>, entry: &Entry, look: &mut Look<'_, '_>) {
        if !self.gate.lets_pass(entry, look) {
            return;
        }
        let value = match &self.what {
            What::Property(property) => Said::by(entry).and_then(|said| said.property(property)).map(|(_, value)| value.clone()),
            What::Day => Some(Datum::Date(entry.at.local_date(&look.moment.plan.zone))),
        };
        let Some(value) = value else { return };
        match values.iter().position(|(known, _)| *known == value) {
            Some(place) => values[..=place].rotate_right(1),
            None => {
                values.truncate(self.k - 1);
                values.insert(0, (value.clone(), entry.at));
            }
        }
        values[0] = (value, entry.at);
    }

    /// Whether it is true, and when time changes that.
    pub(in crate::live) fn stands(&self, values: &[(Datum, Instant)], look: &Look<'_, '_>) -> (bool, Instant) {
        let Some((_, at)) = values.get(self.k - 1) else { return (false, Instant::NEVER) };
        let leaves = self.window.map_or(Instant::NEVER, |window| window.leave(*at, &look.moment.plan.zone));
        if leaves > look.moment.now { (true, leaves) } else { (false, Instant::NEVER) }
    }
}
