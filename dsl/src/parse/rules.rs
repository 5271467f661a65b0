//! Rules: what sets them off, what they do.

use super::Rule;
use super::build::{Builder, Node, child, holds};
use crate::ast::{Action, ActionKind, Duration, Lasting, Quiet, Rule as RuleNode, Target, Trigger};
use crate::diagnostic::{Problem, Tagging};
use crate::span::Spanned;
use crate::vocabulary::Word;

impl Builder<'_> {
    pub(super) fn rule(&mut self, pair: &Node<'_>) -> Option<RuleNode> {
        let mut actions = Vec::new();
        for action in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::action) {
            actions.push(self.action(action)?);
        }
        for (kind, word) in [(Rule::kw_on_late, Word::OnLate), (Rule::kw_on_backfill, Word::OnBackfill)] {
            if let Some(second) = pair.clone().into_inner().filter(|p| p.as_rule() == kind).nth(1) {
                let span = self.span(&second);
                self.report(Problem::Repeated { word }, span);
            }
        }
        Some(RuleNode {
            name: self.first_name(pair)?,
            trigger: self.trigger(&child(pair, Rule::trigger)?)?,
            actions,
            on_late: holds(pair, Rule::kw_on_late),
            on_backfill: holds(pair, Rule::kw_on_backfill),
        })
    }

    fn trigger(&mut self, pair: &Node<'_>) -> Option<Trigger> {
        if let Some(condition) = child(pair, Rule::condition) {
            return Some(Trigger::When(Box::new(self.condition(condition)?)));
        }
        let guard = child(pair, Rule::guard);
        let condition = match &guard {
            None => None,
            Some(guard) => match (child(guard, Rule::conjunction), child(guard, Rule::condition)) {
                (Some(conjunction), _) => Some(Box::new(self.conjunction(conjunction)?)),
                (None, Some(condition)) => Some(Box::new(self.condition(condition)?)),
                (None, None) => None,
            },
        };
        let first = holds(pair, Rule::kw_first_zh) || guard.is_some_and(|g| holds(&g, Rule::kw_first));
        Some(Trigger::On { stream: self.stream(child(pair, Rule::stream)?)?, first, condition })
    }

    fn action(&mut self, pair: Node<'_>) -> Option<Action> {
        let span = self.span(&pair);
        self.count(span);
        let inner = pair.into_inner().next()?;
        let mut paths = inner.clone().into_inner().filter(|p| p.as_rule() == Rule::path);
        let kind = match inner.as_rule() {
            Rule::add => {
                let lasting = match child(&inner, Rule::lasting) {
                    Some(lasting) => Some(self.lasting(&lasting)?),
                    None => None,
                };
                ActionKind::Add { tag: self.target(&inner)?, lasting }
            }
            Rule::remove => ActionKind::Remove(self.target(&inner)?),
            Rule::move_to => ActionKind::Move { group: self.path(paths.next()?)?, to: self.path(paths.next()?)? },
            Rule::set_value => {
                ActionKind::Set { tag: self.path(paths.next()?)?, value: self.operand(child(&inner, Rule::operand)?)? }
            }
            Rule::increment => ActionKind::Increment(self.path(paths.next()?)?),
            Rule::shift => ActionKind::Shift { path: self.path(paths.next()?)?, up: holds(&inner, Rule::kw_raise) },
            Rule::suggest => {
                let confidence = match child(&inner, Rule::number) {
                    Some(number) => {
                        let span = self.span(&number);
                        Some(Spanned::new(self.number(number)?, span))
                    }
                    None => None,
                };
                ActionKind::Suggest { tag: self.path(paths.next()?)?, confidence }
            }
            Rule::propose => ActionKind::Propose { tag: self.path(paths.next()?)?, add: holds(&inner, Rule::kw_add) },
            Rule::emit => self.emit(&inner)?,
            Rule::notify => ActionKind::Notify(self.first_name(&inner)?),
            _ => return None,
        };
        Some(Spanned::new(kind, span))
    }

    fn target(&mut self, pair: &Node<'_>) -> Option<Target> {
        let target = child(pair, Rule::target)?.into_inner().next()?;
        if target.as_rule() == Rule::path {
            return Some(Target::Tag(self.path(target)?));
        }
        let span = self.span(&target);
        let mut names = self.names(&target)?;
        let name = names.pop()?;
        let group = names.into_iter().map(|name| name.node).collect();
        Some(Target::Member { group: Spanned::new(crate::ast::PathText(group), span), name })
    }

    fn lasting(&mut self, pair: &Node<'_>) -> Option<Lasting> {
        if holds(pair, Rule::date) { Some(Lasting::Until(self.until(pair)?)) } else { Some(Lasting::For(self.validity(pair)?)) }
    }

    fn emit(&mut self, pair: &Node<'_>) -> Option<ActionKind> {
        let span = self.span(pair);
        let mut payload = Vec::new();
        for entry in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::entry) {
            payload.push((self.first_name(&entry)?, self.operand(child(&entry, Rule::operand)?)?));
        }
        self.check_list(payload.len(), span);
        let (mut cap, mut quiet): (Option<Duration>, Option<Quiet>) = (None, None);
        for limit in pair.clone().into_inner() {
            let (is_again, word) = match limit.as_rule() {
                Rule::cap => (cap.replace(self.duration(child(&limit, Rule::duration)?)?).is_some(), Word::OncePer),
                Rule::quiet => (quiet.replace(self.quiet(&limit)?).is_some(), Word::Quiet),
                _ => continue,
            };
            if is_again {
                let span = self.span(&limit);
                self.report(Problem::Repeated { word }, span);
            }
        }
        Some(ActionKind::Emit { name: self.first_name(pair)?, payload, cap, quiet })
    }

    fn quiet(&mut self, pair: &Node<'_>) -> Option<Quiet> {
        let mut clocks = pair.clone().into_inner().filter(|p| p.as_rule() == Rule::clock);
        let (from, to) = (self.clock(clocks.next()?).node, self.clock(clocks.next()?).node);
        if from == to {
            let span = self.span(pair);
            self.report(Problem::Tagging(Tagging::EmptyQuiet { text: pair.as_str().trim().to_owned() }), span);
        }
        Some(Quiet { from, to })
    }
}
