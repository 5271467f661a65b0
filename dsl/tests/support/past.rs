//! Random conditions about the past and the calendar.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{
    CalendarCondition, Condition, ConditionKind, Day, Expr, ExprKind, PastCondition, TagPattern, Turn, Unit, Weekday,
};

use super::expressions::{duration, literal, window};
use super::names::path;

fn turn() -> impl Strategy<Value = Turn> {
    select([Turn::Gained, Turn::Lost].as_slice())
}

fn pattern() -> impl Strategy<Value = Box<TagPattern>> {
    (path(), any::<bool>()).prop_map(|(path, whole_group)| Box::new(TagPattern { path, whole_group }))
}

fn attribute() -> BoxedStrategy<Expr> {
    path().prop_map(|path| Spanned::built(ExprKind::Name(path))).boxed()
}

/// What an attribute changed from or to: a value as written, or the member of an enum.
fn plain_value() -> BoxedStrategy<Expr> {
    prop_oneof![2 => literal().prop_map(|literal| Spanned::built(ExprKind::Literal(literal))), 1 => attribute()].boxed()
}

/// Without other conditions inside.
pub fn past() -> BoxedStrategy<ConditionKind> {
    let plain_value = || option::of(plain_value().prop_map(Box::new));
    let changed = (attribute().prop_map(Box::new), plain_value(), plain_value(), option::of(window()));
    prop_oneof![
        (turn(), pattern(), option::of(window())).prop_map(|(turn, tags, window)| PastCondition::Turned { turn, tags, window }),
        changed.prop_map(|(value, from, to, window)| PastCondition::Changed { value, from, to, window }),
    ]
    .prop_map(ConditionKind::Past)
    .boxed()
}

/// A condition that lasts.
pub fn dwell(conditions: BoxedStrategy<Condition>) -> BoxedStrategy<Condition> {
    (conditions, duration())
        .prop_map(|(condition, duration)| PastCondition::Dwell { condition: Box::new(condition), duration })
        .prop_map(|dwell| Spanned::built(ConditionKind::Past(dwell)))
        .boxed()
}

/// A whole definition: at times it says when it ends.
pub fn whole(conditions: BoxedStrategy<Condition>) -> BoxedStrategy<Condition> {
    let latch = (conditions.clone(), conditions.clone())
        .prop_map(|(on, until)| PastCondition::Latch { on: Box::new(on), until: Box::new(until) })
        .prop_map(|latch| Spanned::built(ConditionKind::Past(latch)));
    prop_oneof![4 => conditions, 1 => latch].boxed()
}

pub fn calendar(moments: BoxedStrategy<Expr>) -> BoxedStrategy<ConditionKind> {
    let day = prop_oneof![
        (1..=31_u8).prop_map(Day::OfMonth),
        Just(Day::LastOfMonth),
        select(Weekday::ALL.as_slice()).prop_map(Day::OfWeek),
    ];
    let moments = moments.prop_map(Box::new).boxed();
    prop_oneof![
        (moments.clone(), duration()).prop_map(|(moment, duration)| CalendarCondition::Ahead { moment, duration }),
        (moments, option::of(duration())).prop_map(|(date, ahead)| CalendarCondition::Anniversary { date, ahead }),
        day.prop_map(CalendarCondition::Today),
    ]
    .prop_map(ConditionKind::Calendar)
    .boxed()
}

/// How many turns, tags, or units of time. What units are counted since is an attribute, or an occurrence.
pub fn measure(occurrences: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    let unit = select([Unit::Year, Unit::Month, Unit::Week, Unit::Day].as_slice());
    prop_oneof![
        (turn(), pattern(), option::of(window())).prop_map(|(turn, tags, window)| ExprKind::Turns { turn, tags, window }),
        path().prop_map(ExprKind::TagsIn),
        (unit, prop_oneof![attribute(), occurrences])
            .prop_map(|(unit, since)| ExprKind::Elapsed { unit, since: Box::new(since) }),
    ]
    .boxed()
}
