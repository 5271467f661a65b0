//! Who or what gave the tags that a customer holds, and looking back at it.

use std::collections::BTreeSet;

use tagora_dsl::ast;

use super::assignments::Assignments;
use super::life::Life;
use super::settle::Settled;
use super::truth::{Moment, holds};
use crate::event::Giver;
use crate::rule::{Definition, Plan, SetBy};
use crate::time::Instant;

/// A held tag is another's gift from an instant on, or nobody's any more.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Given {
    pub(crate) at: Instant,
    pub(crate) tag: usize,
    pub(crate) by: Option<Giver>,
}

/// What was given at or before an instant, of gifts in order of time.
pub(crate) fn given_until(given: &[Given], at: Instant) -> &[Given] {
    &given[..given.partition_point(|given| given.at <= at)]
}

/// Whether the customer holds the tag, and what makes it hold it was given so.
pub(super) fn is_set_by(set_by: &SetBy, moment: &Moment<'_>) -> bool {
    moment.tags().numbers(&set_by.tags).filter_map(|tag| giver(tag, moment)).any(|giver| match (&set_by.by, giver) {
        (ast::Giver::AnyRule, Giver::Rule(_)) | (ast::Giver::AnyImport, Giver::Import { .. }) => true,
        (ast::Giver::Rule(wanted), Giver::Rule(rule)) => **rule == *wanted.node,
        (ast::Giver::Person(wanted), Giver::Person(person)) => **person == **wanted,
        (ast::Giver::Import(wanted), Giver::Import { source, .. }) => **source == **wanted,
        _ => false,
    })
}

/// Who gave a tag, if it is held.
fn giver<'m>(tag: usize, moment: &'m Moment<'_>) -> Option<&'m Giver> {
    if !holds(tag, moment) {
        return None;
    }
    match moment.assigned {
        Some(assigned) => giver_of_held(tag, assigned, moment.plan, moment.now),
        None => moment.given.iter().rev().find(|given| given.tag == tag)?.by.as_ref(),
    }
}

/// A pin is stronger than all else. A definition and `otherwise` are nobody's gifts.
fn giver_of_held<'m>(tag: usize, assigned: &'m Assignments, plan: &Plan, now: Instant) -> Option<&'m Giver> {
    let is_assignable = || plan.tags.get(tag).is_none_or(|tag| matches!(tag.definition, Definition::Assignable));
    assigned.pinned_by(tag).or_else(|| assigned.given(tag, now).filter(|_| is_assignable()).map(|given| &given.by))
}

impl Life {
    /// Keeps who gives tags otherwise than at the instant before.
    pub(super) fn keep_givers(&mut self, now: &Settled, plan: &Plan, at: Instant) {
        let mut tags: BTreeSet<usize> = self.givers.keys().copied().collect();
        tags.extend(self.assigned.all_given(at).chain(self.assigned.pinned_or_banned()));
        for tag in tags {
            let is_held = now.held.get(tag).copied().unwrap_or(false);
            let by = is_held.then(|| giver_of_held(tag, &self.assigned, plan, at)).flatten();
            if by == self.givers.get(&tag) {
                continue;
            }
            let by = by.cloned();
            self.given.push(Given { at, tag, by: by.clone() });
            match by {
                Some(by) => self.givers.insert(tag, by),
                None => self.givers.remove(&tag),
            };
        }
    }
}
