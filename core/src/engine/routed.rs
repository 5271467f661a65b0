//! What routes gave, for reading.

use std::sync::Arc;

use super::facade::Engine;
use super::snapshot::Snapshot;
use crate::access::Scope;
use crate::column::Column;
use crate::customer::CustomerId;
use crate::error::{Error, ErrorKind, Result};
use crate::rule::{Plan, Route};
use crate::time::Instant;
use crate::value::normal;

/// The target that a route gave a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Routed {
    /// Where the customer goes.
    pub target: Arc<str>,
    /// Since when.
    pub since: Instant,
}

/// A target of a route and who was given it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteTarget {
    /// Its name.
    pub target: Arc<str>,
    /// How many customers of the snapshot have it.
    pub customers: u64,
    /// How many customers in all it takes at most.
    pub capacity: Option<u32>,
}

impl Snapshot {
    /// The target that a customer was given by a route. None if no line of the route takes it, if it waits for room, or if it is
    /// unknown or out of scope. A few steps, however many customers there are.
    ///
    /// # Errors
    /// `unknown-route`; `not-kept` of a past instant: routes are known as they are now.
    pub fn route(&self, customer: impl Into<CustomerId>, route: &str) -> Result<Option<Routed>> {
        let (plan, number) = self.route_number(route)?;
        let place = self.ordinal(&customer.into()).and_then(|customer| self.state.routes.place(number, customer));
        let target = place.and_then(|place| Some((plan.routes.get(number)?.targets.get(place.target)?.clone(), place.since)));
        Ok(target.map(|(target, since)| Routed { target, since }))
    }

    /// The targets of a route in order of declaration, with how many customers each was given.
    ///
    /// # Errors
    /// As [`route`](Self::route).
    pub fn route_targets(&self, route: &str) -> Result<Vec<RouteTarget>> {
        let (plan, number) = self.route_number(route)?;
        let Some(of) = plan.routes.get(number) else { return Ok(Vec::new()) };
        let target = |(place, target): (usize, &Arc<str>)| {
            let customers = self.routed_to(number, place).map_or(0, |members| members.shared_len(&self.within));
            RouteTarget { target: target.clone(), customers, capacity: of.room_of(place) }
        };
        Ok(of.targets.iter().enumerate().map(target).collect())
    }

    /// The customers who were given a target by a route, in id order.
    ///
    /// # Errors
    /// As [`route`](Self::route), and `unknown-route` for a target that the route does not have.
    pub fn route_members(&self, route: &str, target: &str) -> Result<Vec<CustomerId>> {
        let (plan, number) = self.route_number(route)?;
        let targets = plan.routes.get(number).map_or(&[][..], |route: &Route| &route.targets);
        let Some(place) = targets.iter().position(|known| normal(known) == normal(target)) else {
            let names = targets.iter().map(|target| &**target);
            return Err(Error::unknown(ErrorKind::UnknownRoute, "target", target, names, "declare it in the route"));
        };
        let members = self.routed_to(number, place).map(|members| members.shared(&self.within)).unwrap_or_default();
        Ok(self.state.register.sorted_ids(&members))
    }

    fn routed_to(&self, route: usize, target: usize) -> Option<&Column> {
        self.state.routes.get(route)?.members(target)
    }

    fn route_number(&self, route: &str) -> Result<(&Plan, usize)> {
        let Some(plan) = &self.state.plan else {
            return Err(Error::unknown(ErrorKind::UnknownRoute, "route", route, [], "load a handbook that declares it"));
        };
        let number = plan.route(&normal(route))?;
        if self.is_past() {
            return Err(Error::new(ErrorKind::NotKept, "what routes gave at a past instant is not known")
                .with_help("ask a snapshot of the present, or keep the changes of the feed"));
        }
        Ok((plan, number))
    }
}

impl Engine {
    /// The target that a customer was given by a route of the handbook, and since when: see [`Snapshot::route`].
    ///
    /// # Errors
    /// `unknown-route`.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant};
    /// let engine = Engine::in_memory();
    /// engine.load("event 咨询\nroute 服务入口 { did 咨询 -> \"专属导购\" capacity 1; else -> \"答疑群\" }")?;
    /// let mut batch = Batch::new();
    /// for id in ["ann", "bob"] {
    ///     batch.event(Event::new(id, "咨询", Instant::from_millis(0)?));
    /// }
    /// engine.apply(&batch, Instant::from_millis(0)?)?;
    /// let target = |id: &str| engine.route(id, "服务入口").map(|routed| routed.map(|routed| routed.target.to_string()));
    /// assert_eq!(target("ann")?.as_deref(), Some("专属导购"));
    /// assert_eq!(target("bob")?.as_deref(), Some("答疑群"));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn route(&self, customer: impl Into<CustomerId>, route: &str) -> Result<Option<Routed>> {
        self.snapshot(&Scope::All)?.route(customer, route)
    }
}
