//! Random patterns of several events.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{
    Condition, ConditionKind, Expr, ExprKind, OpenPairs, Regular, Sequence, Stage, Streak, Stream, ThenNot, Unit,
};

use super::expressions::{arm, duration, window};
use super::names::name;

pub fn sequence(streams: BoxedStrategy<Stream>) -> BoxedStrategy<ConditionKind> {
    let times = prop_oneof![2 => Just(1), 1 => 1..200_u32];
    let stage = (streams.clone(), option::of(name()), times).prop_map(|(stream, name, times)| Stage { stream, name, times });
    arm((vec(stage, 1..4), option::weighted(0.3, streams), option::weighted(0.5, duration()), option::weighted(0.5, window()))
        .prop_map(|(stages, without, within, window)| {
            ConditionKind::Sequence(Box::new(Sequence { stages, without, within, window }))
        }))
}

pub fn then_not(streams: BoxedStrategy<Stream>) -> BoxedStrategy<ConditionKind> {
    arm((streams.clone(), option::of(name()), streams, duration(), any::<bool>(), option::of(window())).prop_map(
        |(first, name, then, within, still, window)| {
            ConditionKind::ThenNot(Box::new(ThenNot { first, name, then, within, still, window }))
        },
    ))
}

/// Comparisons of what has slices, among those given.
pub fn regular(comparisons: BoxedStrategy<ConditionKind>, streams: BoxedStrategy<Stream>) -> BoxedStrategy<ConditionKind> {
    let measure = prop_oneof![
        streams.clone().prop_map(|stream| ExprKind::Count { stream, window: None, per: None }),
        streams.prop_map(|stream| ExprKind::ActiveDays { stream, window: None }),
    ]
    .prop_map(Spanned::built);
    arm((comparisons, measure, any::<u32>(), duration()).prop_filter_map("not a comparison", |(kind, measure, slices, last)| {
        let comparison = Spanned::built(measured(kind, measure)?);
        Some(ConditionKind::Regular(Box::new(Regular { comparison, slices, last })))
    }))
}

fn measured(kind: ConditionKind, measure: Expr) -> Option<ConditionKind> {
    Some(match kind {
        ConditionKind::Compare { op, right, .. } => ConditionKind::Compare { left: measure, op, right },
        ConditionKind::Between { low, high, .. } => ConditionKind::Between { value: measure, low, high },
        ConditionKind::OneOf { list, negated, .. } => ConditionKind::OneOf { value: measure, list, negated },
        _ => return None,
    })
}

pub fn expressions(streams: BoxedStrategy<Stream>) -> BoxedStrategy<ExprKind> {
    let period = select([Unit::Day, Unit::Week, Unit::Month].as_slice());
    let open = (streams.clone(), streams.clone(), option::of(name()), option::of(window()), any::<bool>()).prop_map(
        |(opening, closing, key, window, oldest)| ExprKind::Open(Box::new(OpenPairs { opening, closing, key, window, oldest })),
    );
    prop_oneof![
        2 => arm((name(), name()).prop_map(|(step, property)| ExprKind::Named { step, property })),
        1 => arm((streams, period).prop_map(|(stream, period)| ExprKind::Streak(Streak { stream, period }))),
        1 => arm(open),
    ]
    .boxed()
}

/// The condition that is compared, where slices are.
pub fn compared(kind: &ConditionKind) -> &ConditionKind {
    match kind {
        ConditionKind::Regular(regular) => {
            let Condition { node, .. } = &regular.comparison;
            node
        }
        kind => kind,
    }
}
