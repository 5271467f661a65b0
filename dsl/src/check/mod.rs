//! From syntax tree to checked handbook: names, types, cycles. All errors in one pass.

mod condition;
mod cycles;
mod declare;
mod expression;
mod handbook;
mod notes;
mod rules;

pub use handbook::{AttributeSymbol, CheckedHandbook, EventSymbol, GroupSymbol, TagSymbol};

use crate::ast::{Condition, Handbook};
use crate::diagnostic::{Diagnostic, Problem};
use crate::limits::Limits;
use crate::parse;
use crate::span::Span;

/// Reads and checks a handbook's text.
///
/// # Errors
/// Everything that is wrong with it, in order of place: one syntax error does not hide the others.
///
/// ```
/// let handbook = tagora_dsl::read("event 购买\ntag 新客 when did 购买 in last 30 days", &Default::default()).unwrap();
/// assert_eq!(handbook.tags().len(), 1);
/// ```
pub fn read(source: &str, limits: &Limits) -> Result<CheckedHandbook, Vec<Diagnostic>> {
    let parsed = parse::parse_leniently(source, limits);
    let mut checker = Checker { problems: parsed.problems, suspects: parsed.suspects, ..Checker::new(source) };
    let handbook = checker.run(parsed.handbook);
    if checker.problems.is_empty() { Ok(handbook) } else { Err(parse::sorted(checker.problems, source, limits)) }
}

/// Checks a syntax tree, whether read or built. `source` is the text it was read from (empty if it was built),
/// used for places in messages.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check(handbook: Handbook, source: &str, limits: &Limits) -> Result<CheckedHandbook, Vec<Diagnostic>> {
    let mut checker = Checker::new(source);
    let handbook = checker.run(handbook);
    if checker.problems.is_empty() { Ok(handbook) } else { Err(parse::sorted(checker.problems, source, limits)) }
}

/// Reads a single condition and checks it against a handbook, as for an ad-hoc query.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_condition(source: &str, handbook: &CheckedHandbook, limits: &Limits) -> Result<Condition, Vec<Diagnostic>> {
    let condition = parse::parse_condition(source, limits)?;
    let mut checker = Checker::new(source);
    checker.condition(&condition, handbook, None);
    if checker.problems.is_empty() { Ok(condition) } else { Err(parse::sorted(checker.problems, source, limits)) }
}

struct Checker<'s> {
    source: &'s str,
    problems: Vec<(Problem, Span)>,
    suspects: Vec<String>,
}

impl<'s> Checker<'s> {
    fn new(source: &'s str) -> Self {
        Self { source, problems: Vec::new(), suspects: Vec::new() }
    }

    fn report(&mut self, problem: Problem, span: Span) {
        // A name that a part with a syntax error may declare is not unknown.
        if let Problem::Unknown { name, .. } = &problem
            && self.suspects.iter().any(|s| s == name.rsplit('/').next().unwrap_or(name))
        {
            return;
        }
        self.problems.push((problem, span));
    }

    fn run(&mut self, ast: Handbook) -> CheckedHandbook {
        let mut handbook = self.declare(ast);
        self.conditions(&handbook);
        self.rules(&handbook);
        handbook.order = self.order(&handbook);
        handbook
    }
}
