//! Conditions to predicates.

use std::collections::BTreeSet;
use std::sync::Arc;

use tagora_dsl::Node;
use tagora_dsl::ast::{self, CompareOp, Condition, ConditionKind, Expr, ExprKind, Quantifier, TextTest};

use super::compile::{Compiler, Within, fault};
use super::{Compare, Predicate, Regular, TagSet, Term};
use crate::error::{Error, ErrorKind, Result};
use crate::time::Reach;
use crate::value::{Datum, folded};

/// Patterns such as `group/*` make short texts name many tags.
const MAX_LISTED_TAGS: usize = 4_000_000;

impl Compiler<'_> {
    pub(super) fn predicate(&self, condition: &Condition, within: Within<'_>) -> Result<Predicate> {
        let all = |parts: &[Condition]| parts.iter().map(|part| self.predicate(part, within)).collect::<Result<Vec<_>>>();
        Ok(match &condition.node {
            ConditionKind::And(parts) => Predicate::All(all(parts)?),
            ConditionKind::Or(parts) => Predicate::Any(all(parts)?),
            ConditionKind::AtLeast { count, of } => Predicate::AtLeast(*count, all(of)?),
            ConditionKind::Not(inner) => not(self.predicate(inner, within)?),
            ConditionKind::Happened { stream, window, absent } => {
                let happened =
                    Predicate::Happened { stream: self.stream(stream)?, window: self.optional_window(window.as_ref())? };
                if *absent { not(happened) } else { happened }
            }
            ConditionKind::Compare { left, op, right } => self.compare(left, *op, right, within)?,
            ConditionKind::Between { value, low, high } => Predicate::All(vec![
                self.compare(value, CompareOp::Ge, low, within)?,
                self.compare(value, CompareOp::Le, high, within)?,
            ]),
            ConditionKind::OneOf { value, list, negated } => {
                let op = if *negated { CompareOp::Ne } else { CompareOp::Eq };
                let compared = list.iter().map(|item| self.compare(value, op, item, within)).collect::<Result<_>>()?;
                if *negated { Predicate::All(compared) } else { Predicate::Any(compared) }
            }
            ConditionKind::Text { value, test, text } => {
                let needle = if *test == TextTest::Mentions { folded(text) } else { text.clone() };
                if *test == TextTest::Mentions {
                    self.mention_text(&needle);
                }
                Predicate::Text { value: self.term(value, within)?, test: *test, needle }
            }
            ConditionKind::Mentions { value, mention } => {
                Predicate::Mentions { value: self.term(value, within)?, mention: Box::new(self.mention(mention)?) }
            }
            ConditionKind::Includes { value, quantifier, elements } => self.includes(value, *quantifier, elements, within)?,
            ConditionKind::Missing { value } => Predicate::Missing(self.term(value, within)?),
            ConditionKind::InWindow { moment, window } => {
                Predicate::InWindow { moment: self.term(moment, within)?, window: self.window(window)? }
            }
            ConditionKind::Ago { moment, duration } => {
                Predicate::Ago { moment: self.term(moment, within)?, reach: Reach::of(*duration) }
            }
            ConditionKind::Has { quantifier, tags } => {
                let tags = self.tags_of(tags)?;
                match quantifier {
                    Quantifier::Any => Predicate::HoldsAny(tags),
                    Quantifier::All => Predicate::HoldsAll(tags),
                    Quantifier::None => not(Predicate::HoldsAny(tags)),
                }
            }
            ConditionKind::SetBy { tag, by } => self.set_by(tag, by)?,
            ConditionKind::InSegment(name) => {
                let segment = self.handbook.segment(&name.node).and_then(|segment| self.number(Node::Segment(segment)));
                Predicate::Named(segment.ok_or_else(|| fault("a segment is gone"))?)
            }
            ConditionKind::Past(past) => self.past(past, within)?,
            ConditionKind::Calendar(calendar) => self.calendar(calendar, within)?,
            ConditionKind::Bare(path) => match self.handbook.define(&path.node) {
                Some(define) if within.is_none() => Predicate::Named(define),
                _ => Predicate::IsTrue(self.value_of(path, within)?),
            },
            ConditionKind::Sequence(sequence) => Predicate::Sequence(Box::new(self.sequence(sequence)?)),
            ConditionKind::ThenNot(pattern) => Predicate::ThenNot(Box::new(self.then_not(pattern)?)),
            ConditionKind::Regular(regular) => Predicate::Regular(Box::new(Regular {
                comparison: self.predicate(&regular.comparison, within)?,
                count: regular.slices,
                slices: regular.last.amount,
                unit: regular.last.unit,
            })),
        })
    }

    /// The tags of several patterns, each once.
    pub(super) fn tags_of(&self, patterns: &[ast::TagPattern]) -> Result<TagSet> {
        let (mut tags, mut groups, mut paths) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for pattern in patterns {
            tags.extend(self.handbook.matching(pattern));
            groups.extend(self.handbook.open_groups(pattern));
            let open = self.handbook.open_path(&pattern.path.node).filter(|_| !pattern.whole_group);
            paths.extend(open.map(|path| Arc::from(path.to_string())));
            let looked_at = self.looked_at.get() + tags.len();
            self.looked_at.set(looked_at);
            if looked_at > MAX_LISTED_TAGS {
                let message = format!("lists of tags name more than {MAX_LISTED_TAGS} tags in all");
                return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("use fewer patterns such as `group/*`"));
            }
        }
        Ok(TagSet {
            declared: tags.into_iter().collect(),
            groups: groups.into_iter().collect(),
            paths: paths.into_iter().collect(),
        })
    }

    fn compare(&self, left: &Expr, op: CompareOp, right: &Expr, within: Within<'_>) -> Result<Predicate> {
        // Right of a comparison a name may be a level.
        let right = match &right.node {
            ExprKind::Name(level) if self.handbook.scale(left).is_some() => {
                let scale = self.handbook.scale(left).unwrap_or_default();
                let place = scale.iter().position(|name| name.node == level.node.last());
                Term::Constant(place_of(place.ok_or_else(|| fault("a level is gone"))?))
            }
            _ => self.right_side(right, within)?,
        };
        Ok(Predicate::Compare { left: self.term(left, within)?, op: Compare(op), right })
    }

    /// Right of a comparison a name is a parameter or an enum member, never an attribute or property.
    pub(super) fn right_side(&self, right: &Expr, within: Within<'_>) -> Result<Term> {
        match &right.node {
            ExprKind::Name(_) if self.handbook.parameter_of(right).is_some() => self.term(right, within),
            ExprKind::Name(member) => Ok(Term::Constant(Datum::Text(member.node.last().into()))),
            _ => self.term(right, within),
        }
    }
}

/// A level is compared by its place on the scale, the lowest being 0.
fn place_of(place: usize) -> Datum {
    Datum::Number(i64::try_from(place).unwrap_or(i64::MAX).into())
}

fn not(predicate: Predicate) -> Predicate {
    Predicate::Not(Box::new(predicate))
}
