//! Counts, sums and means behind the first or the last event of another stream. Time changes nothing about them.

use tagora_dsl::ast::{Aggregate, Occurrence};

use crate::event::{Entry, Schema};
use crate::live::filter::Said;
use crate::live::gate::{Gate, Look};
use crate::live::summed::{Bound, ONE, is_exact, units};
use crate::rule::{Anchor, Compare, Plan, Predicate, Property, Stream, Term, Window};
use crate::value::Datum;
use tagora_dsl::ast::CompareOp;

/// What comes together behind an event is compared with a number.
#[derive(Clone, Debug)]
pub(in crate::live) struct Tallied {
    gate: Gate,
    anchor: Gate,
    /// Whether each event of the anchor begins anew.
    is_last: bool,
    /// Of what; none, if events are counted.
    property: Option<Property>,
    bound: Bound,
}

/// What has come together so far; nothing before the anchor.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::live) struct Tally {
    is_anchored: bool,
    count: i128,
    total: i128,
}

impl Tallied {
    pub(in crate::live) fn of(predicate: &Predicate, plan: &Plan, schema: &Schema) -> Option<Self> {
        let (left, op, bound) = match predicate {
            Predicate::Happened { stream, window: Some(Window::Since(anchor)) } => {
                return Self::behind(anchor, (stream, None, false), (Compare(CompareOp::Ge), ONE), plan);
            }
            Predicate::Compare { left, op, right: Term::Constant(Datum::Number(bound)) } => (left, *op, units(*bound)),
            _ => return None,
        };
        let (anchor, of) = match left {
            Term::Count { stream, window: Some(Window::Since(anchor)), periods: 0 | 1 } => (anchor, (stream, None, false)),
            Term::Aggregate { function, stream, property, window: Some(Window::Since(anchor)) } => {
                let is_mean = match function {
                    Aggregate::Sum => false,
                    Aggregate::Avg => true,
                    _ => return None,
                };
                (anchor, (stream, Some(property).filter(|property| is_exact(property, schema)), is_mean))
            }
            _ => return None,
        };
        let is_known = matches!((left, of.1), (Term::Count { .. }, None) | (Term::Aggregate { .. }, Some(_)));
        if is_known { Self::behind(anchor, of, (op, bound), plan) } else { None }
    }

    fn behind(
        anchor: &Anchor,
        (stream, property, is_mean): (&Stream, Option<&Property>, bool),
        (op, number): (Compare, i128),
        plan: &Plan,
    ) -> Option<Self> {
        Some(Self {
            gate: Gate::of(stream, plan)?,
            anchor: Gate::of(&anchor.stream, plan)?,
            is_last: anchor.which == Occurrence::Last,
            property: property.cloned(),
            bound: Bound { is_mean, op, number },
        })
    }

    pub(in crate::live) fn gates(&mut self) -> [&mut Gate; 2] {
        [&mut self.gate, &mut self.anchor]
    }

    pub(in crate::live) fn take_in(&self, tally: &mut Tally, entry: &Entry, look: &mut Look<'_, '_>) {
        // The anchor itself is not behind it.
        if tally.is_anchored
            && self.gate.lets_pass(entry, look)
            && let Some(value) = Said::by(entry).and_then(|said| said.amount(self.property.as_ref()))
        {
            tally.count += 1;
            tally.total += value;
        }
        if (self.is_last || !tally.is_anchored) && self.anchor.lets_pass(entry, look) {
            *tally = Tally { is_anchored: true, ..Tally::default() };
        }
    }

    pub(in crate::live) fn stands(&self, tally: &Tally) -> bool {
        self.bound.accepts(tally.total, tally.count)
    }
}
