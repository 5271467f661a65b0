//! What analyses look at, read and checked once.

use std::sync::Arc;

use super::super::apply::no_handbook;
use super::super::facade::Engine;
use super::super::retention;
use crate::error::{Error, ErrorKind, Result};
use crate::live::Lookback;
use crate::query::{Expression, Stream};

impl Engine {
    /// Reads and checks which events an analysis looks at: a condition that some happened, or an expression that counts them or
    /// reckons with a property of them, which then is added up. A window leaves out what lies outside of it.
    ///
    /// # Errors
    /// Everything wrong with the text, as [`Error::diagnostics`]; `invalid-analysis` if it is about anything else; `not-kept` if it
    /// asks for more of the past than is kept.
    ///
    /// ```
    /// let engine = tagora::Engine::in_memory();
    /// engine.load("event 购买 { 金额: decimal(2) }\ntag vip")?;
    /// engine.stream("did 购买 where 金额 > 100 in last 30 days")?;
    /// engine.stream("最近30天 购买过")?;
    /// engine.stream("sum(购买.金额, last 30 days)")?;
    /// assert_eq!(engine.stream("has vip").unwrap_err().code(), "invalid-analysis");
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn stream(&self, events: &str) -> Result<Stream> {
        let state = self.state();
        let plan = state.plan.as_ref().ok_or_else(no_handbook)?;
        let limits = &self.options.handbook_limits;
        let stream = match tagora_dsl::read_condition(events, &plan.handbook, limits) {
            Ok(condition) => Stream::of_condition(plan.predicate(&condition, &state.schema)?, plan),
            Err(wrong) => match tagora_dsl::read_expression(events, &plan.handbook, limits) {
                Ok(expression) => Stream::of_term(plan.term(&expression, &state.schema)?, plan),
                Err(_) => return Err(Error::handbook(wrong)),
            },
        };
        let stream = stream.ok_or_else(|| {
            Error::new(ErrorKind::InvalidAnalysis, "events are asked for, and this is more or less than that")
                .with_help("write `did purchase where …`, or `sum(purchase.amount where …)` to add up what the events say")
        })?;
        let lookback = Lookback::of(stream.happened(), plan);
        retention::is_kept(&state, &self.options, plan, &lookback)?;
        Ok(stream)
    }

    /// Reads and checks an expression whose numbers an analysis reckons with, one for each customer.
    ///
    /// # Errors
    /// Everything wrong with the text, as [`Error::diagnostics`]; `not-kept` if it asks for more of the past than is kept.
    ///
    /// ```
    /// let engine = tagora::Engine::in_memory();
    /// engine.load("event purchase { amount: decimal(2) }\nattribute age: int")?;
    /// engine.expression("sum(purchase.amount, last 30 days)")?;
    /// engine.expression("age * 2")?;
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn expression(&self, text: &str) -> Result<Expression> {
        let state = self.state();
        let plan = state.plan.as_ref().ok_or_else(no_handbook)?;
        let checked = tagora_dsl::read_expression(text, &plan.handbook, &self.options.handbook_limits);
        let term = Arc::new(plan.term(&checked.map_err(Error::handbook)?, &state.schema)?);
        retention::is_kept(&state, &self.options, plan, &Lookback::of_term(&term))?;
        Ok(Expression { of: plan.clone(), term })
    }
}
