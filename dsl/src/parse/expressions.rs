use super::Rule;
use super::build::{Builder, Node, child, holds};
use super::calendar::elapsed_unit;
use crate::ast::{Aggregate, Expr, ExprKind, Name, Occurrence, Streak, Stream, Unit, Window};
use crate::diagnostic::Problem;
use crate::span::{Span, Spanned};

impl Builder<'_> {
    /// `operand`, or one of its terms.
    pub(super) fn operand(&mut self, pair: Node<'_>) -> Option<Expr> {
        match pair.as_rule() {
            Rule::operand => self.reckoned(&pair),
            Rule::parenthesised => self.bracketed_value(&pair),
            _ => self.simple_operand(&pair),
        }
    }

    /// `simple_operand`, `measure` or `amount`.
    fn simple_operand(&mut self, pair: &Node<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let is_whole = matches!(pair.as_rule(), Rule::simple_operand | Rule::amount | Rule::plain_value);
        let inner = if is_whole { pair.clone().into_inner().next()? } else { pair.clone() };
        if let Some(suffix) = child(pair, Rule::operand_suffix) {
            return self.suffixed(inner, &suffix, span);
        }
        self.count(span);
        Some(Spanned::new(self.operand_kind(pair, inner)?, span))
    }

    /// Each kind in a function of its own, since filters nest conditions in them.
    fn operand_kind(&mut self, whole: &Node<'_>, inner: Node<'_>) -> Option<ExprKind> {
        match inner.as_rule() {
            Rule::path => self.named_value(whole, inner),
            Rule::bucket_call => Some(ExprKind::Bucket(self.text(child(&inner, Rule::text)?)?)),
            Rule::streak_call => self.streak(&inner),
            Rule::open_call | Rule::oldest_call => self.open(&inner),
            Rule::count_call => self.count_call(&inner),
            Rule::days_call => self.days_call(&inner),
            Rule::aggregate_call => self.aggregate_call(&inner),
            Rule::occurrence_call => self.occurrence_call(inner),
            Rule::occurrence_zh => self.occurrence_zh(&inner),
            Rule::measure => self.measured(&inner),
            Rule::turns | Rule::tags_in | Rule::size_of | Rule::elapsed => self.state_measure(inner),
            _ => self.literal(inner).map(ExprKind::Literal),
        }
    }

    fn named_value(&mut self, whole: &Node<'_>, path: Node<'_>) -> Option<ExprKind> {
        if holds(whole, Rule::kw_its_value) {
            return Some(ExprKind::TagValue(self.path(path)?));
        }
        match child(whole, Rule::property_of) {
            None => Some(ExprKind::Name(self.path(path)?)),
            Some(property) => self.named(path, &property),
        }
    }

    fn count_call(&mut self, pair: &Node<'_>) -> Option<ExprKind> {
        let stream = self.stream(child(pair, Rule::stream)?)?;
        Some(ExprKind::Count { stream, window: self.optional_window(pair)?, per: per(pair)? })
    }

    fn days_call(&mut self, pair: &Node<'_>) -> Option<ExprKind> {
        let stream = self.stream(child(pair, Rule::stream)?)?;
        Some(ExprKind::ActiveDays { stream, window: self.optional_window(pair)? })
    }

    fn occurrence_call(&mut self, pair: Node<'_>) -> Option<ExprKind> {
        let first = child(&pair, Rule::kw_occurrence_en)?.as_str().starts_with("first");
        let which = if first { Occurrence::First } else { Occurrence::Last };
        let property = self.property(&pair, 1)?;
        Some(ExprKind::Occurrence { which, stream: self.stream(pair)?, property })
    }

    fn occurrence_zh(&mut self, pair: &Node<'_>) -> Option<ExprKind> {
        let stream = self.stream(child(pair, Rule::closed_stream)?)?;
        Some(ExprKind::Occurrence { which: occurrence(pair)?, stream, property: self.property(pair, 0)? })
    }

    fn measured(&mut self, pair: &Node<'_>) -> Option<ExprKind> {
        if holds(pair, Rule::turns_zh) {
            return self.state_measure(pair.clone());
        }
        let stream = self.stream(child(pair, Rule::closed_stream)?)?;
        let window = self.optional_window(pair)?;
        self.measure(&child(pair, Rule::measure_of)?, stream, window, per(pair)?)
    }

    /// 宝宝生日 至今月数, 兴趣 标签数
    fn suffixed(&mut self, pair: Node<'_>, suffix: &Node<'_>, span: Span) -> Option<Expr> {
        let word = suffix.clone().into_inner().next()?.as_rule();
        let kind = match elapsed_unit(word) {
            Some(unit) => ExprKind::Elapsed { unit, since: Box::new(self.operand(pair)?) },
            None if pair.as_rule() == Rule::path && word == Rule::kw_size => ExprKind::Size(self.path(pair)?),
            None if pair.as_rule() == Rule::path => ExprKind::TagsIn(self.path(pair)?),
            None => {
                let expected = vec![if word == Rule::kw_size { ("a set", "集合") } else { ("a group", "分组") }];
                self.report(Problem::Syntax { expected, found: Some(pair.as_str().trim().to_owned()) }, span);
                return self.operand(pair);
            }
        };
        self.count(span);
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
        if let Some(period) = streak_period(of) {
            if window.is_some() {
                let span = self.span(of);
                self.report(super::patterns::unexpected(of.as_str().trim()), span);
            }
            return Some(ExprKind::Streak(Streak { stream, period }));
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
            self.filters += 1;
            let filter = self.condition(condition);
            self.filters -= 1;
            Some(Box::new(filter?))
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

/// 连续天数, 连续周数, 连续月数.
fn streak_period(of: &Node<'_>) -> Option<Unit> {
    Some(match of.clone().into_inner().next()?.as_rule() {
        Rule::kw_streak_days => Unit::Day,
        Rule::kw_streak_weeks => Unit::Week,
        Rule::kw_streak_months => Unit::Month,
        _ => return None,
    })
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
