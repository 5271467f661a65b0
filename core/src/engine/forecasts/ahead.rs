//! Letting time pass, as far as there is room for what turns.

use std::sync::Arc;

use super::{ForecastOptions, Foreseen, Outlook};
use crate::change::{ChangeKind, Drafts};
use crate::column::Column;
use crate::customer::Ordinal;
use crate::engine::apply::{How, no_handbook};
use crate::engine::options::Options;
use crate::engine::staging::Staging;
use crate::engine::state::State;
use crate::error::Result;
use crate::live::Standing;
use crate::rule::Plan;
use crate::time::Instant;

/// The first step, in milliseconds: a day. Each step is twice the one before, while that turned few tags.
const STEP: i64 = 86_400_000;

/// A step that turns more is followed by a shorter one.
const MANY: usize = 1 << 18;

pub(super) struct Ahead<'a> {
    path: &'a Arc<str>,
    within: &'a Column,
    now: Instant,
    how: &'a ForecastOptions,
    limit: usize,
    /// Instants and customers, and what is told of them: the first ones that there were.
    found: Vec<(Instant, Ordinal, Foreseen)>,
    /// Nothing behind this is asked for any more.
    until: Instant,
    /// How many tags turned in a step.
    turned: usize,
}

impl<'a> Ahead<'a> {
    pub(super) fn new(path: &'a Arc<str>, within: &'a Column, now: Instant, how: &'a ForecastOptions) -> Self {
        Self { path, within, now, how, limit: how.limit.min(ForecastOptions::MOST), found: Vec::new(), until: now, turned: 0 }
    }

    /// Lets time pass up to `until`, or until there is no more room.
    pub(super) fn look(
        mut self,
        mut state: State,
        (standing, options): (&mut Standing, &Options),
        until: Instant,
    ) -> Result<Outlook> {
        let plan = state.plan.clone().ok_or_else(no_handbook)?;
        self.until = until;
        let (now, progress) = (self.now, &self.how.progress);
        let seconds = |at: Instant| usize::try_from(at.millis().saturating_sub(now.millis()) / 1_000).unwrap_or(usize::MAX);
        let (total, mut reached, mut step) = (seconds(until), now, STEP);
        while reached < self.until {
            let done = seconds(reached);
            let to = reached.saturating_add(step).min(self.until);
            let mut staging = Staging::new(&state, standing, How { options, progress }, &plan, to, 0);
            self.turned = 0;
            staging.each_due(self.within, (done, total), |customers, drafts| self.take(customers, drafts, &plan))?;
            state = staging.state;
            state.clock = Some(to);
            reached = to;
            step = if self.turned < MANY { step.saturating_mul(2) } else { (step / 2).max(1) };
        }
        progress.reach(total, total)?;
        self.sort();
        let is_more = self.found.len() > self.limit;
        self.found.truncate(self.limit);
        Ok(Outlook { turns: self.found.into_iter().map(|(.., turn)| turn).collect(), is_more })
    }

    /// Takes what turned of some customers.
    fn take(&mut self, state: &State, mut drafts: Drafts, plan: &Plan) {
        self.turned += drafts.len();
        let number = plan.tag_numbers.get(self.path).copied();
        drafts.keep_turns(number, self.path, self.until);
        let after = self.how.after.as_ref().map(|after| (after.at, state.ordinal(&after.customer)));
        for change in drafts.told(&plan.legend, &state.register) {
            let Some(customer) = state.ordinal(&change.customer) else { continue };
            let gained = matches!(change.kind, ChangeKind::Gained { .. });
            let is_behind = after.is_none_or(|(at, last)| (change.at, Some(customer)) > (at, last));
            if is_behind {
                let turn = Foreseen { at: change.at, customer: change.customer, gained, cause: change.cause };
                self.found.push((turn.at, customer, turn));
            }
        }
        if self.found.len() > self.limit.saturating_mul(2) {
            self.sort();
            self.found.truncate(self.limit.saturating_add(1));
            // One more than fits, behind which nothing has to be looked at.
            if let Some((at, ..)) = self.found.last() {
                self.until = *at;
            }
        }
    }

    fn sort(&mut self) {
        self.found.sort_by_key(|(at, customer, _)| (*at, *customer));
    }
}
