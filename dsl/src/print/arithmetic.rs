use super::Printer;
use crate::ast::{ArithmeticStep, Expr, ExprKind, Operator};

impl Printer {
    pub(super) fn arithmetic(&mut self, first: &Expr, rest: &[ArithmeticStep]) {
        let closer = rest.iter().any(|step| step.op.binds_closer());
        self.reckoned(first, closer);
        for step in rest {
            self.put(match step.op {
                Operator::Plus => " + ",
                Operator::Minus => " - ",
                Operator::Times => " * ",
                Operator::Over => " / ",
            });
            self.reckoned(&step.by, closer);
        }
    }

    /// Only a product in a sum needs no brackets.
    fn reckoned(&mut self, expr: &Expr, in_product: bool) {
        let bare = match &expr.node {
            ExprKind::Arithmetic { rest, .. } => !in_product && rest.iter().all(|step| step.op.binds_closer()),
            _ => true,
        };
        if bare {
            self.expr(expr);
        } else {
            self.put("(");
            self.expr(expr);
            self.put(")");
        }
    }
}
