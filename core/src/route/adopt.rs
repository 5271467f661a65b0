//! Another handbook: what its routes still have is kept.

use std::collections::BTreeSet;

use super::places::{Place, Places};
use super::round::{Moved, Round};
use super::routes::Routes;
use super::settle::{is_held, told};
use crate::change::{Cause, Drafts, Reason};
use crate::column::{Column, Columns};
use crate::customer::Ordinal;
use crate::rule::{Plan, Route};
use crate::time::Instant;

/// What there was under the handbook before.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) routes: &'a Routes,
    /// What its lines were true of.
    pub(crate) columns: &'a Columns,
    /// The clock at which the new one comes into force.
    pub(crate) at: Instant,
}

impl Routes {
    /// What the routes of a new handbook give. `columns` and `universe` are what its definitions say at the clock.
    pub(crate) fn under(
        plan: &Plan,
        before: Option<Before<'_>>,
        (columns, universe): (&Columns, &Column),
        drafts: &mut Drafts,
    ) -> Self {
        let mut routes = Self::of(plan);
        let Some(before) = before else { return routes };
        drafts.take_unseen(plan.declared);
        let Before { plan: old_plan, routes: old_routes, columns: old_columns, at } = before;
        let cause = Cause::Handbook { version: plan.version };
        let mut push = |route: &Route, moved: &Moved| {
            drafts.push(moved.customer, at, told(route, moved), Reason::of(&cause, &plan.legend));
        };
        for (number, old) in old_plan.routes.iter().enumerate() {
            let is_gone = !plan.routes.iter().any(|route| route.name == old.name);
            for (customer, place) in old_routes.get(number).into_iter().flat_map(Places::all).filter(|_| is_gone) {
                push(old, &Moved { customer, target: place.target, given: false, by_room: false });
            }
        }
        for (route, places) in plan.routes.iter().zip(routes.all_mut()) {
            let number = old_plan.routes.iter().position(|old| old.name == route.name);
            let old = number.and_then(|number| Some((&old_plan.routes[number], old_routes.get(number)?)));
            let holds = |customer, line: usize| is_held(columns, route, customer, line);
            if let Some((old, had)) = old {
                let mut kept: Vec<(Instant, Ordinal, usize)> =
                    had.all().map(|(customer, place)| (place.since, customer, place.target)).collect();
                kept.sort_unstable();
                for (since, customer, target) in kept {
                    let now = route.target(&old.targets[target]).filter(|&now| {
                        let line = route.line_of(now);
                        holds(customer, line) && places.has_room(route, now)
                    });
                    match now {
                        Some(target) => places.give(customer, Place { target, since }),
                        None => push(old, &Moved { customer, target, given: false, by_room: false }),
                    }
                }
            }
            let goes_on = old.map(|(old, _)| old).filter(|old| plan.says_the_same_of_route(old_plan, &old.name));
            // Whoever is with `else` asks when a line comes true, and where the route itself is another; not because some handbook was
            // loaded while there happened to be room.
            let may_leave = |customer| {
                let is_new = |line: usize| !goes_on.is_some_and(|old| is_held(old_columns, old, customer, line));
                (0..route.lines.len()).any(|line| !route.lines[line].is_else && holds(customer, line) && is_new(line))
            };
            let asks = |customer: Ordinal| match places.get(customer) {
                None => Some((old.and_then(|(_, had)| had.waits_since(customer)).unwrap_or(at), customer)),
                Some(place) => {
                    (route.lines[route.line_of(place.target)].is_else && may_leave(customer)).then_some((at, customer))
                }
            };
            let asking: BTreeSet<(Instant, Ordinal)> = universe.iter().filter_map(asks).collect();
            Round { route, places, at, asking }.run(&holds, |moved| push(route, &moved));
        }
        routes
    }
}
