//! Sets and what they hold.

use super::Checker;
use super::expression::ValueType;
use super::handbook::{CheckedHandbook, EventSymbol};
use crate::ast::{Element, Expr, ExprKind, Path};
use crate::diagnostic::{Advice, Problem, Words};
use crate::span::Spanned;

const A_SET: Words = ("a set", "集合");

/// What to write where something else is asked of a set.
pub(super) const ASK_A_SET: Words = (
    "of a set write `has`, `has any of`, `has all of`, `has none of` or `size of`",
    "集合请写“含”“含任一”“同时含”“不含”或“个数”",
);

impl<'h> ValueType<'h> {
    /// That of what a set holds.
    pub(super) fn of_element(element: &'h Element) -> Self {
        match element {
            Element::Int => Self::Number,
            Element::Text => Self::Text,
            Element::Enum(members) => Self::Enum(members),
        }
    }
}

impl Checker<'_> {
    pub(super) fn includes(&mut self, value: &Expr, elements: &[Expr], handbook: &CheckedHandbook, event: Option<&EventSymbol>) {
        let needed = match self.value_type(value, handbook, event) {
            ValueType::Set(element) => ValueType::of_element(element),
            ValueType::Unknown => ValueType::Unknown,
            found => {
                let advice = matches!(found, ValueType::Bool)
                    .then_some(Advice::Say(("two conditions are joined by `and`", "两个条件之间写“且”")));
                self.report(Problem::TypeMismatch { needed: A_SET, found: found.words(), advice }, value.span);
                ValueType::Unknown
            }
        };
        for element in elements {
            self.right_side(element, &needed, handbook, event);
        }
    }

    /// How many elements a set has.
    pub(super) fn size<'t>(&mut self, path: &Path, handbook: &CheckedHandbook, event: Option<&EventSymbol>) -> ValueType<'t> {
        let set = Spanned::new(ExprKind::Name(path.clone()), path.span);
        let found = self.value_type(&set, handbook, event);
        if !matches!(found, ValueType::Set(_) | ValueType::Unknown) {
            self.report(Problem::TypeMismatch { needed: A_SET, found: found.words(), advice: None }, path.span);
        }
        ValueType::Number
    }

    /// What a test gives: a value as written, or a member of an enum; or a set of such.
    pub(super) fn given(&mut self, value: &Expr, ty: &ValueType<'_>, handbook: &CheckedHandbook) {
        match (ty, &value.node) {
            (ValueType::Set(element), ExprKind::Set(elements)) => {
                for value in elements {
                    self.given(value, &ValueType::of_element(element), handbook);
                }
            }
            (ValueType::Set(_), _) => {
                let found = self.value_type(value, handbook, None).words();
                let advice = Some(Advice::Say(("a set stands in brackets: `(\"数码\")`", "集合写在括号里: `(\"数码\")`")));
                self.report(Problem::TypeMismatch { needed: A_SET, found, advice }, value.span);
            }
            (ty, ExprKind::Set(_)) => {
                self.report(Problem::TypeMismatch { needed: ty.words(), found: A_SET, advice: None }, value.span);
            }
            _ if handbook.parameter_of(value).is_some() => {
                let found = ("a parameter", "参数");
                self.report(Problem::TypeMismatch { needed: ty.words(), found, advice: None }, value.span);
            }
            _ => self.right_side(value, ty, handbook, None),
        }
    }
}
