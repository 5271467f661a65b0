//! Which tags a customer holds, given what has happened and what was assigned.

use std::collections::BTreeMap;

use super::truth::{Moment, is_true};
use crate::rule::{Definition, Plan};

/// What gives a tag to a customer, whether or not another tag of the group beats it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settled {
    /// True definitions, stored assignments.
    pub(super) claimed: Vec<bool>,
    pub(super) held: Vec<bool>,
}

/// The stored assignments, each with its turn: in an exclusive group the newest wins.
pub(super) type Assignments = BTreeMap<usize, u64>;

/// Settles every tag, each behind those it depends on.
pub(super) fn settle(moment: &Moment<'_>, assigned: &Assignments) -> Settled {
    let plan = moment.plan;
    let mut settled = Settled { claimed: vec![false; plan.tags.len()], held: vec![false; plan.tags.len()] };
    for &tag in &plan.order {
        let claimed = match &plan.tags[tag].definition {
            Definition::When(predicate) => is_true(predicate, &Moment { held: &settled.held, ..*moment }),
            Definition::Assignable => assigned.contains_key(&tag),
            Definition::Otherwise => true,
        };
        settled.claimed[tag] = claimed;
        settled.held[tag] = claimed && !is_beaten(tag, &settled, plan, assigned);
    }
    settled
}

/// In an exclusive group: the first true definition in order of declaration, else the newest assignment, else
/// `otherwise`.
fn is_beaten(tag: usize, settled: &Settled, plan: &Plan, assigned: &Assignments) -> bool {
    let turn = |t: usize| assigned.get(&t).copied().unwrap_or(0);
    plan.tags[tag].rivals.iter().filter(|&&rival| rival != tag).any(|&rival| {
        match (&plan.tags[tag].definition, &plan.tags[rival].definition) {
            (Definition::When(_), Definition::When(_)) => rival < tag && settled.claimed[rival],
            (Definition::When(_), _) => false,
            (Definition::Assignable, Definition::When(_)) => settled.claimed[rival],
            (Definition::Assignable, Definition::Assignable) => turn(rival) > turn(tag),
            (Definition::Assignable, Definition::Otherwise) => false,
            (Definition::Otherwise, _) => settled.claimed[rival],
        }
    })
}
