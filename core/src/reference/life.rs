//! A customer's tags through time, one instant after another.

use std::collections::BTreeSet;
use std::ops::Bound::Excluded;
use std::sync::Arc;

use super::moments::moments;
use super::settle::{Assignments, Settled, settle};
use super::truth::{Moment, is_true, matching, payload};
use crate::change::Cause;
use crate::event::{Entry, EntryKind, History, Schema};
use crate::rule::{Action, Plan, Rule};
use crate::time::Instant;
use crate::value::Datum;

/// A customer's state at an instant: what was assigned, what is held. It can be taken forward in time; for the past,
/// start anew.
#[derive(Clone, Debug, Default)]
pub(crate) struct Life {
    /// The instant that has been reached; nothing at or before it is pending.
    reached: Option<Instant>,
    assigned: Assignments,
    turns: u64,
    settled: Settled,
    /// For each held tag since when and why.
    since: Vec<Option<Held>>,
    /// What rules fired at the instant reached.
    recent: Vec<Firing>,
}

/// Since when a tag is held, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) since: Instant,
    pub(crate) cause: Cause,
}

/// A tag came or went.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Transition {
    pub(crate) at: Instant,
    pub(crate) tag: usize,
    pub(crate) gained: bool,
    pub(crate) cause: Cause,
}

/// A rule told the host something.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Firing {
    pub(crate) at: Instant,
    pub(crate) rule: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) payload: Vec<(Arc<str>, Option<Datum>)>,
    pub(crate) cause: Cause,
}

/// A rule gave or took a tag. Under a later handbook it stays what it was: rules do not act on what was before them.
#[derive(Clone, Debug)]
struct Effect {
    at: Instant,
    tag: Arc<str>,
    add: bool,
    cause: Cause,
}

/// What happened on the way to an instant, in order.
#[derive(Debug, Default)]
pub(crate) struct Course {
    effects: Vec<Effect>,
    pub(crate) transitions: Vec<Transition>,
    pub(crate) firings: Vec<Firing>,
    /// When something can change next, if nothing is added to the history.
    pub(crate) next: Option<Instant>,
}

impl Life {
    /// Why each held tag is held, by tag number.
    pub(crate) fn held(&self) -> &[Option<Held>] {
        &self.since
    }

    /// The tags that are stored as assigned, held or beaten, by number.
    pub(crate) fn assigned(&self) -> impl Iterator<Item = usize> {
        self.assigned.keys().copied()
    }

    /// What rules fired at the instant reached.
    pub(crate) fn recent(&self) -> &[Firing] {
        &self.recent
    }

    /// A customer's state at `until`, and the way there from its first day.
    pub(crate) fn from_start(history: &History, plan: &Plan, schema: &Schema, until: Instant) -> (Self, Course) {
        let mut life = Self::default();
        let effects = effects_of_earlier_rules(history, plan, schema);
        let course = life.go(history, plan, schema, until, &Earlier { effects, ended: None });
        (life, course)
    }

    /// Goes on to `until`. The history up to the instant reached must not have changed.
    pub(crate) fn advance(&mut self, history: &History, plan: &Plan, schema: &Schema, until: Instant) -> Course {
        self.go(history, plan, schema, until, &Earlier::default())
    }

    fn go(&mut self, history: &History, plan: &Plan, schema: &Schema, until: Instant, earlier: &Earlier<'_>) -> Course {
        let mut course = Course::default();
        let all = moments(history, plan);
        let pending: BTreeSet<Instant> =
            all.iter().copied().filter(|&at| self.reached.is_none_or(|reached| at > reached)).collect();
        for &at in pending.range(..=until) {
            self.recent.clear();
            Step { life: self, history, plan, schema, earlier, at }.run(&mut course);
        }
        if self.reached.is_none_or(|reached| reached < until) {
            self.reached = Some(until);
        }
        course.next = all.range((Excluded(until), Excluded(Instant::NEVER))).next().copied();
        course
    }
}

/// What the rules of earlier handbooks did while they were in force.
fn effects_of_earlier_rules(history: &History, plan: &Plan, schema: &Schema) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut plans = plan.earlier.iter().map(|plan| &**plan).chain([plan]).peekable();
    while let (Some(earlier), Some(next)) = (plans.next(), plans.peek()) {
        if let Some(end) = next.since {
            effects = Life::default().go(history, earlier, schema, end, &Earlier { effects, ended: Some(next) }).effects;
        }
    }
    effects
}

/// Where one handbook's time borders on another's.
#[derive(Default)]
struct Earlier<'p> {
    /// What the rules of the handbooks before did.
    effects: Vec<Effect>,
    /// The plan that came after, if this one is no longer in force.
    ended: Option<&'p Plan>,
}

