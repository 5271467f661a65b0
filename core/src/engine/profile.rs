//! Everything that is known of one customer.

use std::collections::BTreeMap;
use std::sync::Arc;

use tagora_dsl::ast::Expr;
use tagora_dsl::{Language, print_expression};

use super::facade::Engine;
use super::routed::Routed;
use super::snapshot::{HeldTag, Snapshot, tags_of};
use crate::access::Scope;
use crate::change::Cause;
use crate::customer::CustomerId;
use crate::error::Result;
use crate::event::{EntryKind, History, Schema};
use crate::live::from_start;
use crate::reference::{Course, Life, Telling, value};
use crate::rule::Plan;
use crate::time::Instant;

/// Everything that is known of one customer, at the instant of a snapshot.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Profile {
    /// The id under which it is known.
    pub customer: CustomerId,
    /// The instant it is about.
    pub at: Instant,
    /// When the first thing was told of it.
    pub since: Option<Instant>,
    /// How many events there are of it.
    pub events: usize,
    /// The attributes that the handbook declares, in order of declaration.
    pub attributes: Vec<Known>,
    /// The tags it holds: as [`Snapshot::tags`] gives them.
    pub tags: Vec<HeldTag>,
    /// The numbers and instants over events that the handbook's conditions look at: those of tags, of named conditions, then of segments.
    pub numbers: Vec<Reckoned>,
    /// Where routes led it, by the routes' names, in order of declaration. None of a past instant: routes are known as they are now.
    pub routes: Vec<(Arc<str>, Routed)>,
    /// What rules suggest that is not held, the newest first: of each tag the last suggestion, as the handbook in force sees the past.
    pub suggestions: Vec<Suggested>,
}

/// An attribute of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Known {
    /// Its name.
    pub attribute: Arc<str>,
    /// Its value as text; `None` if there is none.
    pub value: Option<String>,
    /// When that was told.
    pub since: Option<Instant>,
}

/// A number or an instant over a customer's events.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reckoned {
    expression: Expr,
    /// Its value as text; `None` if there is none.
    pub value: Option<String>,
}

/// A tag that a rule suggests.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Suggested {
    /// The tag's full path.
    pub tag: Arc<str>,
    /// When.
    pub at: Instant,
    /// How sure the rule is, from 0 to 1, as text.
    pub confidence: Option<String>,
    /// Which rule, and on what.
    pub cause: Cause,
}

impl Profile {
    /// How many of the declared attributes have a value, and of how many.
    #[must_use]
    pub fn completeness(&self) -> (usize, usize) {
        (self.attributes.iter().filter(|known| known.value.is_some()).count(), self.attributes.len())
    }
}

impl Reckoned {
    /// How it is written in the handbook's language.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        print_expression(&self.expression, language)
    }
}

/// A customer's records, and its life as it was walked through by them.
pub(super) struct Walked {
    pub(super) history: History,
    pub(super) life: Life,
    pub(super) course: Course,
    now: Instant,
}

impl Snapshot {
    /// Everything that is known of a customer; `None` if it is unknown or out of scope.
    ///
    /// Its life is worked out from its first day, for each of its records a fraction of a microsecond where definitions alone count, else
    /// a few microseconds; then each number that the handbook looks at, from all of them.
    ///
    /// # Errors
    /// `limit-exceeded` of a life of more than a hundred years that the calendar changes day by day.
    pub fn profile(&self, customer: impl Into<CustomerId>) -> Result<Option<Profile>> {
        let customer = customer.into();
        let (Some(plan), Some(lived)) = (&self.state.plan, self.walked_through(&customer)?) else { return Ok(None) };
        let (schema, now) = (&self.state.schema, lived.now);
        let Some(id) = lived.history.id().cloned() else { return Ok(None) };
        let moment = lived.life.reached_moment(&lived.history, plan, now);
        let mut numbers = Vec::new();
        for expression in plan.handbook.numbers() {
            // What is said of the steps of a pattern has no value outside of it.
            let Ok(term) = plan.term(&expression, schema) else { continue };
            numbers.push(Reckoned { value: value(&term, &moment, None).map(|value| value.to_string()), expression });
        }
        let entries = lived.history.entries();
        Ok(Some(Profile {
            customer: id,
            at: now,
            since: entries.first().map(|entry| entry.at),
            events: entries.iter().filter(|entry| matches!(entry.kind, EntryKind::Event { .. })).count(),
            attributes: attributes(plan, &lived.history, schema),
            tags: tags_of(&lived.life, plan),
            numbers,
            routes: if self.is_past() { Vec::new() } else { self.routes_of(plan, &customer)? },
            suggestions: suggestions(&lived, plan),
        }))
    }

