//! Conditions.

use tagora::dsl::ast::{
    CompareOp, Condition, ConditionKind, Expr, ExprKind, Giver, Mention, MentionHow, Path, Quantifier, Regular, TagPattern,
    TextTest,
};

use super::{Walk, names_list};
use crate::kind::Kind;

impl Walk {
    pub fn condition(&mut self, condition: &Condition) {
        match &condition.node {
            ConditionKind::And(parts) => self.several(Kind::And, parts),
            ConditionKind::Or(parts) => self.several(Kind::Or, parts),
            ConditionKind::Not(inner) => {
                self.note(Kind::Not);
                self.condition(inner);
            }
            ConditionKind::AtLeast { count: _, of } => self.several(Kind::AtLeast, of),
            ConditionKind::Happened { stream, window, absent } => {
                self.note(match (absent, window) {
                    (false, _) => Kind::Did,
                    (true, Some(_)) => Kind::DidNot,
                    (true, None) => Kind::Never,
                });
                self.stream(stream);
                self.window(window.as_ref());
            }
            ConditionKind::Compare { left, op, right } => {
                self.compare_op(*op);
                self.compared(left);
                self.expr(right);
            }
            ConditionKind::Between { value, low, high } => {
                self.note(Kind::Between);
                self.compared(value);
                self.expr(low);
                self.expr(high);
            }
            ConditionKind::OneOf { value, list, negated } => {
                self.note(if *negated { Kind::NoneOf } else { Kind::OneOf });
                self.compared(value);
                list.iter().for_each(|member| self.expr(member));
            }
            ConditionKind::Text { value, test, text: _ } => {
                self.note(match test {
                    TextTest::Contains => Kind::Contains,
                    TextTest::NotContains => Kind::NotContains,
                    TextTest::StartsWith => Kind::StartsWith,
                    TextTest::Mentions => Kind::MentionsText,
                });
                self.expr(value);
            }
            ConditionKind::Mentions { value, mention } => {
                self.mention(mention);
                self.expr(value);
            }
            ConditionKind::Includes { value, quantifier, elements } => {
                self.note(match quantifier {
                    Quantifier::Any if elements.len() == 1 => Kind::Includes,
                    Quantifier::Any => Kind::IncludesAny,
                    Quantifier::All => Kind::IncludesAll,
                    Quantifier::None => Kind::IncludesNone,
                });
                self.expr(value);
                elements.iter().for_each(|element| self.expr(element));
            }
            ConditionKind::SetBy { tag: _, by } => self.note(match by {
                Giver::AnyRule => Kind::SetByRule,
                Giver::Rule(_) => Kind::SetByNamedRule,
                Giver::Person(_) => Kind::SetByPerson,
                Giver::AnyImport => Kind::SetByImport,
                Giver::Import(_) => Kind::SetByImportFrom,
            }),
            ConditionKind::Missing { value } => {
                self.note(Kind::Missing);
                self.compared(value);
            }
            ConditionKind::InWindow { moment, window } => {
                self.note(Kind::InWindow);
                self.expr(moment);
                self.window(Some(window));
            }
            ConditionKind::Ago { moment, duration } => {
                self.note(Kind::Ago);
                self.expr(moment);
                self.duration(*duration);
            }
            ConditionKind::Has { quantifier, tags } => {
                self.note(match quantifier {
                    Quantifier::Any => Kind::Has,
                    Quantifier::All => Kind::HasAll,
                    Quantifier::None => Kind::HasNone,
                });
                tags.iter().for_each(|tag| self.pattern(tag));
            }
            ConditionKind::InSegment(_) => self.note(Kind::InSegment),
            ConditionKind::Sequence(sequence) => self.sequence(sequence),
            ConditionKind::ThenNot(pattern) => self.then_not(pattern),
            ConditionKind::Regular(regular) => {
                let Regular { comparison, slices: _, last } = &**regular;
                self.note(Kind::Regular);
                self.condition(comparison);
                self.duration(*last);
            }
            ConditionKind::Past(past) => self.past(past),
            ConditionKind::Calendar(calendar) => self.calendar(calendar),
            ConditionKind::Bare(path) => {
                let is_named = path.node.bare().is_some_and(|name| self.defines.contains(name));
                self.note(if is_named { Kind::NamedCondition } else { Kind::BoolAttribute });
            }
        }
    }

    pub(super) fn several(&mut self, kind: Kind, parts: &[Condition]) {
        self.note(kind);
        parts.iter().for_each(|part| self.condition(part));
    }

    pub(super) fn compare_op(&mut self, op: CompareOp) {
        self.note(match op {
            CompareOp::Eq => Kind::Equal,
            CompareOp::Ne => Kind::NotEqual,
            CompareOp::Lt => Kind::Less,
            CompareOp::Le => Kind::LessOrEqual,
            CompareOp::Gt => Kind::Greater,
            CompareOp::Ge => Kind::GreaterOrEqual,
        });
    }

    /// The left side of a comparison: it may be a group with levels.
    pub(super) fn compared(&mut self, value: &Expr) {
        if let ExprKind::Name(path) = &value.node
            && self.levels.contains(path.node.last())
        {
            self.note(Kind::LevelHeld);
        }
        self.expr(value);
    }

    pub(super) fn mention(&mut self, mention: &Mention) {
        let Mention { how, words, unless } = mention;
        self.note(match how {
            MentionHow::Any => Kind::MentionsAny,
            MentionHow::All => Kind::MentionsAll,
            MentionHow::Exactly => Kind::MentionsExactly,
            MentionHow::Near { other: _, characters: _ } => Kind::MentionsNear,
        });
        self.note_if(!unless.is_empty(), Kind::MentionsUnless);
        self.note_if(names_list(words), Kind::MentionsList);
    }

    pub(super) fn pattern(&mut self, pattern: &TagPattern) {
        let TagPattern { path, whole_group } = pattern;
        let _: &Path = path;
        self.note_if(*whole_group, Kind::WholeGroup);
    }
}
