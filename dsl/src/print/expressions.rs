use super::Printer;
use crate::ast::{
    Aggregate, Condition, ConditionKind, Duration, Expr, ExprKind, Literal, Name, Occurrence, Stream, Turn, Unit, Window,
};
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.node {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Name(path) => self.path(path),
            ExprKind::TagValue(path) => {
                self.path(path);
                self.put(" ");
                self.word(Word::TagValue);
            }
            ExprKind::Size(set) => self.size(set),
            ExprKind::Set(elements) => self.set(elements),
            ExprKind::Arithmetic { first, rest } => self.arithmetic(first, rest),
            ExprKind::Count { stream, window, per } if self.is_chinese() => {
                self.window_prefix(window.as_ref());
                self.per(*per);
                self.chinese_stream(stream, Word::Count.printed(self.language));
            }
            ExprKind::ActiveDays { stream, window } if self.is_chinese() => {
                self.window_prefix(window.as_ref());
                self.chinese_stream(stream, Word::ActiveDays.printed(self.language));
            }
            ExprKind::ActiveDays { stream, window } => self.call(Word::ActiveDays, |p| p.stream(stream), window.as_ref()),
            ExprKind::Count { stream, window, per } => {
                self.per(*per);
                self.call(Word::Count, |p| p.stream(stream), window.as_ref());
            }
            ExprKind::Aggregate { function, stream, property, window } if self.is_chinese() => {
                self.window_prefix(window.as_ref());
                self.chinese_stream(stream, "");
                self.put(".");
                self.name(&property.node);
                self.put(" ");
                self.word(aggregate(*function));
            }
            ExprKind::Aggregate { function, stream, property, window } => {
                self.call(aggregate(*function), |p| p.stream_property(stream, property), window.as_ref());
            }
            ExprKind::Named { step, property } => {
                self.name(&step.node);
                self.put(".");
                self.name(&property.node);
            }
            ExprKind::Bucket(division) => {
                self.word(Word::Bucket);
                self.put("(");
                self.quoted(division);
                self.put(")");
            }
            ExprKind::Streak(streak) => self.streak(streak),
            ExprKind::Open(pairs) => self.open(pairs),
            ExprKind::Occurrence { which, stream, property } if self.is_chinese() => {
                self.word(occurrence(*which));
                self.put(" ");
                self.chinese_stream(stream, "");
                if let Some(property) = property {
                    self.put(".");
                    self.name(&property.node);
                }
            }
            ExprKind::Occurrence { which, stream, property: None } => self.call(occurrence(*which), |p| p.stream(stream), None),
            ExprKind::Occurrence { which, stream, property: Some(property) } => {
                self.call(occurrence(*which), |p| p.stream_property(stream, property), None);
            }
            ExprKind::Turns { turn, tags, window } if self.is_chinese() => {
                self.window_prefix(window.as_ref());
                self.turned(*turn, tags);
                self.put(" ");
                self.word(Word::TimesTurned);
            }
            ExprKind::Turns { turn, tags, window } => {
                self.word(Word::TimesTurned);
                self.put(" ");
                let word = if *turn == Turn::Gained { Word::Gained } else { Word::Lost };
                self.call(word, |p| p.pattern(tags), window.as_ref());
            }
            ExprKind::TagsIn(group) if self.is_chinese() => {
                self.path(group);
                self.put(" ");
                self.word(Word::TagsIn);
            }
            ExprKind::TagsIn(group) => {
                self.word(Word::TagsIn);
                self.put(" ");
                self.path(group);
            }
            ExprKind::Elapsed { unit, since } => self.elapsed(*unit, since),
        }
    }

    fn call(&mut self, function: Word, inside: impl FnOnce(&mut Self), window: Option<&Window>) {
        self.word(function);
        self.put("(");
        inside(self);
        if let Some(window) = window {
            self.put(", ");
            self.window(window);
        }
        self.put(")");
    }

    /// English order: the event's property, then `where`.
    fn stream_property(&mut self, stream: &Stream, property: &Name) {
        self.name(&stream.event.node);
        self.put(".");
        self.name(&property.node);
        self.filter(stream);
    }

    /// `monthly `, `月均 `.
    fn per(&mut self, per: Option<Unit>) {
        let word = match per {
            Some(Unit::Day) => Word::Daily,
            Some(Unit::Week) => Word::Weekly,
            Some(Unit::Month) => Word::Monthly,
            Some(Unit::Year) => Word::Yearly,
            _ => return,
        };
        self.word(word);
        self.put(" ");
    }

    /// English order: the event, then `where`.
    pub(super) fn stream(&mut self, stream: &Stream) {
        self.name(&stream.event.node);
        self.filter(stream);
    }

    pub(super) fn filter(&mut self, stream: &Stream) {
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

    pub(super) fn duration(&mut self, duration: Duration) {
        self.put(&duration.amount.to_string());
        self.gap();
        self.unit(duration.amount, duration.unit);
    }

    /// A unit of so many.
    pub(super) fn unit(&mut self, amount: u32, unit: Unit) {
        let word = match unit {
            Unit::Millisecond => Word::Milliseconds,
            Unit::Second => Word::Seconds,
            Unit::Minute => Word::Minutes,
            Unit::Hour => Word::Hours,
            Unit::Day => Word::Days,
            Unit::Week => Word::Weeks,
            Unit::Month => Word::Months,
            Unit::Year => Word::Years,
        };
        let plural = word.printed(self.language);
        self.put(if amount == 1 { plural.trim_end_matches('s') } else { plural });
    }

    pub(super) fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Number(number) => self.put(&number.to_string()),
            Literal::Text(text) => self.quoted(text),
            Literal::Bool(value) => self.word(if *value { Word::True } else { Word::False }),
            Literal::Date(date) => self.put(&date.to_string()),
            Literal::Instant(instant) => self.put(&instant.to_string()),
            Literal::Duration(duration) => self.duration(*duration),
            Literal::Percent(share) => self.put(&format!("{share}%")),
        }
    }
}

fn aggregate(function: Aggregate) -> Word {
    match function {
        Aggregate::Sum => Word::Sum,
        Aggregate::Avg => Word::Avg,
        Aggregate::Min => Word::Min,
        Aggregate::Max => Word::Max,
        Aggregate::Median => Word::Median,
        Aggregate::Distinct => Word::Distinct,
        Aggregate::Mode => Word::Mode,
    }
}

pub(super) fn occurrence(which: Occurrence) -> Word {
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
            | ConditionKind::Mentions { .. }
            | ConditionKind::Includes { .. }
            | ConditionKind::Missing { .. }
    )
}
