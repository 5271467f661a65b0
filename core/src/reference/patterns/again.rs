use std::collections::BTreeSet;

use jiff::civil::Date;
use tagora_dsl::ast::Unit;

use crate::reference::truth::{Moment, events, is_true};
use crate::rule::{Predicate, Regular, Stream, Term, Window};
use crate::time;
use crate::value::{Datum, Quantity};

/// How many periods in a row have an event, the last of them the current period or the one before it.
pub(in crate::reference) fn streak(stream: &Stream, period: Unit, moment: &Moment<'_>) -> Datum {
    let periods: BTreeSet<i64> =
        events(stream, None, moment).map(|(at, _)| number(at.local_date(&moment.plan.zone), period)).collect();
    let latest = events(stream, None, moment).next_back();
    let goes_on = latest
        .is_some_and(|(at, _)| time::Window::of_streak(period).contains(time::Since::Instant(at), moment.now, &moment.plan.zone));
    let in_a_row = |last: &i64| (0..).take_while(|back| periods.contains(&(last - back))).count();
    Datum::from(Quantity::from_count(periods.last().filter(|_| goes_on).map_or(0, in_a_row)))
}

/// Numbers the periods of the calendar.
fn number(day: Date, period: Unit) -> i64 {
    // A Monday.
    let first = Date::constant(1970, 1, 5);
    let days = || day.since(first).map_or(0, |span| i64::from(span.get_days()));
    match period {
        Unit::Week => days().div_euclid(7),
        Unit::Month => i64::from(day.year()) * 12 + i64::from(day.month()),
        _ => days(),
    }
}

/// Whether the comparison is true of enough slices.
pub(in crate::reference) fn regular(regular: &Regular, moment: &Moment<'_>) -> bool {
    let is_enough = |window: &time::Window| is_true(&over(&regular.comparison, *window), moment);
    let enough = regular.windows(&moment.plan.zone).filter(is_enough).count();
    u32::try_from(enough).unwrap_or(u32::MAX) >= regular.count
}

/// The comparison with its left side measured over a window.
fn over(comparison: &Predicate, slice: time::Window) -> Predicate {
    let each = |parts: &[Predicate]| parts.iter().map(|part| over(part, slice)).collect();
    match comparison {
        Predicate::All(parts) => Predicate::All(each(parts)),
        Predicate::Any(parts) => Predicate::Any(each(parts)),
        Predicate::Compare { left, op, right } => {
            let mut left = left.clone();
            if let Term::Count { window, .. } | Term::ActiveDays { window, .. } | Term::Aggregate { window, .. } = &mut left {
                *window = Some(Window::Timed(slice));
            }
            Predicate::Compare { left, op: *op, right: right.clone() }
        }
        other => other.clone(),
    }
}
