//! Rules that do nothing but tell: they act on the short way too.

use std::sync::Arc;

use super::counted::is_of_the_event_alone;
use super::reads::alone;
use crate::change::Cause;
use crate::event::{Entry, EntryKind, Schema};
use crate::reference::{Firing, Moment, telling};
use crate::rule::{Action, Plan, Rule, SetOff};

/// Whether an event itself says whether it is of the sort that sets a rule off.
pub(super) fn is_plain(on: &SetOff, plan: &Plan) -> bool {
    match on {
        SetOff::Event { stream, .. } => is_of_the_event_alone(stream, plan),
        SetOff::Condition(_) => true,
    }
}

/// Whether all that a rule does is to tell, there and then, of what the event that sets it off says itself.
pub(super) fn only_tells(rule: &Rule, plan: &Plan) -> bool {
    // Whether it is the first of its sort is looked up on the long way.
    let is_of_first = matches!(rule.on, SetOff::Event { first: true, .. });
    let tells = |action: &Action| match action {
        Action::Suggest(..) | Action::Propose { .. } | Action::Notify(_) => true,
        Action::Emit(emit) => {
            emit.cap.is_none() && emit.quiet.is_none() && emit.payload.iter().all(|(_, term)| alone(term, plan))
        }
        _ => false,
    };
    is_plain(&rule.on, plan) && !is_of_first && !rule.on_late && rule.actions.iter().all(tells)
}

/// What a rule tells, set off by an event if by one.
pub(super) fn fired<'a>(
    rule: &'a Rule,
    entry: Option<&'a Arc<Entry>>,
    moment: &'a Moment<'a>,
    schema: &Schema,
) -> impl Iterator<Item = Firing> + use<'a> {
    let cause = match entry.map(|entry| (entry, &entry.kind)) {
        Some((entry, EntryKind::Event { event, .. })) => {
            let event = Some(schema.event_name(*event));
            Cause::Rule { rule: rule.name.clone(), event, id: entry.id.clone(), at: entry.at }
        }
        _ => Cause::Rule { rule: rule.name.clone(), event: None, id: None, at: moment.now },
    };
    let tellings = rule.actions.iter().filter_map(move |action| telling(action, moment, entry.map(|entry| &**entry)));
    tellings.map(move |what| Firing { at: moment.now, what, cause: cause.clone() })
}
