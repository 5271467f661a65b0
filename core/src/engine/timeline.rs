//! What happened to one customer.

use std::sync::Arc;

use super::facade::Engine;
use super::queries::some;
use super::snapshot::Snapshot;
use crate::access::Scope;
use crate::change::Cause;
use crate::customer::CustomerId;
use crate::error::Result;
use crate::event::{Entry, EntryKind, Giver, Schema, TagAct};
use crate::time::Instant;

/// A part of what happened to a customer, the newest first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Timeline {
    /// What happened.
    pub items: Vec<Happening>,
    /// How many older ones there are: ask for those `before` this; `None` if there are none.
    pub next: Option<usize>,
}

/// Something that happened to a customer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Happening {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Happened,
}

/// What happened to a customer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Happened {
    /// It became known.
    Created,
    /// An event.
    Event {
        /// Its type.
        event: Arc<str>,
        /// The host's id of it.
        id: Option<Arc<str>>,
        /// What it says, as text, without what it does not say.
        properties: Vec<(Arc<str>, String)>,
    },
    /// An attribute got a value, or `None`: it has none any more.
    Attribute {
        /// Its name.
        name: Arc<str>,
        /// Its value as text.
        value: Option<String>,
    },
    /// Something was done about a tag.
    Assigned {
        /// The path that it had then.
        tag: Arc<str>,
        /// `add`, `remove`, `pin`, `unpin`, `ban`, `unban`.
        act: &'static str,
        /// Who did it: a person, the source of an import, a rule.
        by: Arc<str>,
    },
    /// It gained a tag, as the handbook in force sees the past.
    Gained {
        /// Its full path.
        tag: Arc<str>,
        /// Why.
        cause: Cause,
    },
    /// It lost a tag.
    Lost {
        /// Its full path.
        tag: Arc<str>,
        /// Why.
        cause: Cause,
    },
}

impl Snapshot {
    /// What happened to a customer, the newest first: at most `limit` things of the oldest so many, or the newest ones. Of one instant what
    /// was told is older than what followed from it. Nothing of a customer who is unknown or out of scope.
    ///
    /// # Errors
    /// As [`profile`](Self::profile), and `invalid-count` for a limit of 0.
    pub fn timeline(&self, customer: impl Into<CustomerId>, before: Option<usize>, limit: usize) -> Result<Timeline> {
        some(limit, "a page")?;
        let nothing = Timeline { items: Vec::new(), next: None };
        let (Some(plan), Some(lived)) = (&self.state.plan, self.walked_through(&customer.into())?) else { return Ok(nothing) };
        let entries = lived.history.entries();
        let turns: Vec<_> = lived.course.transitions.iter().filter(|turn| !plan.is_unseen(turn.tag)).collect();
        // By instant, records first; each in its order.
        let mut order: Vec<(Instant, bool, usize)> =
            entries.iter().zip(0..).map(|(entry, place)| (entry.at, false, place)).collect();
        order.extend(turns.iter().zip(0..).map(|(turn, place)| (turn.at, true, place)));
        order.sort_unstable();
        let end = before.unwrap_or(usize::MAX).min(order.len());
        let start = end.saturating_sub(limit);
        let item = |&(at, is_turn, place): &(Instant, bool, usize)| {
            let what = if is_turn {
                let turn = turns.get(place)?;
                let (tag, cause) = (lived.life.tags(plan).path(turn.tag), turn.cause.clone());
                if turn.gained { Happened::Gained { tag, cause } } else { Happened::Lost { tag, cause } }
            } else {
                told(entries.get(place)?, &self.state.schema)
            };
            Some(Happening { at, what })
        };
        let items = order[start..end].iter().rev().filter_map(item).collect();
        Ok(Timeline { items, next: Some(start).filter(|&start| start > 0) })
    }
}

/// What a record told.
fn told(entry: &Entry, schema: &Schema) -> Happened {
    match &entry.kind {
        EntryKind::Created => Happened::Created,
        EntryKind::Attribute { attribute, value } => {
            Happened::Attribute { name: schema.attribute_name(*attribute), value: value.as_ref().map(ToString::to_string) }
        }
        EntryKind::Event { event, properties } => {
            let said = schema.properties(*event).iter().zip(properties);
            let properties = said.filter_map(|(field, value)| Some((field.name.clone(), value.as_ref()?.to_string()))).collect();
            Happened::Event { event: schema.event_name(*event), id: entry.id.clone(), properties }
        }
        EntryKind::Assigned(assigned) => {
            let act = match assigned.act {
                TagAct::Add { .. } => "add",
                TagAct::Remove => "remove",
                TagAct::Pin => "pin",
                TagAct::Unpin => "unpin",
                TagAct::Ban => "ban",
                TagAct::Unban => "unban",
            };
            let by = match &assigned.by {
                Giver::Person(by) | Giver::Rule(by) => by.clone(),
                Giver::Import { source, .. } => source.clone(),
            };
            Happened::Assigned { tag: assigned.tag.clone(), act, by }
        }
    }
}

impl Engine {
    /// What happened to a customer, the newest first: see [`Snapshot::timeline`].
    ///
    /// # Errors
    /// As there.
    pub fn timeline(&self, customer: impl Into<CustomerId>, before: Option<usize>, limit: usize) -> Result<Timeline> {
        self.snapshot(&Scope::All)?.timeline(customer, before, limit)
    }
}
