use std::sync::Arc;

use tagora_dsl::ast::{ExprKind, PastCondition, Turn};

use super::calendar::at_least_one;
use super::compile::{Compiler, Within, fault};
use super::{Predicate, Term, Timing, Window};
use crate::error::Result;
use crate::time::Reach;

/// A condition that is true for so long without a break.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dwell {
    pub(crate) condition: Predicate,
    pub(crate) reach: Reach,
    /// Of the condition.
    pub(crate) timing: Timing,
}

/// On once the one is true, off once the other is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Latch {
    pub(crate) on: Predicate,
    pub(crate) until: Predicate,
    /// Of both.
    pub(crate) timing: Timing,
}

/// An attribute got another value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// Number in the schema.
    pub(crate) attribute: usize,
    pub(crate) from: Option<Term>,
    pub(crate) to: Option<Term>,
    pub(crate) window: Option<Window>,
}

impl Compiler<'_> {
    pub(super) fn past(&self, past: &PastCondition, within: Within<'_>) -> Result<Predicate> {
        Ok(match past {
            PastCondition::Dwell { condition, duration } => {
                let condition = self.predicate(condition, within)?;
                let timing = Timing::of([&condition], self.zone);
                Predicate::Dwell(Arc::new(Dwell { condition, reach: Reach::of(*duration), timing }))
            }
            PastCondition::Latch { on, until } => {
                let (on, until) = (self.predicate(on, within)?, self.predicate(until, within)?);
                let timing = Timing::of([&on, &until], self.zone);
                Predicate::Latch(Arc::new(Latch { on, until, timing }))
            }
            PastCondition::Turned { turn, tags, window } => at_least_one(Term::Turns {
                gained: *turn == Turn::Gained,
                tags: self.tags_of(std::slice::from_ref(tags))?,
                window: self.optional_window(window.as_ref())?,
            }),
            PastCondition::Changed { value, from, to, window } => {
                let ExprKind::Name(path) = &value.node else { return Err(fault("a calculation changes")) };
                let Term::Attribute(attribute) = self.value_of(path, None)? else { return Err(fault("a property changes")) };
                let from = from.as_ref().map(|from| self.right_side(from, within)).transpose()?;
                let to = to.as_ref().map(|to| self.right_side(to, within)).transpose()?;
                Predicate::Changed(Change { attribute, from, to, window: self.optional_window(window.as_ref())? })
            }
        })
    }
}
