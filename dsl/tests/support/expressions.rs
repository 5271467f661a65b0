//! Random expressions and conditions of every kind.
//!
//! They are canonical, that is, what reading a text can give: `And` and `Or` have two or more parts, lists and `Has` one
//! or more, days behind `active_days` are numbers, a duration is above zero and within the limit, dates have years 0 to 9999, instants whole milliseconds.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use tagora_dsl::ast::{
    Aggregate, ArithmeticStep, CompareOp, Condition, ConditionKind, Duration, Expr, ExprKind, Giver, Literal, Occurrence,
    Operator, Period, Quantifier, Stream, TagPattern, TextTest, Unit, Window,
};
use tagora_dsl::{MAX_SCALE, Number, Spanned};

use super::keywords;
use super::names::{name, path, text};
use super::{past, patterns, sets};

pub fn duration() -> BoxedStrategy<Duration> {
    let most = |unit| match unit {
        Unit::Millisecond | Unit::Second => u32::MAX / 2,
        Unit::Minute => 50_000_000,
        Unit::Hour => 870_000,
        Unit::Day => 36_500,
        Unit::Week => 5_200,
        Unit::Month => 1_200,
        Unit::Year => 100,
    };
    let units =
        [Unit::Millisecond, Unit::Second, Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Year].as_slice();
    select(units)
        .prop_flat_map(move |unit| prop_oneof![1..=3_u32, 1..=most(unit)].prop_map(move |amount| Duration { amount, unit }))
        .boxed()
}

/// An event, at times with a filter that holds little.
fn anchor() -> impl Strategy<Value = Stream> {
    let op = select([CompareOp::Eq, CompareOp::Lt, CompareOp::Ge].as_slice());
    let compare = (path(), op, literal()).prop_map(|(path, op, literal)| ConditionKind::Compare {
        left: Spanned::built(ExprKind::Name(path)),
        op,
        right: Spanned::built(ExprKind::Literal(literal)),
    });
    let simple = prop_oneof![compare, path().prop_map(ConditionKind::Bare)].prop_map(Spanned::built).boxed();
    let both = vec(simple.clone(), 2..3).prop_map(|parts| Spanned::built(ConditionKind::And(parts)));
    stream(prop_oneof![simple, both].boxed())
}

pub fn window() -> BoxedStrategy<Window> {
    let period = || select([Period::Week, Period::Month, Period::Quarter, Period::Year].as_slice());
    let date = || (0..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| jiff::civil::Date::constant(y, m, d));
    let ago = (duration(), 1..100_u32).prop_filter_map("the nearer end is nearer", |(far, near)| {
        (near < far.amount).then_some(Window::Ago { far: far.amount, near, unit: far.unit })
    });
    prop_oneof![
        6 => duration().prop_map(Window::Last),
        1 => (1..36_500_u32).prop_map(Window::LastCalendarDays),
        1 => prop_oneof![Just(Window::Today), Just(Window::Yesterday)],
        1 => period().prop_map(Window::This),
        1 => period().prop_map(Window::Previous),
        1 => (date(), date()).prop_map(|(a, b)| Window::FromTo { first: a.min(b), last: a.max(b) }),
        1 => ago,
        2 => (select([Occurrence::First, Occurrence::Last].as_slice()), anchor())
            .prop_map(|(which, stream)| Window::Since { which, stream: Box::new(stream) }),
    ]
    .boxed()
}

pub fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        (-20..2_000_i64).prop_map(Number::from),
        (any::<i64>(), 0..=MAX_SCALE).prop_filter_map("too many places", |(units, scale)| Number::new(units, scale)),
    ]
}

pub fn literal() -> BoxedStrategy<Literal> {
    let date = || (0..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| jiff::civil::Date::constant(y, m, d));
    let instant = (date(), 0..24_i8, 0..60_i8, 0..60_i8, prop_oneof![Just(0), 0..1000_i32])
        .prop_map(|(date, h, m, s, millis)| date.at(h, m, s, millis * 1_000_000));
    prop_oneof![
        3 => number().prop_map(Literal::Number),
        2 => text().prop_map(Literal::Text),
        1 => any::<bool>().prop_map(Literal::Bool),
        1 => date().prop_map(Literal::Date),
        1 => instant.prop_map(Literal::Instant),
        2 => duration().prop_map(Literal::Duration),
        1 => (0..=10_000_i64).prop_filter_map("no number", |n| Number::new(n, 2).map(Literal::Percent)),
    ]
    .boxed()
}