    fn routes_of(&self, plan: &Plan, customer: &CustomerId) -> Result<Vec<(Arc<str>, Routed)>> {
        let mut routes = Vec::new();
        for route in &plan.routes {
            routes.extend(self.route(customer, &route.name)?.map(|routed| (route.name.clone(), routed)));
        }
        Ok(routes)
    }

    pub(super) fn walked_through(&self, customer: &CustomerId) -> Result<Option<Walked>> {
        let (Some(plan), Some(now), Some(history)) = (&self.state.plan, self.instant(), self.history_of(customer)) else {
            return Ok(None);
        };
        let (life, course) = from_start(&history, (plan, &self.state.program), &self.state.schema, now)?;
        Ok(Some(Walked { history, life, course, now }))
    }
}

fn attributes(plan: &Plan, history: &History, schema: &Schema) -> Vec<Known> {
    let mut known: BTreeMap<usize, (Option<String>, Instant)> = BTreeMap::new();
    for entry in history.entries() {
        if let EntryKind::Attribute { attribute, value } = &entry.kind {
            known.insert(*attribute, (value.as_ref().map(ToString::to_string), entry.at));
        }
    }
    let of = |symbol: &tagora_dsl::AttributeSymbol| {
        let number = schema.attribute(&symbol.name).map(|(number, _)| number);
        let (value, since) =
            number.and_then(|number| known.remove(&number)).map_or((None, None), |(value, at)| (value, Some(at)));
        Known { attribute: symbol.name.as_str().into(), value, since }
    };
    plan.handbook.attributes().iter().map(of).collect()
}

fn suggestions(lived: &Walked, plan: &Plan) -> Vec<Suggested> {
    let mut last: BTreeMap<Arc<str>, Suggested> = BTreeMap::new();
    for firing in &lived.course.firings {
        if let Telling::Suggest { tag, confidence } = &firing.what {
            let confidence = confidence.map(|confidence| confidence.to_string());
            let suggested = Suggested { tag: tag.clone(), at: firing.at, confidence, cause: firing.cause.clone() };
            last.insert(tag.clone(), suggested);
        }
    }
    let is_held = |tag: &Arc<str>| {
        let number = lived.life.tags(plan).at(tag);
        number.and_then(|number| lived.life.held().get(number)).is_some_and(Option::is_some)
    };
    let mut open: Vec<Suggested> = last.into_values().filter(|suggested| !is_held(&suggested.tag)).collect();
    open.sort_by(|one, next| (next.at, &one.tag).cmp(&(one.at, &next.tag)));
    open
}

impl Engine {
    /// Everything that is known of a customer now: see [`Snapshot::profile`].
    ///
    /// # Errors
    /// As there.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant};
    /// let engine = Engine::in_memory();
    /// engine.load("event buy\nattribute city: text\nattribute age: int\ntag regular when count(buy) >= 2")?;
    /// let now = Instant::from_millis(0)?;
    /// let mut batch = Batch::new();
    /// batch.event(Event::new("ann", "buy", now)).set("ann", "city", "Shanghai", now);
    /// engine.apply(&batch, now)?;
    /// let profile = engine.profile("ann")?.unwrap();
    /// assert_eq!((profile.completeness(), profile.events, profile.tags.len()), ((1, 2), 1, 0));
    /// assert_eq!(profile.numbers[0].value.as_deref(), Some("1"));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn profile(&self, customer: impl Into<CustomerId>) -> Result<Option<Profile>> {
        self.snapshot(&Scope::All)?.profile(customer)
    }
}
