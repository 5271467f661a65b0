use super::Printer;
use crate::ast::{Condition, ConditionKind, Expr, PastCondition, TagPattern, Turn};
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn past(&mut self, condition: &PastCondition) {
        match condition {
            PastCondition::Dwell { condition, duration } => {
                self.dwelling(condition);
                self.spaced_or_glued(Word::Dwell);
                self.duration(*duration);
            }
            PastCondition::Latch { on, until } => {
                self.condition(on);
                self.spaced(Word::Until);
                self.condition(until);
            }
            PastCondition::Turned { turn, tags, window } if self.is_chinese() => {
                self.window_prefix(window.as_ref());
                self.turned(*turn, tags);
            }
            PastCondition::Turned { turn, tags, window } => {
                self.turned(*turn, tags);
                self.behind_in(window.as_ref());
            }
            PastCondition::Changed { value, from, to, window } if self.is_chinese() => {
                self.window_prefix(window.as_ref());
                self.expr(value);
                match (from, to) {
                    (None, None) => {
                        self.put(" ");
                        self.word(Word::Changed);
                    }
                    (Some(from), None) => self.value_behind(Word::NoLonger, from),
                    (from, Some(to)) => {
                        if let Some(from) = from {
                            self.value_behind(Word::From, from);
                        }
                        self.value_behind(Word::Became, to);
                    }
                }
            }
            PastCondition::Changed { value, from, to, window } => {
                self.expr(value);
                self.put(" ");
                self.word(Word::Changed);
                if let Some(from) = from {
                    self.value_behind(Word::From, from);
                }
                if let Some(to) = to {
                    self.value_behind(Word::To, to);
                }
                self.behind_in(window.as_ref());
            }
        }
    }

    /// What `for` is said of: alone it belongs to the nearest comparison.
    fn dwelling(&mut self, condition: &Condition) {
        let is_loose = matches!(
            condition.node,
            ConditionKind::And(_)
                | ConditionKind::Or(_)
                | ConditionKind::Not(_)
                | ConditionKind::Past(PastCondition::Dwell { .. })
        );
        if is_loose {
            self.parenthesised(condition);
        } else {
            self.condition(condition);
        }
    }

    /// `gained X`.
    pub(super) fn turned(&mut self, turn: Turn, tags: &TagPattern) {
        self.word(match turn {
            Turn::Gained => Word::Gained,
            Turn::Lost => Word::Lost,
        });
        self.put(" ");
        self.pattern(tags);
    }

    fn value_behind(&mut self, word: Word, value: &Expr) {
        self.spaced(word);
        self.expr(value);
    }
}
