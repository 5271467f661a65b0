//! What expressions say of many customers.

use std::sync::Arc;

use super::handle::Analysis;
use crate::column::Column;
use crate::customer::Ordinal;
use crate::engine::queries::outdated;
use crate::engine::reading::Reading;
use crate::error::Result;
use crate::live::looks_at_state;
use crate::pass;
use crate::query::{Clock, Expression, Formula};
use crate::value::Datum;

impl Analysis<'_> {
    /// The values of an expression for some customers, in the order of ordinals: read from columns of attributes, by one pass
    /// over the log, or, where neither tells, asked of one after the other.
    pub(super) fn values(&self, expression: &Expression, within: &Column) -> Result<Vec<(Ordinal, Datum)>> {
        let snapshot = self.snapshot;
        if let Some(formula) = self.formula(expression)? {
            return Ok(within.iter().filter_map(|customer| Some((customer, formula.value(customer)?))).collect());
        }
        let Some(ground) = self.ground() else { return Ok(Vec::new()) };
        let plan = &expression.of;
        let history = |customer| snapshot.state.history(customer);
        if let Some(values) = pass::values(&expression.term, &ground, within, &history) {
            return Ok(values);
        }
        let looks_at_state = looks_at_state(&expression.term, plan);
        let reading = Reading { snapshot, plan, names: &[], looks_at_state };
        Ok(within.iter().filter_map(|customer| Some((customer, reading.value(&expression.term, customer)?))).collect())
    }

    /// An expression as columns of attributes tell it, if they do.
    pub(super) fn formula<'a>(&'a self, expression: &'a Expression) -> Result<Option<Formula<'a>>> {
        let snapshot = self.snapshot;
        let Some(plan) = snapshot.state.plan.as_ref().filter(|plan| Arc::ptr_eq(plan, &expression.of)) else {
            return Err(outdated("the expression"));
        };
        let Some(now) = snapshot.instant() else { return Ok(None) };
        Ok(Formula::of(&expression.term, snapshot.attributes(), Clock { now, zone: &plan.zone }))
    }
}
