//! Goes on behind syntax errors, so that one reading reports them all.
//!
//! The text is cut where a line begins with a declaration keyword; each piece is read alone. A group with an
//! error inside is cut again into its members.

use pest::Parser;
use pest::error::Error;

use super::build::{Builder, child};
use super::{Grammar, Rule, expected};
use crate::ast::{Declaration, DeclarationKind};
use crate::span::Span;

pub(super) struct Recovered {
    pub(super) declarations: Vec<Declaration>,
    pub(super) suspects: Vec<String>,
}

pub(super) fn declarations(builder: &mut Builder<'_>, source: &str, starts: &[(usize, usize)], error: &Error<Rule>) -> Recovered {
    let mut recovered = Recovered { declarations: Vec::new(), suspects: Vec::new() };
    let before = builder.problems.len();
    let tops: Vec<usize> = starts.iter().filter(|(_, depth)| *depth == 0).map(|(at, _)| *at).collect();
    let first = tops.first().copied().unwrap_or(source.len());
    if let Err(error) = Grammar::parse(Rule::handbook, &source[..first]) {
        builder.report_syntax(&error, &source[..first], 0);
    }
    for (i, &start) in tops.iter().enumerate() {
        let end = tops.get(i + 1).copied().unwrap_or(source.len());
        let inner: Vec<usize> = starts.iter().filter(|(at, d)| *d > 0 && *at > start && *at < end).map(|(at, _)| *at).collect();
        piece(builder, source, Span::new(start, end), &inner, &mut recovered);
    }
    builder.base = 0;
    if builder.problems.len() == before {
        // Each piece is sound alone, the whole is not.
        builder.report_syntax(error, source, 0);
    }
    recovered
}

fn piece(builder: &mut Builder<'_>, source: &str, span: Span, inner: &[usize], recovered: &mut Recovered) {
    let text = span.text(source);
    builder.base = span.start;
    let error = match Grammar::parse(Rule::one_declaration, text) {
        Ok(mut pairs) => {
            let built = pairs.next().and_then(|p| child(&p, Rule::declaration)).and_then(|p| builder.declaration(p));
            recovered.declarations.extend(built);
            return;
        }
        Err(error) => error,
    };
    let Some(&first) = inner.first() else {
        recovered.suspects.extend(declared_name(text));
        builder.report_syntax(&error, text, span.start);
        return;
    };
    // A group: its head alone, then each member alone.
    let before = builder.problems.len();
    let head = source.get(span.start..first).unwrap_or_default();
    let mut group = match Grammar::parse(Rule::group_head, head) {
        Ok(mut pairs) => pairs.next().and_then(|p| builder.group(&p)),
        Err(error) => {
            builder.report_syntax(&error, head, span.start);
            recovered.suspects.extend(declared_name(head));
            None
        }
    };
    for (i, &start) in inner.iter().enumerate() {
        let last = i + 1 == inner.len();
        let end = inner.get(i + 1).copied().unwrap_or(span.end);
        let mut text = source.get(start..end).unwrap_or_default();
        if last {
            text = text.rfind(['}', '\u{FF5D}']).map_or(text, |brace| &text[..brace]);
        }
        builder.base = start;
        match Grammar::parse(Rule::one_member, text) {
            Ok(mut pairs) => {
                let member = pairs.next().and_then(|p| child(&p, Rule::member)).and_then(|p| builder.declaration(p));
                if let (Some(group), Some(member)) = (&mut group, member) {
                    group.members.push(member);
                }
            }
            Err(error) => {
                builder.report_syntax(&error, text, start);
                recovered.suspects.extend(declared_name(text));
            }
        }
    }
    if builder.problems.len() == before {
        builder.report_syntax(&error, span.text(source), span.start);
    }
    if let Some(group) = group {
        let kind = DeclarationKind::Group(group);
        recovered.declarations.push(Declaration { kind, comments: Default::default(), span });
    }
}

/// The name behind the first keyword of a piece that cannot be read.
fn declared_name(text: &str) -> Option<String> {
    let name = text.split_whitespace().nth(1)?;
    Some(name.trim_matches(|c| matches!(c, '`' | ':' | '\u{FF1A}' | '{' | '\u{FF5B}' | '=')).to_owned())
}

impl Builder<'_> {
    fn report_syntax(&mut self, error: &Error<Rule>, text: &str, base: usize) {
        self.problems.push(expected::explain(error, text, base));
    }
}
