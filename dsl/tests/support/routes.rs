//! Random routes.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{Route, RouteLine};

use super::declarations::DEPTH;
use super::expressions::condition;
use super::names::{name, text};

fn line() -> impl Strategy<Value = RouteLine> {
    let targets = vec(text().prop_map(Spanned::built), 1..4);
    let capacity = option::of((1..=u32::MAX).prop_map(Spanned::built));
    (option::weighted(0.8, condition(DEPTH)), targets, capacity).prop_map(|(condition, targets, capacity)| RouteLine {
        condition: condition.map(Box::new),
        targets,
        capacity,
    })
}

pub fn route() -> BoxedStrategy<Route> {
    (name(), vec(line(), 1..4)).prop_map(|(name, lines)| Route { name, lines }).boxed()
}
