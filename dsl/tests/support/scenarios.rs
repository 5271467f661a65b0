//! Random tests of handbooks.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{CompareOp, Expectation, Expr, ExprKind, Fact, Moment, Scenario, StepKind, Times};

use super::expressions::{condition, duration, literal};
use super::names::{name, path};
use super::sets::set;

fn moment() -> impl Strategy<Value = Moment> {
    let date = || (0..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| jiff::civil::Date::constant(y, m, d));
    prop_oneof![
        date().prop_map(Moment::Date),
        (date(), 0..24_i8, 0..60_i8, prop_oneof![Just(0), 0..1000_i32])
            .prop_map(|(date, h, m, millis)| Moment::Instant(date.at(h, m, 1, millis * 1_000_000))),
        duration().prop_map(Moment::Later),
    ]
}

fn value() -> impl Strategy<Value = Expr> {
    prop_oneof![
        3 => literal().prop_map(ExprKind::Literal),
        1 => path().prop_map(ExprKind::Name),
        1 => set(),
    ]
    .prop_map(Spanned::built)
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        1 => Just(Fact::Created),
        3 => (name(), vec((name(), value()), 0..3)).prop_map(|(name, properties)| Fact::Event { name, properties }),
        2 => (name(), value()).prop_map(|(attribute, value)| Fact::Set { attribute, value }),
        1 => name().prop_map(|attribute| Fact::Clear { attribute }),
        1 => path().prop_map(Fact::Add),
        1 => path().prop_map(Fact::Remove),
    ]
}

fn expectation() -> impl Strategy<Value = Expectation> {
    let op = select([CompareOp::Eq, CompareOp::Ne, CompareOp::Lt, CompareOp::Le, CompareOp::Gt, CompareOp::Ge].as_slice());
    let times = option::of((op, any::<u32>()).prop_map(|(op, count)| Times { op, count }));
    prop_oneof![
        2 => condition(1).prop_map(|condition| Expectation::Holds(Box::new(condition))),
        1 => (name(), times).prop_map(|(name, times)| Expectation::Emitted { name, times }),
    ]
}

pub fn scenario() -> BoxedStrategy<Scenario> {
    let step = prop_oneof![
        (name(), fact(), moment()).prop_map(|(customer, fact, moment)| StepKind::Given { customer, fact, moment }),
        (option::of(moment()), name(), expectation()).prop_map(|(moment, customer, expectation)| StepKind::Expect {
            moment,
            customer,
            expectation
        }),
    ];
    (name(), vec(step.prop_map(Spanned::built), 1..4)).prop_map(|(name, steps)| Scenario { name, steps }).boxed()
}
