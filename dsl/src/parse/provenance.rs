//! Who or what gave a tag.

use super::Rule;
use super::build::{Builder, Node, child, holds};
use crate::ast::{ConditionKind, Expr, ExprKind, Giver};
use crate::diagnostic::Problem;

impl Builder<'_> {
    /// `高意向 set by rule 首购转化`, 高意向 由 "zhang", 高意向 由 导入 "crm"
    pub(super) fn set_by(&mut self, pair: &Node<'_>, value: Expr) -> Option<ConditionKind> {
        let text = match child(pair, Rule::text) {
            Some(text) => Some(self.text(text)?),
            None => None,
        };
        let by = match (child(pair, Rule::name), text) {
            (Some(name), _) => Giver::Rule(self.name(name)?),
            (None, None) if holds(pair, Rule::kw_rule) => Giver::AnyRule,
            (None, Some(source)) if holds(pair, Rule::kw_import) => Giver::Import(source),
            (None, Some(person)) => Giver::Person(person),
            (None, None) => Giver::AnyImport,
        };
        let ExprKind::Name(tag) = value.node else {
            let (needed, found) = (("a tag", "标签"), ("a value", "值"));
            self.report(Problem::TypeMismatch { needed, found, advice: None }, value.span);
            return None;
        };
        Some(ConditionKind::SetBy { tag, by })
    }
}
