use std::sync::{Arc, OnceLock};

use tagora_dsl::ast::{Condition, ConditionKind};
use tagora_dsl::{Span, Spanned};

use super::QueryPlan;
use crate::error::{Error, ErrorKind, Result};
use crate::rule::{Plan, Predicate, Term};

/// A prepared query: a condition that was read, checked and planned once. Cheap to clone.
///
/// It belongs to the engine and the handbook version it was prepared for; elsewhere it gives `segment-outdated`.
#[derive(Clone, Debug)]
pub struct Segment(Arc<Prepared>);

#[derive(Debug)]
struct Prepared {
    of: Arc<Plan>,
    condition: Condition,
    predicate: Predicate,
    plan: QueryPlan,
    /// Of so many conditions it is made, those that were read.
    parts: usize,
    names: Arc<[usize]>,
    identity: OnceLock<String>,
}

impl Segment {
    /// How it is written.
    pub(crate) fn condition(&self) -> &Condition {
        &self.0.condition
    }

    pub(crate) fn of(condition: Condition, predicate: Predicate, of: &Arc<Plan>) -> Self {
        Self::of_parts(condition, predicate, of, 1)
    }

    fn of_parts(condition: Condition, predicate: Predicate, of: &Arc<Plan>, parts: usize) -> Self {
        let plan = QueryPlan::of(&predicate, &of.named);
        let names = of.named.needed([&predicate]).into();
        Self(Arc::new(Prepared { of: of.clone(), condition, predicate, plan, parts, names, identity: OnceLock::new() }))
    }

    /// Who is in both.
    ///
    /// # Errors
    /// `segment-outdated` if the two were not prepared for the same version of the handbook; `limit-exceeded` for a segment of more
    /// than 200 that were prepared. So for all that join two.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Instant, Scope};
    /// let engine = Engine::in_memory();
    /// engine.load("tag tea tag coffee")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// (1..=4_u64).for_each(|id| drop(batch.customer(id, start)));
    /// batch.add_tag(1, "tea", start, "zhang").add_tag(2, "tea", start, "zhang").add_tag(2, "coffee", start, "zhang");
    /// engine.apply(&batch, start)?;
    /// let (tea, coffee) = (engine.prepare("has tea")?, engine.prepare("has coffee")?);
    /// let counts = [tea.and(&coffee)?, tea.or(&coffee)?, tea.minus(&coffee)?, tea.xor(&coffee)?].map(|joined| engine.count(&joined));
    /// assert_eq!(counts.map(Result::unwrap), [1, 2, 1, 1]);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn and(&self, other: &Self) -> Result<Self> {
        self.joined(other, 1, |one, other| ConditionKind::And(vec![one, other]), |one, other| Predicate::All(vec![one, other]))
    }

    /// Who is in either.
    ///
    /// # Errors
    /// As [`and`](Self::and).
    pub fn or(&self, other: &Self) -> Result<Self> {
        self.joined(other, 1, |one, other| ConditionKind::Or(vec![one, other]), |one, other| Predicate::Any(vec![one, other]))
    }

    /// Who is in this and not in the other.
    ///
    /// # Errors
    /// As [`and`](Self::and).
    pub fn minus(&self, other: &Self) -> Result<Self> {
        self.joined(other, 1, but, without)
    }

    /// Who is in one of them alone.
    ///
    /// # Errors
    /// As [`and`](Self::and).
    pub fn xor(&self, other: &Self) -> Result<Self> {
        let either = |one: Condition, other: Condition| {
            let parts = [but(one.clone(), other.clone()), but(other, one)];
            ConditionKind::Or(parts.map(|part| Spanned::new(part, Span::default())).into())
        };
        self.joined(other, 2, either, |one, other| Predicate::Any(vec![without(one.clone(), other.clone()), without(other, one)]))
    }

    /// Both are in it so many times.
    fn joined(
        &self,
        other: &Self,
        times: usize,
        condition: impl FnOnce(Condition, Condition) -> ConditionKind,
        predicate: impl FnOnce(Predicate, Predicate) -> Predicate,
    ) -> Result<Self> {
        let (one, other) = (&*self.0, &*other.0);
        if !Arc::ptr_eq(&one.of, &other.of) {
            let message = "the two segments were prepared for two engines or two versions of the handbook";
            return Err(Error::new(ErrorKind::SegmentOutdated, message).with_help("prepare both again"));
        }
        let parts = one.parts.saturating_add(other.parts).saturating_mul(times);
        if parts > MAX_PARTS {
            let message = format!("a segment made of {parts} others, the limit is {MAX_PARTS}");
            return Err(
                Error::new(ErrorKind::LimitExceeded, message).with_help("write it as one condition, or freeze what is in it")
            );
        }
        let condition = Spanned::new(condition(one.condition.clone(), other.condition.clone()), Span::default());
        Ok(Self::of_parts(condition, predicate(one.predicate.clone(), other.predicate.clone()), &one.of, parts))
    }

    /// Whether it was prepared for this very handbook version.
    pub(crate) fn fits(&self, plan: &Arc<Plan>) -> bool {
        Arc::ptr_eq(&self.0.of, plan)
    }

    pub(crate) fn plan(&self) -> &QueryPlan {
        &self.0.plan
    }

    /// The named conditions that it tests, each behind those it names.
    pub(crate) fn names(&self) -> &[usize] {
        &self.0.names
    }

    /// The same for all segments of one meaning, also of later versions of the handbook.
    pub(crate) fn identity(&self) -> &str {
        self.0.identity.get_or_init(|| self.0.of.handbook.definition_hash(&self.0.condition).to_string())
    }
}

/// The most prepared conditions that a segment is made of.
const MAX_PARTS: usize = 200;

fn but(one: Condition, other: Condition) -> ConditionKind {
    ConditionKind::And(vec![one, Spanned::new(ConditionKind::Not(Box::new(other)), Span::default())])
}

fn without(one: Predicate, other: Predicate) -> Predicate {
    Predicate::All(vec![one, Predicate::Not(Box::new(other))])
}

/// What a query's customers are put in order by: an expression that was read and checked once. Cheap to clone.
///
/// As a [`Segment`] it belongs to the engine and the handbook version it was prepared for.
#[derive(Clone, Debug)]
pub struct Order {
    pub(crate) of: Arc<Plan>,
    pub(crate) by: Arc<Term>,
    pub(crate) direction: Direction,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// The largest, the latest.
    #[default]
    Descending,
    /// The smallest, the earliest.
    Ascending,
}
