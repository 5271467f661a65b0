//! What sets hold.

use super::Rule;
use super::build::{Builder, Node, child, holds};
use crate::ast::{ConditionKind, Expr, ExprKind, Quantifier};
use crate::span::Spanned;

impl Builder<'_> {
    /// `兴趣 has any of ("数码", "户外")`, 兴趣 同时含 ("数码", "户外"), 兴趣 含 "数码"
    pub(super) fn includes(&mut self, pair: &Node<'_>, value: Expr) -> Option<ConditionKind> {
        let word = child(pair, Rule::quantifier).and_then(|word| word.into_inner().next()).map(|word| word.as_rule());
        let quantifier = if holds(pair, Rule::kw_includes_all) || word == Some(Rule::kw_all) {
            Quantifier::All
        } else if holds(pair, Rule::kw_includes_none) || word == Some(Rule::kw_none) {
            Quantifier::None
        } else {
            Quantifier::Any
        };
        Some(ConditionKind::Includes { value, quantifier, elements: self.elements(pair)? })
    }

    /// The elements among a rule's children: values as written, and names.
    pub(super) fn elements(&mut self, pair: &Node<'_>) -> Option<Vec<Expr>> {
        let mut elements = Vec::new();
        for element in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::element) {
            let span = self.span(&element);
            self.count(span);
            let inner = element.into_inner().next()?;
            let kind = match inner.as_rule() {
                Rule::path => ExprKind::Name(self.path(inner)?),
                _ => ExprKind::Literal(self.literal(inner)?),
            };
            elements.push(Spanned::new(kind, span));
        }
        let span = self.span(pair);
        self.check_list(elements.len(), span);
        Some(elements)
    }
}
