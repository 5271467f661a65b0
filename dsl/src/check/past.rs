//! Conditions about the past.

use std::collections::{BTreeMap, BTreeSet};

use super::Checker;
use super::cycles::Node;
use super::handbook::CheckedHandbook;
use crate::ast::{Condition, ConditionKind, Expr, ExprKind, PastCondition};
use crate::diagnostic::Problem;

impl Checker<'_> {
    /// A condition that is not part of another: only such a one may say when it ends.
    pub(super) fn whole_condition(&mut self, condition: &Condition, handbook: &CheckedHandbook) {
        match &condition.node {
            ConditionKind::Past(PastCondition::Latch { on, until }) => {
                self.condition(on, handbook, None);
                self.condition(until, handbook, None);
            }
            _ => self.condition(condition, handbook, None),
        }
    }

    /// A condition about the past, outside of filters.
    pub(super) fn past(&mut self, past: &PastCondition, condition: &Condition, handbook: &CheckedHandbook) {
        match past {
            PastCondition::Dwell { condition: inner, .. } => {
                if let Some(nested) = self.lasting_inside(inner, handbook) {
                    self.report(Problem::NestedPast, nested.span);
                    return;
                }
                self.condition(inner, handbook, None);
            }
            PastCondition::Latch { .. } => self.report(Problem::NestedPast, condition.span),
            PastCondition::Turned { tags, window, .. } => {
                self.pattern(tags, handbook);
                self.window(window.as_ref(), handbook);
            }
            PastCondition::Changed { value, from, to, window } => {
                self.changed(value, from.iter().chain(to).map(|value| &**value), handbook);
                self.window(window.as_ref(), handbook);
            }
        }
    }

    /// The first condition inside that already asks for how long something lasts.
    fn lasting_inside<'c>(&mut self, condition: &'c Condition, handbook: &CheckedHandbook) -> Option<&'c Condition> {
        if lasts(condition) {
            return Some(condition);
        }
        if let Some(name) = name_of(condition, handbook) {
            let lasting = self.lasting.get_or_insert_with(|| lasting_names(handbook));
            return lasting.contains(&name).then_some(condition);
        }
        condition.node.parts().into_iter().find_map(|part| self.lasting_inside(part, handbook))
    }

    /// A number of turns, of tags in a group, of units gone by.
    pub(super) fn state_measure(&mut self, expr: &Expr, handbook: &CheckedHandbook) {
        match &expr.node {
            ExprKind::Turns { tags, window, .. } => {
                self.pattern(tags, handbook);
                self.window(window.as_ref(), handbook);
            }
            ExprKind::TagsIn(group) if handbook.group(group).is_none() => self.group_not_found(group, handbook),
            ExprKind::Elapsed { since, .. } => {
                self.dated(since, handbook);
            }
            _ => {}
        }
    }

    fn changed<'e>(&mut self, value: &Expr, others: impl Iterator<Item = &'e Expr>, handbook: &CheckedHandbook) {
        if !matches!(value.node, ExprKind::Name(_)) {
            let found = ("a calculation", "计算式");
            self.report(Problem::TypeMismatch { needed: ("an attribute", "属性"), found, advice: None }, value.span);
            return;
        }
        if handbook.parameter_of(value).is_some() {
            let (needed, found) = (("an attribute", "属性"), ("a parameter", "参数"));
            self.report(Problem::TypeMismatch { needed, found, advice: None }, value.span);
            return;
        }
        let ty = self.value_type(value, handbook, None);
        for other in others {
            self.right_side(other, &ty, handbook, None);
        }
    }
}

/// The named conditions and segments that ask, directly or through other names, for how long something lasts.
fn lasting_names(handbook: &CheckedHandbook) -> BTreeSet<Node> {
    let defines = handbook.defines.iter().enumerate().map(|(n, define)| (Node::Define(n), &*define.condition));
    let segments = handbook.segments.iter().enumerate().map(|(n, segment)| (Node::Segment(n), &*segment.condition));
    let mut named_by: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    let mut open = Vec::new();
    for (node, condition) in defines.chain(segments) {
        let mut conditions = vec![condition];
        while let Some(condition) = conditions.pop() {
            match name_of(condition, handbook) {
                Some(name) => named_by.entry(name).or_default().push(node),
                None if lasts(condition) => open.push(node),
                None => conditions.extend(condition.node.parts()),
            }
        }
    }
    let mut lasting = BTreeSet::new();
    while let Some(node) = open.pop() {
        if lasting.insert(node) {
            open.extend(named_by.get(&node).into_iter().flatten());
        }
    }
    lasting
}

fn lasts(condition: &Condition) -> bool {
    matches!(condition.node, ConditionKind::Past(PastCondition::Dwell { .. } | PastCondition::Latch { .. }))
}

/// The named condition or segment that a condition stands for.
fn name_of(condition: &Condition, handbook: &CheckedHandbook) -> Option<Node> {
    match &condition.node {
        ConditionKind::InSegment(name) => handbook.segment(&name.node).map(Node::Segment),
        ConditionKind::Bare(path) => handbook.define(&path.node).map(Node::Define),
        _ => None,
    }
}
