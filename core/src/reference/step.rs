//! One instant of a customer's life.

use std::collections::BTreeMap;

use super::assignments::Assignments;
use super::earlier::Earlier;
use super::firing::{Firing, Telling};
use super::life::{Course, Held, Life, Transition, Valued};
use super::open::Reached;
use super::past::{Carried, Turn};
use super::reactions::Scene;
use super::settle::{Settled, settle};
use super::truth::Moment;
use super::truths::Truths;
use crate::change::Cause;
use crate::customer::Ordinal;
use crate::event::{Assigned, Entry, EntryKind, Giver, History, Schema};
use crate::rule::Plan;
use crate::time::Instant;
use crate::value::Datum;

/// One instant: all its entries, then the rules, then the comparison with the instant before.
pub(super) struct Step<'a> {
    pub(super) life: &'a mut Life,
    pub(super) history: &'a History,
    pub(super) plan: &'a Plan,
    pub(super) schema: &'a Schema,
    pub(super) earlier: &'a Earlier,
    pub(super) at: Instant,
    pub(super) truths: &'a mut dyn Truths,
}

impl Step<'_> {
    pub(super) fn run(mut self, course: &mut Course) {
        let count = self.tags().count();
        let before = std::mem::take(&mut self.life.settled.held);
        let claims = std::mem::take(&mut self.life.settled.claims);
        let mut now = Settled { held: before.clone(), claims, ..Settled::nothing(self.tags()) };
        now.grow(count);
        let mut causes: Vec<Option<Cause>> = vec![None; count];

        // The passing of time alone; then each entry in order: what flips a tag last is its cause.
        let (first, end) = (self.history.before(self.at), self.history.until(self.at));
        self.notice(first, |truths, moment| truths.come(moment));
        self.settle(first, &mut now, &mut causes, &Cause::Time);
        let is_last = |tag: usize| self.plan.tags.get(tag).is_some_and(|tag| tag.ends == Some(self.at));
        let ends = |tag: usize| self.life.assigned.ended(tag, self.at) || is_last(tag);
        for (tag, cause) in causes.iter_mut().enumerate().filter(|(tag, _)| ends(*tag)) {
            // What takes its place in an exclusive group has the group as its cause.
            if cause.is_some() && !now.held[tag] {
                *cause = Some(Cause::Expired);
            }
        }
        let entries = &self.history.entries()[first..end];
        for (i, entry) in entries.iter().enumerate() {
            self.assign_from(entry, course);
            self.notice(first + i + 1, |truths, moment| truths.happen(moment));
            let cause = self.cause_of(entry);
            self.settle(first + i + 1, &mut now, &mut causes, &cause);
        }
        // Rules see all of the instant's events; those of earlier handbooks came first.
        self.repeat_effects(end, &mut now, &mut causes, course);
        self.react(entries, &mut Scene { visible: end, now: &mut now, causes: &mut causes, course: &mut *course });

        self.life.since.resize(self.tags().count(), None);
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
        self.tell_values(&now, course);
        self.life.keep_givers(&now, self.plan, self.at);
        self.life.settled = now;
        self.life.reached = Some(self.at);
    }

    pub(super) fn settle(&mut self, visible: usize, now: &mut Settled, causes: &mut Vec<Option<Cause>>, cause: &Cause) {
        let count = self.tags().count();
        now.grow(count);
        causes.resize(count, None);
        let next = if self.history.is_born(visible) {
            settle(&self.moment(visible, &Settled::default()), &self.life.assigned, self.truths)
        } else {
            Settled::nothing(self.tags())
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
    pub(super) fn moment<'m>(&'m self, visible: usize, settled: &'m Settled) -> Moment<'m> {
        self.life.moment(self.history, self.plan, self.at, visible, settled)
    }

    /// Tells whoever says what is true that so many entries have happened. What they look at is no tag.
    fn notice(&mut self, visible: usize, notice: impl FnOnce(&mut dyn Truths, &Moment<'_>)) {
        let nothing = Settled::default();
        notice(self.truths, &self.life.moment(self.history, self.plan, self.at, visible, &nothing));
    }

    /// The cause when nothing about the tag changed but another tag of its exclusive group did.
    fn displaced(&self, tag: usize, before: &Settled, after: &Settled) -> Option<Cause> {
        // Where several may hold, it is one that went as this came, or came as this went.
        let turns = |&rival: &usize| before.held[rival] != after.held[rival] && after.held[rival] != after.held[tag];
        let other = self.tags().rivals(tag).filter(|&rival| rival != tag).find(turns)?;
        Some(Cause::ExclusiveGroup { other: self.tags().path(other) })
    }

    fn assign_from(&mut self, entry: &Entry, course: &mut Course) {
        let EntryKind::Assigned(assigned) = &entry.kind else { return };
        let Assigned { tag, act, by } = &**assigned;
        // A tag that the handbook no longer has, or has defined since, is not assigned by an old entry.
        let Some((became, subject)) = self.subject(tag, entry.version) else { return };
        let tag = match self.reach(&subject, act) {
            Reached::Tag(tag) => tag,
            Reached::Nothing => return,
            Reached::Full(tag) => {
                let firing = Firing { at: self.at, what: Telling::Decline { tag }, cause: self.cause_of(entry) };
                self.life.recent.push(firing.clone());
                course.firings.push(firing);
                return;
            }
        };
        let act = self.with_end(tag, act);
        let at = self.at;
        self.change(entry.of, |assigned| {
            assigned.change_as(tag, &became, at, |assigned| assigned.take(tag, &act, by, at));
        });
    }

    /// Changes what is stored of the id `of`.
    pub(super) fn change(&mut self, of: Ordinal, change: impl FnOnce(&mut Assignments)) {
        let Life { sides, assigned, .. } = &mut *self.life;
        sides.change(self.history.unions(), assigned, of, self.at, change);
    }

    /// What tags carry otherwise than at the instant before. With a tag that goes its value does, which is not told.
    fn tell_values(&mut self, now: &Settled, course: &mut Course) {
        let valued = (0..self.plan.tags.len()).filter(|&tag| self.plan.tags[tag].has_value);
        let assigned = &self.life.assigned;
        let value = |tag: usize| assigned.given(tag, self.at).filter(|_| now.held[tag]).and_then(|given| given.value.clone());
        let values: BTreeMap<usize, Datum> = valued.filter_map(|tag| Some((tag, value(tag)?))).collect();
        let gone = self.life.values.keys().filter(|tag| !values.contains_key(tag));
        let mut carried: Vec<Carried> = gone.map(|&tag| Carried { at: self.at, tag, value: None }).collect();
        for (tag, value) in &values {
            if self.life.values.get(tag) != Some(value) {
                carried.push(Carried { at: self.at, tag: *tag, value: Some(value.clone()) });
                let cause =
                    course.effects.iter().rev().find(|effect| effect.at == self.at && effect.tag == self.plan.tags[*tag].path);
                let cause = cause.map_or(Cause::Time, |effect| effect.cause.clone());
                course.values.push(Valued { at: self.at, tag: *tag, value: value.clone(), cause });
            }
        }
        self.life.carried.extend(carried);
        self.life.values = values;
    }

    pub(super) fn cause_of(&self, entry: &Entry) -> Cause {
        cause_of(entry, self.schema)
    }
}

impl Step<'_> {
    /// What earlier rules did at this instant, on the tags that there still are.
    fn repeat_effects(&mut self, visible: usize, now: &mut Settled, causes: &mut Vec<Option<Cause>>, course: &mut Course) {
        let (at, effects) = (self.at, &self.earlier.effects);
        let first = effects.partition_point(|effect| effect.at < at);
        for effect in effects[first..].iter().take_while(|effect| effect.at == at) {
            if let Some((became, subject)) = self.subject(&effect.tag, effect.version) {
                let tag = self.come_to_be(&subject);
                self.take(tag, &became, effect);
                self.settle(visible, now, causes, &effect.cause);
            }
            course.effects.push(effect.clone());
        }
    }
}

/// What an entry causes is put down to.
pub(crate) fn cause_of(entry: &Entry, schema: &Schema) -> Cause {
    match &entry.kind {
        EntryKind::Created => Cause::Created,
        EntryKind::Attribute { attribute, .. } => Cause::Attribute { name: schema.attribute_name(*attribute) },
        EntryKind::Assigned(assigned) => match &assigned.by {
            Giver::Person(by) | Giver::Rule(by) => Cause::Person { by: by.clone() },
            Giver::Import { source, version } => Cause::Import { source: source.clone(), version: *version },
        },
        EntryKind::Event { event, .. } => Cause::Event { event: schema.event_name(*event), id: entry.id.clone(), at: entry.at },
    }
}
