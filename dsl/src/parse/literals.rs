use super::Rule;
use super::build::{Builder, Node};
use super::numerals::{ascii_digits, chinese};
use crate::ast::{Duration, Literal, Unit};
use crate::diagnostic::{NumberFault, Problem};
use crate::number::Number;

impl Builder<'_> {
    pub(super) fn literal(&mut self, pair: Node<'_>) -> Option<Literal> {
        Some(match pair.as_rule() {
            Rule::text => Literal::Text(self.text(pair)?),
            Rule::number => Literal::Number(self.number(pair)?),
            Rule::boolean => Literal::Bool(matches!(pair.as_str(), "true" | "真")),
            Rule::date => Literal::Date(self.calendar(&pair, jiff::civil::Date::constant(1970, 1, 1))),
            Rule::instant => Literal::Instant(self.calendar(&pair, jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0))),
            Rule::duration => Literal::Duration(self.duration(pair)?),
            Rule::percent => Literal::Percent(self.percent(&pair)?),
            _ => return None,
        })
    }

    pub(super) fn calendar<T: std::str::FromStr>(&mut self, pair: &Node<'_>, instead: T) -> T {
        let text = ascii_digits(pair.as_str());
        text.parse().unwrap_or_else(|_| {
            let span = self.span(pair);
            self.report(Problem::InvalidDate { text }, span);
            instead
        })
    }

    pub(super) fn text(&mut self, pair: Node<'_>) -> Option<String> {
        let body = pair.into_inner().next()?;
        let span = self.span(&body);
        let mut out = String::with_capacity(body.as_str().len());
        let mut chars = body.as_str().chars();
        while let Some(c) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next() {
                Some('n') => out.push('\n'),
                Some(c @ ('"' | '\\' | '”' | '」')) => out.push(c),
                other => {
                    let text = format!("\\{}", other.map(String::from).unwrap_or_default());
                    self.report(Problem::InvalidEscape { text }, span);
                }
            }
        }
        Some(out)
    }

    pub(super) fn number(&mut self, pair: Node<'_>) -> Option<Number> {
        let mut value = None;
        let (mut factor, mut fault) = (1, NumberFault::Size);
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::decimal => value = Number::parse(&ascii_digits(part.as_str())),
                Rule::zh_digits => {
                    value = chinese(part.as_str()).map(Number::from);
                    fault = NumberFault::Numeral;
                }
                Rule::ten_thousand => factor = if part.as_str() == "万" { 10_000 } else { 100_000_000 },
                _ => {}
            }
        }
        Some(value.and_then(|v| v.checked_mul(factor)).unwrap_or_else(|| {
            let span = self.span(&pair);
            self.report(Problem::InvalidNumber { text: pair.as_str().to_owned(), fault }, span);
            Number::from(1)
        }))
    }

    pub(super) fn percent(&mut self, pair: &Node<'_>) -> Option<Number> {
        let digits = ascii_digits(pair.clone().into_inner().next()?.as_str());
        let is_share = |share: &Number| share.at_scale(2).is_some_and(|hundredths| (0..=10_000).contains(&hundredths));
        Some(Number::parse(&digits).filter(is_share).unwrap_or_else(|| {
            let (text, fault) = (pair.as_str().to_owned(), NumberFault::Share);
            let span = self.span(pair);
            self.report(Problem::InvalidNumber { text, fault }, span);
            Number::from(1)
        }))
    }

    pub(super) fn duration(&mut self, pair: Node<'_>) -> Option<Duration> {
        let (mut count, mut unit) = (None, None);
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::half_year => (count, unit) = (Some(6), Some(Unit::Month)),
                Rule::unit => unit = Some(time_unit(&part)?),
                _ => count = whole(&part),
            }
        }
        let unit = unit?;
        Some(self.within_limit(&pair, unit, count).unwrap_or(Duration { amount: 1, unit }))
    }

    /// The duration, if it is one and within the limit; reports if not.
    pub(super) fn within_limit(&mut self, pair: &Node<'_>, unit: Unit, amount: Option<u32>) -> Option<Duration> {
        let duration = amount.map(|amount| Duration { amount, unit });
        let fits = |d: &Duration| d.amount > 0 && years(*d) <= f64::from(self.limits.window_years);
        let found = duration.filter(fits);
        if found.is_none() {
            let span = self.span(pair);
            let text = pair.as_str().trim().to_owned();
            self.report(Problem::WindowTooLong { text, limit_years: self.limits.window_years }, span);
        }
        found
    }
}

fn years(d: Duration) -> f64 {
    let amount = f64::from(d.amount);
    match d.unit {
        Unit::Year => amount,
        Unit::Month => amount / 12.0,
        // Fixed units: a year of 365 days is near enough for a limit.
        unit => amount * (unit.millis().unwrap_or(0) as f64) / (365.0 * 86_400_000.0),
    }
}

/// `30` or `三十`.
pub(super) fn whole(pair: &Node<'_>) -> Option<u32> {
    match pair.as_rule() {
        Rule::digits => ascii_digits(pair.as_str()).parse().ok(),
        Rule::zh_digits => chinese(pair.as_str()).and_then(|n| u32::try_from(n).ok()),
        _ => None,
    }
}

pub(super) fn time_unit(pair: &Node<'_>) -> Option<Unit> {
    Some(match pair.clone().into_inner().next()?.as_rule() {
        Rule::unit_millisecond => Unit::Millisecond,
        Rule::unit_second => Unit::Second,
        Rule::unit_minute => Unit::Minute,
        Rule::unit_hour => Unit::Hour,
        Rule::unit_day => Unit::Day,
        Rule::unit_week => Unit::Week,
        Rule::unit_month => Unit::Month,
        Rule::unit_year => Unit::Year,
        _ => return None,
    })
}
