//! Text to syntax tree. The only module that sees pest.

mod arithmetic;
mod build;
mod calendar;
mod comments;
mod conditions;
mod declarations;
mod expected;
mod expressions;
mod groups;
mod keywords;
mod literals;
mod numerals;
mod parameters;
mod past;
mod patterns;
mod provenance;
mod recover;
mod routes;
mod rules;
mod scan;
mod scenarios;
mod sets;
mod tags;
mod windows;

use std::collections::BTreeSet;

use pest::Parser;

use crate::ast::{Condition, Duration, Expr, Handbook};
use crate::diagnostic::{Diagnostic, Problem};
use crate::limits::Limits;
use crate::span::{Position, Span};
use build::{Builder, Node};

#[derive(pest_derive::Parser)]
#[grammar = "parse/grammar.pest"]
struct Grammar;

/// The grammar itself, for the tests that hold it and the vocabulary together.
#[cfg(test)]
pub(crate) const GRAMMAR: &str = include_str!("grammar.pest");

/// What could be made of a text.
pub(crate) struct Parsed {
    /// All that could be read.
    pub(crate) handbook: Handbook,
    /// What is wrong, in no particular order.
    pub(crate) problems: Vec<(Problem, Span)>,
    /// Names that parts with syntax errors may have declared: not knowing them is no error.
    pub(crate) suspects: BTreeSet<String>,
}

/// Reads a handbook's text. Says everything that is wrong with its syntax; names are not looked up.
///
/// # Errors
/// All syntax errors and exceeded limits, in order of place.
///
/// ```
/// let tree = tagora_dsl::parse("标签 活跃 当 最近30天 购买次数 超过3次", &Default::default()).unwrap();
/// let same = tagora_dsl::parse("tag 活跃 when count(购买, last 30 days) > 3", &Default::default()).unwrap();
/// assert_eq!(tree, same);
/// ```
pub fn parse(source: &str, limits: &Limits) -> Result<Handbook, Vec<Diagnostic>> {
    let parsed = parse_leniently(source, limits);
    if parsed.problems.is_empty() { Ok(parsed.handbook) } else { Err(sorted(parsed.problems, source, limits)) }
}

/// Reads a single condition, as in an ad-hoc query.
///
/// # Errors
/// All syntax errors and exceeded limits.
pub fn parse_condition(source: &str, limits: &Limits) -> Result<Condition, Vec<Diagnostic>> {
    alone(source, limits, Rule::one_condition, |builder, whole| builder.latched(&whole))
}

/// Reads a single expression, as a query is ordered by.
///
/// # Errors
/// All syntax errors and exceeded limits.
pub fn parse_expression(source: &str, limits: &Limits) -> Result<Expr, Vec<Diagnostic>> {
    alone(source, limits, Rule::one_expression, |builder, whole| builder.operand(whole.into_inner().next()?))
}

/// What a whole text is.
fn alone<T>(
    source: &str,
    limits: &Limits,
    form: Rule,
    build: impl FnOnce(&mut Builder<'_>, Node<'_>) -> Option<T>,
) -> Result<T, Vec<Diagnostic>> {
    let scan = before_parsing(source, limits).map_err(|problem| sorted(vec![*problem], source, limits))?;
    let mut builder = Builder::new(limits);
    let mut built = None;
    let text = scan.without_comments(source);
    match Grammar::parse(form, &text) {
        Err(error) => builder.problems.push(expected::explain(&error, &text, 0)),
        Ok(mut pairs) => {
            built = pairs.next().and_then(|whole| build(&mut builder, whole));
        }
    }
    match built {
        Some(built) if builder.problems.is_empty() => Ok(built),
        _ => {
            if builder.problems.is_empty() {
                builder.problems.push(disagreement(source));
            }
            Err(sorted(builder.problems, source, limits))
        }
    }
}

