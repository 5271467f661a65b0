//! Queries read and checked against the handbook in force in a state.

use tagora_dsl::ast::ConditionKind;
use tagora_dsl::{Span, Spanned};

use super::apply::no_handbook;
use super::options::Options;
use super::retention;
use super::state::State;
use crate::error::{Error, ErrorKind, Result};
use crate::live::Lookback;
use crate::query::Segment;
use crate::rule::Predicate;
use crate::value::normal;

impl State {
    /// A condition as a query.
    pub(super) fn prepare(&self, options: &Options, condition: &str) -> Result<Segment> {
        let plan = self.plan.as_ref().ok_or_else(no_handbook)?;
        let checked = tagora_dsl::read_condition(condition, &plan.handbook, &options.handbook_limits).map_err(Error::handbook)?;
        let predicate = plan.predicate(&checked, &self.schema)?;
        retention::is_kept(self, options, plan, &Lookback::of(&predicate, plan))?;
        Ok(Segment::of(checked, predicate, plan))
    }

    /// All customers, as a query.
    pub(super) fn everybody(&self) -> Result<Segment> {
        let plan = self.plan.as_ref().ok_or_else(no_handbook)?;
        let nothing_else = Spanned::new(ConditionKind::And(Vec::new()), Span::default());
        Ok(Segment::of(nothing_else, Predicate::All(Vec::new()), plan))
    }

    /// A segment that the handbook declares.
    pub(super) fn segment(&self, name: &str) -> Result<Segment> {
        let plan = self.plan.as_ref().ok_or_else(no_handbook)?;
        let number = plan.handbook.segment(&normal(name));
        let Some(declared) = number.and_then(|number| plan.handbook.segments().get(number)) else {
            let names = plan.handbook.segments().iter().map(|segment| segment.name.node.as_str());
            let help = "declare it in the handbook, or prepare its condition";
            return Err(Error::unknown(ErrorKind::UnknownSegment, "segment", name, names, help));
        };
        Ok(Segment::of((*declared.condition).clone(), plan.predicate(&declared.condition, &self.schema)?, plan))
    }
}
