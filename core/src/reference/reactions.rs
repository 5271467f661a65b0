//! Rules: which are set off at an instant, and in what order they act.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::deeds::{Fired, Waiting, emission, read};
use super::life::Course;
use super::settle::Settled;
use super::step::Step;
use super::truth::{Moment, matching};
use super::truths::{Asked, Truths};
use crate::change::Cause;
use crate::event::{Entry, EntryKind};
use crate::rule::{Action, Predicate, Rule, SetOff};

/// What the rules act on at an instant.
pub(super) struct Scene<'s> {
    /// How many entries there are by then.
    pub(super) visible: usize,
    pub(super) now: &'s mut Settled,
    pub(super) causes: &'s mut Vec<Option<Cause>>,
    pub(super) course: &'s mut Course,
}

impl<'a> Step<'a> {
    /// Runs the rules. Those on a condition and those on the first event read the state after all of the instant's
    /// entries; what they do may set off more, each rule on a condition once at an instant, so it ends.
    pub(super) fn react(&mut self, entries: &[Arc<Entry>], scene: &mut Scene<'_>) {
        // Two histories that become one set nothing off: while the ids are apart each was looked at alone.
        if !self.history.is_one(self.at) {
            self.life.stood = self.standing(scene);
            return;
        }
        let mut done = BTreeSet::new();
        let mut awake = self.newly_true(scene, &mut done);
        for entry in entries.iter().filter(|entry| self.plan.meets(entry.at, entry.version)) {
            let fired = self.set_off_by(entry, scene);
            self.act(&fired, scene);
        }
        loop {
            self.act(&awake, scene);
            // Looked at even if none was awake: rules on events have acted too.
            awake = self.newly_true(scene, &mut done);
            if awake.is_empty() {
                break;
            }
        }
        self.deliver(scene);
        self.life.stood = self.standing(scene);
    }

    /// Rules that are set off together read one state; then they act in order of declaration.
    fn act(&mut self, fired: &[Fired<'_>], scene: &mut Scene<'_>) {
        let moment = self.moment(scene.visible, scene.now);
        let reads: Vec<_> = fired.iter().map(|fired| read(fired, self, &moment)).collect();
        for (fired, read) in fired.iter().zip(reads) {
            self.perform(fired, read, scene.course);
            self.settle(scene.visible, scene.now, scene.causes, &fired.cause);
        }
    }

    fn set_off_by(&self, entry: &Arc<Entry>, scene: &Scene<'_>) -> Vec<Fired<'a>> {
        let plan = self.plan;
        let moment = self.moment(scene.visible, scene.now);
        let Cause::Event { event, id, at } = self.cause_of(entry) else { return Vec::new() };
        let rules =
            plan.rules.iter().enumerate().filter(|(number, rule)| is_set_off((*number, &rule.on), entry, &moment, self.truths));
        let fired = rules.map(|(_, rule)| {
            let cause = Cause::Rule { rule: rule.name.clone(), event: Some(event.clone()), id: id.clone(), at };
            Fired { rule, entry: Some(entry.clone()), of: entry.of, cause }
        });
        fired.collect()
    }

    /// The rules whose condition was false before this instant, is true now, and that have not fired at it.
    fn newly_true(&self, scene: &Scene<'_>, done: &mut BTreeSet<usize>) -> Vec<Fired<'a>> {
        let plan = self.plan;
        let moment = self.moment(scene.visible, scene.now);
        let is_born = self.history.is_born(scene.visible);
        let mut fired = Vec::new();
        let Some(of) = self.history.entries()[..scene.visible].last().map(|entry| entry.of) else { return fired };
        for (number, rule) in plan.rules.iter().enumerate() {
            let SetOff::Condition(condition) = &rule.on else { continue };
            let stood = self.stood_before(number);
            if is_born
                && self.may_fire(rule.on_backfill)
                && !stood
                && !done.contains(&number)
                && self.stands(number, condition, &moment)
            {
                done.insert(number);
                let cause = Cause::Rule { rule: rule.name.clone(), event: None, id: None, at: self.at };
                fired.push(Fired { rule, entry: None, of, cause });
            }
        }
        fired
    }

    /// Whether a rule's condition was true before. At the instant at which the handbook came into force, the handbook
    /// before answers for the rules that it had.
    fn stood_before(&self, number: usize) -> bool {
        if self.plan.since == Some(self.at) {
            return self.earlier.stood.contains(&self.plan.rules[number].name);
        }
        self.life.stood.get(number).copied().unwrap_or(false)
    }

    /// Not for what was so before the handbook, and not for what the handbook itself makes so unless the rule wants it.
    fn may_fire(&self, on_backfill: bool) -> bool {
        self.plan.since.is_none_or(|since| self.at > since || (self.at == since && on_backfill))
    }

    /// Which rules' conditions are true now.
    fn standing(&self, scene: &Scene<'_>) -> Vec<bool> {
        let moment = self.moment(scene.visible, scene.now);
        let is_born = self.history.is_born(scene.visible);
        let stands = |(number, rule): (usize, &Rule)| match &rule.on {
            SetOff::Condition(condition) => is_born && self.stands(number, condition, &moment),
            SetOff::Event { .. } => false,
        };
        self.plan.rules.iter().enumerate().map(stands).collect()
    }

    /// Whether the condition of a rule is true.
    fn stands(&self, rule: usize, condition: &Predicate, moment: &Moment<'_>) -> bool {
        self.truths.is_true(Asked::Rule(rule), condition, moment)
    }

    /// What waited for the end of the quiet hours is told, if its rule's condition is still true.
    fn deliver(&mut self, scene: &mut Scene<'_>) {
        let at = self.at;
        let due: Vec<Waiting> = self.life.waiting.extract_if(.., |waiting| waiting.due <= at).collect();
        for Waiting { rule, action, name, entry, of, cause, .. } in due {
            let Some(number) = self.plan.rules.iter().position(|known| known.name == rule) else { continue };
            let rule = &self.plan.rules[number];
            let moment = self.moment(scene.visible, scene.now);
            let still = match &rule.on {
                SetOff::Event { condition, .. } => {
                    condition.as_ref().is_none_or(|condition| self.stands(number, condition, &moment))
                }
                SetOff::Condition(condition) => self.stands(number, condition, &moment),
            };
            if let (true, Some(Action::Emit(emit))) = (still, rule.actions.get(action))
                && emit.name == name
            {
                let what = emission(emit, &moment, entry.as_deref());
                self.emit(&Fired { rule, entry, of, cause }, emit, action, what, scene.course);
            }
        }
    }
}

fn is_set_off((number, on): (usize, &SetOff), entry: &Arc<Entry>, moment: &Moment<'_>, truths: &dyn Truths) -> bool {
    let SetOff::Event { stream, first, condition } = on else { return false };
    if !matches!(entry.kind, EntryKind::Event { .. }) || !truths.sets_off(number, stream, entry, moment) {
        return false;
    }
    let is_first = || {
        let first = moment.entries.iter().find(|earlier| matching(stream, earlier, moment).is_some());
        first.is_some_and(|first| Arc::ptr_eq(first, entry))
    };
    let holds = |condition: &Predicate| truths.is_true(Asked::Rule(number), condition, moment);
    (!first || is_first()) && condition.as_ref().is_none_or(holds)
}
