//! Random rules with every trigger and every action.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{Action, ActionKind, Lasting, Quiet, Rule, Target, Trigger};

use super::declarations::DEPTH;
use super::expressions::{condition, duration, expr, number, stream};
use super::names::{name, path};
use super::tags::{clock, date, validity};

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        2 => path().prop_map(Target::Tag),
        1 => (path(), name()).prop_map(|(group, name)| Target::Member { group, name }),
    ]
}

fn action() -> BoxedStrategy<Action> {
    let lasting = prop_oneof![validity().prop_map(Lasting::For), date().prop_map(Lasting::Until)];
    let quiet =
        (clock(), clock()).prop_filter_map("it ends where it begins", |(from, to)| (from != to).then_some(Quiet { from, to }));
    let emit = (name(), vec((name(), expr(1)), 0..3), option::weighted(0.4, duration()), option::weighted(0.4, quiet));
    let confidence = option::of(number().prop_map(Spanned::built));
    prop_oneof![
        2 => (target(), option::weighted(0.4, lasting)).prop_map(|(tag, lasting)| ActionKind::Add { tag, lasting }),
        1 => target().prop_map(ActionKind::Remove),
        1 => (path(), path()).prop_map(|(group, to)| ActionKind::Move { group, to }),
        1 => (path(), expr(1)).prop_map(|(tag, value)| ActionKind::Set { tag, value }),
        1 => path().prop_map(ActionKind::Increment),
        1 => (path(), any::<bool>()).prop_map(|(path, up)| ActionKind::Shift { path, up }),
        1 => (path(), confidence).prop_map(|(tag, confidence)| ActionKind::Suggest { tag, confidence }),
        1 => (path(), any::<bool>()).prop_map(|(tag, add)| ActionKind::Propose { tag, add }),
        3 => emit.prop_map(|(name, payload, cap, quiet)| ActionKind::Emit { name, payload, cap, quiet }),
        1 => name().prop_map(ActionKind::Notify),
    ]
    .prop_map(Spanned::built)
    .boxed()
}

pub fn rule() -> impl Strategy<Value = Rule> {
    let guard = option::of(condition(DEPTH).prop_map(Box::new));
    let event = (stream(condition(1)), any::<bool>(), guard).prop_map(|(stream, first, condition)| Trigger::On {
        stream,
        first,
        condition,
    });
    let trigger = prop_oneof![2 => event.boxed(), 1 => condition(DEPTH).prop_map(Box::new).prop_map(Trigger::When).boxed()];
    (name(), trigger, vec(action(), 1..4), any::<bool>(), any::<bool>())
        .prop_map(|(name, trigger, actions, on_late, on_backfill)| Rule { name, trigger, actions, on_late, on_backfill })
}
