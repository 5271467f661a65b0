//! Random sets, and what is asked of them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{ConditionKind, Element, Expr, ExprKind, Literal, Quantifier};

use super::expressions::{arm, number};
use super::names::{name, path, text};

pub fn element_type() -> BoxedStrategy<Element> {
    arm(prop_oneof![Just(Element::Int), Just(Element::Text), vec(name(), 1..4).prop_map(Element::Enum)])
}

fn element() -> BoxedStrategy<Expr> {
    let kinds = prop_oneof![
        2 => text().prop_map(|text| ExprKind::Literal(Literal::Text(text))),
        1 => number().prop_map(|number| ExprKind::Literal(Literal::Number(number))),
        2 => path().prop_map(ExprKind::Name),
    ];
    arm(kinds.prop_map(Spanned::built))
}

pub fn set() -> BoxedStrategy<ExprKind> {
    arm(vec(element(), 0..4).prop_map(ExprKind::Set))
}

pub fn includes(values: BoxedStrategy<Expr>) -> BoxedStrategy<ConditionKind> {
    let quantifier = select([Quantifier::Any, Quantifier::All, Quantifier::None].as_slice());
    arm((values, quantifier, vec(element(), 1..4)).prop_map(|(value, quantifier, elements)| ConditionKind::Includes {
        value,
        quantifier,
        elements,
    }))
}
