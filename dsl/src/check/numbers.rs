//! The numbers and instants that a handbook's conditions look at.

use std::collections::BTreeSet;

use super::handbook::CheckedHandbook;
use crate::ast::{Condition, Definition, Expr, ExprKind};
use crate::language::Language;
use crate::print::print_expression;

impl CheckedHandbook {
    /// What definitions, named conditions and segments look at beside attributes and tags: counts, sums, first and last events and the like,
    /// each once: those of tags, of named conditions, then of segments.
    ///
    /// ```
    /// use tagora_dsl::{Language, Limits, print_expression, read};
    /// let text = "event buy\nattribute age: int\ntag t when count(buy) > 2 and age > 3\ntag u when count(buy) > 5 or days since last(buy) > 9";
    /// let numbers = read(text, &Limits::default()).unwrap().numbers();
    /// let numbers: Vec<_> = numbers.iter().map(|number| print_expression(number, Language::English)).collect();
    /// assert_eq!(numbers, ["count(buy)", "days since last(buy)"]);
    /// ```
    #[must_use]
    pub fn numbers(&self) -> Vec<Expr> {
        let (mut known, mut numbers) = (BTreeSet::new(), Vec::new());
        let defined = self.tags.iter().filter_map(|symbol| match &symbol.tag.definition {
            Definition::When(condition) => Some(&**condition),
            Definition::Assignable | Definition::Otherwise => None,
        });
        let named = self.defines.iter().map(|define| &*define.condition);
        let segments = self.segments.iter().map(|segment| &*segment.condition);
        let mut conditions: Vec<&Condition> = defined.chain(named).chain(segments).collect();
        conditions.reverse();
        while let Some(condition) = conditions.pop() {
            for value in condition.node.values().into_iter().filter(|value| looks_at_events(value)) {
                if known.insert(print_expression(value, Language::English)) {
                    numbers.push(value.clone());
                }
            }
            conditions.extend(condition.node.parts().into_iter().rev());
        }
        numbers
    }
}

fn looks_at_events(value: &Expr) -> bool {
    match &value.node {
        ExprKind::Count { .. }
        | ExprKind::ActiveDays { .. }
        | ExprKind::Aggregate { .. }
        | ExprKind::Occurrence { .. }
        | ExprKind::Streak(_)
        | ExprKind::Open(_)
        | ExprKind::Turns { .. } => true,
        ExprKind::Elapsed { since, .. } => looks_at_events(since),
        ExprKind::Arithmetic { first, rest } => looks_at_events(first) || rest.iter().any(|step| looks_at_events(&step.by)),
        _ => false,
    }
}
