//! Numbers reckoned with. What stands in brackets may be a condition or a value: which is needed decides.

use super::Rule;
use super::build::{Builder, Node, child, holds};
use super::windows::behind_window;
use crate::ast::{ArithmeticStep, Condition, ConditionKind, Expr, ExprKind, Literal, Operator};
use crate::diagnostic::Problem;
use crate::number::Number;
use crate::span::{Span, Spanned};

impl Builder<'_> {
    /// A value with what is done to it: `*` and `/` bind closer than `+` and `-`.
    pub(super) fn reckoning(&mut self, pair: &Node<'_>, first: Expr) -> Option<Expr> {
        let mut sum: Vec<(Operator, Expr)> = Vec::new();
        let (mut sign, mut product) = (Operator::Plus, vec![(Operator::Times, first)]);
        let mut operators = pair.clone().into_inner().skip_while(|p| p.as_rule() != Rule::arithmetic);
        while let Some(operator) = operators.next().filter(|p| p.as_rule() == Rule::arithmetic) {
            let operator = operator_of(&operator)?;
            let by = self.operand(operators.next()?)?;
            if operator.binds_closer() {
                product.push((operator, by));
            } else {
                sum.push((sign, self.joined(std::mem::replace(&mut product, vec![(Operator::Times, by)]))?));
                sign = operator;
            }
        }
        sum.push((sign, self.joined(product)?));
        self.joined(sum)
    }

    /// One value stands for itself.
    fn joined(&mut self, parts: Vec<(Operator, Expr)>) -> Option<Expr> {
        let mut parts = parts.into_iter();
        let (_, first) = parts.next()?;
        let rest: Vec<ArithmeticStep> = parts.map(|(op, by)| ArithmeticStep { op, by }).collect();
        let Some(last) = rest.last() else { return Some(first) };
        let span = Span::new(first.span.start, last.by.span.end);
        self.count(span);
        Some(Spanned::new(ExprKind::Arithmetic { first: Box::new(first), rest }, span))
    }

    pub(super) fn reckoned(&mut self, pair: &Node<'_>) -> Option<Expr> {
        let first = self.operand(pair.clone().into_inner().next()?)?;
        if holds(pair, Rule::arithmetic) { self.reckoning(pair, first) } else { Some(first) }
    }

    /// A bracket where a value is needed.
    pub(super) fn bracketed_value(&mut self, pair: &Node<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let Some(inner) = only_value(pair) else {
            // What is inside is reported too.
            let inside = pair.clone().into_inner().filter(|p| p.as_rule() == Rule::condition);
            for condition in inside {
                self.condition(condition)?;
            }
            self.report(Problem::NoValue, span);
            return Some(Spanned::new(ExprKind::Literal(Literal::Number(Number::from(1))), span));
        };
        let first = match inner.as_rule() {
            Rule::bracketed => self.bracketed_value(&child(&inner, Rule::parenthesised)?)?,
            Rule::comparison => self.operand(child(&inner, Rule::simple_operand)?)?,
            Rule::windowed => self.value_in(&inner)?,
            Rule::turned => self.turns_value(&inner, None, span.start)?,
            _ => self.phrase_value(&inner, None, span.start)?,
        };
        self.reckoning(&behind_window(&inner), first)
    }

    /// `(A)`, or `(a + b) > 3`, `(a + b) * 2 > 3`.
    pub(super) fn bracketed(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let inner = child(pair, Rule::parenthesised)?;
        if !holds(pair, Rule::arithmetic) && !holds(pair, Rule::predicate) && !holds(pair, Rule::compare) {
            return self.parenthesised(&inner, span);
        }
        let left = self.bracketed_value(&inner)?;
        self.compared(pair, left, span)
    }

    /// A value, what is done to it, and what it is compared with.
    pub(super) fn compared(&mut self, pair: &Node<'_>, first: Expr, span: Span) -> Option<Condition> {
        let left = if holds(pair, Rule::arithmetic) { self.reckoning(pair, first)? } else { first };
        if let Some(compare) = child(pair, Rule::compare) {
            return self.predicate_of(left, &compare, span);
        }
        if let Some(predicate) = child(pair, Rule::predicate) {
            return self.predicate(left, &predicate, span);
        }
        self.alone(pair, left, span)
    }

    /// A value that is compared with nothing: a name may stand alone.
    fn alone(&mut self, pair: &Node<'_>, value: Expr, span: Span) -> Option<Condition> {
        if let ExprKind::Name(path) = value.node {
            return Some(Spanned::new(ConditionKind::Bare(path), span));
        }
        // The window in front of it is part of the value.
        let (place, start) = (pair.as_span(), span.start.saturating_sub(self.base));
        let text = place.get_input().get(start..place.end()).unwrap_or_else(|| pair.as_str());
        self.report(Problem::NoComparison { value: text.trim_end().to_owned() }, span);
        Some(Spanned::new(ConditionKind::Missing { value }, span))
    }
}

/// What stands in a bracket, if it can be a value: alone, not negated, not compared.
fn only_value<'i>(pair: &Node<'i>) -> Option<Node<'i>> {
    let alone = |pair: &Node<'i>, kind: Rule| {
        let mut inner = pair.clone().into_inner().filter(|p| !matches!(p.as_rule(), Rule::lparen | Rule::rparen));
        inner.next().filter(|first| first.as_rule() == kind && inner.next().is_none())
    };
    let condition = alone(pair, Rule::condition)?;
    let negation = alone(&alone(&condition, Rule::conjunction)?, Rule::negation)?;
    let inner = alone(&negation, Rule::primary)?.into_inner().next()?;
    let said = behind_window(&inner);
    let is_value = match said.as_rule() {
        Rule::bracketed | Rule::comparison => true,
        Rule::event_phrase | Rule::phrase_then => holds(&said, Rule::measure_of),
        Rule::turned | Rule::turned_then => holds(&said, Rule::kw_times),
        _ => false,
    };
    (is_value && !holds(&said, Rule::predicate)).then_some(inner)
}

fn operator_of(pair: &Node<'_>) -> Option<Operator> {
    Some(match pair.clone().into_inner().next()?.as_rule() {
        Rule::plus => Operator::Plus,
        Rule::minus => Operator::Minus,
        Rule::times_sign => Operator::Times,
        Rule::over => Operator::Over,
        _ => return None,
    })
}