/// One instant: all its entries, then the rules, then the comparison with the instant before.
struct Step<'a> {
    life: &'a mut Life,
    history: &'a History,
    plan: &'a Plan,
    schema: &'a Schema,
    earlier: &'a Earlier<'a>,
    at: Instant,
}

impl Step<'_> {
    fn run(mut self, course: &mut Course) {
        let tags = self.plan.tags.len();
        self.life.since.resize(tags, None);
        let before = std::mem::take(&mut self.life.settled.held);
        let mut current = before.clone();
        current.resize(tags, false);
        let mut claimed = std::mem::take(&mut self.life.settled.claimed);
        claimed.resize(tags, false);
        let mut now = Settled { held: current.clone(), claimed };
        let mut causes: Vec<Option<Cause>> = vec![None; tags];

        // The passing of time alone; then each entry in order: what flips a tag last is its cause.
        let (first, end) = (self.history.before(self.at), self.history.until(self.at));
        self.settle(first, &mut now, &mut causes, &Cause::Time);
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
            if self.plan.meets(entry.at, entry.version) && !is_over {
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
            course.transitions.push(Transition { at: self.at, tag, gained: now.held[tag], cause });
        }
        self.life.settled = now;
        self.life.reached = Some(self.at);
    }

    fn settle(&mut self, visible: usize, now: &mut Settled, causes: &mut [Option<Cause>], cause: &Cause) {
        let next = if self.history.is_born(visible) {
            let moment = Moment { plan: self.plan, now: self.at, entries: &self.history.entries()[..visible], held: &[] };
            settle(&moment, &self.life.assigned)
        } else {
            Settled { claimed: vec![false; self.plan.tags.len()], held: vec![false; self.plan.tags.len()] }
        };
        for (tag, latest) in causes.iter_mut().enumerate() {
            if next.held[tag] == now.held[tag] {
                continue;
            }
            let moved_itself = next.claimed[tag] != now.claimed[tag];
            *latest =
                Some(if moved_itself { cause.clone() } else { self.displaced(tag, now, &next).unwrap_or_else(|| cause.clone()) });
        }
        *now = next;
    }

    /// The cause when nothing about the tag changed but another tag of its exclusive group did.
    fn displaced(&self, tag: usize, before: &Settled, after: &Settled) -> Option<Cause> {
        let rivals = &self.plan.tags[tag].rivals;
        let holder = |settled: &Settled| rivals.iter().copied().find(|&rival| rival != tag && settled.held[rival]);
        let other = if after.held[tag] { holder(before) } else { holder(after) }?;
        Some(Cause::ExclusiveGroup { other: self.plan.tags[other].path.clone() })
    }

    fn assign_from(&mut self, entry: &Entry) {
        let EntryKind::Assigned { tag, add, .. } = &entry.kind else { return };
        // A tag that the handbook no longer has, or has defined since, is not assigned by an old entry.
        let Some(&tag) = self.plan.tag_numbers.get(tag) else { return };
        self.assign(tag, *add);
    }

    /// Adding again changes nothing, except that in an exclusive group a beaten tag becomes the newest.
    fn assign(&mut self, tag: usize, add: bool) {
        if !add {
            self.life.assigned.remove(&tag);
            return;
        }
        self.life.turns += 1;
        self.life.assigned.insert(tag, self.life.turns);
    }

    fn cause_of(&self, entry: &Entry) -> Cause {
        match &entry.kind {
            EntryKind::Created => Cause::Created,
            EntryKind::Attribute { attribute, .. } => Cause::Attribute { name: self.schema.attribute_name(*attribute) },
            EntryKind::Assigned { by, .. } => Cause::Person { by: by.clone() },
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
        let (plan, history) = (self.plan, self.history);
        let held = now.held.clone();
        let moment = Moment { plan, now: self.at, entries: &history.entries()[..visible], held: &held };
        let fired: Vec<&Rule> = plan.rules.iter().filter(|rule| is_set_off(rule, entry, &moment)).collect();
        for rule in fired {
            let Cause::Event { event, id, at } = self.cause_of(entry) else { continue };
            let cause = Cause::Rule { rule: rule.name.clone(), event, id, at };
            for action in &rule.actions {
                match action {
                    Action::Add(tag) | Action::Remove(tag) => {
                        let add = matches!(action, Action::Add(_));
                        self.assign(*tag, add);
                        course.effects.push(Effect { at: self.at, tag: plan.tags[*tag].path.clone(), add, cause: cause.clone() });
                    }
                    Action::Emit { name, payload: terms } => {
                        let payload = terms.iter().map(|(key, term)| (key.clone(), payload(term, &moment, entry))).collect();
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
                self.assign(tag, effect.add);
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
