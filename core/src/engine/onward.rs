//! Taking customers forward in a commit: those of whom rows tell all together, shard by shard; the others one by one.

use std::sync::Arc;

use super::staging::{Fresh, Staging, Touched};
use super::state::{Redo, State};
use crate::change::{Cause, Drafts};
use crate::column::Column;
use crate::customer::Ordinal;
use crate::error::Result;
use crate::event::Entry;
use crate::event::log::sorted;
use crate::live::{Onward, Task};
use crate::time::Instant;

/// So many customers are taken forward before it is looked how many changes that made, and whether to go on.
const TOGETHER: usize = 1 << 17;

/// Of so many customers it is collected at once what is going to change.
const AHEAD: usize = 1 << 14;

impl Staging<'_> {
    /// Takes everybody forward of whom something is new or due. Gives the instant reached: an earlier one than asked for, where
    /// there were too many changes on the way.
    pub(super) fn take_all_forward(&mut self, drafts: &mut Drafts) -> Result<Instant> {
        let (entries, tasks) = self.tasks();
        let (mut reached, mut done) = (self.now, 0);
        let total = tasks.len();
        for tasks in tasks.chunks(TOGETHER) {
            self.progress.reach(done, total)?;
            self.take_tasks(tasks, &entries, reached, (done, total), drafts)?;
            done += tasks.len();
            self.progress.reach(done, total)?;
            if let Some(most) = self.max_changes.filter(|most| drafts.len() > most.saturating_mul(2)) {
                reached = drafts.cut(most, reached);
            }
        }
        Ok(self.max_changes.map_or(reached, |most| drafts.cut(most, reached)))
    }

    /// Takes those of some customers forward for whom something is due, a part of them at a time, and tells what that changes. Routes are left
    /// out.
    pub(super) fn each_due(
        &mut self,
        within: &Column,
        (done, total): (usize, usize),
        mut tell: impl FnMut(&State, Drafts),
    ) -> Result<()> {
        let (entries, mut tasks) = self.tasks();
        tasks.retain(|task| within.contains(task.customer));
        for tasks in tasks.chunks(AHEAD) {
            self.progress.reach(done, total)?;
            let mut drafts = Drafts::default();
            self.take_tasks(tasks, &entries, self.now, (done, total), &mut drafts)?;
            tell(&self.state, drafts);
        }
        Ok(())
    }

    /// The new entries, in order of customers and of each in the total one; and who is to be taken forward, in order.
    fn tasks(&mut self) -> (Vec<Arc<Entry>>, Vec<Task>) {
        let Fresh { mut customers, at, entries } = std::mem::take(&mut self.fresh);
        for customer in &mut customers {
            *customer = self.state.identities.survivor(*customer);
        }
        let order = sorted(&customers, &at, |one, other| entries[one as usize].order(&entries[other as usize]));
        let mut tasks: Vec<Task> = Vec::new();
        for (place, &row) in order.iter().enumerate() {
            let customer = customers[row as usize];
            match tasks.last_mut().filter(|task| task.customer == customer) {
                Some(task) => task.fresh.end = place + 1,
                None => tasks.push(Task { customer, fresh: place..place + 1 }),
            }
        }
        let others: Vec<Ordinal> = self.standing.due(self.now).into_iter().chain(self.touched.keys().copied()).collect();
        if !others.is_empty() {
            tasks.extend(others.into_iter().map(|customer| Task { customer, fresh: 0..0 }));
            // Of two that are the same customer's, that with entries comes first.
            tasks.sort_by(|one, other| (one.customer, other.fresh.len()).cmp(&(other.customer, one.fresh.len())));
            tasks.dedup_by_key(|task| task.customer);
        }
        let mut entries: Vec<Option<Arc<Entry>>> = entries.into_iter().map(Some).collect();
        (order.into_iter().filter_map(|row| entries[row as usize].take()).collect(), tasks)
    }

    fn take_tasks(
        &mut self,
        tasks: &[Task],
        entries: &[Arc<Entry>],
        until: Instant,
        (done, total): (usize, usize),
        drafts: &mut Drafts,
    ) -> Result<()> {
        let Self { state, touched, plan, .. } = self;
        let is_plain = |customer: Ordinal| {
            state.identities.merged(customer).is_none() && state.lives.get(customer).is_none() && !touched.contains_key(&customer)
        };
        let id = |customer: Ordinal| state.register.id(customer);
        let onward = Onward { plan, schema: &state.schema, entries, until, is_plain: &is_plain, id: &id };
        let taken = self.standing.take(tasks, onward)?;
        self.state.show(&taken, tasks, entries, until, drafts)?;
        for (task, is_off) in taken.into_iter().flat_map(|taken| taken.left) {
            let customer = tasks[task].customer;
            self.progress.pass(done + task, total)?;
            if is_off {
                self.state.go_off(self.standing, customer, until, drafts)?;
            } else {
                self.take_forward(customer, until, &entries[tasks[task].fresh.clone()], drafts)?;
            }
        }
        Ok(())
    }

    /// Takes a customer on to an instant; what came late is worked in first.
    pub(super) fn take_forward(
        &mut self,
        customer: Ordinal,
        until: Instant,
        fresh: &[Arc<Entry>],
        drafts: &mut Drafts,
    ) -> Result<()> {
        let Touched { is_past, is_open } = self.touched.get_mut(&customer).map(std::mem::take).unwrap_or_default();
        let late = self.clock.filter(|_| is_past);
        let redo = late.map(|clock| Redo { clock, cause: Cause::Late, is_open, old: None, told: Vec::new() });
        let history = self.state.history(customer);
        self.state.take_forward(self.standing, customer, (&history, fresh), until, redo.as_ref(), drafts)
    }
}
