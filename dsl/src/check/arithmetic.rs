//! Types of what is reckoned.

use super::Checker;
use super::expression::ValueType;
use crate::ast::{ArithmeticStep, Expr, Operator};
use crate::diagnostic::{Advice, Problem};
use crate::span::Span;

impl Checker<'_> {
    /// Numbers go with numbers. Durations add up, and go with numbers as products do; of two instants there is the time
    /// between them. `ty` gives the type of a part.
    pub(super) fn arithmetic<'h>(
        &mut self,
        first: &Expr,
        rest: &[ArithmeticStep],
        ty: &mut dyn FnMut(&mut Self, &Expr) -> ValueType<'h>,
    ) -> ValueType<'h> {
        let mut left = ty(self, first);
        self.reckonable(&left, first.span);
        for ArithmeticStep { op, by } in rest {
            let right = ty(self, by);
            self.reckonable(&right, by.span);
            left = match (&left, op, &right) {
                (ValueType::Unknown, _, _) | (_, _, ValueType::Unknown) => ValueType::Unknown,
                (ValueType::Number, _, ValueType::Number) => ValueType::Number,
                (ValueType::Duration, Operator::Plus | Operator::Minus, ValueType::Duration) => ValueType::Duration,
                (ValueType::Duration, Operator::Times | Operator::Over, ValueType::Number) => ValueType::Duration,
                (ValueType::Number, Operator::Times, ValueType::Duration) => ValueType::Duration,
                (ValueType::Duration, Operator::Over, ValueType::Duration) => ValueType::Number,
                (ValueType::Instant, Operator::Minus, ValueType::Instant) => ValueType::Duration,
                _ if !is_reckonable(&left) || !is_reckonable(&right) => ValueType::Unknown,
                _ => {
                    let advice = Some(Advice::Say((
                        "numbers go with numbers; durations add up, and are multiplied and divided by numbers",
                        "数字与数字相算；时长可相加减，也可乘除数字",
                    )));
                    self.report(Problem::TypeMismatch { needed: left.words(), found: right.words(), advice }, by.span);
                    ValueType::Unknown
                }
            };
        }
        left
    }

    fn reckonable(&mut self, ty: &ValueType<'_>, span: Span) {
        if !is_reckonable(ty) {
            let needed = ("a number or a duration", "数字或时长");
            self.report(Problem::TypeMismatch { needed, found: ty.words(), advice: None }, span);
        }
    }
}

fn is_reckonable(ty: &ValueType<'_>) -> bool {
    matches!(ty, ValueType::Number | ValueType::Duration | ValueType::Instant | ValueType::Unknown)
}
