use super::Rule;
use super::build::{Builder, Node, child, holds};
use super::literals::{time_unit, whole as amount};
use crate::ast::{CalendarCondition, CompareOp, Condition, ConditionKind, Day, Duration, Expr, ExprKind, Literal, Unit, Weekday};
use crate::diagnostic::Problem;
use crate::number::Number;
use crate::span::{Span, Spanned};

impl Builder<'_> {
    /// `within next 30 days` behind a value.
    pub(super) fn ahead(&mut self, pair: &Node<'_>) -> Option<Duration> {
        self.duration(child(pair, Rule::duration)?)
    }

    /// `anniversary within next 3 days`, 周年 提前3天, `anniversary is today` behind a value.
    pub(super) fn anniversary(&mut self, date: Expr, pair: &Node<'_>) -> Option<ConditionKind> {
        let ahead = match child(pair, Rule::ahead) {
            Some(ahead) => Some(self.ahead(&ahead)?),
            None if holds(pair, Rule::kw_early) => Some(self.ahead(pair)?),
            None => None,
        };
        Some(ConditionKind::Calendar(CalendarCondition::Anniversary { date: Box::new(date), ahead }))
    }

    /// `today is friday`, 今天是 每月8日, 今天是 生日 周年
    pub(super) fn today_is(&mut self, pair: &Node<'_>) -> Option<ConditionKind> {
        if let Some(path) = child(pair, Rule::path) {
            let span = self.span(&path);
            let date = Box::new(Spanned::new(ExprKind::Name(self.path(path)?), span));
            return Some(ConditionKind::Calendar(CalendarCondition::Anniversary { date, ahead: None }));
        }
        let day = if let Some(day) = child(pair, Rule::day_of_month) {
            Day::OfMonth(self.day_of_month(&day)?)
        } else if let Some(day) = child(pair, Rule::weekday) {
            Day::OfWeek(weekday(day.into_inner().next()?.as_rule())?)
        } else {
            Day::LastOfMonth
        };
        Some(ConditionKind::Calendar(CalendarCondition::Today(day)))
    }

    fn day_of_month(&mut self, pair: &Node<'_>) -> Option<u8> {
        let whole = child(pair, Rule::whole)?;
        let day = amount(&whole.clone().into_inner().next()?).and_then(|day| u8::try_from(day).ok());
        Some(day.filter(|day| (1..=31).contains(day)).unwrap_or_else(|| {
            let span = self.span(pair);
            self.report(Problem::InvalidDate { text: pair.as_str().trim().to_owned() }, span);
            1
        }))
    }

    /// 至今 6到12个月, 至今 满6个月: so many whole units since then.
    pub(super) fn so_far(&mut self, since: Expr, pair: &Node<'_>, span: Span) -> Option<Condition> {
        // In English there is no other word order to write it in.
        if !matches!(since.node, ExprKind::Name(_) | ExprKind::Occurrence { .. }) {
            let expected = vec![("an attribute, or a first or last event, before", "前面的属性，或首次、最后一次的事件")];
            let place = self.span(pair);
            self.report(Problem::Syntax { expected, found: Some(pair.as_str().trim().to_owned()) }, place);
        }
        let number = |amount: u32| ExprKind::Literal(Literal::Number(Number::from(i64::from(amount))));
        if let Some(duration) = child(pair, Rule::duration) {
            let (place, text) = (self.span(&duration), duration.as_str().trim().to_owned());
            let duration = self.duration(duration)?;
            let op = match child(pair, Rule::compare_op) {
                Some(op) => super::conditions::comparison_of(&op)?,
                None if holds(pair, Rule::kw_post_ge) => CompareOp::Ge,
                None => CompareOp::Le,
            };
            let left = self.elapsed(since, duration.unit, text, place);
            let right = Spanned::new(number(duration.amount), place);
            return Some(Spanned::new(ConditionKind::Compare { left, op, right }, span));
        }
        let unit = child(pair, Rule::unit)?;
        let place = self.span(&unit);
        let left = self.elapsed(since, time_unit(&unit)?, unit.as_str().to_owned(), place);
        let mut ends = Vec::new();
        for whole in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::whole) {
            let (place, text) = (self.span(&whole), whole.as_str().to_owned());
            let end = amount(&whole.into_inner().next()?).unwrap_or_else(|| {
                let fault = crate::diagnostic::NumberFault::Numeral;
                self.report(Problem::InvalidNumber { text, fault }, place);
                1
            });
            ends.push(Spanned::new(number(end), place));
        }
        let high = Box::new(ends.pop()?);
        Some(Spanned::new(ConditionKind::Between { value: left, low: Box::new(ends.pop()?), high }, span))
    }

    /// Only years, months, weeks and days are counted.
    fn elapsed(&mut self, since: Expr, unit: Unit, written: String, place: Span) -> Expr {
        if !matches!(unit, Unit::Year | Unit::Month | Unit::Week | Unit::Day) {
            let expected = vec![("years, months, weeks or days", "年、月、周或天")];
            self.report(Problem::Syntax { expected, found: Some(written) }, place);
        }
        let span = since.span;
        Spanned::new(ExprKind::Elapsed { unit, since: Box::new(since) }, span)
    }
}

/// 至今月数, `months since`.
pub(super) fn elapsed_unit(word: Rule) -> Option<Unit> {
    Some(match word {
        Rule::kw_years_since | Rule::kw_years_since_en => Unit::Year,
        Rule::kw_months_since | Rule::kw_months_since_en => Unit::Month,
        Rule::kw_weeks_since | Rule::kw_weeks_since_en => Unit::Week,
        Rule::kw_days_since | Rule::kw_days_since_en => Unit::Day,
        _ => return None,
    })
}

fn weekday(word: Rule) -> Option<Weekday> {
    Some(match word {
        Rule::kw_monday => Weekday::Monday,
        Rule::kw_tuesday => Weekday::Tuesday,
        Rule::kw_wednesday => Weekday::Wednesday,
        Rule::kw_thursday => Weekday::Thursday,
        Rule::kw_friday => Weekday::Friday,
        Rule::kw_saturday => Weekday::Saturday,
        Rule::kw_sunday => Weekday::Sunday,
        _ => return None,
    })
}
