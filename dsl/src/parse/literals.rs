use super::Rule;
use super::build::{Builder, Node, child};
use super::numerals::{ascii_digits, chinese};
use crate::ast::{Duration, Literal, Period, Unit, Window};
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

    /// The duration, if it is one and within the limit; reports if not.
    fn within_limit(&mut self, pair: &Node<'_>, unit: Unit, amount: Option<u32>) -> Option<Duration> {
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

fn period(pair: &Node<'_>) -> Option<Period> {
    Some(match pair.clone().into_inner().next()?.as_rule() {
        Rule::kw_this_week | Rule::kw_previous_week => Period::Week,
        Rule::kw_this_month | Rule::kw_previous_month => Period::Month,
        Rule::kw_this_quarter | Rule::kw_previous_quarter => Period::Quarter,
        Rule::kw_this_year | Rule::kw_previous_year => Period::Year,
        _ => return None,
    })
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