/// Events of a type, at times with a filter from `filters`.
pub fn stream(filters: BoxedStrategy<Condition>) -> impl Strategy<Value = Stream> {
    (name(), option::weighted(0.4, filters.prop_map(Box::new))).prop_map(|(event, filter)| Stream { event, filter })
}

fn plain_stream() -> BoxedStrategy<Stream> {
    name().prop_map(|event| Stream { event, filter: None }).boxed()
}

/// Boxed, since a tree of unboxed alternatives takes more of the stack than a test thread has.
pub fn arm<T: std::fmt::Debug>(strategy: impl Strategy<Value = T> + 'static) -> BoxedStrategy<T> {
    strategy.boxed()
}

fn expr_over(stream: BoxedStrategy<Stream>) -> BoxedStrategy<Expr> {
    let function = select(
        [Aggregate::Sum, Aggregate::Avg, Aggregate::Min, Aggregate::Max, Aggregate::Median, Aggregate::Distinct, Aggregate::Mode]
            .as_slice(),
    );
    let occurrence = |stream: BoxedStrategy<Stream>| {
        (select([Occurrence::First, Occurrence::Last].as_slice()), stream, option::of(name()))
            .prop_map(|(which, stream, property)| ExprKind::Occurrence { which, stream, property })
            .boxed()
    };
    let per = option::weighted(0.3, select([Unit::Day, Unit::Week, Unit::Month, Unit::Year].as_slice()));
    prop_oneof![
        3 => arm(literal().prop_map(ExprKind::Literal)),
        3 => arm(path().prop_map(ExprKind::Name)),
        1 => arm(path().prop_map(ExprKind::TagValue)),
        1 => arm(path().prop_map(ExprKind::Size)),
        2 => arm((stream.clone(), option::of(window()), per)
            .prop_map(|(stream, window, per)| ExprKind::Count { stream, window, per })),
        1 => arm((stream.clone(), option::of(window())).prop_map(|(stream, window)| ExprKind::ActiveDays { stream, window })),
        2 => arm((function, stream.clone(), name(), option::of(window()))
            .prop_map(|(function, stream, property, window)| ExprKind::Aggregate { function, stream, property, window })),
        1 => arm(text().prop_map(ExprKind::Bucket)),
        1 => patterns::expressions(stream.clone()),
        1 => occurrence(stream.clone()),
        1 => past::measure(occurrence(stream).prop_map(Spanned::built).boxed()),
    ]
    .prop_map(Spanned::built)
    .boxed()
}

/// At times reckoned with, sums and products in one another.
fn reckoned(part: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let join = |part: BoxedStrategy<Expr>| {
        let operators = prop_oneof![
            select([[Operator::Plus, Operator::Minus], [Operator::Minus, Operator::Plus]].as_slice()),
            select([[Operator::Times, Operator::Over], [Operator::Over, Operator::Times]].as_slice()),
        ];
        let joined = (part.clone(), vec(part.clone(), 1..3), operators).prop_map(|(first, rest, operators)| {
            let step = |(op, by)| ArithmeticStep { op, by };
            let rest = operators.into_iter().cycle().zip(rest).map(step).collect();
            Spanned::built(ExprKind::Arithmetic { first: Box::new(first), rest })
        });
        prop_oneof![4 => part, 1 => joined].boxed()
    };
    join(join(part))
}

/// Any expression; filters inside it nest at most `depth` deep.
pub fn expr(depth: u32) -> BoxedStrategy<Expr> {
    let streams = if depth == 0 { plain_stream() } else { stream(condition(depth - 1)).boxed() };
    reckoned(expr_over(streams))
}

/// Any condition, at most `depth` deep.
pub fn condition(depth: u32) -> BoxedStrategy<Condition> {
    if depth == 0 {
        return simple(plain_stream());
    }
    let inner = condition(depth - 1);
    let parts = vec(inner.clone(), 2..4);
    prop_oneof![
        1 => arm(parts.clone().prop_map(ConditionKind::And).prop_map(Spanned::built)),
        1 => arm(parts.prop_map(ConditionKind::Or).prop_map(Spanned::built)),
        1 => arm(inner.clone().prop_map(|c| Spanned::built(ConditionKind::Not(Box::new(c))))),
        1 => arm((any::<u32>(), vec(inner.clone(), 2..4))
            .prop_map(|(count, of)| Spanned::built(ConditionKind::AtLeast { count, of }))),
        1 => past::dwell(inner.clone()),
        4 => arm(simple(stream(inner).boxed())),
    ]
    .boxed()
}

