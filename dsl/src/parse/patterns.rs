//! Sequences, what did not follow, pairs, streaks.

use super::Rule;
use super::build::{Builder, Node, child, holds};
use super::literals::{time_unit, whole};
use crate::ast::{
    CompareOp, Condition, ConditionKind, Duration, Expr, ExprKind, Literal, Name, OpenPairs, Regular, Sequence, Stage, Streak,
    Stream, ThenNot, Unit, Window,
};
use crate::diagnostic::{Problem, Words};
use crate::number::Number;
use crate::span::{Span, Spanned};

impl Builder<'_> {
    pub(super) fn sequence_alone(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let window = self.optional_window(pair)?;
        Some(Spanned::new(self.sequence(pair, window)?, span))
    }

    /// Both word orders.
    pub(super) fn sequence(&mut self, pair: &Node<'_>, window: Option<Window>) -> Option<ConditionKind> {
        let mut stages = Vec::new();
        for stage in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::stage) {
            let times = match child(&stage, Rule::times) {
                Some(times) => self.times(&times),
                None => 1,
            };
            let (stream, name) = self.subject(&stage)?;
            stages.push(Stage { stream, name, times });
        }
        if let (Some(repeats), Some(subject)) = (child(pair, Rule::repeats), child(pair, Rule::subject)) {
            let (stream, name) = self.subject(&subject)?;
            stages.push(Stage { stream, name, times: self.times(&repeats) });
        }
        self.check_list(stages.len(), self.span(pair));
        let without = match child(pair, Rule::without).or_else(|| child(pair, Rule::without_zh)) {
            Some(without) => Some(self.stream(child(&without, Rule::stream)?)?),
            None => None,
        };
        let within = match child(pair, Rule::within).or_else(|| child(pair, Rule::at_most)) {
            Some(within) => Some(self.duration(child(&within, Rule::duration)?)?),
            None => None,
        };
        Some(ConditionKind::Sequence(Box::new(Sequence { stages, without, within, window })))
    }

    /// An event of a pattern, and its name.
    pub(super) fn subject(&mut self, pair: &Node<'_>) -> Option<(Stream, Option<Name>)> {
        let named = match child(pair, Rule::called) {
            Some(called) => child(&called, Rule::name),
            None => None,
        };
        let second = pair.clone().into_inner().filter(|p| p.as_rule() == Rule::name).nth(1);
        if let (Some(named), Some(_)) = (&named, &second) {
            let span = self.span(named);
            self.report(unexpected(named.as_str()), span);
        }
        let name = match named.or(second) {
            Some(name) => Some(self.name(name)?),
            None => None,
        };
        Some((self.stream(pair.clone())?, name))
    }

    /// `a.商品`.
    pub(super) fn named(&mut self, path: Node<'_>, property: &Node<'_>) -> Option<ExprKind> {
        let path = self.path(path)?;
        let property = self.name(child(property, Rule::name)?)?;
        if path.node.bare().is_none() {
            self.report(unexpected(&path.node.to_string()), path.span);
        }
        Some(ExprKind::Named { step: Spanned::new(path.node.last().to_owned(), path.span), property })
    }

    fn times(&mut self, pair: &Node<'_>) -> u32 {
        let times = pair.clone().into_inner().find_map(|part| whole(&part)).filter(|&times| times > 0);
        times.unwrap_or_else(|| {
            let span = self.span(pair);
            let expected = vec![("a whole number above zero", "大于零的整数")];
            self.report(Problem::Syntax { expected, found: Some(pair.as_str().trim().to_owned()) }, span);
            1
        })
    }

    /// What stands behind the first event: `then no 付款 within 7 days`, 后7天未 付款.
    pub(super) fn then_not(
        &mut self,
        pair: &Node<'_>,
        first: Stream,
        name: Option<Name>,
        leading: Option<Window>,
    ) -> Option<ConditionKind> {
        let window = match child(pair, Rule::window) {
            Some(second) if leading.is_some() => {
                let span = self.span(&second);
                self.report(unexpected(second.as_str().trim()), span);
                leading
            }
            _ => self.optional_window(pair)?.or(leading),
        };
        let within = match child(pair, Rule::within) {
            Some(within) => child(&within, Rule::duration)?,
            None => child(pair, Rule::lapse)?,
        };
        Some(ConditionKind::ThenNot(Box::new(ThenNot {
            first,
            name,
            then: self.stream(child(pair, Rule::stream)?)?,
            within: self.duration(within)?,
            still: holds(pair, Rule::kw_and_still) || holds(pair, Rule::kw_still_wei),
            window,
        })))
    }

    /// `open_call` or `oldest_call`.
    pub(super) fn open(&mut self, pair: &Node<'_>) -> Option<ExprKind> {
        let oldest = pair.as_rule() == Rule::oldest_call;
        let call = if oldest { child(pair, Rule::open_call)? } else { pair.clone() };
        let mut streams = call.clone().into_inner().filter(|p| p.as_rule() == Rule::stream);
        let (opening, closing) = (self.stream(streams.next()?)?, self.stream(streams.next()?)?);
        let key = match child(&call, Rule::name) {
            Some(name) => Some(self.name(name)?),
            None => None,
        };
        let window = self.optional_window(&call)?;
        Some(ExprKind::Open(Box::new(OpenPairs { opening, closing, key, window, oldest })))
    }

    /// 有 未闭合(…): one at least.
    pub(super) fn has_open(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let call = child(pair, Rule::open_call)?;
        let left = Spanned::new(self.open(&call)?, self.span(&call));
        let one = Spanned::new(ExprKind::Literal(Literal::Number(Number::from(1))), span);
        Some(Spanned::new(ConditionKind::Compare { left, op: CompareOp::Ge, right: one }, span))
    }

    pub(super) fn streak(&mut self, pair: &Node<'_>) -> Option<ExprKind> {
        let unit = child(pair, Rule::unit)?;
        let period = time_unit(&unit).filter(|unit| matches!(unit, Unit::Day | Unit::Week | Unit::Month));
        let period = period.unwrap_or_else(|| {
            let span = self.span(&unit);
            let expected: Vec<Words> = vec![("`day`", "“天”"), ("`week`", "“周”"), ("`month`", "“个月”")];
            self.report(Problem::Syntax { expected, found: Some(unit.as_str().to_owned()) }, span);
            Unit::Day
        });
        Some(ExprKind::Streak(Streak { stream: self.stream(child(pair, Rule::stream)?)?, period }))
    }

    /// `… in 3 of last 5 weeks`.
    pub(super) fn sliced(&mut self, comparison: &Node<'_>, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let place = self.span(comparison);
        let comparison = self.comparison(comparison, place)?;
        let count = child(pair, Rule::whole)?.into_inner().find_map(|part| whole(&part)).unwrap_or(u32::MAX);
        let last = self.duration(child(pair, Rule::duration)?)?;
        self.regular(comparison, count, last, span)
    }

    /// 最近5周 有3周 …
    pub(super) fn having(
        &mut self,
        pair: &Node<'_>,
        comparison: Condition,
        window: Option<&Window>,
        span: Span,
    ) -> Option<Condition> {
        let place = self.span(pair);
        let having = child(pair, Rule::span)?;
        let (mut slices, mut unit) = (None, None);
        for part in having.into_inner() {
            match part.as_rule() {
                Rule::unit => unit = time_unit(&part),
                _ => slices = whole(&part),
            }
        }
        let (slices, unit) = (slices.unwrap_or(u32::MAX), unit?);
        let last = match window {
            Some(Window::Last(last)) if last.unit == unit => *last,
            _ => {
                let found = Some(pair.as_str().trim().to_owned());
                let expected: Vec<Words> = vec![("slices of a rolling window, in its own unit", "与滚动窗口单位相同的时段数")];
                self.report(Problem::Syntax { expected, found }, place);
                Duration { amount: 1, unit }
            }
        };
        self.regular(comparison, slices, last, span)
    }

    fn regular(&mut self, comparison: Condition, slices: u32, last: Duration, span: Span) -> Option<Condition> {
        if !measured(&comparison).is_some_and(has_no_window) {
            self.report(Problem::UnslicedMeasure, comparison.span);
        }
        self.count(span);
        Some(Spanned::new(ConditionKind::Regular(Box::new(Regular { comparison, slices, last })), span))
    }
}

