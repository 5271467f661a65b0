use std::collections::BTreeMap;
use std::sync::Arc;

use roaring::RoaringBitmap;
use tagora_dsl::ast::PathText;

use super::state::State;
use crate::access::Scope;
use crate::attribute::{self, Attributes};
use crate::change::Cause;
use crate::column::{Column, OpenColumns};
use crate::customer::{CustomerId, Ordinal};
use crate::error::{Error, ErrorKind, Result};
use crate::query::{Segment, Source, execute};
use crate::reference::{Assignments, Life, Moment, before, carried_until, is_true, named};
use crate::rule::{Plan, Predicate};
use crate::time::Instant;

/// The whole engine at one instant, within a scope. Cheap to hold: later commits copy what they change.
#[derive(Clone, Debug)]
pub struct Snapshot {
    state: Arc<State>,
    instant: Option<Instant>,
    /// The customers it tells about.
    within: Column,
    past: Option<Past>,
}

/// What differs from the present state when the past is read.
#[derive(Clone, Debug)]
struct Past {
    lives: BTreeMap<Ordinal, Life>,
    tags: Vec<Column>,
    attributes: Attributes,
    open: OpenColumns,
}

/// A tag that a customer holds.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldTag {
    /// The tag's full path.
    pub tag: Arc<str>,
    /// Since when.
    pub since: Instant,
    /// When the assignment by which it is held ends, if nothing happens.
    pub until: Option<Instant>,
    /// What it carries for the customer, as text.
    pub value: Option<String>,
    /// What made it so.
    pub cause: Cause,
}

impl Snapshot {
    pub(super) fn now(state: Arc<State>, scope: &Scope) -> Result<Self> {
        let within = state.universe.clone();
        Self { instant: state.clock, within, past: None, state }.narrowed(scope)
    }

    pub(super) fn as_of(state: Arc<State>, instant: Instant, scope: &Scope) -> Result<Self> {
        let (Some(plan), Some(_)) = (&state.plan, state.clock.filter(|&clock| instant <= clock)) else {
            let message = format!("`{instant}` is later than the clock");
            return Err(Error::new(ErrorKind::NoSuchInstant, message).with_help("ask for an instant that the clock has reached"));
        };
        let mut past = Past {
            lives: BTreeMap::new(),
            tags: vec![Column::default(); plan.tags.len()],
            open: OpenColumns::default(),
            attributes: Attributes::default(),
        };
        past.attributes.fit(&state.schema);
        let mut within = Column::default();
        for (customer, known) in state.customers.all() {
            if !known.history.is_born(known.history.until(instant)) {
                continue;
            }
            within.put(customer, true);
            let (life, _) = Life::from_start(&known.history, plan, &state.schema, instant)?;
            for (column, held) in past.tags.iter_mut().zip(life.held()) {
                column.put(customer, held.is_some());
            }
            past.attributes.reflect(customer, &known.history, instant, &state.schema)?;
            past.open.put(customer, &[], &life.open_held(plan).cloned().collect::<Vec<_>>());
            past.lives.insert(customer, life);
        }
        Self { instant: Some(instant), within, past: Some(past), state }.narrowed(scope)
    }

    fn narrowed(mut self, scope: &Scope) -> Result<Self> {
        match scope {
            Scope::All => {}
            Scope::Segment(segment) => self.within = self.select(segment)?.into(),
            Scope::Customers(ids) => {
                let named: RoaringBitmap = ids.iter().filter_map(|id| self.state.ordinal(id)).collect();
                self.within = (named & self.within.members()).into();
            }
        }
        Ok(self)
    }

    /// The instant it shows; `None` before the first batch.
    #[must_use]
    pub fn instant(&self) -> Option<Instant> {
        self.instant
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.within.members().len()
    }

    /// Whether a customer holds a tag. One who is unknown or out of scope holds none.
    ///
    /// # Errors
    /// `unknown-tag`.
    pub fn has(&self, customer: impl Into<CustomerId>, tag: &str) -> Result<bool> {
        let holders = self.holders(tag)?;
        Ok(self.ordinal(&customer.into()).is_some_and(|ordinal| holders.is_some_and(|holders| holders.contains(ordinal))))
    }

    /// The tags a customer holds, in the handbook's order, with since when and why; behind them what came to be in open
    /// groups, by path.
    #[must_use]
    pub fn tags(&self, customer: impl Into<CustomerId>) -> Vec<HeldTag> {
        let (Some(ordinal), Some(plan)) = (self.ordinal(&customer.into()), &self.state.plan) else { return Vec::new() };
        let Some(life) = self.life(ordinal) else { return Vec::new() };
        let mut paths: Vec<(usize, &Arc<str>)> = life.tags(plan).paths().collect();
        paths[plan.tags.len()..].sort_by_key(|(_, path)| *path);
        let held = paths.into_iter().filter_map(|(number, path)| {
            let held = life.held().get(number)?.as_ref()?;
            let until = life.until(number);
            let value = life.value(number).map(ToString::to_string);
            Some(HeldTag { tag: path.clone(), since: held.since, until, value, cause: held.cause.clone() })
        });
        held.collect()
    }

