//! Random parameters.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{Literal, Parameter, ParameterEntry, ParameterKey, ParameterValue};

use super::expressions::{arm, literal, number};
use super::names::{name, name_text, text};

fn value() -> BoxedStrategy<Spanned<Literal>> {
    arm(literal().prop_filter("not a bool", |literal| !matches!(literal, Literal::Bool(_))).prop_map(Spanned::built))
}

pub fn parameter() -> BoxedStrategy<Parameter> {
    let key = prop_oneof![
        2 => name_text().prop_map(ParameterKey::Name),
        1 => prop_oneof![Just("else"), Just("否则")].prop_map(|word| ParameterKey::Name(word.to_owned())),
        1 => text().prop_map(ParameterKey::Text),
        1 => number().prop_map(ParameterKey::Number),
    ];
    let entry = (key, value()).prop_map(|(key, value)| ParameterEntry { key: Spanned::built(key), value });
    let table = (name(), vec(entry, 1..9), option::of(value())).prop_map(|(by, entries, otherwise)| ParameterValue::Table {
        by,
        entries,
        otherwise,
    });
    let value = prop_oneof![1 => value().prop_map(ParameterValue::Constant), 2 => table];
    arm((name(), value).prop_map(|(name, value)| Parameter { name, value }))
}
