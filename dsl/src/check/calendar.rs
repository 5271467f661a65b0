//! Dates and instants, and how far they are from now.

use super::Checker;
use super::expression::ValueType;
use super::handbook::CheckedHandbook;
use crate::ast::{CalendarCondition, Duration, Expr, Unit, Window};
use crate::diagnostic::{Advice, Problem};
use crate::span::Span;

impl Checker<'_> {
    pub(super) fn calendar(&mut self, calendar: &CalendarCondition, place: Span, handbook: &CheckedHandbook) {
        match calendar {
            CalendarCondition::Ahead { moment, duration } => self.distance(moment, Some(*duration), place, handbook),
            CalendarCondition::Anniversary { date, ahead } => {
                if self.dated(date, handbook).is_some() {
                    self.of_whole_days(*ahead, place);
                }
            }
            CalendarCondition::Today(_) => {}
        }
    }

    /// A date or an instant inside a window.
    pub(super) fn moment_in(&mut self, moment: &Expr, window: &Window, place: Span, handbook: &CheckedHandbook) {
        self.window(Some(window), handbook);
        let length = match window {
            Window::Last(duration) => Some(*duration),
            Window::Ago { far, unit, .. } => Some(Duration { amount: *far, unit: *unit }),
            Window::Since { .. } => return self.behind_event(moment, handbook),
            _ => None,
        };
        self.distance(moment, length, place, handbook);
    }

    /// An instant later than an event's. A date is a whole day, in which the event may lie.
    fn behind_event(&mut self, moment: &Expr, handbook: &CheckedHandbook) {
        if self.dated(moment, handbook) == Some(ValueType::Date) {
            let advice = Some(Advice::Say((
                "an event may lie in the middle of the day: use a window of days, such as `last 30 days`",
                "事件可能发生在这一天当中，请用以天计的窗口，如“最近30天”",
            )));
            let (needed, found) = (ValueType::Instant.words(), ValueType::Date.words());
            self.report(Problem::TypeMismatch { needed, found, advice }, moment.span);
        }
    }

    /// The event with which a window begins.
    pub(super) fn window(&mut self, window: Option<&Window>, handbook: &CheckedHandbook) {
        if let Some(Window::Since { stream, .. }) = window {
            self.stream(stream, handbook);
        }
    }

    /// A date or an instant so far from now.
    pub(super) fn distance(&mut self, moment: &Expr, length: Option<Duration>, place: Span, handbook: &CheckedHandbook) {
        if self.dated(moment, handbook) == Some(ValueType::Date) {
            self.of_whole_days(length, place);
        }
    }

    /// The type of something that must be a date or an instant; `None` if it is neither.
    pub(super) fn dated<'h>(&mut self, expr: &Expr, handbook: &'h CheckedHandbook) -> Option<ValueType<'h>> {
        if handbook.parameter_of(expr).is_some() {
            let (needed, found) = (("an attribute or an event", "属性或事件"), ("a parameter", "参数"));
            self.report(Problem::TypeMismatch { needed, found, advice: None }, expr.span);
            return None;
        }
        let found = self.value_type(expr, handbook, None);
        match found {
            ValueType::Date | ValueType::Instant => Some(found),
            ValueType::Unknown => None,
            _ => {
                let needed = ("a date or an instant", "日期或时刻");
                self.report(Problem::TypeMismatch { needed, found: found.words(), advice: None }, expr.span);
                None
            }
        }
    }

    /// A date is a whole day: hours say nothing about it.
    fn of_whole_days(&mut self, length: Option<Duration>, place: Span) {
        if length.is_some_and(|length| length.unit < Unit::Day) {
            let needed = ("days, weeks, months or years", "天、周、月或年");
            let found = ("a length of time shorter than a day", "以小时或更小单位计的时长");
            let advice = Some(Advice::Say(("a date is a whole day: count in days", "日期是一整天，请以天计")));
            self.report(Problem::TypeMismatch { needed, found, advice }, place);
        }
    }
}
