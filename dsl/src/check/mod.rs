//! From syntax tree to checked handbook: names, types, cycles. All errors in one pass.

mod actions;
mod arithmetic;
mod calendar;
mod condition;
mod cycles;
mod declare;
mod dependents;
mod expression;
mod handbook;
mod keywords;
mod looks;
mod named;
mod notes;
mod numbers;
mod parameters;
mod past;
mod patterns;
mod provenance;
mod routes;
mod rules;
mod scenarios;
mod sets;
mod tags;
mod zones;

pub use cycles::Node;
pub(crate) use cycles::What;
pub use dependents::Dependents;
pub use handbook::{AttributeSymbol, CheckedHandbook, EventSymbol, GroupSymbol, KeywordsSymbol, ParameterSymbol, TagSymbol};
pub(crate) use looks::Party;

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{Condition, Expr, Handbook, PathText};
use crate::diagnostic::{Diagnostic, Problem};
use crate::limits::Limits;
use crate::parse;
use crate::span::Span;
use crate::suggest::Effort;

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
    let mut checker = Checker {
        faulty: parsed.problems.iter().map(|(_, span)| *span).collect(),
        problems: parsed.problems,
        suspects: parsed.suspects,
        ..Checker::new(source, limits)
    };
    let handbook = checker.run(parsed.handbook);
    if checker.problems.is_empty() { Ok(handbook) } else { Err(parse::sorted(checker.problems, source, limits)) }
}

/// Checks a syntax tree, whether read or built. `source` is the text it was read from (empty if it was built),
/// used for places in messages. A built tree must be one that a text within the limits can say.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check(handbook: Handbook, source: &str, limits: &Limits) -> Result<CheckedHandbook, Vec<Diagnostic>> {
    if source.is_empty() {
        let unwritable = crate::json::unwritable(&handbook, limits);
        if !unwritable.is_empty() {
            return Err(parse::sorted(unwritable, source, limits));
        }
    }
    let mut checker = Checker::new(source, limits);
    let handbook = checker.run(handbook);
    if checker.problems.is_empty() { Ok(handbook) } else { Err(parse::sorted(checker.problems, source, limits)) }
}

/// Checks a tree whose places mean something else than places in `source`: `placed` says what they are there.
pub(crate) fn check_placed(
    handbook: Handbook,
    source: &str,
    limits: &Limits,
    placed: &dyn Fn(Span) -> Span,
) -> Result<CheckedHandbook, Vec<Diagnostic>> {
    let mut checker = Checker { placed: Some(placed), ..Checker::new(source, limits) };
    let handbook = checker.run(handbook);
    if checker.problems.is_empty() { Ok(handbook) } else { Err(parse::sorted(checker.problems, source, limits)) }
}

/// Reads a single condition and checks it against a handbook, as for an ad-hoc query.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_condition(source: &str, handbook: &CheckedHandbook, limits: &Limits) -> Result<Condition, Vec<Diagnostic>> {
    let condition = parse::parse_condition(source, limits)?;
    let mut checker = Checker::new(source, limits);
    checker.whole_condition(&condition, handbook);
    if checker.problems.is_empty() { Ok(condition) } else { Err(parse::sorted(checker.problems, source, limits)) }
}

/// Reads a single expression and checks it against a handbook, as for the order of a query: it must have an order.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_expression(source: &str, handbook: &CheckedHandbook, limits: &Limits) -> Result<Expr, Vec<Diagnostic>> {
    let expression = parse::parse_expression(source, limits)?;
    let mut checker = Checker::new(source, limits);
    let ty = checker.value_type(&expression, handbook, None);
    checker.ordered(&expression, &ty);
    if checker.problems.is_empty() { Ok(expression) } else { Err(parse::sorted(checker.problems, source, limits)) }
}

struct Checker<'s> {
    source: &'s str,
    /// Where a place in the tree is in the source, if that is not the same.
    placed: Option<&'s dyn Fn(Span) -> Span>,
    problems: Vec<(Problem, Span)>,
    suspects: BTreeSet<String>,
    /// Places where reading has found a fault already.
    faulty: BTreeSet<Span>,
    effort: Effort,
    /// The `otherwise` of each group.
    otherwise: BTreeMap<PathText, usize>,
    /// What event classes may still copy of their members; `None` once it was too much.
    copies: Option<usize>,
    node_limit: usize,
    sequence_limit: usize,
    /// The events of the pattern that is being checked, as far as they have names.
    named: Vec<patterns::Named>,
    /// The named conditions and segments that ask for how long something lasts, once it is asked for.
    lasting: Option<BTreeSet<cycles::Node>>,
    /// The parameters that have been looked at where they are looked up: in filters of an event, or of the customer.
    fitted: BTreeSet<(usize, Option<String>)>,
    /// Where lines end, once it is asked for.
    line_ends: Option<Vec<usize>>,
}

impl<'s> Checker<'s> {
    fn new(source: &'s str, limits: &Limits) -> Self {
        Self {
            source,
            placed: None,
            problems: Vec::new(),
            suspects: BTreeSet::new(),
            faulty: BTreeSet::new(),
            effort: Effort::default(),
            otherwise: BTreeMap::new(),
            copies: Some(limits.nodes),
            node_limit: limits.nodes,
            sequence_limit: limits.sequence,
            named: Vec::new(),
            lasting: None,
            fitted: BTreeSet::new(),
            line_ends: None,
        }
    }

    fn report(&mut self, problem: Problem, span: Span) {
        // A name that a part with a syntax error may declare is not unknown.
        if let Problem::Unknown { name, .. } = &problem
            && (self.suspects.contains(name.rsplit('/').next().unwrap_or(name)) || self.faulty.contains(&span))
        {
            return;
        }
        self.problems.push((problem, self.placed.map_or(span, |placed| placed(span))));
    }

    /// The line of a byte, from 1.
    fn line(&mut self, at: usize) -> usize {
        let at = self.placed.map_or(at, |placed| placed(Span::new(at, at)).start);
        let ends = self.line_ends.get_or_insert_with(|| self.source.match_indices('\n').map(|(at, _)| at).collect());
        ends.partition_point(|&end| end < at) + 1
    }

    fn run(&mut self, ast: Handbook) -> CheckedHandbook {
        let mut handbook = self.declare(ast);
        self.customer_timezone(&mut handbook);
        self.former_names(&mut handbook);
        self.dropped(&handbook);
        self.natures(&handbook);
        self.conditions(&handbook);
        self.routes(&handbook);
        self.rules(&handbook);
        self.scenarios(&handbook);
        handbook.order = self.order(&handbook);
        handbook
    }
}
