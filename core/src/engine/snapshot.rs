use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use tagora_dsl::ast::PathText;

use super::state::State;
use crate::access::Scope;
use crate::attribute::Attributes;
use crate::change::Cause;
use crate::column::{Column, Columns, OpenColumns};
use crate::customer::{CustomerId, Ordinal};
use crate::error::{Error, ErrorKind, Result};
use crate::live::from_start;
use crate::reference::Life;
use crate::rule::Plan;
use crate::threads::Threads;
use crate::time::Instant;

/// The whole engine at one instant, within a scope. Cheap to hold: later commits copy what they change.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(super) state: Arc<State>,
    pub(super) instant: Option<Instant>,
    /// The customers it tells about.
    pub(super) within: Column,
    /// Whether these are all that there are.
    pub(super) is_whole: bool,
    pub(super) threads: Arc<Threads>,
    past: Option<Past>,
}

/// What differs from the present state when the past is read.
#[derive(Clone, Debug)]
struct Past {
    lives: BTreeMap<Ordinal, Life>,
    tags: Columns,
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
    pub(super) fn now(state: Arc<State>, threads: Arc<Threads>, scope: &Scope) -> Result<Self> {
        let within = state.universe.clone();
        Self { instant: state.clock, within, is_whole: true, threads, past: None, state }.narrowed(scope)
    }

    /// The same customers in a state that the present one would become.
    pub(super) fn under(&self, state: Arc<State>) -> Self {
        Self { state, past: None, ..self.clone() }
    }

    pub(super) fn as_of(state: Arc<State>, threads: Arc<Threads>, instant: Instant, scope: &Scope) -> Result<Self> {
        let (Some(plan), Some(_)) = (&state.plan, state.clock.filter(|&clock| instant <= clock)) else {
            let message = format!("`{instant}` is later than the clock");
            return Err(Error::new(ErrorKind::NoSuchInstant, message).with_help("ask for an instant that the clock has reached"));
        };
        let mut past = Past {
            lives: BTreeMap::new(),
            tags: Columns::of(plan.tags.len()),
            open: OpenColumns::default(),
            attributes: Attributes::default(),
        };
        past.attributes.fit(&state.schema);
        let mut within = Column::default();
        state.each_history(|customer, history| {
            if !history.is_born(history.until(instant)) {
                return Ok(());
            }
            within.put(customer, true);
            let (life, _) = from_start(&history, (plan, &state.program), &state.schema, instant)?;
            for (tag, held) in life.held().iter().enumerate() {
                past.tags.put(tag, customer, held.is_some());
            }
            past.attributes.reflect(customer, &history, instant, &state.schema)?;
            past.open.put(customer, &[], &life.open_held(plan).cloned().collect::<Vec<_>>());
            past.lives.insert(customer, life);
            Ok(())
        })?;
        Self { instant: Some(instant), within, is_whole: true, threads, past: Some(past), state }.narrowed(scope)
    }

    fn narrowed(mut self, scope: &Scope) -> Result<Self> {
        let is_whole = matches!(scope, Scope::All);
        match scope {
            Scope::All => {}
            Scope::Segment(segment) => self.within = self.selected(segment)?,
            Scope::Customers(ids) => {
                let named: Column = ids.iter().filter_map(|id| self.state.ordinal(id)).collect();
                self.within = named.shared(&self.within);
            }
        }
        self.is_whole = is_whole;
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
        self.within.len()
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
        self.life(ordinal).map_or_else(Vec::new, |life| tags_of(&life, plan))
    }

    /// How many customers hold a tag.
    ///
    /// # Errors
    /// `unknown-tag`.
    pub fn size(&self, tag: &str) -> Result<u64> {
        Ok(self.holders(tag)?.map_or(0, |holders| holders.shared_len(&self.within)))
    }

    /// The customers who hold a tag, in id order.
    ///
    /// # Errors
    /// `unknown-tag`.
    pub fn members(&self, tag: &str) -> Result<Vec<CustomerId>> {
        let members = self.holders(tag)?.map(|holders| holders.shared(&self.within));
        Ok(self.state.register.sorted_ids(&members.unwrap_or_default()))
    }

    pub(super) fn ordinal(&self, customer: &CustomerId) -> Option<Ordinal> {
        self.state.ordinal(customer).filter(|&ordinal| self.within.contains(ordinal))
    }

    /// The holders of a tag; none of one that may come to be in an open group and has not.
    pub(super) fn holders(&self, tag: &str) -> Result<Option<&Column>> {
        let Some(plan) = &self.state.plan else {
            return Err(Error::unknown(ErrorKind::UnknownTag, "tag", tag, [], "load a handbook that declares it"));
        };
        let path = PathText::from(tag);
        match plan.handbook.tag(&path).and_then(|number| self.columns().get(number)) {
            Some(column) => Ok(Some(column)),
            None => match plan.handbook.open_path(&path) {
                Some(path) => Ok(self.open_columns().tag(&path.to_string())),
                None => Err(plan.unknown_tag(tag)),
            },
        }
    }

    pub(super) fn is_past(&self) -> bool {
        self.past.is_some()
    }

    pub(super) fn columns(&self) -> &Columns {
        self.past.as_ref().map_or(&self.state.tags, |past| &past.tags)
    }

    pub(super) fn open_columns(&self) -> &OpenColumns {
        self.past.as_ref().map_or(&self.state.open_tags, |past| &past.open)
    }

    pub(super) fn attributes(&self) -> &Attributes {
        self.past.as_ref().map_or(&self.state.attributes, |past| &past.attributes)
    }

    /// The states of those customers of whom they are kept whole: of the present, where more is to be told than rows hold.
    pub(super) fn lives(&self) -> impl Iterator<Item = (Ordinal, &Life)> {
        let past = self.past.iter().flat_map(|past| past.lives.iter().map(|(customer, life)| (*customer, life)));
        past.chain(self.state.lives.iter().filter(|_| self.past.is_none()))
    }

    /// A customer's state; where no more is kept than rows, it is worked out.
    pub(super) fn life(&self, customer: Ordinal) -> Option<Cow<'_, Life>> {
        if let Some(past) = &self.past {
            return past.lives.get(&customer).map(Cow::Borrowed);
        }
        if let Some(life) = self.state.lives.get(customer) {
            return Some(Cow::Borrowed(life));
        }
        let (plan, history) = (self.state.plan.as_ref()?, self.state.history(customer));
        // It was worked out before, so it cannot fail.
        let life = from_start(&history, (plan, &self.state.program), &self.state.schema, self.instant?);
        life.ok().map(|(life, _)| Cow::Owned(life))
    }
}

/// The tags that are held at the instant that a life has reached.
pub(super) fn tags_of(life: &Life, plan: &Plan) -> Vec<HeldTag> {
    let mut paths: Vec<(usize, &Arc<str>)> = life.tags(plan).paths().collect();
    paths[plan.declared..].sort_by_key(|(_, path)| *path);
    let held = paths.into_iter().filter_map(|(number, path)| {
        let held = life.held().get(number)?.as_ref()?;
        let until = life.until(number);
        let value = life.value(number).map(ToString::to_string);
        Some(HeldTag { tag: path.clone(), since: held.since, until, value, cause: held.cause.clone() })
    });
    held.collect()
}