    /// How many customers hold a tag.
    ///
    /// # Errors
    /// `unknown-tag`.
    pub fn size(&self, tag: &str) -> Result<u64> {
        Ok(self.holders(tag)?.map_or(0, |holders| holders.intersection_len(self.within.members())))
    }

    /// The customers who hold a tag, in id order.
    ///
    /// # Errors
    /// `unknown-tag`.
    pub fn members(&self, tag: &str) -> Result<Vec<CustomerId>> {
        let members = self.holders(tag)?.map(|holders| holders & self.within.members());
        Ok(self.state.register.sorted_ids(members.unwrap_or_default()))
    }

    /// How many customers are in a segment.
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn count(&self, segment: &Segment) -> Result<u64> {
        Ok(self.select(segment)?.len())
    }

    /// The customers in a segment, in id order.
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn ids(&self, segment: &Segment) -> Result<Vec<CustomerId>> {
        Ok(self.state.register.sorted_ids(self.select(segment)?))
    }

    fn select(&self, segment: &Segment) -> Result<RoaringBitmap> {
        match &self.state.plan {
            Some(plan) if Arc::ptr_eq(plan, &segment.of) => {
                Ok(execute(&segment.plan, self.within.members(), &Reading { snapshot: self, plan, names: &segment.names }))
            }
            _ => Err(Error::new(
                ErrorKind::SegmentOutdated,
                "the segment was prepared for another engine or another version of the handbook",
            )
            .with_help("prepare it again")),
        }
    }

    fn ordinal(&self, customer: &CustomerId) -> Option<Ordinal> {
        self.state.ordinal(customer).filter(|&ordinal| self.within.contains(ordinal))
    }

    /// The holders of a tag; none of one that may come to be in an open group and has not.
    fn holders(&self, tag: &str) -> Result<Option<&RoaringBitmap>> {
        let Some(plan) = &self.state.plan else {
            return Err(Error::unknown(ErrorKind::UnknownTag, "tag", tag, [], "load a handbook that declares it"));
        };
        let path = PathText::from(tag);
        match plan.handbook.tag(&path).and_then(|number| self.columns().get(number)) {
            Some(column) => Ok(Some(column.members())),
            None => match plan.handbook.open_path(&path) {
                Some(path) => Ok(self.open_columns().tag(&path.to_string())),
                None => Err(plan.unknown_tag(tag)),
            },
        }
    }

    fn columns(&self) -> &[Column] {
        self.past.as_ref().map_or(&self.state.tags, |past| &past.tags)
    }

    fn open_columns(&self) -> &OpenColumns {
        self.past.as_ref().map_or(&self.state.open_tags, |past| &past.open)
    }

    fn life(&self, customer: Ordinal) -> Option<&Life> {
        match &self.past {
            Some(past) => past.lives.get(&customer),
            None => self.state.customers.get(customer).map(|known| &known.life),
        }
    }
}

/// A query's view of a snapshot.
struct Reading<'a> {
    snapshot: &'a Snapshot,
    plan: &'a Plan,
    /// The named conditions that the query tests.
    names: &'a [usize],
}

impl Source for Reading<'_> {
    fn tag(&self, tag: usize) -> Option<&RoaringBitmap> {
        self.snapshot.columns().get(tag).map(Column::members)
    }

    fn attribute(&self, attribute: usize) -> Option<&attribute::Column> {
        let past = self.snapshot.past.as_ref().map(|past| &past.attributes);
        past.unwrap_or(&self.snapshot.state.attributes).get(attribute)
    }

    fn open_tag(&self, path: &str) -> Option<&RoaringBitmap> {
        self.snapshot.open_columns().tag(path)
    }

    fn open_group(&self, group: usize) -> Option<&RoaringBitmap> {
        self.snapshot.open_columns().group(group)
    }

    fn test(&self, predicate: &Predicate, customer: Ordinal) -> bool {
        let (Some(known), Some(now)) = (self.snapshot.state.customers.get(customer), self.snapshot.instant) else { return false };
        let life = self.snapshot.life(customer);
        let held: Vec<bool> = life.map_or_else(Vec::new, |life| life.held().iter().map(Option::is_some).collect());
        let past = before(life.map_or(&[], Life::past), now);
        let entries = &known.history.entries()[..known.history.until(now)];
        let nothing = Assignments::default();
        let assigned = Some(life.map_or(&nothing, Life::assigned));
        let carried = carried_until(life.map_or(&[], Life::carried), now);
        let open = life.map_or(&[][..], |life| life.tags(self.plan).open);
        let moment = Moment { plan: self.plan, now, entries, open, held: &held, named: &[], past, assigned, carried };
        is_true(predicate, &Moment { named: &named(self.names, &moment), ..moment })
    }
}
