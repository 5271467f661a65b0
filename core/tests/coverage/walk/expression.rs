//! Expressions and what they are about.

use tagora::dsl::ast::{
    Aggregate, ArithmeticStep, Expr, ExprKind, Literal, Occurrence, OpenPairs, Operator, Streak, Stream, Turn, Unit,
};

use super::Walk;
use crate::kind::Kind;

impl Walk {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.node {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Name(path) => {
                let is_parameter = path.node.bare().is_some_and(|name| self.parameters.contains(name));
                self.note(if is_parameter { Kind::ParameterRead } else { Kind::NameRead });
            }
            ExprKind::Size(_) => self.note(Kind::SizeOf),
            ExprKind::Set(elements) => {
                self.note(Kind::GivenElements);
                elements.iter().for_each(|element| self.expr(element));
            }
            ExprKind::TagValue(_) => self.note(Kind::TagValue),
            ExprKind::Arithmetic { first, rest } => {
                self.expr(first);
                for ArithmeticStep { op, by } in rest {
                    self.note(match op {
                        Operator::Plus => Kind::Plus,
                        Operator::Minus => Kind::Minus,
                        Operator::Times => Kind::Times,
                        Operator::Over => Kind::Over,
                    });
                    self.expr(by);
                }
            }
            ExprKind::Count { stream, window, per } => {
                self.note(match per {
                    None => Kind::Count,
                    Some(Unit::Day) => Kind::CountPerDay,
                    Some(Unit::Week) => Kind::CountPerWeek,
                    Some(Unit::Month) => Kind::CountPerMonth,
                    Some(Unit::Year) => Kind::CountPerYear,
                    Some(unit @ (Unit::Millisecond | Unit::Second | Unit::Minute | Unit::Hour)) => panic!("count per {unit:?}"),
                });
                self.stream(stream);
                self.window(window.as_ref());
            }
            ExprKind::ActiveDays { stream, window } => {
                self.note(Kind::ActiveDays);
                self.stream(stream);
                self.window(window.as_ref());
            }
            ExprKind::Aggregate { function, stream, property: _, window } => {
                self.note(match function {
                    Aggregate::Sum => Kind::Sum,
                    Aggregate::Avg => Kind::Avg,
                    Aggregate::Min => Kind::Min,
                    Aggregate::Max => Kind::Max,
                    Aggregate::Median => Kind::Median,
                    Aggregate::Distinct => Kind::Distinct,
                    Aggregate::Mode => Kind::Mode,
                });
                self.stream(stream);
                self.window(window.as_ref());
            }
            ExprKind::Occurrence { which, stream, property } => {
                self.note(match (which, property) {
                    (Occurrence::First, None) => Kind::FirstInstant,
                    (Occurrence::Last, None) => Kind::LastInstant,
                    (Occurrence::First, Some(_)) => Kind::FirstValue,
                    (Occurrence::Last, Some(_)) => Kind::LastValue,
                });
                self.stream(stream);
            }
            ExprKind::Named { step: _, property: _ } => self.note(Kind::NamedProperty),
            ExprKind::Streak(Streak { stream, period }) => {
                self.note(match period {
                    Unit::Day => Kind::StreakOfDays,
                    Unit::Week => Kind::StreakOfWeeks,
                    Unit::Month => Kind::StreakOfMonths,
                    Unit::Millisecond | Unit::Second | Unit::Minute | Unit::Hour | Unit::Year => panic!("streak by {period:?}"),
                });
                self.stream(stream);
            }
            ExprKind::Open(pairs) => {
                let OpenPairs { opening, closing, key, window, oldest } = &**pairs;
                self.note(if *oldest { Kind::OldestOpen } else { Kind::Open });
                self.note_if(key.is_some(), Kind::OpenBy);
                self.stream(opening);
                self.stream(closing);
                self.window(window.as_ref());
            }
            ExprKind::Bucket(_) => self.note(Kind::Bucket),
            ExprKind::Turns { turn, tags, window } => {
                self.note(match turn {
                    Turn::Gained => Kind::TimesGained,
                    Turn::Lost => Kind::TimesLost,
                });
                self.pattern(tags);
                self.window(window.as_ref());
            }
            ExprKind::TagsIn(_) => self.note(Kind::TagsIn),
            ExprKind::Elapsed { unit, since } => {
                self.note(match unit {
                    Unit::Year => Kind::YearsSince,
                    Unit::Month => Kind::MonthsSince,
                    Unit::Week => Kind::WeeksSince,
                    Unit::Day => Kind::DaysSince,
                    Unit::Millisecond | Unit::Second | Unit::Minute | Unit::Hour => panic!("{unit:?} since"),
                });
                self.expr(since);
            }
        }
    }

    pub(super) fn stream(&mut self, stream: &Stream) {
        let Stream { event: _, filter } = stream;
        if let Some(filter) = filter {
            self.note(Kind::Filter);
            self.condition(filter);
        }
    }

    pub(super) fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Number(_) => self.note(Kind::NumberWritten),
            Literal::Text(_) => self.note(Kind::TextWritten),
            Literal::Bool(_) => self.note(Kind::BoolWritten),
            Literal::Date(_) => self.note(Kind::DateWritten),
            Literal::Instant(_) => self.note(Kind::InstantWritten),
            Literal::Percent(_) => self.note(Kind::PercentWritten),
            Literal::Duration(duration) => {
                self.note(Kind::DurationWritten);
                self.duration(*duration);
            }
        }
    }
}