fn simple(streams: BoxedStrategy<Stream>) -> BoxedStrategy<Condition> {
    let expr = reckoned(expr_over(streams.clone()));
    let op = select([CompareOp::Eq, CompareOp::Ne, CompareOp::Lt, CompareOp::Le, CompareOp::Gt, CompareOp::Ge].as_slice());
    let test = select([TextTest::Contains, TextTest::NotContains, TextTest::StartsWith, TextTest::Mentions].as_slice());
    let quantifier = select([Quantifier::Any, Quantifier::All, Quantifier::None].as_slice());
    let pattern = (path(), any::<bool>()).prop_map(|(path, whole_group)| TagPattern { path, whole_group });
    let comparison = prop_oneof![
        4 => arm((expr.clone(), op, expr.clone()).prop_map(|(left, op, right)| ConditionKind::Compare { left, op, right })),
        1 => arm((expr.clone(), expr.clone().prop_map(Box::new), expr.clone().prop_map(Box::new))
            .prop_map(|(value, low, high)| ConditionKind::Between { value, low, high })),
        1 => arm((expr.clone(), vec(expr.clone(), 1..4), any::<bool>())
            .prop_map(|(value, list, negated)| ConditionKind::OneOf { value, list, negated })),
    ]
    .boxed();
    prop_oneof![
        1 => patterns::sequence(streams.clone()),
        1 => patterns::then_not(streams.clone()),
        1 => patterns::regular(comparison.clone(), streams.clone()),
        3 => arm((streams, option::of(window()), any::<bool>())
            .prop_map(|(stream, window, absent)| ConditionKind::Happened { stream, window, absent })),
        6 => comparison,
        1 => arm((expr.clone(), test, text()).prop_map(|(value, test, text)| ConditionKind::Text { value, test, text })),
        1 => keywords::mentions(expr.clone()),
        1 => arm(expr.clone().prop_map(|value| ConditionKind::Missing { value })),
        1 => sets::includes(expr.clone()),
        1 => arm((expr.clone(), window()).prop_map(|(moment, window)| ConditionKind::InWindow { moment, window })),
        1 => arm((expr.clone(), duration()).prop_map(|(moment, duration)| ConditionKind::Ago { moment, duration })),
        1 => past::calendar(expr),
        1 => past::past(),
        2 => arm((quantifier, vec(pattern, 1..4)).prop_map(|(quantifier, tags)| ConditionKind::Has { quantifier, tags })),
        1 => arm((path(), giver()).prop_map(|(tag, by)| ConditionKind::SetBy { tag, by })),
        1 => arm(name().prop_map(ConditionKind::InSegment)),
        1 => arm(path().prop_map(ConditionKind::Bare)),
    ]
    .prop_filter("behind active_days a number of days is no duration", |kind| !compares_counted(patterns::compared(kind)))
    .prop_filter("outside of filters it is an event", |kind| !keywords::mentions_named(kind))
    .prop_filter("the age of what is open is an instant", |kind| !compares_age(kind))
    .prop_map(Spanned::built)
    .boxed()
}

fn giver() -> impl Strategy<Value = Giver> {
    // Rules with names that could begin what stands behind a condition, too.
    let rule = prop_oneof![
        3 => name(),
        1 => select(["define", "定义", "parameter", "route", "分流", "test", "given", "预期", "at", "于", "until", "客户时区"].as_slice())
            .prop_map(|word| Spanned::built(word.to_owned())),
    ];
    prop_oneof![
        Just(Giver::AnyRule),
        rule.prop_map(Giver::Rule),
        text().prop_map(Giver::Person),
        Just(Giver::AnyImport),
        text().prop_map(Giver::Import),
    ]
}

/// `oldest open(…) > 6 months` is `more than 6 months ago`.
fn compares_age(kind: &ConditionKind) -> bool {
    matches!(kind, ConditionKind::Compare { left, op: CompareOp::Gt | CompareOp::Lt, right }
        if matches!(&left.node, ExprKind::Open(pairs) if pairs.oldest)
            && matches!(right.node, ExprKind::Literal(Literal::Duration(_))))
}

fn compares_counted(kind: &ConditionKind) -> bool {
    let (value, others) = match kind {
        ConditionKind::Compare { left, right, .. } => (left, vec![right]),
        ConditionKind::Between { value, low, high } => (value, vec![&**low, &**high]),
        ConditionKind::OneOf { value, list, .. } => (value, list.iter().collect()),
        _ => return false,
    };
    let counted = match &value.node {
        ExprKind::ActiveDays { .. } => Unit::Day,
        ExprKind::Streak(streak) => streak.period,
        _ => return false,
    };
    others.iter().any(|expr| matches!(expr.node, ExprKind::Literal(Literal::Duration(Duration { unit, .. })) if unit == counted))
}
