//! What was done to a customer before a handbook came into force, or before its ids were one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::deeds::Waiting;
use super::life::{Effect, Life};
use crate::error::Result;
use crate::event::{History, Schema};
use crate::rule::Plan;
use crate::time::Instant;

/// What stays of rules that are no longer in force.
#[derive(Clone, Debug, Default)]
pub(crate) struct Earlier {
    /// What they did to tags, in order of time.
    pub(super) effects: Vec<Effect>,
    /// The rules whose conditions were true when the handbook before ended.
    pub(super) stood: BTreeSet<Arc<str>>,
    /// When emits were told last, by the rule's name and the action's number, where that counts.
    pub(super) told: BTreeMap<(Arc<str>, usize), Instant>,
    /// What still waited for the end of the quiet hours, in order of time.
    pub(super) waiting: Vec<Waiting>,
}

impl Earlier {
    /// Whether any of those rules did something, or is still to tell something.
    pub(crate) fn has_done(&self) -> bool {
        !self.effects.is_empty() || !self.waiting.is_empty()
    }

    /// When an earlier rule did something next, or first of all. Nothing else need happen then.
    pub(crate) fn next(&self, behind: Option<Instant>) -> Option<Instant> {
        let first = behind.map_or(0, |behind| self.effects.partition_point(|effect| effect.at <= behind));
        self.effects.get(first).map(|effect| effect.at)
    }

    /// A life that has not begun under the next handbook.
    pub(super) fn life(&self) -> Life {
        Life { told: self.told.clone(), waiting: self.waiting.clone(), ..Life::default() }
    }

    /// Goes through the handbooks before a plan, each for as long as it was in force, and no further than to an instant.
    pub(super) fn through_earlier_handbooks(
        mut self,
        history: &History,
        plan: &Plan,
        schema: &Schema,
        until: Instant,
    ) -> Result<Self> {
        let mut plans = plan.earlier.iter().map(|plan| &**plan).chain([plan]).peekable();
        while let (Some(before), Some(next)) = (plans.next(), plans.peek()) {
            let Some(end) = next.since.map(|since| since.min(until)) else { continue };
            // What came in under the next handbook is not for the rules of this one.
            let history = history.without(|entry| next.meets(entry.at, entry.version));
            let later = self.effects.split_off(self.effects.partition_point(|effect| effect.at <= end));
            let still_later = self.waiting.split_off(self.waiting.partition_point(|waiting| waiting.since <= end));
            let mut life = self.life();
            let mut effects = life.go(&history, before, schema, end, &self)?.effects;
            effects.extend(later);
            life.waiting.extend(still_later);
            let standing = before.rules.iter().zip(&life.stood).filter(|(_, stood)| **stood);
            let stood = standing.map(|(rule, _)| rule.name.clone()).collect();
            self = Self { effects, stood, told: life.told, waiting: life.waiting };
        }
        Ok(self)
    }

    /// Goes on with the plan itself up to an instant.
    pub(super) fn through(self, history: &History, plan: &Plan, schema: &Schema, until: Instant) -> Result<Self> {
        let earlier = self.through_earlier_handbooks(history, plan, schema, until)?;
        let mut life = earlier.life();
        let effects = life.go(history, plan, schema, until, &earlier)?.effects;
        Ok(Self { effects, stood: BTreeSet::new(), told: life.told, waiting: life.waiting })
    }

    /// Puts together what was done to two ids that become one.
    pub(super) fn unite(&mut self, other: Self) {
        self.effects.extend(other.effects);
        self.effects.sort_by_key(|effect| effect.at);
        self.waiting.extend(other.waiting);
        self.waiting.sort_by_key(|waiting| waiting.since);
        for (key, at) in other.told {
            let last = self.told.entry(key).or_insert(at);
            *last = at.max(*last);
        }
    }
}
