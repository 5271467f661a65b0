//! What is stored of the tags of ids that became one customer, while they were still apart.

use std::collections::BTreeMap;

use super::assignments::Assignments;
use crate::customer::{Ordinal, Union};
use crate::time::Instant;

/// Until two ids are one customer, what is done about a tag of the one means that one alone: a tag taken from the one is not
/// taken from the other. Seen together, as the past of the one customer that they are today, what either has counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Sides {
    apart: BTreeMap<Ordinal, Assignments>,
    /// How many of the unions have happened.
    joined: usize,
}

impl Sides {
    /// Lets the unions up to an instant happen.
    pub(super) fn join(&mut self, unions: &[Union], at: Instant, whole: &mut Assignments) {
        while let Some(union) = unions.get(self.joined).filter(|union| union.at <= at) {
            self.joined += 1;
            if let Some(from) = self.apart.remove(&union.from) {
                self.apart.entry(union.into).or_default().unite(&from, at);
            }
            if self.joined == unions.len() {
                // All that there is stands on one side now.
                if let Some((_, last)) = self.apart.pop_first() {
                    whole.become_as(last);
                }
            }
        }
    }

    /// Changes what is stored of the id `of`.
    pub(super) fn change(
        &mut self,
        unions: &[Union],
        whole: &mut Assignments,
        of: Ordinal,
        at: Instant,
        change: impl FnOnce(&mut Assignments),
    ) {
        self.join(unions, at, whole);
        if self.joined == unions.len() {
            change(whole);
            return;
        }
        let side = unions[..self.joined].iter().fold(of, |side, union| if union.from == side { union.into } else { side });
        let assignments = self.apart.entry(side).or_default();
        assignments.take_turns_from(whole);
        change(assignments);
        whole.take_turns_from(assignments);
        let mut together = Assignments::default();
        for side in self.apart.values() {
            together.unite(side, at);
        }
        whole.become_as(together);
    }
}
