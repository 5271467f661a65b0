use std::sync::Arc;

use tagora_dsl::ast::{ExprKind, PastCondition, Turn};

use super::calendar::at_least_one;
use super::compile::{Compiler, Within, fault};
use super::{Named, Predicate, Term, Timing};
use crate::error::{Error, ErrorKind, Result};
use crate::time::{Reach, Window};

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

/// What a tag carried earlier is not kept: conditions about what lasts cannot look at it.
pub(super) fn refuse_values<'p>(predicates: impl IntoIterator<Item = &'p Predicate>, named: &Named) -> Result<()> {
    let mut found = false;
    for predicate in predicates {
        predicate.walk(&mut |part| {
            let lasting: Vec<&Predicate> = match part {
                Predicate::Dwell(dwell) => vec![&dwell.condition],
                Predicate::Latch(latch) => vec![&latch.on, &latch.until],
                _ => return,
            };
            let needed = named.needed(lasting.iter().copied());
            let others = needed.iter().filter_map(|&number| named.get(number));
            found |= lasting.into_iter().chain(others).any(looks_at_values);
        });
    }
    if !found {
        return Ok(());
    }
    let message = "`for` and `until` cannot look at the value of a tag: what it was earlier is not kept";
    Err(Error::new(ErrorKind::Unsupported, message).with_help("ask for the tag alone, or keep the value as an attribute"))
}

fn looks_at_values(predicate: &Predicate) -> bool {
    let mut found = false;
    predicate.walk(&mut |part| {
        part.terms().for_each(|term| term.walk(&mut |part| found |= matches!(part, Term::TagValue { .. })));
    });
    found
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
                window: self.window(*window),
            }),
            PastCondition::Changed { value, from, to, window } => {
                let ExprKind::Name(path) = &value.node else { return Err(fault("a calculation changes")) };
                let Term::Attribute(attribute) = self.value_of(path, None)? else { return Err(fault("a property changes")) };
                let from = from.as_ref().map(|from| self.right_side(from, within)).transpose()?;
                let to = to.as_ref().map(|to| self.right_side(to, within)).transpose()?;
                Predicate::Changed(Change { attribute, from, to, window: self.window(*window) })
            }
        })
    }
}
