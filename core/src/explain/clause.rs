//! A definition part by part: what is true of it, and by which values and events.

use std::sync::Arc;

use tagora_dsl::ast::{Condition, ConditionKind, PastCondition};
use tagora_dsl::{CheckedHandbook, Language, print_condition};

use super::look;
use crate::error::Result;
use crate::event::Schema;
use crate::reference::{Moment, is_true};
use crate::time::Instant;

/// A part of a definition, as it stands for one customer at one instant.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Clause {
    condition: Condition,
    /// Whether it is true.
    pub is_true: bool,
    /// What is compared or looked at, as text: a count, an attribute, the tags that are held. `None` where there is none, as of
    /// an attribute without a value, or where the parts say it.
    pub value: Option<String>,
    /// What it is compared with, where that is no constant.
    pub against: Option<String>,
    /// The events it looks at, the newest first: at most [`Clause::MAX_EVENTS`].
    pub events: Vec<Seen>,
    /// How many they are in all.
    pub all_events: usize,
    /// What it is made of: of `and`, `or`, `not` and `at least`, of what holds for some time, of named conditions and segments.
    pub clauses: Vec<Clause>,
}

/// An event that a part of a definition looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// Its type.
    pub event: Arc<str>,
    /// The host's id of it.
    pub id: Option<Arc<str>>,
    /// When it happened.
    pub at: Instant,
}

/// A name stands for what it says only so deep, and only while there are so many parts: names may name names.
const DEEPEST: usize = 64;
const MOST: usize = 1_000;

impl Clause {
    /// So many events are given, and the number of all.
    pub const MAX_EVENTS: usize = 20;

    /// How it is written in the handbook's language.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        print_condition(&self.condition, language)
    }

    /// The parts that are not made of others, each with its truth, in the order of the text.
    pub fn leaves(&self) -> Vec<&Self> {
        let mut leaves = Vec::new();
        self.gather(&mut leaves);
        leaves
    }

    fn gather<'p>(&'p self, leaves: &mut Vec<&'p Self>) {
        if self.clauses.is_empty() {
            leaves.push(self);
        }
        self.clauses.iter().for_each(|clause| clause.gather(leaves));
    }

    /// What is true of a definition at a moment.
    pub(crate) fn of(condition: &Condition, moment: &Moment<'_>, schema: &Schema) -> Result<Self> {
        Clauses { moment, schema, left: MOST }.clause(condition, 0)
    }
}

struct Clauses<'a> {
    moment: &'a Moment<'a>,
    schema: &'a Schema,
    /// How many more parts there may be.
    left: usize,
}

impl Clauses<'_> {
    fn clause(&mut self, condition: &Condition, depth: usize) -> Result<Clause> {
        let plan = self.moment.plan;
        self.left = self.left.saturating_sub(1);
        let predicate = plan.predicate(condition, self.schema)?;
        let may_open = depth < DEEPEST && self.left > 0;
        let inner = if may_open { inner(condition, &plan.handbook) } else { Vec::new() };
        let clauses = inner.into_iter().map(|inner| self.clause(inner, depth + 1)).collect::<Result<Vec<_>>>()?;
        let mut clause = Clause {
            condition: condition.clone(),
            is_true: is_true(&predicate, self.moment),
            value: None,
            against: None,
            events: Vec::new(),
            all_events: 0,
            clauses,
        };
        if clause.clauses.is_empty() {
            look::at(&predicate, self.moment, self.schema, &mut clause);
        }
        Ok(clause)
    }
}

/// What a condition is made of.
fn inner<'c>(condition: &'c Condition, handbook: &'c CheckedHandbook) -> Vec<&'c Condition> {
    match &condition.node {
        ConditionKind::And(parts) | ConditionKind::Or(parts) | ConditionKind::AtLeast { of: parts, .. } => parts.iter().collect(),
        ConditionKind::Not(inner) => vec![inner],
        ConditionKind::Past(PastCondition::Dwell { condition, .. }) => vec![condition],
        ConditionKind::Past(PastCondition::Latch { on, until }) => vec![on, until],
        ConditionKind::InSegment(name) => {
            handbook.segment(&name.node).map(|segment| &*handbook.segments()[segment].condition).into_iter().collect()
        }
        ConditionKind::Bare(path) => {
            handbook.define(&path.node).map(|define| &*handbook.defines()[define].condition).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
