use super::Printer;
use crate::ast::{CompareOp, Condition, ConditionKind, Expr, ExprKind, Literal, Name, Path, Quantifier, TextTest};
use crate::number::Number;
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn condition(&mut self, condition: &Condition) {
        match &condition.node {
            ConditionKind::And(parts) => {
                self.join(parts, Word::And, |part| matches!(part, ConditionKind::And(_) | ConditionKind::Or(_)))
            }
            ConditionKind::Or(parts) => self.join(parts, Word::Or, |part| matches!(part, ConditionKind::Or(_))),
            ConditionKind::Not(inner) => self.negation(inner),
            ConditionKind::AtLeast { count, of } if self.is_chinese() => {
                self.put("(");
                self.list(of, Self::condition);
                self.put(") ");
                self.word(Word::AtLeastOf);
                self.put(&format!("{count}个"));
            }
            ConditionKind::AtLeast { count, of } => {
                self.word(Word::AtLeastOf);
                self.put(&format!(" {count} of ("));
                self.list(of, Self::condition);
                self.put(")");
            }
            ConditionKind::Happened { stream, window, absent } if self.is_chinese() => match (absent, window) {
                (true, None) => {
                    self.word(Word::Never);
                    self.put(" ");
                    self.chinese_stream(stream, "");
                }
                (true, window) => {
                    self.window_prefix(window.as_ref());
                    self.word(Word::No);
                    self.put(" ");
                    self.chinese_stream(stream, "");
                }
                (false, window) => {
                    self.window_prefix(window.as_ref());
                    self.chinese_stream(stream, Word::Happened.printed(self.language));
                }
            },
            ConditionKind::Happened { stream, window, absent } => {
                self.word(match (absent, window) {
                    (true, None) => Word::Never,
                    (true, Some(_)) => Word::No,
                    (false, _) => Word::Did,
                });
                self.put(" ");
                self.stream(stream);
                self.in_window(window.as_ref());
            }
            ConditionKind::Sequence(sequence) => self.sequence(sequence),
            ConditionKind::ThenNot(pattern) => self.then_not(pattern),
            ConditionKind::Regular(regular) => self.regular(regular),
            ConditionKind::Compare { left, op: CompareOp::Ge, right } if self.is_chinese() && is_some_open(left, right) => {
                self.word(Word::Has);
                self.put(" ");
                self.expr(left);
            }
            ConditionKind::Compare { left, op: CompareOp::Lt, right } if self.is_chinese() && is_front(left, right) => {
                self.expr(left);
                self.put(" ");
                self.word(Word::Front);
                self.expr(right);
            }
            ConditionKind::Compare { left, op, right } => {
                self.expr(left);
                self.put(" ");
                self.compare_op(*op, right);
                self.put(" ");
                self.expr(right);
            }
            ConditionKind::Between { value, low, high } => {
                self.expr(value);
                self.spaced(Word::Between);
                self.expr(low);
                self.spaced(Word::BetweenAnd);
                self.expr(high);
            }
            ConditionKind::OneOf { value, list, negated: false } => {
                self.one_of(value, list, if self.is_chinese() { "属于" } else { "in" });
            }
            ConditionKind::OneOf { value, list, negated: true } => self.one_of(value, list, Word::NotIn.printed(self.language)),
            ConditionKind::Text { value, test, text } => self.text_test(
                value,
                match test {
                    TextTest::Contains => Word::Contains,
                    TextTest::NotContains => Word::NotContains,
                    TextTest::StartsWith => Word::StartsWith,
                    TextTest::Mentions => Word::Mentions,
                },
                text,
            ),
            ConditionKind::Mentions { value, mention } => self.mentions(value, mention),
            ConditionKind::Includes { value, quantifier, elements } => self.includes(value, *quantifier, elements),
            ConditionKind::SetBy { tag, by } => self.set_by(tag, by),
            ConditionKind::Missing { value } => {
                self.expr(value);
                self.put(" ");
                self.word(Word::Missing);
            }
            ConditionKind::InWindow { moment, window } => {
                if self.is_chinese() && matches!(moment.node, ExprKind::Occurrence { property: None, .. }) {
                    self.window_prefix(Some(window));
                    self.expr(moment);
                } else {
                    self.expr(moment);
                    self.behind_in(Some(window));
                }
            }
            ConditionKind::Ago { moment, duration } => {
                self.expr(moment);
                self.spaced(Word::MoreThan);
                if self.is_chinese() {
                    self.word(Word::Gt);
                    self.put(" ");
                    self.duration(*duration);
                } else {
                    self.duration(*duration);
                    self.put(" ");
                    self.word(Word::Ago);
                }
            }
            ConditionKind::Has { quantifier: Quantifier::None, tags } if matches!(&tags[..], [tag] if tag.whole_group) => {
                self.untagged(&tags[0].path);
            }
            ConditionKind::Has { quantifier, tags } => {
                let single = *quantifier == Quantifier::Any && tags.len() == 1;
                let list = match quantifier {
                    _ if single => None,
                    Quantifier::Any => Some(Word::AnyOf),
                    Quantifier::All => Some(Word::AllOf),
                    Quantifier::None => Some(Word::NoneOf),
                };
                if list.is_none() || !self.is_chinese() {
                    self.word(Word::Has);
                    self.put(" ");
                }
                match list {
                    None => self.list(tags, Self::pattern),
                    Some(list) => {
                        self.word(list);
                        self.put(" (");
                        self.list(tags, Self::pattern);
                        self.put(")");
                    }
                }
            }
            ConditionKind::InSegment(name) => self.in_segment(Word::InSegment, name),
            ConditionKind::Past(past) => self.past(past),
            ConditionKind::Calendar(calendar) => self.calendar(calendar),
            ConditionKind::Bare(path) => self.path(path),
        }
    }

    fn untagged(&mut self, group: &Path) {
        if self.is_chinese() {
            self.word(Word::Group);
            self.put(" ");
            self.path(group);
            self.put(" ");
            self.word(Word::NoTagIn);
        } else {
            self.word(Word::Has);
            self.spaced(Word::NoTagIn);
            self.path(group);
        }
    }

    fn join(&mut self, parts: &[Condition], word: Word, needs_parentheses: fn(&ConditionKind) -> bool) {
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.spaced(word);
            }
            if needs_parentheses(&part.node) {
                self.parenthesised(part);
            } else {
                self.condition(part);
            }
        }
    }

    /// Some comparisons have a negated form that reads better than `not` in front.
    fn negation(&mut self, inner: &Condition) {
        match &inner.node {
            ConditionKind::Missing { value } => {
                self.expr(value);
                self.put(" ");
                self.word(Word::NotMissing);
            }
            ConditionKind::Has { quantifier: Quantifier::Any, tags } if self.is_chinese() && tags.len() == 1 => {
                self.word(Word::HasNot);
                self.put(" ");
                self.list(tags, Self::pattern);
            }
            ConditionKind::InSegment(name) if self.is_chinese() => self.in_segment(Word::NotInSegment, name),
            kind => {
                self.word(Word::Not);
                self.put(" ");
                if matches!(kind, ConditionKind::And(_) | ConditionKind::Or(_)) {
                    self.parenthesised(inner);
                } else {
                    self.condition(inner);
                }
            }
        }
    }

    fn in_segment(&mut self, word: Word, name: &Name) {
        self.word(word);
        self.put(" ");
        self.name(&name.node);
    }

    fn one_of(&mut self, value: &Expr, list: &[Expr], word: &str) {
        self.expr(value);
        self.put(" ");
        self.put(word);
        self.put(" (");
        self.list(list, Self::expr);
        self.put(")");
    }

    fn text_test(&mut self, value: &Expr, word: Word, text: &str) {
        self.expr(value);
        self.spaced(word);
        self.quoted(text);
    }

    /// In Chinese a comparison is a word, except with dates, where 超过 would read oddly.
    fn compare_op(&mut self, op: CompareOp, right: &Expr) {
        let word = comparison(op);
        let is_time = matches!(right.node, ExprKind::Literal(Literal::Date(_) | Literal::Instant(_)));
        if is_time {
            self.put(word.printed(crate::Language::English));
        } else {
            self.word(word);
        }
    }
}

pub(super) fn comparison(op: CompareOp) -> Word {
    match op {
        CompareOp::Eq => Word::Eq,
        CompareOp::Ne => Word::Ne,
        CompareOp::Lt => Word::Lt,
        CompareOp::Le => Word::Le,
        CompareOp::Gt => Word::Gt,
        CompareOp::Ge => Word::Ge,
    }
}

/// 分桶("a") 前10%
fn is_front(left: &Expr, right: &Expr) -> bool {
    matches!(left.node, ExprKind::Bucket(_)) && matches!(right.node, ExprKind::Literal(Literal::Percent(_)))
}

/// 有 未闭合(…)
fn is_some_open(left: &Expr, right: &Expr) -> bool {
    matches!(&left.node, ExprKind::Open(pairs) if !pairs.oldest)
        && matches!(&right.node, ExprKind::Literal(Literal::Number(number)) if *number == Number::from(1))
}
