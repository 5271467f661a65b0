//! Goes on behind syntax errors, so that one reading reports them all.
//!
//! The text is cut where a line begins with a declaration keyword; each piece is read alone. A group with an
//! error inside is cut again into its members.

use std::collections::BTreeSet;

use pest::Parser;
use pest::error::Error;
use unicode_normalization::UnicodeNormalization;

use super::build::{Builder, child};
use super::scan::Start;
use super::{Grammar, Rule, expected};
use crate::ast::{Declaration, DeclarationKind};
use crate::span::Span;

#[derive(Default)]
pub(super) struct Recovered {
    pub(super) declarations: Vec<Declaration>,
    /// What the pieces with errors may have declared.
    pub(super) suspects: BTreeSet<String>,
}

pub(super) fn declarations(builder: &mut Builder<'_>, source: &str, starts: &[Start], error: &Error<Rule>) -> Recovered {
    let mut recovery = Recovery { builder, source, suspects: BTreeSet::new() };
    let before = recovery.builder.problems.len();
    let first = starts.first().map_or(source.len(), |start| start.at);
    if let Err(error) = Grammar::parse(Rule::handbook, &source[..first]) {
        recovery.report(&error, &source[..first], 0);
    }
    let mut declarations = Vec::new();
    for piece in pieces(starts, 0) {
        let end = starts.get(piece.end).map_or(source.len(), |next| next.at);
        recovery.top_level(&starts[piece], end, &mut declarations);
    }
    recovery.builder.base = 0;
    if recovery.builder.problems.len() == before {
        // Each piece is sound alone, the whole is not.
        recovery.report(error, source, 0);
    }
    Recovered { declarations, suspects: recovery.suspects }
}

/// Cuts `starts` before each one that has at most `depth` braces around it.
fn pieces(starts: &[Start], depth: usize) -> Vec<std::ops::Range<usize>> {
    let mut firsts: Vec<usize> = (0..starts.len()).filter(|&i| i == 0 || starts[i].depth <= depth).collect();
    firsts.push(starts.len());
    firsts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

struct Recovery<'b, 'a, 's> {
    builder: &'b mut Builder<'a>,
    source: &'s str,
    suspects: BTreeSet<String>,
}

impl<'s> Recovery<'_, '_, 's> {
    fn text(&self, from: usize, to: usize) -> &'s str {
        self.source.get(from..to).unwrap_or_default()
    }

    /// A declaration that stands in no braces, with the starts inside it.
    fn top_level(&mut self, starts: &[Start], end: usize, declarations: &mut Vec<Declaration>) {
        let Some((start, inner)) = starts.split_first() else { return };
        let text = self.text(start.at, end);
        self.builder.base = start.at;
        let error = match Grammar::parse(Rule::one_declaration, text) {
            Ok(mut pairs) => {
                let built = pairs.next().and_then(|p| child(&p, Rule::declaration)).and_then(|p| self.builder.declaration(p));
                declarations.extend(built);
                return;
            }
            Err(error) => error,
        };
        if inner.is_empty() {
            self.suspects.extend(declared_name(text));
            self.report(&error, text, start.at);
            return;
        }
        if ["group", "分组"].iter().any(|word| text.starts_with(word)) {
            let before = self.builder.problems.len();
            declarations.extend(self.group(start, inner, end));
            if self.builder.problems.len() == before {
                self.report(&error, text, start.at);
            }
            return;
        }
        // A brace was left open: what begins lines behind it stands for itself.
        self.top_level(&starts[..1], inner[0].at, declarations);
        for piece in pieces(inner, inner[0].depth) {
            let end = inner.get(piece.end).map_or(end, |next| next.at);
            self.top_level(&inner[piece], end, declarations);
        }
    }

    /// A group with an error somewhere: its head alone, then each member alone.
    fn group(&mut self, start: &Start, inner: &[Start], end: usize) -> Option<Declaration> {
        let head = self.text(start.at, inner.first().map_or(end, |first| first.at));
        self.builder.base = start.at;
        let mut group = match Grammar::parse(Rule::group_head, head) {
            Ok(mut pairs) => pairs.next().and_then(|p| self.builder.group(&p)),
            Err(error) => {
                self.report(&error, head, start.at);
                self.suspects.extend(declared_name(head));
                None
            }
        };
        for piece in pieces(inner, start.depth + 1) {
            let end = inner.get(piece.end).map_or(end, |next| next.at);
            let Some((first, rest)) = inner[piece].split_first() else { continue };
            let member = if rest.is_empty() { self.member(first, end) } else { self.group(first, rest, end) };
            match (&mut group, member) {
                (Some(group), Some(member)) => group.members.push(member),
                // The group cannot hold it: what refers to it is no error.
                (None, Some(member)) => self.suspect(&member),
                _ => {}
            }
        }
        let kind = DeclarationKind::Group(group?);
        Some(Declaration { kind, comments: Default::default(), span: Span::new(start.at, end) })
    }

    fn member(&mut self, start: &Start, end: usize) -> Option<Declaration> {
        let text = self.text(start.at, start.end.unwrap_or(end).min(end));
        self.builder.base = start.at;
        match Grammar::parse(Rule::one_member, text) {
            Ok(mut pairs) => pairs.next().and_then(|p| child(&p, Rule::member)).and_then(|p| self.builder.declaration(p)),
            Err(error) => {
                self.report(&error, text, start.at);
                self.suspects.extend(declared_name(text));
                None
            }
        }
    }

    fn suspect(&mut self, member: &Declaration) {
        match &member.kind {
            DeclarationKind::Tag(tag) => {
                self.suspects.insert(tag.name.node.clone());
            }
            DeclarationKind::Group(group) => {
                self.suspects.insert(group.name.node.clone());
                for member in &group.members {
                    self.suspect(member);
                }
            }
            _ => {}
        }
    }

    fn report(&mut self, error: &Error<Rule>, text: &str, base: usize) {
        self.builder.problems.push(expected::explain(error, text, base));
    }
}

/// The name behind the first keyword of a piece that cannot be read.
fn declared_name(text: &str) -> Option<String> {
    let behind = text.trim_start().split_once(char::is_whitespace)?.1.trim_start();
    let name = match behind.strip_prefix('`') {
        Some(quoted) => quoted.split(['`', '\n']).next()?,
        None => behind.split(|c: char| !(c.is_alphanumeric() || c == '_')).next()?,
    };
    (!name.is_empty()).then(|| name.nfkc().collect::<String>().trim().to_owned())
}
