use super::Rule;
use super::build::{Builder, Node, child, holds};
use super::expressions::per;
use super::patterns::{aged, unexpected};
use crate::ast::{
    CompareOp, Condition, ConditionKind, Duration, Expr, ExprKind, Literal, Name, Quantifier, Stream, TextTest, Unit, Window,
};
use crate::diagnostic::Problem;
use crate::number::Number;
use crate::span::{Span, Spanned};

impl Builder<'_> {
    pub(super) fn condition(&mut self, pair: Node<'_>) -> Option<Condition> {
        self.chain(pair, Rule::conjunction, Self::conjunction, ConditionKind::Or)
    }

    pub(super) fn conjunction(&mut self, pair: Node<'_>) -> Option<Condition> {
        self.chain(pair, Rule::negation, Self::negation, ConditionKind::And)
    }

    /// One operand stands for itself; several are joined.
    fn chain(
        &mut self,
        pair: Node<'_>,
        part_kind: Rule,
        build: fn(&mut Self, Node<'_>) -> Option<Condition>,
        join: fn(Vec<Condition>) -> ConditionKind,
    ) -> Option<Condition> {
        let span = self.span(&pair);
        let mut parts = Vec::new();
        for part in pair.into_inner().filter(|p| p.as_rule() == part_kind) {
            parts.push(build(self, part)?);
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        self.count(span);
        Some(Spanned::new(join(parts), span))
    }

    fn negation(&mut self, pair: Node<'_>) -> Option<Condition> {
        let span = self.span(&pair);
        let nots = pair.clone().into_inner().filter(|p| p.as_rule() == Rule::kw_not).count();
        let condition = self.primary(child(&pair, Rule::primary)?)?;
        if nots == 0 && !holds(&pair, Rule::dwell) {
            return Some(condition);
        }
        self.wrapped(condition, &pair, nots, span)
    }

    /// With what stands around it. (Apart, so that what nests needs less of the stack.)
    fn wrapped(&mut self, condition: Condition, pair: &Node<'_>, nots: usize, span: Span) -> Option<Condition> {
        let mut condition = self.dwelling(condition, pair)?;
        for _ in 0..nots {
            self.count(span);
            condition = negated(condition, span);
        }
        Some(condition)
    }

    pub(super) fn primary(&mut self, pair: Node<'_>) -> Option<Condition> {
        let span = self.span(&pair);
        self.count(span);
        let slices = child(&pair, Rule::slices);
        let inner = pair.into_inner().next()?;
        match inner.as_rule() {
            Rule::bracketed => self.bracketed(&inner, span),
            Rule::at_least => self.parenthesised(&inner, span),
            Rule::happened => Some(Spanned::new(self.happened(inner.into_inner().next()?)?, span)),
            Rule::has => self.has(&inner, span),
            Rule::in_segment => self.in_segment(&inner, span),
            Rule::event_phrase => self.event_phrase(&inner, span),
            Rule::sequence | Rule::sequence_zh => self.sequence_alone(&inner, span),
            Rule::has_open => self.has_open(&inner, span),
            Rule::windowed => self.windowed(&inner, span),
            Rule::untagged | Rule::turned | Rule::today_is => self.of_states(&inner, span),
            Rule::comparison => match slices {
                Some(slices) => self.sliced(&inner, &slices, span),
                None => self.comparison(&inner, span),
            },
            _ => None,
        }
    }

    /// `(A)`, `(A, B, C) 至少满足2个`, `at least 2 of (A, B, C)`.
    pub(super) fn parenthesised(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let of = self.inside(pair)?;
        self.listed(pair, of, span)
    }

    fn inside(&mut self, pair: &Node<'_>) -> Option<Vec<Condition>> {
        let conditions = pair.clone().into_inner().filter(|p| p.as_rule() == Rule::condition);
        conditions.map(|condition| self.condition(condition)).collect()
    }

    fn listed(&mut self, pair: &Node<'_>, mut of: Vec<Condition>, span: Span) -> Option<Condition> {
        let Some(number) = child(pair, Rule::number) else { return of.pop() };
        self.check_list(of.len(), span);
        let (place, text) = (self.span(&number), number.as_str().to_owned());
        let count = self.number(number)?.at_scale(0).and_then(|count| u32::try_from(count).ok());
        let count = count.unwrap_or_else(|| {
            let expected = vec![("a whole number", "整数")];
            self.report(Problem::Syntax { expected, found: Some(text) }, place);
            1
        });
        Some(Spanned::new(ConditionKind::AtLeast { count, of }, span))
    }

    fn happened(&mut self, pair: Node<'_>) -> Option<ConditionKind> {
        let stream = self.stream(child(&pair, Rule::stream)?)?;
        let window = self.optional_window(&pair)?;
        Some(match pair.as_rule() {
            Rule::did => ConditionKind::Happened { stream, window, absent: false },
            Rule::never | Rule::no | Rule::absent => ConditionKind::Happened { stream, window, absent: true },
            _ => return None,
        })
    }

    fn has(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        if let Some(no_tag) = child(pair, Rule::no_tag) {
            return Some(Spanned::new(self.untagged(&no_tag)?, span));
        }
        let list = child(pair, Rule::has_list).or_else(|| child(pair, Rule::has_list_zh));
        let (quantifier, holder) = match &list {
            None => (Quantifier::Any, pair),
            Some(list) => {
                let word = child(list, Rule::quantifier).or_else(|| child(list, Rule::quantifier_zh))?;
                let quantifier = match word.into_inner().next()?.as_rule() {
                    Rule::kw_any | Rule::kw_any_zh => Quantifier::Any,
                    Rule::kw_all | Rule::kw_all_zh => Quantifier::All,
                    Rule::kw_none | Rule::kw_none_zh => Quantifier::None,
                    _ => return None,
                };
                (quantifier, list)
            }
        };
        let tags = self.patterns(holder, span)?;
        let condition = Spanned::new(ConditionKind::Has { quantifier, tags }, span);
        Some(if holds(pair, Rule::kw_has_not) { negated(condition, span) } else { condition })
    }

    fn in_segment(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let condition = Spanned::new(ConditionKind::InSegment(self.name(child(pair, Rule::name)?)?), span);
        Some(if holds(pair, Rule::kw_not_in_named) { negated(condition, span) } else { condition })
    }

    /// 最近30天 购买过, 最近30天 购买次数 超过3次, 购买.金额 合计 满2000元
    fn event_phrase(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let (stream, name) = self.subject(&child(pair, Rule::subject)?)?;
        let window = self.optional_window(pair)?;
        self.phrase_about(pair, stream, name, window, span)
    }

    /// The same behind its window.
    pub(super) fn phrase_in(&mut self, pair: &Node<'_>, window: Window, span: Span) -> Option<Condition> {
        let (stream, name) = self.subject(&child(pair, Rule::subject)?)?;
        if let Some(second) = child(pair, Rule::window) {
            let place = self.span(&second);
            self.report(unexpected(second.as_str().trim()), place);
        }
        self.phrase_about(pair, stream, name, Some(window), span)
    }

    fn phrase_about(
        &mut self,
        pair: &Node<'_>,
        stream: Stream,
        name: Option<Name>,
        window: Option<Window>,
        span: Span,
    ) -> Option<Condition> {
        let (then_not, having) = (child(pair, Rule::then_not), child(pair, Rule::having));
        if let (Some(name), None) = (&name, &then_not) {
            self.report(unexpected(&name.node), name.span);
        }
        if let (Some(having), None) = (&having, child(pair, Rule::measure_of)) {
            let place = self.span(having);
            self.report(unexpected(having.as_str().trim()), place);
        }
        if let Some(then_not) = then_not {
            return Some(Spanned::new(self.then_not(&then_not, stream, name, window)?, span));
        }
        if holds(pair, Rule::mention) {
            return self.event_mentions(pair, stream, window, span);
        }
        self.happened_or_measured(pair, stream, window, span)
    }

    fn happened_or_measured(&mut self, pair: &Node<'_>, stream: Stream, window: Option<Window>, span: Span) -> Option<Condition> {
        let Some(of) = child(pair, Rule::measure_of) else {
            return Some(Spanned::new(ConditionKind::Happened { stream, window, absent: false }, span));
        };
        let having = child(pair, Rule::having);
        let measured = Span::new(span.start, self.span(&of).end);
        let (measured_in, sliced) = if having.is_some() { (None, window) } else { (window, None) };
        let left = Spanned::new(self.measure(&of, stream, measured_in, per(pair)?)?, measured);
        let comparison = self.compared(pair, left, span)?;
        match having {
            Some(having) => self.having(&having, comparison, sliced.as_ref(), span),
            None => Some(comparison),
        }
    }

    /// The value that a phrase measures, where it is compared elsewhere.
    pub(super) fn phrase_value(&mut self, pair: &Node<'_>, window: Option<Window>, start: usize) -> Option<Expr> {
        let (stream, name) = self.subject(&child(pair, Rule::subject)?)?;
        if let Some(name) = name {
            self.report(unexpected(&name.node), name.span);
        }
        if let Some(having) = child(pair, Rule::having) {
            let place = self.span(&having);
            self.report(unexpected(having.as_str().trim()), place);
        }
        let of = child(pair, Rule::measure_of)?;
        let measured = Span::new(start, self.span(&of).end);
        Some(Spanned::new(self.measure(&of, stream, window, per(pair)?)?, measured))
    }

    /// Also what stands behind `where` without parentheses.
    pub(super) fn comparison(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let left = self.operand(child(pair, Rule::simple_operand)?)?;
        self.compared(pair, left, span)
    }

    pub(super) fn where_filter(&mut self, pair: Node<'_>) -> Option<Condition> {
        let span = self.span(&pair);
        self.filters += 1;
        let filter = match child(&pair, Rule::filter_comparison) {
            Some(comparison) => self.comparison(&comparison, span),
            None => self.bracketed(&pair, span),
        };
        self.filters -= 1;
        filter
    }

    // Nested conditions are built before what is around them, in functions of their own: their stack is used once for
    // each level of nesting.
    pub(super) fn predicate(&mut self, value: Expr, pair: &Node<'_>, span: Span) -> Option<Condition> {
        self.predicate_of(value, &pair.clone().into_inner().next()?, span)
    }

    /// `inner` says which kind of predicate it is.
    pub(super) fn predicate_of(&mut self, value: Expr, inner: &Node<'_>, span: Span) -> Option<Condition> {
        let operands = self.operands(inner)?;
        self.predicate_over(value, operands, inner, span)
    }

    fn operands(&mut self, pair: &Node<'_>) -> Option<Vec<Expr>> {
        let mut operands = Vec::new();
        for operand in pair.clone().into_inner().filter(|p| matches!(p.as_rule(), Rule::operand | Rule::amount)) {
            operands.push(self.operand(operand)?);
        }
        Some(operands)
    }

    fn predicate_over(&mut self, value: Expr, mut operands: Vec<Expr>, inner: &Node<'_>, span: Span) -> Option<Condition> {
        if let Some(unit) = counted_unit(&value.node) {
            operands = operands.into_iter().map(|operand| counted(operand, unit)).collect();
        }
        self.said_of(value, operands, inner, span)
    }

    /// What is said of a value, its operands read. (Apart, so that operands inside operands need less of the stack.)
    fn said_of(&mut self, value: Expr, mut operands: Vec<Expr>, inner: &Node<'_>, span: Span) -> Option<Condition> {
        let mut negate = false;
        let kind = match inner.as_rule() {
            Rule::between => {
                let high = Box::new(operands.pop()?);
                ConditionKind::Between { value, low: Box::new(operands.pop()?), high }
            }
            Rule::one_of => {
                self.check_list(operands.len(), span);
                ConditionKind::OneOf { value, list: operands, negated: holds(inner, Rule::kw_not_in) }
            }
            Rule::in_window => ConditionKind::InWindow { moment: value, window: self.window(&child(inner, Rule::window)?)? },
            Rule::front => self.front(value, inner)?,
            Rule::ago => ConditionKind::Ago { moment: value, duration: self.duration(child(inner, Rule::duration)?)? },
            Rule::ahead | Rule::anniversary | Rule::so_far | Rule::changed => return self.of_value(value, inner, span),
            Rule::text_test => {
                let test = if holds(inner, Rule::kw_not_contains) {
                    TextTest::NotContains
                } else if holds(inner, Rule::kw_starts_with) {
                    TextTest::StartsWith
                } else {
                    TextTest::Contains
                };
                ConditionKind::Text { value, test, text: self.text(child(inner, Rule::text)?)? }
            }
            Rule::mention => self.mention(inner, value)?,
            Rule::includes => self.includes(inner, value)?,
            Rule::set_by => self.set_by(inner, value)?,
            Rule::missing => {
                negate = holds(inner, Rule::kw_not_missing);
                ConditionKind::Missing { value }
            }
            Rule::postfix => {
                let op = if holds(inner, Rule::kw_post_ge) { CompareOp::Ge } else { CompareOp::Le };
                ConditionKind::Compare { left: value, op, right: operands.pop()? }
            }
            Rule::compare => {
                let op = comparison_of(&child(inner, Rule::compare_op)?)?;
                ConditionKind::Compare { left: value, op, right: operands.pop()? }
            }
            _ => return None,
        };
        let condition = Spanned::new(aged(kind), span);
        Some(if negate { negated(condition, span) } else { condition })
    }

    /// 前10%
    fn front(&mut self, left: Expr, pair: &Node<'_>) -> Option<ConditionKind> {
        let percent = child(pair, Rule::percent)?;
        let place = self.span(&percent);
        let right = Spanned::new(ExprKind::Literal(self.literal(percent)?), place);
        Some(ConditionKind::Compare { left, op: CompareOp::Lt, right })
    }
}

/// `>=`, 至少.
pub(super) fn comparison_of(pair: &Node<'_>) -> Option<CompareOp> {
    Some(match pair.clone().into_inner().next()?.as_rule() {
        Rule::cmp_ge => CompareOp::Ge,
        Rule::cmp_le => CompareOp::Le,
        Rule::cmp_ne => CompareOp::Ne,
        Rule::cmp_gt => CompareOp::Gt,
        Rule::cmp_lt => CompareOp::Lt,
        Rule::cmp_eq => CompareOp::Eq,
        _ => return None,
    })
}

/// What is counted in a unit of time: behind 天数, `5天` is the number 5.
fn counted_unit(value: &ExprKind) -> Option<Unit> {
    match value {
        ExprKind::ActiveDays { .. } => Some(Unit::Day),
        ExprKind::Streak(streak) => Some(streak.period),
        _ => None,
    }
}

fn counted(operand: Expr, counted: Unit) -> Expr {
    match operand.node {
        ExprKind::Literal(Literal::Duration(Duration { amount, unit })) if unit == counted => {
            Spanned::new(ExprKind::Literal(Literal::Number(Number::from(i64::from(amount)))), operand.span)
        }
        _ => operand,
    }
}

fn negated(condition: Condition, span: Span) -> Condition {
    Spanned::new(ConditionKind::Not(Box::new(condition)), span)
}

pub(super) fn compare_op(pair: Node<'_>) -> Option<CompareOp> {
    Some(match pair.into_inner().next()?.as_rule() {
        Rule::cmp_ge => CompareOp::Ge,
        Rule::cmp_le => CompareOp::Le,
        Rule::cmp_ne => CompareOp::Ne,
        Rule::cmp_gt => CompareOp::Gt,
        Rule::cmp_lt => CompareOp::Lt,
        Rule::cmp_eq => CompareOp::Eq,
        _ => return None,
    })
}
