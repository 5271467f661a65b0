//! From pest's pairs to the syntax tree. The files beside this one build one kind of node each.

use pest::iterators::Pair;
use unicode_normalization::UnicodeNormalization;

use super::Rule;
use crate::ast::{Name, Path, PathText, TagPattern};
use crate::diagnostic::Problem;
use crate::limits::Limits;
use crate::span::{Span, Spanned};

pub(super) type Node<'i> = Pair<'i, Rule>;

/// Collects what is wrong while building. A builder method gives `None` only where the grammar and it disagree.
pub(super) struct Builder<'a> {
    pub(super) limits: &'a Limits,
    /// Where the parsed piece begins in the whole text.
    pub(super) base: usize,
    pub(super) problems: Vec<(Problem, Span)>,
    /// How many filters are open around what is being built.
    pub(super) filters: usize,
    nodes: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, base: 0, problems: Vec::new(), filters: 0, nodes: 0 }
    }

    pub(super) fn span(&self, pair: &Node<'_>) -> Span {
        let span = pair.as_span();
        // A rule that ends in an optional part covers the blanks before the part that is not there.
        let start = self.base + span.start();
        Span::new(start, start + span.as_str().trim_end().len())
    }

    pub(super) fn report(&mut self, problem: Problem, span: Span) {
        self.problems.push((problem, span));
    }

    /// Counts a node against the limit; reports once.
    pub(super) fn count(&mut self, span: Span) {
        if self.nodes == self.limits.nodes {
            self.report(Problem::TooManyNodes { limit: self.limits.nodes }, span);
        }
        self.nodes = self.nodes.saturating_add(1);
    }

    pub(super) fn check_list(&mut self, len: usize, span: Span) {
        if len > self.limits.list {
            self.report(Problem::ListTooLong { limit: self.limits.list }, span);
        }
    }

    pub(super) fn name(&mut self, pair: Node<'_>) -> Option<Name> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        let raw = match inner.as_rule() {
            Rule::quoted_name => inner.as_str().trim_matches('`'),
            Rule::stem => inner.as_str(),
            _ => return None,
        };
        let name = raw.nfkc().collect::<String>().trim().to_owned();
        if !crate::names::writable(&name) {
            self.report(Problem::UnwritableName, span);
        }
        Some(Spanned::new(name, span))
    }

    /// A path, and whether it ends in `/*`.
    pub(super) fn pattern(&mut self, pair: Node<'_>) -> Option<(Path, bool)> {
        let span = self.span(&pair);
        let (mut parts, mut star) = (Vec::new(), false);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => parts.push(self.name(part)?.node),
                Rule::star => star = true,
                _ => {}
            }
        }
        (!parts.is_empty()).then(|| (Spanned::new(PathText(parts), span), star))
    }

    /// All patterns directly inside.
    pub(super) fn patterns(&mut self, holder: &Node<'_>, span: Span) -> Option<Vec<TagPattern>> {
        let mut patterns = Vec::new();
        for part in holder.clone().into_inner().filter(|p| p.as_rule() == Rule::pattern) {
            let (path, whole_group) = self.pattern(child(&part, Rule::path)?)?;
            patterns.push(TagPattern { path, whole_group });
        }
        self.check_list(patterns.len(), span);
        Some(patterns)
    }

    /// A path that must name one thing.
    pub(super) fn path(&mut self, pair: Node<'_>) -> Option<Path> {
        let (path, star) = self.pattern(pair)?;
        if star {
            self.report(Problem::WholeGroup, path.span);
        }
        Some(path)
    }
}

/// The first child of a rule.
pub(super) fn child<'i>(pair: &Node<'i>, kind: Rule) -> Option<Node<'i>> {
    pair.clone().into_inner().find(|p| p.as_rule() == kind)
}

/// Whether a rule is among the children.
pub(super) fn holds(pair: &Node<'_>, kind: Rule) -> bool {
    child(pair, kind).is_some()
}
