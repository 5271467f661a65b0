//! Rules: what sets them off, what they do.

use super::Checker;
use super::handbook::{CheckedHandbook, EventSymbol};
use crate::ast::{ActionKind, Definition, Expr, ExprKind, Path};
use crate::diagnostic::{Advice, Problem};

impl Checker<'_> {
    pub(super) fn rules(&mut self, handbook: &CheckedHandbook) {
        for rule in &handbook.rules {
            let event = self.stream(&rule.trigger.stream, handbook);
            if let Some(condition) = &rule.condition {
                self.condition(condition, handbook, None);
            }
            for action in &rule.actions {
                match &action.node {
                    ActionKind::Add(tag) | ActionKind::Remove(tag) => self.assigned_tag(tag, handbook),
                    ActionKind::Emit { payload, .. } => {
                        for (_, value) in payload {
                            self.payload_value(value, handbook, event);
                        }
                    }
                }
            }
        }
    }

    fn assigned_tag(&mut self, path: &Path, handbook: &CheckedHandbook) {
        match handbook.tag(&path.node) {
            None => self.tag_not_found(path, handbook),
            Some(tag) if handbook.tags[tag].tag.definition != Definition::Assignable => {
                self.report(Problem::AssignsDefinedTag { tag: handbook.tags[tag].path.to_string() }, path.span);
            }
            Some(_) => {}
        }
    }

    /// A value sent along: as written, or a property of the event.
    fn payload_value(&mut self, value: &Expr, handbook: &CheckedHandbook, event: Option<&EventSymbol>) {
        match &value.node {
            ExprKind::Literal(_) => {}
            ExprKind::Name(_) => {
                if event.is_some() {
                    self.value_type(value, handbook, event);
                }
            }
            _ => {
                let advice = Some(Advice::Say(("send a value or a property of the event", "可发送常量或该事件的属性")));
                self.report(
                    Problem::TypeMismatch { needed: ("a value", "值"), found: ("a calculation", "计算式"), advice },
                    value.span,
                );
            }
        }
    }
}
