//! Names and types inside conditions.

use super::Checker;
use super::expression::ValueType;
use super::handbook::{CheckedHandbook, EventSymbol};
use super::sets::ASK_A_SET;
use crate::ast::{CompareOp, Condition, ConditionKind, Definition, Expr, Quantifier, TagPattern};
use crate::diagnostic::{Advice, Problem, Tagging};

impl Checker<'_> {
    /// All conditions of the handbook's tags, segments and names for conditions.
    pub(super) fn conditions(&mut self, handbook: &CheckedHandbook) {
        for tag in &handbook.tags {
            if let Definition::When(condition) = &tag.tag.definition {
                self.whole_condition(condition, handbook);
            }
        }
        for segment in &handbook.segments {
            self.condition(&segment.condition, handbook, None);
        }
        for define in &handbook.defines {
            self.condition(&define.condition, handbook, None);
        }
    }

    /// Inside a filter, `event` is the event whose properties it looks at.
    pub(super) fn condition(&mut self, condition: &Condition, handbook: &CheckedHandbook, event: Option<&EventSymbol>) {
        match &condition.node {
            ConditionKind::And(parts) | ConditionKind::Or(parts) => {
                for part in parts {
                    self.condition(part, handbook, event);
                }
            }
            ConditionKind::Not(inner) => self.condition(inner, handbook, event),
            ConditionKind::AtLeast { count, of } => {
                if *count == 0 || *count as usize > of.len() {
                    self.report(Problem::UnfitCount { count: *count, of: of.len() }, condition.span);
                }
                for part in of {
                    self.condition(part, handbook, event);
                }
            }
            ConditionKind::Compare { left, op, right } => {
                let ty = self.value_type(left, handbook, event);
                if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                    self.ordered(left, &ty);
                }
                self.right_side(right, &ty, handbook, event);
            }
            ConditionKind::Between { value, low, high } => {
                let ty = self.value_type(value, handbook, event);
                self.ordered(value, &ty);
                self.right_side(low, &ty, handbook, event);
                self.right_side(high, &ty, handbook, event);
            }
            ConditionKind::OneOf { value, list, .. } => {
                let ty = self.value_type(value, handbook, event);
                for item in list {
                    self.right_side(item, &ty, handbook, event);
                }
            }
            ConditionKind::Text { value, .. } => self.needs(value, &ValueType::Text, handbook, event),
            ConditionKind::Mentions { value, mention } => self.mentions(value, mention, handbook, event),
            ConditionKind::Includes { value, elements, .. } => self.includes(value, elements, handbook, event),
            ConditionKind::Missing { value } => {
                self.value_type(value, handbook, event);
            }
            ConditionKind::Bare(path) => self.bare(path, handbook, event),
            // What follows looks at time, other events or tags: a filter cannot.
            _ if event.is_some() => self.report(Problem::NotInFilter, condition.span),
            ConditionKind::Happened { stream, window, .. } => {
                self.stream(stream, handbook);
                self.window(window.as_ref(), handbook);
            }
            ConditionKind::InWindow { moment, window } => self.moment_in(moment, window, condition.span, handbook),
            ConditionKind::Ago { moment, duration } => self.distance(moment, Some(*duration), condition.span, handbook),
            ConditionKind::Past(past) => self.past(past, condition, handbook),
            ConditionKind::Calendar(calendar) => self.calendar(calendar, condition.span, handbook),
            ConditionKind::InSegment(name) => self.in_segment(name, handbook),
            ConditionKind::Sequence(sequence) => self.sequence(sequence, handbook, condition.span),
            ConditionKind::ThenNot(pattern) => self.then_not(pattern, handbook),
            ConditionKind::Regular(regular) => self.regular(regular, handbook, condition.span),
            ConditionKind::SetBy { tag, by } => self.set_by(tag, by, handbook),
            ConditionKind::Has { quantifier, tags } => {
                for pattern in tags {
                    self.pattern(pattern, handbook);
                    if *quantifier == Quantifier::All {
                        self.all_of(pattern, handbook);
                    }
                }
            }
        }
    }

    pub(super) fn ordered(&mut self, expr: &Expr, ty: &ValueType<'_>) {
        if !ty.is_ordered() {
            let advice = Some(Advice::Say(match ty {
                ValueType::Set(_) => ASK_A_SET,
                _ => ("only `=` and `!=` apply to it", "它只能用“是”“不是”比较"),
            }));
            self.report(
                Problem::TypeMismatch { needed: ("something with an order", "可比大小的值"), found: ty.words(), advice },
                expr.span,
            );
        }
    }

    pub(super) fn needs(&mut self, expr: &Expr, needed: &ValueType<'_>, handbook: &CheckedHandbook, event: Option<&EventSymbol>) {
        let found = self.value_type(expr, handbook, event);
        if found != *needed && found != ValueType::Unknown {
            let advice = matches!(found, ValueType::Set(_)).then_some(Advice::Say(ASK_A_SET));
            self.report(Problem::TypeMismatch { needed: needed.words(), found: found.words(), advice }, expr.span);
        }
    }

    /// An open group has no last tag: nobody can have all of its tags.
    pub(super) fn all_of(&mut self, pattern: &TagPattern, handbook: &CheckedHandbook) {
        if let Some(&group) = handbook.open_groups(pattern).first() {
            let group = handbook.groups[group].path.to_string();
            self.report(Problem::Tagging(Tagging::AllOfOpen { group }), pattern.path.span);
        }
    }

    pub(super) fn pattern(&mut self, pattern: &TagPattern, handbook: &CheckedHandbook) {
        if pattern.whole_group {
            if handbook.group(&pattern.path).is_none() {
                self.group_not_found(&pattern.path, handbook);
            }
        } else if handbook.tag(&pattern.path.node).is_none() && !handbook.is_open_member(&pattern.path.node) {
            self.tag_not_found(&pattern.path, handbook);
        }
    }
}
