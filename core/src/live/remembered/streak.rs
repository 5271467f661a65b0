//! Days, weeks or months in a row.

use jiff::civil::Date;
use tagora_dsl::ast::Unit;

use crate::event::Entry;
use crate::live::gate::{Gate, Look};
use crate::rule::{Compare, Plan, Predicate, Term};
use crate::time::{Instant, Window};
use crate::value::{Datum, Quantity};

/// How many periods in a row have an event is compared with a number.
#[derive(Clone, Debug)]
pub(in crate::live) struct Streak {
    pub(in crate::live) gate: Gate,
    period: Unit,
    op: Compare,
    bound: Datum,
}

/// The periods in a row up to the latest event.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::live) struct Run {
    last: Option<Instant>,
    periods: usize,
}

impl Streak {
    pub(in crate::live) fn of(predicate: &Predicate, plan: &Plan) -> Option<Self> {
        let Predicate::Compare { left: Term::Streak { stream, period }, op, right: Term::Constant(bound) } = predicate else {
            return None;
        };
        Some(Self { gate: Gate::of(stream, plan)?, period: *period, op: *op, bound: bound.clone() })
    }

    pub(in crate::live) fn take_in(&self, run: &mut Run, entry: &Entry, look: &mut Look<'_, '_>) {
        if !self.gate.lets_pass(entry, look) {
            return;
        }
        let number = |at: Instant| self.number(at.local_date(&look.moment.plan.zone));
        run.periods = match run.last.map(|last| number(entry.at) - number(last)) {
            Some(0) => run.periods,
            Some(1) => run.periods + 1,
            _ => 1,
        };
        run.last = Some(entry.at);
    }

    /// Numbers the periods of the calendar.
    fn number(&self, day: Date) -> i64 {
        // A Monday.
        let days = || day.since(Date::constant(1970, 1, 5)).map_or(0, |span| i64::from(span.get_days()));
        match self.period {
            Unit::Week => days().div_euclid(7),
            Unit::Month => i64::from(day.year()) * 12 + i64::from(day.month()),
            _ => days(),
        }
    }

    /// Whether it is true, and when time changes that.
    pub(in crate::live) fn stands(&self, run: &Run, look: &Look<'_, '_>) -> (bool, Instant) {
        let ends = run.last.map(|last| Window::of_streak(self.period).leave(last, &look.moment.plan.zone));
        let goes_on = ends.filter(|&ends| ends > look.moment.now);
        let periods = Datum::from(Quantity::from_count(if goes_on.is_some() { run.periods } else { 0 }));
        let order = periods.compare(&self.bound);
        (order.is_some_and(|order| self.op.accepts(order)), goes_on.unwrap_or(Instant::NEVER))
    }
}
