//! For how long something has been true.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::agenda::Agenda;
use super::named::named;
use super::truth::{Moment, is_true};
use crate::rule::{Dwell, Latch, Plan, Timing};
use crate::time::Instant;

/// Whether a condition has been true for so long without a break, up to now.
pub(super) fn dwells(dwell: &Dwell, moment: &Moment<'_>) -> bool {
    true_since(dwell, moment).is_some_and(|since| dwell.reach.leave(since, &moment.plan.zone) <= moment.now)
}

/// Since when the condition is true, if it is true now. Not looked for further back than it must last.
pub(super) fn true_since(dwell: &Dwell, moment: &Moment<'_>) -> Option<Instant> {
    if !is_true(&dwell.condition, moment) {
        return None;
    }
    let far_enough = dwell.reach.surely_left(moment.now);
    let names = moment.plan.named.needed([&dwell.condition]);
    let timing = with_names(&dwell.timing, &names, moment.plan);
    let mut since = moment.now;
    for at in instants(&timing, &names, Some(far_enough), moment).into_iter().rev() {
        if dwell.reach.leave(since, &moment.plan.zone) <= moment.now {
            break;
        }
        if !earlier(at, &names, moment, |then| then.is_born() && is_true(&dwell.condition, then)) {
            break;
        }
        since = at;
    }
    Some(since)
}

/// On or off is what the latest instant says at which one of the conditions was true; then `until` has the last word.
pub(super) fn is_latched(latch: &Latch, moment: &Moment<'_>) -> bool {
    let says = |moment: &Moment<'_>| {
        if is_true(&latch.until, moment) {
            return Some(false);
        }
        is_true(&latch.on, moment).then_some(true)
    };
    if let Some(on) = says(moment) {
        return on;
    }
    let names = moment.plan.named.needed([&latch.on, &latch.until]);
    let timing = with_names(&latch.timing, &names, moment.plan);
    for at in instants(&timing, &names, None, moment).into_iter().rev() {
        // Before it is born, a customer is nothing.
        let said = earlier(at, &names, moment, |then| if then.is_born() { says(then) } else { Some(false) });
        if let Some(on) = said {
            return on;
        }
    }
    false
}

/// What is said of the customer as it was at an earlier instant.
fn earlier<T>(at: Instant, names: &[usize], moment: &Moment<'_>, say: impl FnOnce(&Moment<'_>) -> T) -> T {
    let held = moment.held_at(at);
    let then = moment.at(at, &held);
    say(&Moment { named: &named(names, &then), ..then })
}

/// With that of the named conditions that are looked at.
fn with_names<'t>(timing: &'t Timing, names: &[usize], plan: &Plan) -> Cow<'t, Timing> {
    let mut timing = Cow::Borrowed(timing);
    for predicate in names.iter().filter_map(|&number| plan.named.get(number)) {
        timing.to_mut().include(predicate, &plan.zone);
    }
    timing
}

/// The instants before now at which such a condition can have changed, oldest first; from `start` on, itself included.
fn instants(timing: &Timing, names: &[usize], start: Option<Instant>, moment: &Moment<'_>) -> Vec<Instant> {
    let turns = (moment.past, moment.carried, moment.given);
    let mut agenda = Agenda::of(timing, &moment.plan.zone, moment.entries, turns, BTreeSet::new());
    let mut instants = Vec::new();
    let mut next = start.or_else(|| agenda.next(None));
    while let Some(at) = next.filter(|&at| at < moment.now) {
        instants.push(at);
        if agenda.looks_ahead() {
            earlier(at, names, moment, |then| agenda.look_ahead(then));
        }
        next = agenda.next(Some(at));
    }
    instants
}
