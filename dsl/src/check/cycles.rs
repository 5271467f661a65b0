//! The order in which tags settle, and circles that have none.

use super::Checker;
use super::handbook::CheckedHandbook;
use crate::ast::{Condition, ConditionKind, Definition, Expr, ExprKind};
use crate::diagnostic::Problem;

/// So many stations of a circle are shown at each end.
const SHOWN: usize = 4;

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    /// Being visited, so deep in the stack.
    Open(usize),
    Done,
}

impl Checker<'_> {
    /// Tags in an order in which each stands behind those it depends on; reports circles.
    pub(super) fn order(&mut self, handbook: &CheckedHandbook) -> Vec<usize> {
        let needs = dependencies(handbook);
        let mut marks = vec![Mark::New; needs.len()];
        let mut order = Vec::with_capacity(handbook.tags.len());
        for start in 0..needs.len() {
            // Depth first without recursion: a chain of 10,000 tags is no reason to overflow the stack.
            let mut stack = vec![(start, 0)];
            while let Some((node, next)) = stack.pop() {
                if next == 0 {
                    if marks[node] != Mark::New {
                        continue;
                    }
                    marks[node] = Mark::Open(stack.len());
                }
                let Some(&need) = needs[node].get(next) else {
                    marks[node] = Mark::Done;
                    if node < handbook.tags.len() {
                        order.push(node);
                    }
                    continue;
                };
                stack.push((node, next + 1));
                match marks[need] {
                    Mark::New => stack.push((need, 0)),
                    Mark::Open(depth) => self.circle(&stack[depth..], handbook),
                    Mark::Done => {}
                }
            }
        }
        order
    }

    fn circle(&mut self, circle: &[(usize, usize)], handbook: &CheckedHandbook) {
        let label = |&(node, _): &(usize, usize)| match handbook.tags.get(node) {
            Some(tag) => tag.path.to_string(),
            None => format!("{}/*", handbook.groups[node - handbook.tags.len()].path),
        };
        // It is told from its first tag on, and may begin with a group.
        let Some(first) = circle.iter().position(|(node, _)| *node < handbook.tags.len()) else { return };
        let stations: Vec<&(usize, usize)> = circle[first..].iter().chain(&circle[..=first]).collect();
        let left_out = stations.len() > 2 * SHOWN;
        let (head, tail) = stations.split_at(if left_out { SHOWN } else { stations.len() });
        let mut path: Vec<Option<String>> = head.iter().map(|s| Some(label(s))).collect();
        if left_out {
            path.push(None);
            path.extend(tail[tail.len() - SHOWN..].iter().map(|s| Some(label(s))));
        }
        self.report(Problem::Cycle { path }, handbook.tags[circle[first].0].tag.name.span);
    }
}

/// What each tag's state depends on. Behind the tags stand the groups, each as all of its tags: that way a pattern such
/// as `服务/*` is one entry, and so is the order within an exclusive group.
fn dependencies(handbook: &CheckedHandbook) -> Vec<Vec<usize>> {
    let groups_from = handbook.tags.len();
    let mut needs = vec![Vec::new(); groups_from + handbook.groups.len()];
    for (tag, symbol) in handbook.tags.iter().enumerate() {
        if let Definition::When(condition) = &symbol.tag.definition {
            mentioned(condition, handbook, &mut needs[tag]);
        }
    }
    for (number, group) in handbook.groups.iter().enumerate() {
        needs[groups_from + number].extend(&group.tags);
        if let Some(outer) = group.path.0.split_last().and_then(|(_, outer)| handbook.group_at(outer)) {
            needs[groups_from + outer].push(groups_from + number);
        }
        if group.nature.exclusive {
            exclusive(&group.tags, handbook, &mut needs);
        }
    }
    for list in &mut needs {
        list.sort_unstable();
        list.dedup();
    }
    needs
}

/// In an exclusive group the first true definition wins, then the newest assignment, then `otherwise`. Each definition
/// waits for the one before; what is assigned waits for the last of them.
fn exclusive(tags: &[usize], handbook: &CheckedHandbook, needs: &mut [Vec<usize>]) {
    let mut last_defined = None;
    let mut assignable = Vec::new();
    let mut otherwise = None;
    for &tag in tags {
        match handbook.tags[tag].tag.definition {
            Definition::When(_) => {
                needs[tag].extend(last_defined);
                last_defined = Some(tag);
            }
            Definition::Assignable => assignable.push(tag),
            Definition::Otherwise => {
                otherwise.get_or_insert(tag);
            }
        }
    }
    for &tag in &assignable {
        needs[tag].extend(last_defined);
    }
    if let Some(otherwise) = otherwise {
        needs[otherwise].extend(last_defined);
        needs[otherwise].extend(assignable);
    }
}

fn mentioned(condition: &Condition, handbook: &CheckedHandbook, needs: &mut Vec<usize>) {
    match &condition.node {
        ConditionKind::And(parts) | ConditionKind::Or(parts) | ConditionKind::AtLeast { of: parts, .. } => {
            for part in parts {
                mentioned(part, handbook, needs);
            }
        }
        ConditionKind::Not(inner) => mentioned(inner, handbook, needs),
        ConditionKind::Has { tags, .. } => {
            for pattern in tags {
                let node = if pattern.whole_group {
                    handbook.group(&pattern.path).map(|group| handbook.tags.len() + group)
                } else {
                    handbook.tag(&pattern.path.node)
                };
                needs.extend(node);
            }
        }
        ConditionKind::Compare { left, right, .. } => [left, right].into_iter().for_each(|e| looked_up(e, handbook, needs)),
        ConditionKind::Between { value, low, high } => {
            [value, low, high].into_iter().for_each(|e| looked_up(e, handbook, needs));
        }
        ConditionKind::OneOf { value, .. } | ConditionKind::Text { value, .. } | ConditionKind::Missing { value } => {
            looked_up(value, handbook, needs);
        }
        _ => {}
    }
}

/// The tag whose value an expression is, or the tags among which it finds the level.
fn looked_up(expr: &Expr, handbook: &CheckedHandbook, needs: &mut Vec<usize>) {
    match &expr.node {
        ExprKind::TagValue(path) => needs.extend(handbook.tag(&path.node)),
        ExprKind::Name(path) if handbook.scale(expr).is_some() => {
            needs.extend(handbook.scaled_group(&path.node).map(|group| handbook.tags.len() + group));
        }
        _ => {}
    }
}
