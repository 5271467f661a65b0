//! One instant of a customer's life.

use std::sync::Arc;

use super::life::{Course, Earlier, Effect, Firing, Held, Life, Transition};
use super::past::Turn;
use super::settle::{Settled, settle};
use super::truth::{Moment, is_true, matching, payload};
use crate::change::Cause;
use crate::customer::Ordinal;
use crate::event::{Assigned, Entry, EntryKind, Giver, History, Schema, TagAct};
use crate::rule::{Action, Plan, Rule};
use crate::time::Instant;
use crate::value::Datum;

/// One instant: all its entries, then the rules, then the comparison with the instant before.
pub(super) struct Step<'a> {
    pub(super) life: &'a mut Life,
    pub(super) history: &'a History,
    pub(super) plan: &'a Plan,
    pub(super) schema: &'a Schema,
    pub(super) earlier: &'a Earlier<'a>,
    pub(super) at: Instant,
}

impl Step<'_> {
    pub(super) fn run(mut self, course: &mut Course) {
        let tags = self.plan.tags.len();
        self.life.since.resize(tags, None);
        let before = std::mem::take(&mut self.life.settled.held);
        let mut current = before.clone();
        current.resize(tags, false);
        let mut claims = std::mem::take(&mut self.life.settled.claims);
        claims.resize(tags, None);
        let mut now = Settled { held: current.clone(), claims, ..Settled::nothing(self.plan) };
        let mut causes: Vec<Option<Cause>> = vec![None; tags];

        // The passing of time alone; then each entry in order: what flips a tag last is its cause.
        let (first, end) = (self.history.before(self.at), self.history.until(self.at));
        self.settle(first, &mut now, &mut causes, &Cause::Time);
        for (tag, cause) in causes.iter_mut().enumerate().filter(|(tag, _)| self.life.assigned.ended(*tag, self.at)) {
            // What takes its place in an exclusive group has the group as its cause.
            if cause.is_some() && !now.held[tag] {
                *cause = Some(Cause::Expired);
            }
        }
        let entries = &self.history.entries()[first..end];
        for (i, entry) in entries.iter().enumerate() {
            self.assign_from(entry);
            let cause = self.cause_of(entry);
            self.settle(first + i + 1, &mut now, &mut causes, &cause);
        }
        // Rules see all of the instant's events; those of earlier handbooks came first.
        self.repeat_effects(end, &mut now, &mut causes, course);
        for entry in entries {
            let is_over = self.earlier.ended.is_some_and(|next| next.meets(entry.at, entry.version));
            if self.plan.meets(entry.at, entry.version) && !is_over && self.history.is_one(self.at) {
                self.fire(entry, end, &mut now, &mut causes, course);
            }
        }

        for (tag, cause) in causes.iter_mut().enumerate() {
            let was = before.get(tag).copied().unwrap_or(false);
            if was == now.held[tag] {
                continue;
            }
            let cause = cause.take().unwrap_or(Cause::Time);
            self.life.since[tag] = now.held[tag].then(|| Held { since: self.at, cause: cause.clone() });
            self.life.past.push(Turn { at: self.at, tag, gained: now.held[tag] });
            course.transitions.push(Transition { at: self.at, tag, gained: now.held[tag], cause });
        }
        self.life.settled = now;
        self.life.reached = Some(self.at);
    }

    fn settle(&mut self, visible: usize, now: &mut Settled, causes: &mut [Option<Cause>], cause: &Cause) {
        let next = if self.history.is_born(visible) {
            settle(&self.moment(visible, &Settled::default()), &self.life.assigned)
        } else {
            Settled::nothing(self.plan)
        };
        for (tag, latest) in causes.iter_mut().enumerate() {
            if next.held[tag] == now.held[tag] {
                continue;
            }
            let moved_itself = next.claims[tag] != now.claims[tag];
            *latest =
                Some(if moved_itself { cause.clone() } else { self.displaced(tag, now, &next).unwrap_or_else(|| cause.clone()) });
        }
        *now = next;
    }

    /// This instant, with so many entries.
    fn moment<'m>(&'m self, visible: usize, settled: &'m Settled) -> Moment<'m> {
        let entries = &self.history.entries()[..visible];
        let (held, named) = (&settled.held, &settled.named);
        Moment { plan: self.plan, now: self.at, entries, held, named, past: &self.life.past }
    }

    /// The cause when nothing about the tag changed but another tag of its exclusive group did.
    fn displaced(&self, tag: usize, before: &Settled, after: &Settled) -> Option<Cause> {
        let rivals = &self.plan.tags[tag].rivals;
        let holder = |settled: &Settled| rivals.iter().copied().find(|&rival| rival != tag && settled.held[rival]);
        let other = if after.held[tag] { holder(before) } else { holder(after) }?;
        Some(Cause::ExclusiveGroup { other: self.plan.tags[other].path.clone() })
    }

    fn assign_from(&mut self, entry: &Entry) {
        let EntryKind::Assigned(Assigned { tag, act, by }) = &entry.kind else { return };
        // A tag that the handbook no longer has, or has defined since, is not assigned by an old entry.
        let Some(&tag) = self.plan.tag_numbers.get(tag) else { return };
        self.take(entry.of, tag, act, by);
    }

    /// Does what a record or a rule says about a tag of the id `of`.
    fn take(&mut self, of: Ordinal, tag: usize, act: &TagAct, by: &Giver) {
        let Life { sides, assigned, .. } = &mut *self.life;
        sides.take(self.history.unions(), assigned, of, tag, act, by, self.at);
    }

    fn cause_of(&self, entry: &Entry) -> Cause {
        match &entry.kind {
            EntryKind::Created => Cause::Created,
            EntryKind::Attribute { attribute, .. } => Cause::Attribute { name: self.schema.attribute_name(*attribute) },
            EntryKind::Assigned(assigned) => match &assigned.by {
                Giver::Person(by) | Giver::Rule(by) => Cause::Person { by: by.clone() },
                Giver::Import { source, version } => Cause::Import { source: source.clone(), version: *version },
            },
            EntryKind::Event { event, .. } => {
                Cause::Event { event: self.schema.event_name(*event), id: entry.id.clone(), at: entry.at }
            }
        }
    }

    /// Runs the rules that an event sets off. All of them read the same state; their actions follow in order.
    fn fire(&mut self, entry: &Arc<Entry>, visible: usize, now: &mut Settled, causes: &mut [Option<Cause>], course: &mut Course) {
        if !matches!(entry.kind, EntryKind::Event { .. }) {
            return;
        }
        let plan = self.plan;
        let moment = self.moment(visible, now);
        let set_off = plan.rules.iter().filter(|rule| is_set_off(rule, entry, &moment));
        let fired: Vec<(&Rule, Vec<Payload>)> = set_off.map(|rule| (rule, payloads(rule, &moment, entry))).collect();
        for (rule, payloads) in fired {
            let Cause::Event { event, id, at } = self.cause_of(entry) else { continue };
            let cause = Cause::Rule { rule: rule.name.clone(), event, id, at };
            let mut payloads = payloads.into_iter();
            for action in &rule.actions {
                match action {
                    Action::Add(tag) | Action::Remove(tag) => {
                        let adds = matches!(action, Action::Add(_));
                        let act = if adds { TagAct::Add { until: None, renew: false } } else { TagAct::Remove };
                        self.take(entry.of, *tag, &act, &Giver::Rule(rule.name.clone()));
                        let path = plan.tags[*tag].path.clone();
                        course.effects.push(Effect { at: self.at, tag: path, act, of: entry.of, cause: cause.clone() });
                    }
                    Action::Emit { name, .. } => {
                        let payload = payloads.next().unwrap_or_default();
                        let firing =
                            Firing { at: self.at, rule: rule.name.clone(), name: name.clone(), payload, cause: cause.clone() };
                        self.life.recent.push(firing.clone());
                        course.firings.push(firing);
                    }
                }
            }
            self.settle(visible, now, causes, &cause);
        }
    }
}

