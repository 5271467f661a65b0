use super::Rule;
use super::build::{Builder, Node, child, holds};
use crate::ast::{Aggregate, Expr, ExprKind, Name, Occurrence, Stream, Unit, Window};
use crate::diagnostic::Problem;
use crate::span::Spanned;

impl Builder<'_> {
    /// `operand`, `simple_operand` or `amount`.
    pub(super) fn operand(&mut self, pair: Node<'_>) -> Option<Expr> {
        let span = self.span(&pair);
        let of_tag = holds(&pair, Rule::kw_its_value);
        let inner = if matches!(pair.as_rule(), Rule::operand | Rule::simple_operand | Rule::amount) {
            pair.into_inner().next()?
        } else {
            pair
        };
        if matches!(inner.as_rule(), Rule::operand | Rule::simple_operand | Rule::amount) {
            return self.operand(inner);
        }
        self.count(span);
        let kind = match inner.as_rule() {
            Rule::path if of_tag => ExprKind::TagValue(self.path(inner)?),
            Rule::path => ExprKind::Name(self.path(inner)?),
            Rule::count_call => ExprKind::Count {
                stream: self.stream(child(&inner, Rule::stream)?)?,
                window: self.optional_window(&inner)?,
                per: per(&inner)?,
            },
            Rule::days_call => {
                ExprKind::ActiveDays { stream: self.stream(child(&inner, Rule::stream)?)?, window: self.optional_window(&inner)? }
            }
            Rule::aggregate_call => self.aggregate_call(&inner)?,
            Rule::occurrence_call => {
                let first = child(&inner, Rule::kw_occurrence_en)?.as_str().starts_with("first");
                let which = if first { Occurrence::First } else { Occurrence::Last };
                let property = self.property(&inner, 1)?;
                ExprKind::Occurrence { which, stream: self.stream(inner)?, property }
            }
            Rule::occurrence_zh => ExprKind::Occurrence {
                which: occurrence(&inner)?,
                stream: self.stream(child(&inner, Rule::closed_stream)?)?,
                property: self.property(&inner, 0)?,
            },
            Rule::measure => {
                let stream = self.stream(child(&inner, Rule::closed_stream)?)?;
                let window = self.optional_window(&inner)?;
                self.measure(&child(&inner, Rule::measure_of)?, stream, window, per(&inner)?)?
            }
            _ => ExprKind::Literal(self.literal(inner)?),
        };
        Some(Spanned::new(kind, span))
    }

    fn aggregate_call(&mut self, pair: &Node<'_>) -> Option<ExprKind> {
        let mut names = pair.clone().into_inner().filter(|p| p.as_rule() == Rule::name);
        let (event, property) = (self.name(names.next()?)?, self.name(names.next()?)?);
        let filter = match child(pair, Rule::where_filter) {
            Some(filter) => Some(Box::new(self.where_filter(filter)?)),
            None => None,
        };
        let function = match child(pair, Rule::aggregate_en)?.into_inner().next()?.as_rule() {
            Rule::kw_sum => Aggregate::Sum,
            Rule::kw_avg => Aggregate::Avg,
            Rule::kw_min => Aggregate::Min,
            Rule::kw_max => Aggregate::Max,
            Rule::kw_median => Aggregate::Median,
            Rule::kw_distinct => Aggregate::Distinct,
            Rule::kw_mode => Aggregate::Mode,
            _ => return None,
        };
        Some(ExprKind::Aggregate { function, stream: Stream { event, filter }, property, window: self.optional_window(pair)? })
    }

    /// The name behind so many others.
    fn property(&mut self, pair: &Node<'_>, before: usize) -> Option<Option<Name>> {
        match pair.clone().into_inner().filter(|p| p.as_rule() == Rule::name).nth(before) {
            Some(name) => Some(Some(self.name(name)?)),
            None => Some(None),
        }
    }

    /// What stands behind a stream in Chinese order: 次数, 天数, or .金额 合计.
    pub(super) fn measure(
        &mut self,
        of: &Node<'_>,
        stream: Stream,
        window: Option<Window>,
        per: Option<Unit>,
    ) -> Option<ExprKind> {
        if per.is_some() && !holds(of, Rule::kw_times) {
            let expected = vec![("a count", "次数")];
            let span = self.span(of);
            self.report(Problem::Syntax { expected, found: Some(of.as_str().trim().to_owned()) }, span);
        }
        if holds(of, Rule::kw_days) {
            return Some(ExprKind::ActiveDays { stream, window });
        }
        let Some(function) = child(of, Rule::aggregate_zh) else {
            return Some(ExprKind::Count { stream, window, per });
        };
        let property: Name = self.name(child(of, Rule::name)?)?;
        let function = match function.into_inner().next()?.as_rule() {
            Rule::kw_sum_zh => Aggregate::Sum,
            Rule::kw_avg_zh => Aggregate::Avg,
            Rule::kw_min_zh => Aggregate::Min,
            Rule::kw_max_zh => Aggregate::Max,
            Rule::kw_median_zh => Aggregate::Median,
            Rule::kw_distinct_zh => Aggregate::Distinct,
            Rule::kw_mode_zh => Aggregate::Mode,
            _ => return None,
        };
        Some(ExprKind::Aggregate { function, stream, property, window })
    }

    pub(super) fn stream(&mut self, pair: Node<'_>) -> Option<Stream> {
        let event = self.name(child(&pair, Rule::name)?)?;
        let filter = if let Some(filter) = child(&pair, Rule::where_filter) {
            Some(Box::new(self.where_filter(filter)?))
        } else if let Some(condition) = child(&pair, Rule::condition) {
            Some(Box::new(self.condition(condition)?))
        } else {
            None
        };
        Some(Stream { event, filter })
    }

    /// The window among a rule's children, if there is one.
    pub(super) fn optional_window(&mut self, pair: &Node<'_>) -> Option<Option<Window>> {
        match child(pair, Rule::window) {
            Some(window) => Some(Some(self.window(&window)?)),
            None => Some(None),
        }
    }
}

/// `monthly`, 月均.
pub(super) fn per(pair: &Node<'_>) -> Option<Option<Unit>> {
    let Some(per) = child(pair, Rule::per) else { return Some(None) };
    Some(Some(match per.into_inner().next()?.as_rule() {
        Rule::kw_daily => Unit::Day,
        Rule::kw_weekly => Unit::Week,
        Rule::kw_monthly => Unit::Month,
        Rule::kw_yearly => Unit::Year,
        _ => return None,
    }))
}

/// 首次 or 最后一次.
pub(super) fn occurrence(pair: &Node<'_>) -> Option<Occurrence> {
    Some(match child(pair, Rule::kw_occurrence)?.into_inner().next()?.as_rule() {
        Rule::kw_first_zh => Occurrence::First,
        Rule::kw_latest_zh => Occurrence::Last,
        _ => return None,
    })
}
