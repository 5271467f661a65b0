//! Windows, and what is said behind one.

use super::Rule;
use super::build::{Builder, Node, child};
use super::expressions::occurrence;
use super::literals::{time_unit, whole};
use crate::ast::{Condition, ConditionKind, Expr, ExprKind, Occurrence, Period, Unit, Window};
use crate::diagnostic::Problem;
use crate::span::{Span, Spanned};

impl Builder<'_> {
    pub(super) fn window(&mut self, pair: &Node<'_>) -> Option<Window> {
        let inner = pair.clone().into_inner().next()?;
        Some(match inner.as_rule() {
            Rule::rolling => Window::Last(self.duration(child(&inner, Rule::duration)?)?),
            Rule::calendar_days => Window::LastCalendarDays(self.calendar_days(&inner)),
            Rule::kw_today => Window::Today,
            Rule::kw_yesterday => Window::Yesterday,
            Rule::this => Window::This(period(&inner)?),
            Rule::previous => Window::Previous(period(&inner)?),
            Rule::from_to => self.dates(&inner)?,
            Rule::ago_range => self.ago_range(&inner)?,
            Rule::since => self.since(&inner)?,
            _ => return None,
        })
    }

    fn calendar_days(&mut self, pair: &Node<'_>) -> u32 {
        let days = pair.clone().into_inner().find_map(|part| whole(&part));
        self.within_limit(pair, Unit::Day, days).map_or(1, |duration| duration.amount)
    }

    fn dates(&mut self, pair: &Node<'_>) -> Option<Window> {
        let mut dates = pair.clone().into_inner().filter(|part| part.as_rule() == Rule::date);
        let epoch = jiff::civil::Date::constant(1970, 1, 1);
        let (first, last) = (self.calendar(&dates.next()?, epoch), self.calendar(&dates.next()?, epoch));
        if last < first {
            self.empty_window(pair);
        }
        Some(Window::FromTo { first, last })
    }

    fn ago_range(&mut self, pair: &Node<'_>) -> Option<Window> {
        let unit = time_unit(&child(pair, Rule::unit)?)?;
        let mut amounts = pair.clone().into_inner().filter(|part| part.as_rule() == Rule::whole);
        let mut next = || amounts.next()?.into_inner().next();
        let (far, near) = (whole(&next()?), whole(&next()?));
        let far = self.within_limit(pair, unit, far).map_or(2, |duration| duration.amount);
        let near = self.within_limit(pair, unit, near).map_or(1, |duration| duration.amount);
        if far <= near {
            self.empty_window(pair);
        }
        Some(Window::Ago { far, near, unit })
    }

    fn empty_window(&mut self, pair: &Node<'_>) {
        let span = self.span(pair);
        self.report(Problem::EmptyWindow { text: pair.as_str().trim().to_owned() }, span);
    }

    /// `since last(购买)`, 自 最后一次 购买 以来
    fn since(&mut self, pair: &Node<'_>) -> Option<Window> {
        let which = match child(pair, Rule::kw_occurrence_en) {
            Some(word) if word.as_str().starts_with("first") => Occurrence::First,
            Some(_) => Occurrence::Last,
            None => occurrence(pair)?,
        };
        let stream = child(pair, Rule::stream).or_else(|| child(pair, Rule::closed_stream))?;
        Some(Window::Since { which, stream: Box::new(self.stream(stream)?) })
    }

    /// 最近30天 购买过, 最近7天 首次 购买, 最近7天 新增 X, 最近7天 等级 变为 V3
    pub(super) fn windowed(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let window = self.window(&child(pair, Rule::window)?)?;
        let said = behind_window(pair);
        match said.as_rule() {
            Rule::phrase_then => self.phrase_in(&said, window, span),
            Rule::turned_then => self.turned(&said, Some(window), span),
            Rule::changed_then => self.changed_in(&said, window, span),
            Rule::sequence_zh => Some(Spanned::new(self.sequence(&said, Some(window))?, span)),
            _ => self.happened_in(&said, window, span),
        }
    }

    /// 最近30天 未 购买, 最近7天 首次 购买
    fn happened_in(&mut self, pair: &Node<'_>, window: Window, span: Span) -> Option<Condition> {
        let stream = self.stream(child(pair, Rule::stream)?)?;
        let kind = if pair.as_rule() == Rule::absent {
            ConditionKind::Happened { stream, window: Some(window), absent: true }
        } else {
            let moment = ExprKind::Occurrence { which: occurrence(pair)?, stream, property: None };
            ConditionKind::InWindow { moment: Spanned::new(moment, span), window }
        };
        Some(Spanned::new(kind, span))
    }

    /// The value that is measured in a window, where it is compared elsewhere.
    pub(super) fn value_in(&mut self, pair: &Node<'_>) -> Option<Expr> {
        let start = self.span(pair).start;
        let window = self.window(&child(pair, Rule::window)?)?;
        let said = behind_window(pair);
        match said.as_rule() {
            Rule::turned_then => self.turns_value(&said, Some(window), start),
            _ => self.phrase_value(&said, Some(window), start),
        }
    }
}

/// What stands behind the window that leads a condition; the condition itself, if none does.
pub(super) fn behind_window<'i>(pair: &Node<'i>) -> Node<'i> {
    let said = if pair.as_rule() == Rule::windowed { pair.clone().into_inner().nth(1) } else { None };
    said.unwrap_or_else(|| pair.clone())
}

fn period(pair: &Node<'_>) -> Option<Period> {
    Some(match pair.clone().into_inner().next()?.as_rule() {
        Rule::kw_this_week | Rule::kw_previous_week => Period::Week,
        Rule::kw_this_month | Rule::kw_previous_month => Period::Month,
        Rule::kw_this_quarter | Rule::kw_previous_quarter => Period::Quarter,
        Rule::kw_this_year | Rule::kw_previous_year => Period::Year,
        _ => return None,
    })
}