impl Step<'_> {
    /// What earlier rules did at this instant, on the tags that there still are.
    fn repeat_effects(&mut self, visible: usize, now: &mut Settled, causes: &mut [Option<Cause>], course: &mut Course) {
        let (at, effects) = (self.at, &self.earlier.effects);
        let first = effects.partition_point(|effect| effect.at < at);
        for effect in effects[first..].iter().take_while(|effect| effect.at == at) {
            if let Some(&tag) = self.plan.tag_numbers.get(&effect.tag) {
                self.take(effect.of, tag, &effect.act, &effect.by());
                self.settle(visible, now, causes, &effect.cause);
            }
            course.effects.push(effect.clone());
        }
    }
}

fn is_set_off(rule: &Rule, entry: &Arc<Entry>, moment: &Moment<'_>) -> bool {
    if matching(&rule.on, entry, moment).is_none() {
        return false;
    }
    let is_first = || {
        let first = moment.entries.iter().find(|earlier| matching(&rule.on, earlier, moment).is_some());
        first.is_some_and(|first| Arc::ptr_eq(first, entry))
    };
    (!rule.first || is_first()) && rule.condition.as_ref().is_none_or(|condition| is_true(condition, moment))
}

type Payload = Vec<(Arc<str>, Option<Datum>)>;

/// What each of a rule's emits sends along.
fn payloads(rule: &Rule, moment: &Moment<'_>, entry: &Entry) -> Vec<Payload> {
    let of_action = |action: &Action| match action {
        Action::Emit { payload: terms, .. } => {
            Some(terms.iter().map(|(key, term)| (key.clone(), payload(term, moment, entry))).collect())
        }
        Action::Add(_) | Action::Remove(_) => None,
    };
    rule.actions.iter().filter_map(of_action).collect()
}
