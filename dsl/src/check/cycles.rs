//! The order in which tags settle, and circles that have none.

use super::Checker;
use super::handbook::CheckedHandbook;
use crate::ast::{Condition, ConditionKind, Definition};
use crate::diagnostic::Problem;

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

impl Checker<'_> {
    /// Tags in an order in which each stands behind those it depends on; reports circles.
    pub(super) fn order(&mut self, handbook: &CheckedHandbook) -> Vec<usize> {
        let needs: Vec<Vec<usize>> = (0..handbook.tags.len()).map(|tag| dependencies(tag, handbook)).collect();
        let mut marks = vec![Mark::New; needs.len()];
        let mut order = Vec::with_capacity(needs.len());
        for start in 0..needs.len() {
            // Depth first without recursion: a chain of 10,000 tags is no reason to overflow the stack.
            let mut stack = vec![(start, 0)];
            while let Some((tag, next)) = stack.pop() {
                if next == 0 {
                    if marks[tag] != Mark::New {
                        continue;
                    }
                    marks[tag] = Mark::Open;
                }
                let Some(&need) = needs[tag].get(next) else {
                    marks[tag] = Mark::Done;
                    order.push(tag);
                    continue;
                };
                stack.push((tag, next + 1));
                match marks[need] {
                    Mark::New => stack.push((need, 0)),
                    Mark::Open => self.circle(need, &stack, handbook),
                    Mark::Done => {}
                }
            }
        }
        order
    }

    fn circle(&mut self, tag: usize, stack: &[(usize, usize)], handbook: &CheckedHandbook) {
        let from = stack.iter().position(|(t, _)| *t == tag).unwrap_or(0);
        let mut path: Vec<String> = stack[from..].iter().map(|(t, _)| handbook.tags[*t].path.to_string()).collect();
        path.push(handbook.tags[tag].path.to_string());
        self.report(Problem::Cycle { path }, handbook.tags[tag].tag.name.span);
    }
}

/// The tags whose state decides whether a customer holds `tag`.
fn dependencies(tag: usize, handbook: &CheckedHandbook) -> Vec<usize> {
    let symbol = &handbook.tags[tag];
    let mut needs = Vec::new();
    if let Definition::When(condition) = &symbol.tag.definition {
        mentioned(condition, handbook, &mut needs);
    }
    if let Some(group) = symbol.group.map(|g| &handbook.groups[g]).filter(|g| g.exclusive) {
        // In an exclusive group the first true definition wins, then the newest assignment, then `otherwise`.
        let rank = |t: usize| match handbook.tags[t].tag.definition {
            Definition::When(_) => (0, t),
            Definition::Assignable => (1, 0),
            Definition::Otherwise => (2, 0),
        };
        needs.extend(group.tags.iter().copied().filter(|&other| rank(other) < rank(tag)));
    }
    needs.sort_unstable();
    needs.dedup();
    needs
}

fn mentioned(condition: &Condition, handbook: &CheckedHandbook, needs: &mut Vec<usize>) {
    match &condition.node {
        ConditionKind::And(parts) | ConditionKind::Or(parts) => {
            for part in parts {
                mentioned(part, handbook, needs);
            }
        }
        ConditionKind::Not(inner) => mentioned(inner, handbook, needs),
        ConditionKind::Has { tags, .. } => {
            for pattern in tags {
                needs.extend(handbook.matching(pattern));
            }
        }
        _ => {}
    }
}
