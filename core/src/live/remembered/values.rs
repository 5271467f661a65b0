//! Aggregates that no running total gives exactly: the values in the window are kept, and gone through.

use std::collections::VecDeque;

use tagora_dsl::ast::Aggregate;

use crate::event::Entry;
use crate::live::counted::timed;
use crate::live::filter::Said;
use crate::live::gate::{Gate, Look};
use crate::reference::aggregate;
use crate::rule::{Compare, Plan, Predicate, Property, Term};
use crate::time::{Instant, Window};
use crate::value::{Datum, Quantity};

/// What the values of events in a window come to is compared with a constant.
#[derive(Clone, Debug)]
pub(in crate::live) struct Valued {
    pub(in crate::live) gate: Gate,
    function: Aggregate,
    property: Property,
    window: Option<Window>,
    op: Compare,
    bound: Datum,
}

/// Values in order of their events.
#[derive(Clone, Debug)]
pub(in crate::live) enum Values {
    /// Of all time: added up one after another, as floats must be.
    Total { count: u64, total: Quantity },
    /// Those that are in the window, or were.
    Each(VecDeque<(Instant, Datum)>),
}

impl Valued {
    pub(in crate::live) fn of(predicate: &Predicate, plan: &Plan) -> Option<Self> {
        let Predicate::Compare { left, op, right: Term::Constant(bound) } = predicate else { return None };
        let Term::Aggregate { function, stream, property, window } = left else { return None };
        let window = timed(window.as_ref())?;
        // Of what never leaves no more is kept than a total.
        let is_total = matches!(function, Aggregate::Sum | Aggregate::Avg);
        (window.is_some() || is_total).then_some(())?;
        let (gate, property, bound) = (Gate::of(stream, plan)?, property.clone(), bound.clone());
        Some(Self { gate, function: *function, property, window, op: *op, bound })
    }

    pub(in crate::live) fn nothing(&self) -> Values {
        match self.window {
            None => Values::Total { count: 0, total: Quantity::ZERO },
            Some(_) => Values::Each(VecDeque::new()),
        }
    }

    pub(in crate::live) fn take_in(&self, values: &mut Values, entry: &Entry, look: &mut Look<'_, '_>) {
        if !self.gate.lets_pass(entry, look) {
            return;
        }
        let Some((_, value)) = Said::by(entry).and_then(|said| said.property(&self.property)) else { return };
        match values {
            Values::Total { count, total } => {
                // Values that are no numbers count, but add nothing.
                *count += 1;
                *total = value.quantity().map_or(*total, |value| total.add(value));
            }
            Values::Each(each) => {
                let gone = self.gone(each, entry.at, look);
                each.drain(..gone);
                each.push_back((entry.at, value.clone()));
            }
        }
    }

    /// How many have left the window.
    fn gone(&self, each: &VecDeque<(Instant, Datum)>, now: Instant, look: &Look<'_, '_>) -> usize {
        let zone = &look.moment.plan.zone;
        self.window.map_or(0, |window| each.partition_point(|(at, _)| window.leave(*at, zone) <= now))
    }

    /// Whether it is true, and when time can next change that.
    pub(in crate::live) fn stands(&self, values: &Values, look: &Look<'_, '_>) -> (bool, Instant) {
        let (value, deadline) = match values {
            Values::Total { count, total } if self.function == Aggregate::Avg => {
                (Some(*count).filter(|&count| count > 0).map(|count| Datum::from(total.divide(count))), Instant::NEVER)
            }
            Values::Total { total, .. } => (Some(Datum::from(*total)), Instant::NEVER),
            Values::Each(each) => {
                let gone = self.gone(each, look.moment.now, look);
                let in_window: Vec<Datum> = each.range(gone..).map(|(_, value)| value.clone()).collect();
                let leaves = |at: Instant| self.window.map_or(Instant::NEVER, |window| window.leave(at, &look.moment.plan.zone));
                (aggregate(self.function, in_window), each.get(gone).map_or(Instant::NEVER, |(at, _)| leaves(*at)))
            }
        };
        let order = value.and_then(|value| value.compare(&self.bound));
        (order.is_some_and(|order| self.op.accepts(order)), deadline)
    }
}

impl Values {
    /// Bytes in use beside itself, about.
    #[cfg(feature = "measure")]
    pub(in crate::live) fn bytes(&self) -> usize {
        match self {
            Self::Total { .. } => 0,
            Self::Each(each) => each.capacity() * size_of::<(Instant, Datum)>(),
        }
    }
}
