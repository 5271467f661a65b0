//! Types of expressions.

use super::Checker;
use super::handbook::{CheckedHandbook, EventSymbol};
use super::sets::ASK_A_SET;
use crate::ast::{Aggregate, Element, Expr, ExprKind, Literal, Name, Path, Streak, Stream, TagValue, Type, Unit, Window};
use crate::diagnostic::{Advice, Kind, Problem, Tagging, UnknownNote, Words};
use crate::span::Span;
use crate::suggest::nearest;

/// What kind of value an expression has.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ValueType<'h> {
    Number,
    Text,
    Bool,
    Enum(&'h [Name]),
    /// One of some names, from the lowest to the highest.
    Level(&'h [Name]),
    Date,
    Instant,
    Duration,
    Set(&'h Element),
    /// So many in a hundred.
    Share,
    /// Already reported: fits everything.
    Unknown,
}

impl<'h> ValueType<'h> {
    pub(super) fn of(ty: &'h Type) -> Self {
        match ty {
            Type::Int | Type::Decimal(_) | Type::Float => Self::Number,
            Type::Bool => Self::Bool,
            Type::Text => Self::Text,
            Type::Enum(members) => Self::Enum(members),
            Type::Date => Self::Date,
            Type::Instant => Self::Instant,
            Type::Duration => Self::Duration,
            Type::Set(element) => Self::Set(element),
        }
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::Number => ("a number", "数字"),
            Self::Text => ("a text", "文本"),
            Self::Bool => ("true or false", "真或假"),
            Self::Enum(_) => ("an enum member", "枚举值"),
            Self::Level(_) => ("a level", "级别"),
            Self::Date => ("a date", "日期"),
            Self::Instant => ("an instant", "时刻"),
            Self::Duration => ("a duration", "时长"),
            Self::Set(_) => ("a set", "集合"),
            Self::Share => ("a percentage", "百分比"),
            Self::Unknown => ("a value", "值"),
        }
    }

    /// Whether `<` makes sense.
    pub(super) fn is_ordered(&self) -> bool {
        matches!(self, Self::Number | Self::Date | Self::Instant | Self::Duration | Self::Share | Self::Level(_) | Self::Unknown)
    }

    pub(super) fn fits(&self, other: &Self) -> bool {
        matches!(self, Self::Unknown)
            || matches!(other, Self::Unknown)
            || std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl Checker<'_> {
    /// The type of a left-hand side. Inside a filter, `event` is what the names are looked up in.
    pub(super) fn value_type<'h>(
        &mut self,
        expr: &Expr,
        handbook: &'h CheckedHandbook,
        event: Option<&'h EventSymbol>,
    ) -> ValueType<'h> {
        match &expr.node {
            ExprKind::Literal(literal) => {
                self.fixed_length(literal, expr.span);
                literal_type(literal)
            }
            ExprKind::Name(path) if handbook.parameter_of(expr).is_some() => {
                handbook.parameter_of(expr).map_or(ValueType::Unknown, |number| self.parameter(number, path, handbook, event))
            }
            ExprKind::Name(path) => match event {
                Some(event) => match path.node.bare().and_then(|name| event.property(name)) {
                    Some((_, ty)) => ValueType::of(ty),
                    None => {
                        self.unknown_property(path, event);
                        ValueType::Unknown
                    }
                },
                None => match path.node.bare().and_then(|name| handbook.attribute(name)) {
                    Some(attribute) => ValueType::of(&handbook.attributes[attribute].ty),
                    None if handbook.scaled_group(&path.node).is_some() => {
                        ValueType::Level(handbook.scale(expr).unwrap_or_default())
                    }
                    None => {
                        self.unknown_attribute(path, handbook, false);
                        ValueType::Unknown
                    }
                },
            },
            ExprKind::Named { step, property } => self.named(step, property, handbook),
            ExprKind::Size(set) => self.size(set, handbook, event),
            // No text has one here.
            ExprKind::Set(_) => {
                self.report(Problem::NoValue, expr.span);
                ValueType::Unknown
            }
            ExprKind::Arithmetic { first, rest } => {
                self.arithmetic(first, rest, &mut |checker, part| checker.value_type(part, handbook, event))
            }
            _ if event.is_some() => {
                self.report(Problem::NotInFilter, expr.span);
                ValueType::Unknown
            }
            ExprKind::TagValue(path) => self.tag_value(path, handbook),
            ExprKind::Count { stream, window, per } => {
                self.stream(stream, handbook);
                self.window(window.as_ref(), handbook);
                if let Some(per) = per {
                    self.window_of_whole(*per, window.as_ref(), expr.span);
                }
                ValueType::Number
            }
            ExprKind::Bucket(_) => ValueType::Share,
            ExprKind::Open(pairs) => self.open(pairs, handbook),
            ExprKind::Streak(Streak { stream, .. }) => {
                self.stream(stream, handbook);
                ValueType::Number
            }
            ExprKind::ActiveDays { stream, window } => {
                self.stream(stream, handbook);
                self.window(window.as_ref(), handbook);
                ValueType::Number
            }
            ExprKind::Occurrence { stream, property, .. } => match (self.stream(stream, handbook), property) {
                (Some(event), Some(property)) => self.property(property, event),
                (None, Some(_)) => ValueType::Unknown,
                (_, None) => ValueType::Instant,
            },
            ExprKind::Aggregate { function, stream, property, window } => {
                self.window(window.as_ref(), handbook);
                match self.stream(stream, handbook) {
                    Some(event) => self.aggregated(*function, property, event),
                    None => ValueType::Unknown,
                }
            }
            ExprKind::Turns { .. } | ExprKind::TagsIn(_) | ExprKind::Elapsed { .. } => {
                self.state_measure(expr, handbook);
                ValueType::Number
            }
        }
    }

    /// A length of time that is compared or reckoned with is the same everywhere.
    pub(super) fn fixed_length(&mut self, literal: &Literal, span: Span) {
        if matches!(literal, Literal::Duration(d) if d.unit.millis().is_none()) {
            let advice = Some(Advice::Say(("write it in days", "请用天数表示")));
            let needed = ("a fixed length of time", "固定的时长");
            let found = ("months or years, which differ in length", "长短不一的月或年");
            self.report(Problem::TypeMismatch { needed, found, advice }, span);
        }
    }

    fn tag_value<'h>(&mut self, path: &Path, handbook: &'h CheckedHandbook) -> ValueType<'h> {
        let Some(tag) = handbook.tag(&path.node) else {
            if handbook.is_open_member(&path.node) {
                self.report(Problem::Tagging(Tagging::NoValue { tag: path.node.to_string() }), path.span);
            } else {
                self.tag_not_found(path, handbook);
            }
            return ValueType::Unknown;
        };
        match handbook.value_of(tag) {
            Some(TagValue::Text) => ValueType::Text,
            Some(TagValue::Number) => ValueType::Number,
            Some(TagValue::Level(names)) => ValueType::Level(names),
            None => {
                self.report(Problem::Tagging(Tagging::NoValue { tag: handbook.tags[tag].path.to_string() }), path.span);
                ValueType::Unknown
            }
        }
    }

    pub(super) fn property<'h>(&mut self, property: &Name, event: &'h EventSymbol) -> ValueType<'h> {
        match event.property(&property.node) {
            Some((_, ty)) => ValueType::of(ty),
            None => {
                self.unknown_property(&crate::Spanned::new(property.node.as_str().into(), property.span), event);
                ValueType::Unknown
            }
        }
    }

    fn aggregated<'h>(&mut self, function: Aggregate, property: &Name, event: &'h EventSymbol) -> ValueType<'h> {
        let ty = self.property(property, event);
        match function {
            Aggregate::Distinct => return ValueType::Number,
            Aggregate::Mode => return ty,
            _ if matches!(ty, ValueType::Number | ValueType::Duration | ValueType::Unknown) => return ty,
            _ => {}
        }
        let advice = Some(Advice::Say(("only numbers and durations can be aggregated", "只有数字和时长可以统计")));
        self.report(Problem::TypeMismatch { needed: ValueType::Number.words(), found: ty.words(), advice }, property.span);
        ValueType::Unknown
    }

    /// A mean per period divides by a number of periods: the window must consist of such.
    fn window_of_whole(&mut self, per: Unit, window: Option<&Window>, span: Span) {
        let fits = match (per, window) {
            (Unit::Month, Some(Window::Last(d))) => matches!(d.unit, Unit::Month | Unit::Year),
            (Unit::Day, Some(Window::Last(d))) => matches!(d.unit, Unit::Day | Unit::Week),
            (per, Some(Window::Last(d))) => d.unit == per,
            _ => false,
        };
        if !fits {
            let (per, example) = match per {
                Unit::Day => (("day", "日"), ("last 30 days", "最近30天")),
                Unit::Week => (("week", "周"), ("last 4 weeks", "最近4周")),
                Unit::Year => (("year", "年"), ("last 2 years", "最近2年")),
                _ => (("month", "月"), ("last 6 months", "最近6个月")),
            };
            self.report(Problem::UnfitWindow { per, example }, span);
        }
    }

    /// Looks up a stream's event and checks its filter.
    pub(super) fn stream<'h>(&mut self, stream: &Stream, handbook: &'h CheckedHandbook) -> Option<&'h EventSymbol> {
        let Some(number) = handbook.event(&stream.event.node) else {
            self.unknown_event(&stream.event, handbook);
            return None;
        };
        let event = &handbook.events[number];
        if let Some(filter) = &stream.filter {
            self.condition(filter, handbook, Some(event));
        }
        Some(event)
    }

    /// Checks the right-hand side of a comparison with something of type `needed`.
    pub(super) fn right_side(
        &mut self,
        expr: &Expr,
        needed: &ValueType<'_>,
        handbook: &CheckedHandbook,
        event: Option<&EventSymbol>,
    ) {
        let ExprKind::Name(path) = &expr.node else {
            let is_age = *needed == ValueType::Instant && matches!(expr.node, ExprKind::Literal(Literal::Duration(_)));
            // An age in months is as well written as one in days: what is wrong is the comparison.
            let found = if is_age { ValueType::Duration } else { self.value_type(expr, handbook, event) };
            if !needed.fits(&found) {
                let advice = match (needed, &expr.node) {
                    (ValueType::Set(_), _) => Some(Advice::Say(ASK_A_SET)),
                    (ValueType::Share, ExprKind::Literal(Literal::Number(_))) => {
                        Some(Advice::Say(("write it with a percent sign, such as `10%`", "请写成百分比，如 `10%`")))
                    }
                    (_, ExprKind::Literal(Literal::Percent(_))) => Some(Advice::Say((
                        "only a share, such as `bucket(\"a\")`, is compared with a percentage",
                        "只有占比（如 `分桶(\"a\")`）才与百分比比较",
                    ))),
                    (ValueType::Enum(_), ExprKind::Literal(Literal::Text(text))) => Some(Advice::Unquote(text.clone())),
                    (ValueType::Level(_), ExprKind::Literal(Literal::Text(_))) => {
                        Some(Advice::Say(("levels stand without quotes", "级别不加引号")))
                    }
                    (ValueType::Instant, ExprKind::Literal(Literal::Date(_))) => Some(Advice::Say((
                        "add the time of day, such as `2025-06-20T00:00`",
                        "请加上时刻，如 `2025-06-20T00:00`",
                    ))),
                    (ValueType::Instant, ExprKind::Literal(Literal::Duration(_))) => {
                        Some(Advice::Say(("write `more than … ago`, or `in last …`", "请写 `距今 超过…`，或 `在 最近…`")))
                    }
                    _ => None,
                };
                self.report(Problem::TypeMismatch { needed: needed.words(), found: found.words(), advice }, expr.span);
            }
            return;
        };
        let name = path.node.to_string();
        if let Some(number) = handbook.parameter_of(expr) {
            let found = self.parameter(number, path, handbook, event);
            if !needed.fits(&found) {
                self.report(Problem::TypeMismatch { needed: needed.words(), found: found.words(), advice: None }, path.span);
            }
            return;
        }
        match needed {
            ValueType::Unknown => {}
            ValueType::Enum(members) | ValueType::Level(members) => {
                if !path.node.bare().is_some_and(|name| members.iter().any(|m| m.node == name)) {
                    let kind = if matches!(needed, ValueType::Level(_)) { Kind::Level } else { Kind::Member };
                    let suggestion = nearest(&name, members.iter().map(|m| m.node.as_str()), &mut self.effort);
                    let note = suggestion
                        .is_none()
                        .then(|| UnknownNote::OneOf { members: members.iter().take(5).map(|m| m.node.clone()).collect() });
                    self.report(Problem::Unknown { kind, name, within: None, suggestion, note }, path.span);
                }
            }
            needed => {
                let advice = if handbook.event(&name).is_some() && *needed == ValueType::Number {
                    Some(Advice::Count(name))
                } else if *needed == ValueType::Text {
                    Some(Advice::QuoteText(name))
                } else if matches!(needed, ValueType::Set(_)) {
                    Some(Advice::Say(ASK_A_SET))
                } else {
                    Some(Advice::Say(("right of a comparison stands a value, not a name", "比较的右边应是值，不是名称")))
                };
                self.report(Problem::TypeMismatch { needed: needed.words(), found: ("a name", "名称"), advice }, path.span);
            }
        }
    }
}

pub(super) fn literal_type(literal: &Literal) -> ValueType<'static> {
    match literal {
        Literal::Number(_) => ValueType::Number,
        Literal::Text(_) => ValueType::Text,
        Literal::Bool(_) => ValueType::Bool,
        Literal::Date(_) => ValueType::Date,
        Literal::Instant(_) => ValueType::Instant,
        Literal::Duration(_) => ValueType::Duration,
        Literal::Percent(_) => ValueType::Share,
    }
}
