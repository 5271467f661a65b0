use std::sync::Arc;

use tagora_dsl::ast::{Condition, ConditionKind, Sequence as Written};
use tagora_dsl::{Language, Spanned, print_condition};

use super::Segment;
use crate::error::Result;
use crate::event::Schema;
use crate::rule::{Plan, Predicate, Sequence};

/// The steps of a way that customers go, in order: read and checked once, with [`Engine::funnel`](crate::Engine::funnel). Cheap to clone.
///
/// As a [`Segment`] it belongs to the engine and the handbook version it was prepared for.
#[derive(Clone, Debug)]
pub struct Funnel(Arc<Prepared>);

#[derive(Debug)]
struct Prepared {
    of: Arc<Plan>,
    /// That all steps were gone.
    whole: Predicate,
    names: Vec<String>,
    reached: Vec<Segment>,
    dropped: Vec<Segment>,
}

impl Funnel {
    /// None, if the condition is no sequence.
    pub(crate) fn of(condition: &Condition, schema: &Schema, of: &Arc<Plan>) -> Result<Option<Self>> {
        let ConditionKind::Sequence(written) = &condition.node else { return Ok(None) };
        let whole = of.predicate(condition, schema)?;
        let Predicate::Sequence(sequence) = &whole else { return Ok(None) };
        let up_to = |steps: usize| {
            let mut part: Written = (**written).clone();
            part.stages.truncate(steps);
            // Before that step it is not known what must not lie between.
            if sequence.without.as_ref().is_some_and(|without| without.known_from >= steps) {
                part.without = None;
            }
            Spanned::new(ConditionKind::Sequence(Box::new(part)), condition.span)
        };
        let segment = |condition: Condition| Ok(Segment::of(condition.clone(), of.predicate(&condition, schema)?, of));
        let steps = written.stages.len();
        let reached = (1..=steps).map(|step| segment(up_to(step))).collect::<Result<Vec<_>>>()?;
        let dropped = (1..=steps).map(|step| {
            if step == steps {
                return segment(up_to(step));
            }
            let next = Spanned::new(ConditionKind::Not(Box::new(up_to(step + 1))), condition.span);
            segment(Spanned::new(ConditionKind::And(vec![up_to(step), next]), condition.span))
        });
        let dropped = dropped.take(steps.saturating_sub(1)).collect::<Result<Vec<_>>>()?;
        let name = |stage: &tagora_dsl::ast::Stage| {
            let happened = ConditionKind::Happened { stream: stage.stream.clone(), window: None, absent: false };
            let text = print_condition(&Spanned::new(happened, condition.span), Language::English);
            let name = text.strip_prefix("did ").unwrap_or(&text);
            if stage.times > 1 { format!("{name} x{}", stage.times) } else { name.to_owned() }
        };
        let names = written.stages.iter().map(name).collect();
        Ok(Some(Self(Arc::new(Prepared { of: of.clone(), names, reached, dropped, whole }))))
    }

    /// Whether it was prepared for this very handbook version.
    pub(crate) fn fits(&self, plan: &Arc<Plan>) -> bool {
        Arc::ptr_eq(&self.0.of, plan)
    }

    /// That all steps were gone.
    pub(crate) fn whole(&self) -> &Predicate {
        &self.0.whole
    }

    pub(crate) fn sequence(&self) -> Option<&Sequence> {
        match &self.0.whole {
            Predicate::Sequence(sequence) => Some(sequence),
            _ => None,
        }
    }

    /// What each step is: its events as they are written in English.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0.names
    }

    /// Who came to a step, the first being 0.
    #[must_use]
    pub fn reached(&self, step: usize) -> Option<&Segment> {
        self.0.reached.get(step)
    }

    /// Who came to a step and not to the next; none of the last.
    #[must_use]
    pub fn dropped(&self, step: usize) -> Option<&Segment> {
        self.0.dropped.get(step)
    }
}