/// Reads a length of time alone, as hosts write one: `30 days`, `3个月`. `None` if it is something else, empty, or longer than
/// the limits allow.
#[must_use]
pub fn parse_duration(source: &str, limits: &Limits) -> Option<Duration> {
    let source = source.trim();
    let pair = Grammar::parse(Rule::duration, source).ok()?.next().filter(|pair| pair.as_str() == source)?;
    let mut builder = Builder::new(limits);
    let duration = builder.duration(pair)?;
    builder.problems.is_empty().then_some(duration)
}

/// Whether a name can be written without backticks.
pub(crate) fn is_plain_name(name: &str) -> bool {
    Grammar::parse(Rule::plain_name, name).is_ok()
}

/// Whether the name of a rule can be written without backticks where it may be left out.
pub(crate) fn is_plain_giver(name: &str) -> bool {
    Grammar::parse(Rule::plain_giver, name).is_ok()
}

/// How many bytes at the start of `text` are a name without backticks.
pub(crate) fn plain_prefix(text: &str) -> Option<usize> {
    Grammar::parse(Rule::stem, text).ok()?.next().map(|stem| stem.as_str().len())
}

/// Reads all that can be read: behind an error it goes on with the next declaration.
pub(crate) fn parse_leniently(source: &str, limits: &Limits) -> Parsed {
    let mut parsed = Parsed { handbook: Handbook::default(), problems: Vec::new(), suspects: BTreeSet::new() };
    let scan = match before_parsing(source, limits) {
        Ok(scan) => scan,
        Err(problem) => {
            parsed.problems.push(*problem);
            return parsed;
        }
    };
    let mut builder = Builder::new(limits);
    let text = scan.without_comments(source);
    match Grammar::parse(Rule::handbook, &text) {
        Ok(mut pairs) => {
            for pair in pairs.next().into_iter().flat_map(|whole| whole.into_inner()) {
                if pair.as_rule() != Rule::declaration {
                    continue;
                }
                match builder.declaration(pair) {
                    Some(declaration) => parsed.handbook.declarations.push(declaration),
                    None => builder.report(disagreement(source).0, Span::new(0, 0)),
                }
            }
        }
        Err(error) => {
            let recovered = recover::declarations(&mut builder, &text, &scan.starts, &error);
            parsed.handbook.declarations = recovered.declarations;
            parsed.suspects = recovered.suspects;
        }
    }
    comments::attach(&mut parsed.handbook, scan.comments, source);
    parsed.problems = builder.problems;
    parsed
}

fn before_parsing(source: &str, limits: &Limits) -> Result<scan::Scan, Box<(Problem, Span)>> {
    if source.len() > limits.source_bytes {
        let problem = Problem::SourceTooLarge { bytes: source.len(), limit: limits.source_bytes };
        return Err(Box::new((problem, Span::new(0, 0))));
    }
    let scan = scan::scan(source, limits.depth);
    match scan.too_deep {
        Some(span) => Err(Box::new((Problem::TooDeep { limit: limits.depth }, span))),
        None => Ok(scan),
    }
}

fn disagreement(source: &str) -> (Problem, Span) {
    (Problem::Internal { what: "the grammar and the tree builder disagree" }, Span::new(0, source.len()))
}

/// Diagnostics in order of place, at most as many as the limit says.
pub(crate) fn sorted(mut problems: Vec<(Problem, Span)>, source: &str, limits: &Limits) -> Vec<Diagnostic> {
    problems.sort_by_key(|(_, span)| *span);
    problems.dedup();
    let more = problems.len().saturating_sub(limits.errors);
    problems.truncate(limits.errors);
    if more > 0 {
        let end = problems.last().map_or(Span::default(), |(_, span)| *span);
        problems.push((Problem::TooManyErrors { more }, end));
    }
    let places: Vec<usize> = problems.iter().flat_map(|(_, span)| [span.start, span.end]).collect();
    let places = Position::of_all(source, &places);
    let place = |offset: usize| places.get(&offset).copied().unwrap_or_default();
    let diagnostic = |(problem, span): (Problem, Span)| Diagnostic::new(problem, span, place(span.start), place(span.end));
    problems.into_iter().map(diagnostic).collect()
}
