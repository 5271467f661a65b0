//! Tests: the names and types of what is given, the order of steps.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};

use super::Checker;
use super::expression::ValueType;
use super::handbook::CheckedHandbook;
use crate::ast::{ActionKind, Duration, Expectation, Fact, Moment, Name, Scenario, StepKind, Unit};
use crate::diagnostic::{Advice, Kind, Problem};
use crate::span::Spanned;
use crate::suggest::nearest;

/// Clocks go forward and back by less: what is later by the calendar but earlier by the clock is left to those who run it.
const CLOCKS_CHANGE: jiff::SignedDuration = jiff::SignedDuration::from_hours(3);

impl Checker<'_> {
    pub(super) fn scenarios(&mut self, handbook: &CheckedHandbook) {
        if handbook.scenarios.is_empty() {
            return;
        }
        let actions = handbook.rules.iter().flat_map(|rule| &rule.actions);
        let emits: BTreeSet<&str> = actions
            .filter_map(|action| match &action.node {
                ActionKind::Emit { name, .. } => Some(name.node.as_str()),
                _ => None,
            })
            .collect();
        for scenario in &handbook.scenarios {
            self.step_order(scenario);
            for step in &scenario.steps {
                match &step.node {
                    StepKind::Given { fact, .. } => self.fact(fact, handbook),
                    StepKind::Expect { expectation: Expectation::Holds(condition), .. } => {
                        self.condition(condition, handbook, None);
                    }
                    StepKind::Expect { expectation: Expectation::Emitted { name, .. }, .. } => self.emitted(name, &emits),
                }
            }
        }
    }

    fn step_order(&mut self, scenario: &Scenario) {
        let mut before: Option<DateTime> = None;
        for step in &scenario.steps {
            let (StepKind::Given { moment, .. } | StepKind::Expect { moment: Some(moment), .. }) = &step.node else {
                if before.is_none() {
                    self.report(Problem::NoStepBefore, step.span);
                }
                continue;
            };
            let at = match (moment, before) {
                (Moment::Date(date), _) => date.at(0, 0, 0, 0),
                (Moment::Instant(instant), _) => *instant,
                (Moment::Later(duration), Some(before)) => later(before, *duration),
                (Moment::Later(_), None) => {
                    self.report(Problem::NoStepBefore, step.span);
                    continue;
                }
            };
            if before.is_some_and(|before| at.checked_add(CLOCKS_CHANGE).unwrap_or(DateTime::MAX) < before) {
                self.report(Problem::StepOutOfOrder, step.span);
            }
            before = Some(at);
        }
    }

    fn fact(&mut self, fact: &Fact, handbook: &CheckedHandbook) {
        match fact {
            Fact::Created => {}
            Fact::Add(tag) | Fact::Remove(tag) => {
                self.assigned_tag(tag, handbook);
            }
            Fact::Set { attribute, value } => match handbook.attribute(&attribute.node) {
                Some(number) => self.given(value, &ValueType::of(&handbook.attributes[number].ty), handbook),
                None => self.unknown_attribute(&as_path(attribute), handbook, false),
            },
            Fact::Clear { attribute } => {
                if handbook.attribute(&attribute.node).is_none() {
                    self.unknown_attribute(&as_path(attribute), handbook, false);
                }
            }
            Fact::Event { name, properties } => {
                let Some(number) = handbook.event(&name.node) else { return self.unknown_event(name, handbook) };
                let event = &handbook.events[number];
                if event.is_class {
                    let advice = Some(Advice::Say(("name one of its members", "请写其中一个事件")));
                    let (needed, found) = (("an event type", "事件类型"), ("a class of events", "一类事件"));
                    self.report(Problem::TypeMismatch { needed, found, advice }, name.span);
                }
                for (property, value) in properties {
                    match event.property(&property.node) {
                        Some((_, ty)) => self.given(value, &ValueType::of(ty), handbook),
                        None => self.unknown_property(&as_path(property), event),
                    }
                }
            }
        }
    }

    fn emitted(&mut self, name: &Name, emits: &BTreeSet<&str>) {
        if !emits.contains(name.node.as_str()) {
            let suggestion = nearest(&name.node, emits.iter().copied(), &mut self.effort);
            let problem = Problem::Unknown { kind: Kind::Emit, name: name.node.clone(), within: None, suggestion, note: None };
            self.report(problem, name.span);
        }
    }
}

fn as_path(name: &Name) -> crate::ast::Path {
    Spanned::new(name.node.as_str().into(), name.span)
}

/// By the calendar alone, without clocks that change.
fn later(before: DateTime, duration: Duration) -> DateTime {
    let months = match duration.unit {
        Unit::Month => i64::from(duration.amount),
        Unit::Year => i64::from(duration.amount) * 12,
        fixed => {
            let millis = fixed.millis().unwrap_or(0).saturating_mul(i64::from(duration.amount));
            let span = jiff::SignedDuration::from_millis(millis);
            return before.checked_add(span).unwrap_or(DateTime::MAX);
        }
    };
    let month = i64::from(before.year()) * 12 + i64::from(before.month()) - 1 + months;
    let (Ok(year), Ok(number)) = (i16::try_from(month.div_euclid(12)), i8::try_from(month.rem_euclid(12) + 1)) else {
        return DateTime::MAX;
    };
    match Date::new(year, number, before.day()) {
        Ok(day) => day.to_datetime(before.time()),
        // A day that the month does not have is the first instant of the next.
        Err(_) => {
            let last = Date::new(year, number, 28).map(Date::last_of_month);
            last.and_then(Date::tomorrow).map_or(DateTime::MAX, |day| day.at(0, 0, 0, 0))
        }
    }
}
