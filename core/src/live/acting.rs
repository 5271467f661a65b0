//! Rules that act on the short way: all that they do is to tell, and to give and take tags that rows keep.

use std::sync::Arc;

use super::counted::is_of_the_event_alone;
use super::reads::alone;
use crate::change::Cause;
use crate::event::{Entry, EntryKind, Schema, TagAct};
use crate::reference::{Firing, Moment, telling};
use crate::rule::{Action, Lasting, Pick, Plan, Rule, SetOff, Subject};
use crate::time::Instant;

/// What a rule does there and then, of what the event that sets it off says itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Acting {
    /// Whether it tells anything.
    pub(super) tells: bool,
    pub(super) deeds: Vec<Deed>,
}

/// A rule gives a tag, whose atom that is, or takes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deed {
    tag: usize,
    pub(super) atom: usize,
    gives: bool,
    /// How long it gives the tag, if that is said.
    lasting: Option<Lasting>,
}

/// Whether an event itself says whether it is of the sort that sets a rule off.
pub(super) fn is_plain(on: &SetOff, plan: &Plan) -> bool {
    match on {
        SetOff::Event { stream, .. } => is_of_the_event_alone(stream, plan),
        SetOff::Condition(_) => true,
    }
}

impl Acting {
    /// None of a rule that does more. `given` are the atoms of tags that rows keep.
    pub(super) fn of(rule: &Rule, plan: &Plan, given: &[Option<usize>]) -> Option<Self> {
        // Whether it is the first of its sort is looked up on the long way.
        let is_of_first = matches!(rule.on, SetOff::Event { first: true, .. });
        if is_of_first || rule.on_late || !is_plain(&rule.on, plan) {
            return None;
        }
        let deed = |pick: &Pick, gives, lasting| match pick {
            Pick::Tag(Subject::Declared(tag)) => Some(Deed { tag: *tag, atom: given.get(*tag).copied()??, gives, lasting }),
            _ => None,
        };
        let mut acting = Self::default();
        for action in &rule.actions {
            match action {
                Action::Give(tag, lasting) => acting.deeds.push(deed(tag, true, *lasting)?),
                Action::Take(tag) => acting.deeds.push(deed(tag, false, None)?),
                Action::Suggest(..) | Action::Propose { .. } | Action::Notify(_) => acting.tells = true,
                Action::Emit(emit) => {
                    let is_short = emit.cap.is_none() && emit.quiet.is_none();
                    if !is_short || !emit.payload.iter().all(|(_, term)| alone(term, plan)) {
                        return None;
                    }
                    acting.tells = true;
                }
                Action::Move { .. } | Action::Shift(..) | Action::Set(..) | Action::Increment(_) => return None,
            }
        }
        Some(acting)
    }
}

impl Deed {
    /// What it does at an instant.
    pub(super) fn act(self, plan: &Plan, at: Instant) -> TagAct {
        if !self.gives {
            return TagAct::Remove;
        }
        let plain = TagAct::Add { until: None, renew: false };
        plan.with_end(self.tag, &self.lasting.map_or(plain, |lasting| lasting.act(false, at, &plan.zone)), at)
    }
}

/// What a rule tells, set off by an event if by one.
pub(super) fn fired<'a>(
    rule: &'a Rule,
    entry: Option<&'a Arc<Entry>>,
    moment: &'a Moment<'a>,
    schema: &Schema,
) -> impl Iterator<Item = Firing> + use<'a> {
    let cause = cause(rule, entry.map(|entry| &**entry), moment.now, schema);
    let tellings = rule.actions.iter().filter_map(move |action| telling(action, moment, entry.map(|entry| &**entry)));
    tellings.map(move |what| Firing { at: moment.now, what, cause: cause.clone() })
}

/// What a rule does is put down to it, and to the event that set it off, if one did.
pub(super) fn cause(rule: &Rule, entry: Option<&Entry>, now: Instant, schema: &Schema) -> Cause {
    match entry.map(|entry| (entry, &entry.kind)) {
        Some((entry, EntryKind::Event { event, .. })) => {
            let event = Some(schema.event_name(*event));
            Cause::Rule { rule: rule.name.clone(), event, id: entry.id.clone(), at: entry.at }
        }
        _ => Cause::Rule { rule: rule.name.clone(), event: None, id: None, at: now },
    }
}