/// `oldest open(…) > 6 months` asks for its age, which is what `more than 6 months ago` asks.
pub(super) fn aged(kind: ConditionKind) -> ConditionKind {
    match kind {
        ConditionKind::Compare { left: moment, op: op @ (CompareOp::Gt | CompareOp::Lt), right } if matches!(&moment.node, ExprKind::Open(open) if open.oldest) => {
            match right.node {
                ExprKind::Literal(Literal::Duration(duration)) if op == CompareOp::Gt => ConditionKind::Ago { moment, duration },
                ExprKind::Literal(Literal::Duration(duration)) => {
                    ConditionKind::InWindow { moment, window: Window::Last(duration) }
                }
                _ => ConditionKind::Compare { left: moment, op, right },
            }
        }
        kind => kind,
    }
}

/// The left side of a comparison.
fn measured(comparison: &Condition) -> Option<&Expr> {
    match &comparison.node {
        ConditionKind::Compare { left: value, .. }
        | ConditionKind::Between { value, .. }
        | ConditionKind::OneOf { value, .. } => Some(value),
        _ => None,
    }
}

fn has_no_window(measure: &Expr) -> bool {
    matches!(
        measure.node,
        ExprKind::Count { window: None, per: None, .. }
            | ExprKind::ActiveDays { window: None, .. }
            | ExprKind::Aggregate { window: None, .. }
    )
}

pub(super) fn unexpected(found: &str) -> Problem {
    Problem::Syntax { expected: Vec::new(), found: Some(found.to_owned()) }
}
