//! Merges come into force: two logs become one, and what that changes is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::staging::Staging;
use super::state::Redo;
use crate::change::{Cause, Drafts, Reason, What};
use crate::customer::{Merge, Ordinal, Union};
use crate::error::Result;
use crate::event::History;
use crate::reference::Firing;
use crate::rule::Tags;
use crate::time::Instant;

impl Staging<'_> {
    /// Lets all merges come into force that are due, those of one instant together.
    pub(super) fn merge(&mut self, drafts: &mut Drafts) -> Result<()> {
        let mut merges = std::mem::take(&mut self.merges);
        while let Some(first) = merges.first() {
            let at = self.clock.map_or(first.at, |clock| first.at.max(clock));
            let later = merges.iter().find(|merge| merge.at > at).cloned();
            let rest = later.map_or_else(BTreeSet::new, |later| merges.split_off(&later));
            self.merge_at(at, &merges, drafts)?;
            merges = rest;
        }
        Ok(())
    }

    fn merge_at(&mut self, at: Instant, merges: &BTreeSet<Merge>, drafts: &mut Drafts) -> Result<()> {
        let mut before = BTreeSet::new();
        for id in merges.iter().flat_map(|merge| [&merge.from, &merge.into]) {
            before.extend(self.state.register.ordinal(id).map(|ordinal| self.state.identities.survivor(ordinal)));
        }
        let is_late = self.clock.is_some_and(|clock| at <= clock);
        if !is_late {
            // Up to then each goes its own way.
            for &customer in &before {
                self.take_forward(customer, at.saturating_add(-1), &[], drafts)?;
            }
        }
        let unions: BTreeMap<Ordinal, Arc<[Union]>> =
            before.iter().map(|&customer| (customer, self.state.unions(customer))).collect();
        for merge in merges {
            self.state.identities.add(merge.clone(), &self.state.register);
        }
        let after: BTreeSet<Ordinal> = before.iter().map(|&ordinal| self.state.identities.survivor(ordinal)).collect();
        for survivor in after {
            let parts: Vec<Ordinal> =
                before.iter().copied().filter(|&part| self.state.identities.survivor(part) == survivor).collect();
            if parts == [survivor] && unions.get(&survivor) == Some(&self.state.unions(survivor)) {
                continue;
            }
            self.become_one(survivor, &parts, at, !is_late || merges.iter().any(|merge| merge.at == at), drafts)?;
        }
        Ok(())
    }

    /// What was known of several customers is known of one.
    fn become_one(
        &mut self,
        survivor: Ordinal,
        parts: &[Ordinal],
        at: Instant,
        is_open: bool,
        drafts: &mut Drafts,
    ) -> Result<()> {
        let Some(merged) = self.state.identities.merged(survivor).cloned() else { return Ok(()) };
        let mut is_open = is_open;
        let mut told = Vec::new();
        for &part in parts {
            is_open |= self.touched.remove(&part).is_some_and(|touched| touched.is_open);
            let was = self.standing.stood(part, &self.state.lives);
            if self.clock == Some(at) && self.state.lives.get(part).is_none() {
                told.extend(self.told_by_row(part, at)?);
            }
            if part == survivor {
                continue;
            }
            self.standing.forget(part, &mut self.state.lives);
            told.extend(was.recent.iter().cloned());
            let Some(customer) = self.state.register.id(survivor) else { continue };
            let cause = Cause::Merge { customer };
            let tags = Tags { plan: self.plan, open: &was.open };
            for (tag, _) in was.held.iter().enumerate().filter(|(_, held)| **held) {
                drafts.push(part, at, What::turned(false, tag, tags), Reason::Other(&cause));
            }
            let open: Vec<_> = was.open_held(self.plan).cloned().collect();
            self.state.leaves(part, &open);
        }
        self.touched.insert(survivor, Default::default());
        let other = parts.iter().chain(&merged.members).find(|&&part| part != survivor).copied();
        let Some(customer) = other.and_then(|other| self.state.register.id(other)) else { return Ok(()) };
        let redo = Redo { clock: at, cause: Cause::Merge { customer }, is_open, old: None, told };
        let history = self.state.history(survivor);
        self.state.take_forward(self.standing, survivor, (&history, &[]), at, Some(&redo), drafts)
    }

    /// What was told so far at an instant of an id that was a customer by itself, of which rows told all.
    fn told_by_row(&self, of: Ordinal, at: Instant) -> Result<Vec<Firing>> {
        let entries = self.state.log.entries(&[of], Instant::MIN, Instant::NEVER);
        let history = History::of(entries, Arc::default(), self.state.register.id(of));
        let fresh: Vec<_> = self.fresh.entries.iter().filter(|entry| entry.of == of).cloned().collect();
        self.state.told_at(at, &history, &fresh)
    }
}
