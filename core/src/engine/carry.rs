//! Another handbook in few steps: what rows know is carried over, what is new in them is filled by a pass over the log for each
//! new stream, and all settle once.

use std::collections::BTreeSet;

use super::state::{Redo, State};
use crate::change::{ChangeKind, Drafts, Reason, What};
use crate::customer::Ordinal;
use crate::error::Result;
use crate::live::{Carried, Fill, Missing, Standing, is_set};
use crate::pass::{Ground, each_event};
use crate::rule::{Plan, Tags};

use super::progress::Progress;

impl State {
    /// How rows can be carried over under the plan that is new, if they can.
    pub(super) fn carried(&self, standing: &Standing) -> Option<Carried> {
        // What the handbook itself makes true sets these off.
        let plan = self.plan.as_ref()?;
        if plan.rules.iter().any(|rule| rule.on_backfill) { None } else { standing.carried(plan) }
    }

    /// Takes all customers over under the plan that is new. `before` is the state under the old one.
    pub(super) fn carry(
        &mut self,
        before: &Self,
        standing: &mut Standing,
        carried: &Carried,
        redo: &Redo,
        progress: &Progress,
        drafts: &mut Drafts,
    ) -> Result<()> {
        let (Some(plan), Some(old)) = (self.plan.clone(), redo.old.as_ref()) else { return Ok(()) };
        let numbers = numbers(&plan, &old.plan);
        let holders = |was: &Option<usize>| was.and_then(|was| before.tags.get(was)).cloned().unwrap_or_default();
        self.tags = numbers.iter().map(holders).collect();
        let mut others: BTreeSet<Ordinal> = old.lives.iter().map(|(customer, _)| customer).collect();
        let merged: BTreeSet<Ordinal> = self.identities.all_merged().map(|(id, _)| id).collect();
        others.extend(merged.iter().map(|&id| self.identities.survivor(id)));
        let mut is_carried = vec![false; self.register.given()];
        for (customer, is_carried) in (0..).zip(&mut is_carried) {
            *is_carried = !others.contains(&customer) && !merged.contains(&customer) && standing.carry(customer, carried);
        }
        let (mut done, total) = (0, is_carried.iter().filter(|is_carried| **is_carried).count() + others.len());
        for Missing { stream, what } in &carried.missing {
            progress.reach(done, total)?;
            let (property, in_order) = match what {
                Fill::Instants(_) => (None, false),
                Fill::Totals(_, property) => (property.as_ref(), true),
            };
            let ground = Ground {
                log: &self.log,
                identities: &self.identities,
                register: &self.register,
                plan: &plan,
                schema: &self.schema,
                now: redo.clock,
            };
            each_event((stream, property), &ground, in_order, |of, at, value| {
                if is_carried.get(of as usize) == Some(&true) {
                    standing.fill(of, what, at, value);
                }
            });
        }
        let gone = gone(&plan, &old.plan);
        let schema = self.schema.clone();
        for customer in (0..).zip(&is_carried).filter(|(_, is_carried)| **is_carried).map(|(customer, _)| customer) {
            let (was, is) = standing.settle_carried(customer, (&plan, &schema), carried, redo.clock);
            let mut draft = |what| drafts.push(customer, redo.clock, what, Reason::of(&redo.cause, &plan.legend));
            for (tag, number) in numbers.iter().enumerate() {
                let (was, is) = (number.is_some_and(|number| is_set(was, number)), is_set(is, tag));
                if was != is {
                    self.tags.put(tag, customer, is);
                    draft(if is { What::Gained(tag) } else { What::Lost(tag) });
                }
            }
            for &tag in gone.iter().filter(|&&tag| is_set(was, tag)) {
                draft(What::Other(ChangeKind::Lost { tag: old.plan.tags[tag].path.clone() }));
            }
            done += 1;
            progress.pass(done, total)?;
        }
        for customer in others {
            (0..self.tags.len()).for_each(|tag| self.tags.put(tag, customer, false));
            let history = self.history(customer);
            self.take_forward(standing, customer, (&history, &[]), redo.clock, Some(redo), drafts)?;
            done += 1;
            progress.pass(done, total)?;
        }
        Ok(())
    }
}

/// The number that each tag had before, by the number it has now.
fn numbers(plan: &Plan, old: &Plan) -> Vec<Option<usize>> {
    let tags = Tags { plan: old, open: &[] };
    let lines = (plan.declared..plan.tags.len()).map(|_| None);
    plan.seen().iter().map(|tag| tags.at(&tag.path)).chain(lines).collect()
}

/// The tags that there are no more, by the number that they had.
fn gone(plan: &Plan, old: &Plan) -> Vec<usize> {
    let tags = Tags { plan, open: &[] };
    Tags { plan: old, open: &[] }.paths().filter(|(_, path)| tags.at(path).is_none()).map(|(number, _)| number).collect()
}
