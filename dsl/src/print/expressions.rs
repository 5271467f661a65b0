use super::Printer;
use crate::ast::{Aggregate, Condition, ConditionKind, Duration, Expr, ExprKind, Literal, Occurrence, Stream, Unit, Window};
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.node {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Name(path) => self.path(path),
            ExprKind::Count { stream, window } if self.is_chinese() => {
                self.window_prefix(*window);
                self.chinese_stream(stream, Word::Count.printed(self.language));
            }
            ExprKind::Count { stream, window } => {
                self.call(Word::Count, |p| p.stream(stream), *window);
            }
            ExprKind::Aggregate { function, stream, property, window } if self.is_chinese() => {
                self.window_prefix(*window);
                self.chinese_stream(stream, "");
                self.put(".");
                self.name(&property.node);
                self.put(" ");
                self.word(aggregate(*function));
            }
            ExprKind::Aggregate { function, stream, property, window } => {
                self.call(
                    aggregate(*function),
                    |p| {
                        p.name(&stream.event.node);
                        p.put(".");
                        p.name(&property.node);
                        p.filter(stream);
                    },
                    *window,
                );
            }
            ExprKind::Occurrence { which, stream } if self.is_chinese() => {
                self.word(occurrence(*which));
                self.put(" ");
                self.chinese_stream(stream, "");
            }
            ExprKind::Occurrence { which, stream } => self.call(occurrence(*which), |p| p.stream(stream), None),
        }
    }

    fn call(&mut self, function: Word, inside: impl FnOnce(&mut Self), window: Option<Window>) {
        self.word(function);
        self.put("(");
        inside(self);
        if let Some(window) = window {
            self.put(", ");
            self.window(window);
        }
        self.put(")");
    }

    /// English order: the event, then `where`.
    pub(super) fn stream(&mut self, stream: &Stream) {
        self.name(&stream.event.node);
        self.filter(stream);
    }

    fn filter(&mut self, stream: &Stream) {
        let Some(filter) = &stream.filter else { return };
        self.spaced(Word::Where);
        if is_one_comparison(filter) {
            self.condition(filter);
        } else {
            self.parenthesised(filter);
        }
    }

    /// Chinese order: the event, the filter in parentheses, and what is glued behind.
    pub(super) fn chinese_stream(&mut self, stream: &Stream, suffix: &str) {
        match &stream.filter {
            None => self.glued_name(&stream.event.node, suffix),
            Some(filter) => {
                // `count(` would be the function.
                self.glued_name(&stream.event.node, "(");
                self.condition(filter);
                self.put(")");
                self.put(suffix);
            }
        }
    }

    pub(super) fn parenthesised(&mut self, condition: &Condition) {
        self.put("(");
        self.condition(condition);
        self.put(")");
    }

    pub(super) fn window(&mut self, window: Window) {
        let Window::Last(duration) = window;
        self.word(Word::Last);
        if !self.is_chinese() {
            self.put(" ");
        }
        self.duration(duration);
    }

    /// The window in front of a Chinese phrase.
    pub(super) fn window_prefix(&mut self, window: Option<Window>) {
        if let Some(window) = window {
            self.window(window);
            self.put(" ");
        }
    }

    pub(super) fn duration(&mut self, duration: Duration) {
        let word = match duration.unit {
            Unit::Millisecond => Word::Milliseconds,
            Unit::Second => Word::Seconds,
            Unit::Minute => Word::Minutes,
            Unit::Hour => Word::Hours,
            Unit::Day => Word::Days,
            Unit::Week => Word::Weeks,
            Unit::Month => Word::Months,
            Unit::Year => Word::Years,
        };
        self.put(&duration.amount.to_string());
        if self.is_chinese() {
            self.word(word);
        } else {
            let plural = word.printed(self.language);
            self.put(" ");
            self.put(if duration.amount == 1 { plural.trim_end_matches('s') } else { plural });
        }
    }

    pub(super) fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Number(number) => self.put(&number.to_string()),
            Literal::Text(text) => self.quoted(text),
            Literal::Bool(value) => self.word(if *value { Word::True } else { Word::False }),
            Literal::Date(date) => self.put(&date.to_string()),
            Literal::Instant(instant) => self.put(&instant.to_string()),
            Literal::Duration(duration) => self.duration(*duration),
        }
    }
}

fn aggregate(function: Aggregate) -> Word {
    match function {
        Aggregate::Sum => Word::Sum,
        Aggregate::Avg => Word::Avg,
        Aggregate::Min => Word::Min,
        Aggregate::Max => Word::Max,
    }
}

fn occurrence(which: Occurrence) -> Word {
    match which {
        Occurrence::First => Word::First,
        Occurrence::Last => Word::Latest,
    }
}

/// What may stand behind `where` without parentheses.
fn is_one_comparison(condition: &Condition) -> bool {
    matches!(
        condition.node,
        ConditionKind::Compare { .. }
            | ConditionKind::Between { .. }
            | ConditionKind::OneOf { .. }
            | ConditionKind::Text { .. }
            | ConditionKind::Missing { .. }
    )
}
