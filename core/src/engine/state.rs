use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::options::{FeedFull, Options};
use super::retention::Kept;
use crate::attribute::Attributes;
use crate::change::{Cause, Changes, Consumers, Drafts, Feed, Keep};
use crate::column::{Column, Columns, OpenColumns};
use crate::customer::{CustomerId, Identities, Merge, Ordinal, Register};
use crate::error::Result;
use crate::event::{Entry, Identity, Log, Schema};
use crate::live::{Lives, Program};
use crate::reference::Firing;
use crate::route::Routes;
use crate::rule::{OpenTag, Plan};
use crate::time::Instant;

/// Everything the engine knows at one instant. Cloning shares all that a commit does not touch.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Commits so far.
    pub(super) commit: u64,
    pub(super) clock: Option<Instant>,
    pub(super) schema: Arc<Schema>,
    pub(super) plan: Option<Arc<Plan>>,
    /// What the plan is run by.
    pub(super) program: Arc<Program>,
    pub(super) register: Register,
    pub(super) identities: Identities,
    pub(super) log: Log,
    /// The state of customers of whom there is more to tell than is kept in rows.
    pub(super) lives: Lives,
    /// Customers that are born.
    pub(super) universe: Column,
    /// Holders by tag number.
    pub(super) tags: Columns,
    /// Values of attributes at the clock.
    pub(super) attributes: Attributes,
    /// Holders of what came to be in open groups.
    pub(super) open_tags: OpenColumns,
    /// What routes gave.
    pub(super) routes: Routes,
    pub(super) feed: Feed,
    /// Who reads it by name.
    pub(super) consumers: Consumers,
    /// Records dated later than the clock.
    pub(super) waiting: Arc<BTreeMap<(Instant, u64), Waiting>>,
    /// What the events and imports among them are known again by.
    pub(super) waiting_ids: Arc<BTreeSet<(Ordinal, Identity)>>,
    /// Counts entries that ever waited.
    pub(super) waited: u64,
    /// What of the log is kept.
    pub(super) kept: Arc<Kept>,
}

/// Why a customer's life up to the clock is worked out anew.
pub(super) struct Redo {
    /// The clock as it stands.
    pub(super) clock: Instant,
    /// What the differences are put down to.
    pub(super) cause: Cause,
    /// Whether something is new at the clock's own instant, which is then no correction.
    pub(super) is_open: bool,
    /// The handbook under which the old lives were worked out, where that is another one.
    pub(super) old: Option<Old>,
    /// What rules fired at the clock's instant and was told under other ids.
    pub(super) told: Vec<Firing>,
}

/// How all was under the handbook before.
pub(super) struct Old {
    pub(super) plan: Arc<Plan>,
    pub(super) lives: Lives,
}

/// A record whose time has not come.
#[derive(Clone, Debug)]
pub(super) enum Waiting {
    Entry(Entry),
    Merge(Merge),
}

impl Waiting {
    /// By what it is known again.
    pub(super) fn identity(&self) -> Option<(Ordinal, Identity)> {
        match self {
            Self::Entry(entry) => Some((entry.of, entry.identity()?)),
            Self::Merge(_) => None,
        }
    }
}

impl State {
    /// The ordinal of the customer whom an id means today.
    pub(super) fn ordinal(&self, id: &CustomerId) -> Option<Ordinal> {
        self.register.ordinal(id).map(|ordinal| self.identities.survivor(ordinal))
    }

    /// A customer is none any more: it leaves the universe, all tags, also those that came to be in open groups, and all
    /// attributes.
    pub(super) fn leaves(&mut self, customer: Ordinal, open: &[OpenTag]) {
        self.open_tags.put(customer, open, &[]);
        self.universe.put(customer, false);
        for tag in 0..self.tags.len() {
            self.tags.put(tag, customer, false);
        }
        self.attributes.leaves(customer);
    }

    /// Numbers the drafts, in order of instant and customer, and puts them into the feed.
    ///
    /// # Errors
    /// `feed-full`.
    pub(super) fn publish(&mut self, drafts: Drafts, options: &Options) -> Result<Changes> {
        let Some(plan) = &self.plan else { return Ok(Changes::default()) };
        let keep = Keep {
            changes: options.feed_kept,
            acked: self.consumers.acked().unwrap_or(u64::MAX),
            unacked: options.feed_kept.max(options.feed_held_max),
            refuses: options.feed_full == FeedFull::Refuse,
        };
        if keep.refuses {
            self.feed.takes(drafts.len(), keep)?;
        }
        Ok(self.feed.append(drafts, self.commit, &plan.legend, keep, &self.register))
    }
}
