//! Conditions and their parts: what is never or always true, and what changes nothing where it stands.

use serde_json::{Value as Json, json};

use super::Found;
use crate::ast::{Condition, ConditionKind, PastCondition};
use crate::diagnostic::Warning;

/// Of longer lists it is not worked out what their parts say of one another.
const LONGEST: usize = 24;

impl Found<'_> {
    /// The outermost parts of which something is to be said.
    pub(super) fn parts(&mut self, condition: &Condition) {
        let Some(normal) = self.meaning.normal(condition) else { return };
        if self.meaning.is_never(&normal) {
            return self.report(Warning::NeverTrue, condition.span);
        }
        if self.meaning.is_always(&normal) {
            return self.report(Warning::AlwaysTrue, condition.span);
        }
        match &condition.node {
            ConditionKind::And(parts) => self.list(parts, true),
            ConditionKind::Or(parts) => self.list(parts, false),
            ConditionKind::AtLeast { of, .. } => of.iter().for_each(|part| self.parts(part)),
            ConditionKind::Not(inner) | ConditionKind::Past(PastCondition::Dwell { condition: inner, .. }) => self.parts(inner),
            ConditionKind::Past(PastCondition::Latch { on, until }) => {
                self.parts(on);
                self.parts(until);
            }
            ConditionKind::Compare { .. } | ConditionKind::OneOf { .. } if self.is_any_value(&normal) => {
                self.report(Warning::AnyValue, condition.span);
            }
            _ => {}
        }
    }

    /// The parts of an `and` or an `or`, and those that the others make needless.
    fn list(&mut self, parts: &[Condition], all: bool) {
        let before = self.problems.len();
        for part in parts {
            self.parts(part);
        }
        let is_odd = |found: &Self, part: &Condition| {
            let inside = |span: &crate::span::Span| part.span.start <= span.start && span.end <= part.span.end;
            found.problems[before..].iter().any(|(_, span)| inside(span))
        };
        if parts.len() > LONGEST {
            return;
        }
        let mut left = Vec::new();
        for part in parts {
            // What is odd by itself has been said.
            if !is_odd(self, part)
                && let Some(normal) = self.meaning.normal(part)
            {
                left.push((part.span, normal));
            }
        }
        let mut place = 0;
        // From the back: of two that say the same the later one is needless.
        for _ in 0..left.len() {
            place = if place == 0 { left.len() } else { place } - 1;
            let (span, part) = left[place].clone();
            let others: Vec<&Json> =
                left.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, other)| &other.1).collect();
            if others.is_empty() {
                break;
            }
            let others = json!({ if all { "and" } else { "or" }: others });
            let is_needless = match all {
                true => self.meaning.implies(&others, &part, None),
                false => self.meaning.implies(&part, &others, None),
            };
            if is_needless {
                left.remove(place);
                self.report(Warning::NeedlessPart { all }, span);
            }
        }
    }

    /// Whether a comparison is true wherever there is something to compare.
    fn is_any_value(&mut self, normal: &Json) -> bool {
        self.meaning.only(normal).is_some_and(|(quantity, when)| {
            let all = &self.meaning.quantity(quantity).all;
            all.missing && when == all.clone().or_missing(false)
        })
    }
}
