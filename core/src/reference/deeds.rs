//! What rules do to a customer's tags, and tell of it.

use std::sync::Arc;

use tagora_dsl::Number;

use super::firing::{Firing, Telling};
use super::life::{Course, Done, Effect};
use super::open::Reached;
use super::step::Step;
use super::truth::{Moment, payload};
use super::zone::own_zone;
use crate::change::Cause;
use crate::customer::Ordinal;
use crate::event::{Entry, Giver, TagAct};
use crate::rule::{Action, Became, Called, Emit, Pick, Rule, Scale, Subject, TagSet, end_of_quiet};
use crate::time::Instant;
use crate::value::Datum;

/// A rule that is set off, by which event if by one, and why.
#[derive(Clone)]
pub(super) struct Fired<'p> {
    pub(super) rule: &'p Rule,
    pub(super) entry: Option<Arc<Entry>>,
    /// The id that what it does belongs to, for a time when the customer's ids are seen apart.
    pub(super) of: Ordinal,
    pub(super) cause: Cause,
}

/// An emit that waits for the end of the quiet hours.
///
/// It goes on to wait under another handbook that has the rule and the emit.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) since: Instant,
    pub(super) due: Instant,
    /// The rule's name, and the action's number in it.
    pub(super) rule: Arc<str>,
    pub(super) action: usize,
    /// What is emitted.
    pub(super) name: Arc<str>,
    pub(super) entry: Option<Arc<Entry>>,
    pub(super) of: Ordinal,
    pub(super) cause: Cause,
}

/// An action with the values that it reads.
enum Deed<'p> {
    Act(Subject, TagAct),
    Move(&'p TagSet, &'p Subject),
    Shift(&'p Scale, bool),
    Set(usize, Datum),
    Increment(usize),
    Tell(Telling),
    Emit(&'p Emit, usize, Telling),
}

impl Step<'_> {
    /// Does what one rule says. All that set off together read one state, so each was read before any of them acts.
    pub(super) fn perform(&mut self, fired: &Fired<'_>, deeds: Read<'_>, course: &mut Course) {
        for deed in deeds.0 {
            match deed {
                Deed::Act(subject, act) => self.act_on(&subject, &act, fired, course),
                Deed::Move(tags, to) => self.put_in_place_of(tags, to, fired, course),
                Deed::Shift(scale, up) => self.shift(scale, up, fired, course),
                Deed::Set(tag, value) => self.set(tag, value, fired, course),
                Deed::Increment(tag) => {
                    let before = match self.value_given(tag) {
                        Some(Datum::Number(number)) => number,
                        _ => Number::from(0),
                    };
                    if let Some(next) = plus_one(before) {
                        self.set(tag, Datum::Number(next), fired, course);
                    }
                }
                Deed::Tell(what) => self.tell(fired, what, course),
                Deed::Emit(emit, action, what) => {
                    let so_far = &self.history.entries()[..self.history.until(self.at)];
                    let quiet = emit.quiet.and_then(|quiet| end_of_quiet(quiet, self.at, &own_zone(self.plan, so_far)));
                    if let Some(due) = quiet {
                        let Fired { rule, entry, of, cause } = fired.clone();
                        let (rule, name) = (rule.name.clone(), emit.name.clone());
                        self.life.waiting.push(Waiting { since: self.at, due, rule, action, name, entry, of, cause });
                    } else {
                        self.emit(fired, emit, action, what, course);
                    }
                }
            }
        }
    }

    /// Tells it, unless it was told not long ago.
    pub(super) fn emit(&mut self, fired: &Fired<'_>, emit: &Emit, action: usize, what: Telling, course: &mut Course) {
        let key = (fired.rule.name.clone(), action);
        if let Some(cap) = emit.cap {
            let last = self.life.told.get(&key);
            if last.is_some_and(|&last| cap.leave(last, &self.plan.zone) > self.at) {
                return;
            }
            self.life.told.insert(key, self.at);
        }
        self.tell(fired, what, course);
    }

    fn tell(&mut self, fired: &Fired<'_>, what: Telling, course: &mut Course) {
        let firing = Firing { at: self.at, what, cause: fired.cause.clone() };
        if fired.rule.on_late {
            self.life.heard.push(firing.clone());
        }
        self.life.recent.push(firing.clone());
        course.firings.push(firing);
    }

    fn act_on(&mut self, subject: &Subject, act: &TagAct, fired: &Fired<'_>, course: &mut Course) {
        match self.reach(subject, act) {
            Reached::Tag(tag) => self.give_or_take(tag, act, fired, course),
            Reached::Nothing => {}
            Reached::Full(tag) => self.tell(fired, Telling::Decline { tag }, course),
        }
    }

    /// What is not said with it, the tag says.
    fn give_or_take(&mut self, tag: usize, act: &TagAct, fired: &Fired<'_>, course: &mut Course) {
        let act = self.with_end(tag, act);
        self.do_and_note(tag, Done::Act(act), fired, course);
    }

    fn set(&mut self, tag: usize, value: Datum, fired: &Fired<'_>, course: &mut Course) {
        self.give_or_take(tag, &TagAct::Add { until: None, renew: false }, fired, course);
        self.do_and_note(tag, Done::Value(value), fired, course);
    }

    fn do_and_note(&mut self, tag: usize, done: Done, fired: &Fired<'_>, course: &mut Course) {
        let effect = Effect {
            at: self.at,
            tag: self.tags().path(tag),
            version: self.plan.version,
            done,
            of: fired.of,
            cause: fired.cause.clone(),
        };
        let today: Became = [Called { path: effect.tag.clone(), before: u32::MAX }].into();
        self.take(tag, &today, &effect);
        course.effects.push(effect);
    }

    /// Stores what a rule did.
    pub(super) fn take(&mut self, tag: usize, became: &Became, effect: &Effect) {
        let at = self.at;
        self.change(effect.of, |assigned| {
            assigned.change_as(tag, became, at, |assigned| match &effect.done {
                Done::Act(act) => assigned.take(tag, act, &effect.by(), at),
                Done::Value(value) => assigned.set(tag, value.clone(), at),
            });
        });
    }

    /// An act with the end that it has: its own, or by the tag's validity.
    pub(super) fn with_end(&self, tag: usize, act: &TagAct) -> TagAct {
        self.plan.with_end(tag, act, self.at)
    }

    fn put_in_place_of(&mut self, set: &TagSet, to: &Subject, fired: &Fired<'_>, course: &mut Course) {
        let tags = self.tags();
        let to_number = match to {
            Subject::Declared(tag) => Some(*tag),
            Subject::Open(open) => tags.open_at(&open.path),
        };
        let is_given = |&tag: &usize| Some(tag) != to_number && self.life.assigned.given(tag, self.at).is_some();
        let given: Vec<usize> = tags.numbers(set).filter(is_given).collect();
        for tag in given {
            self.do_and_note(tag, Done::Act(TagAct::Remove), fired, course);
        }
        self.act_on(to, &TagAct::Add { until: None, renew: false }, fired, course);
    }

    fn shift(&mut self, scale: &Scale, up: bool, fired: &Fired<'_>, course: &mut Course) {
        match scale {
            Scale::Names { tag, names } => {
                let place = match self.value_given(*tag) {
                    Some(Datum::Text(name)) => names.iter().position(|known| *known == name),
                    _ => None,
                };
                if let Some(name) = shifted(place, names.len(), up).and_then(|place| names.get(place)) {
                    self.set(*tag, Datum::Text(name.clone()), fired, course);
                }
            }
            Scale::Tags { levels, group } => {
                let turn = |&(tag, _): &(usize, bool)| self.life.assigned.given(tag, self.at).map(|given| given.turn);
                let newest = (0..levels.len()).filter_map(|place| Some((turn(&levels[place])?, place))).max();
                let place = newest.map(|(_, place)| place).or_else(|| levels.iter().position(|(_, assignable)| !assignable));
                let Some(&(tag, is_assignable)) = shifted(place, levels.len(), up).and_then(|place| levels.get(place)) else {
                    return;
                };
                if is_assignable {
                    self.put_in_place_of(group, &Subject::Declared(tag), fired, course);
                } else {
                    for &(tag, _) in levels.iter().filter(|(_, assignable)| *assignable) {
                        self.do_and_note(tag, Done::Act(TagAct::Remove), fired, course);
                    }
                }
            }
        }
    }

    fn value_given(&self, tag: usize) -> Option<Datum> {
        self.life.assigned.given(tag, self.at)?.value.clone()
    }
}

/// The place that is one higher or lower; none where that changes nothing.
fn shifted(place: Option<usize>, count: usize, up: bool) -> Option<usize> {
    match (place, up) {
        (None, up) => up.then_some(0),
        (Some(place), true) => Some(place + 1).filter(|&next| next < count),
        (Some(place), false) => place.checked_sub(1),
    }
}

fn plus_one(number: Number) -> Option<Number> {
    let one = 10_i64.checked_pow(u32::from(number.scale()))?;
    Number::new(number.units().checked_add(one)?, number.scale())
}

/// What a rule's actions read.
pub(super) struct Read<'p>(Vec<Deed<'p>>);

/// Reads the values that a rule's actions need, at the instant at which it is set off.
pub(super) fn read<'p>(fired: &Fired<'p>, step: &Step<'_>, moment: &Moment<'_>) -> Read<'p> {
    let entry = fired.entry.as_deref();
    let pick = |pick: &Pick| match pick {
        Pick::Tag(subject) => Some(subject.clone()),
        Pick::Called { known, open, name } => match payload(name, moment, entry)? {
            Datum::Text(name) => {
                let name = &*crate::value::normal(&name);
                let open = || step.plan.called((*open)?, name).map(Subject::Open);
                known.get(name).copied().map(Subject::Declared).or_else(open)
            }
            _ => None,
        },
    };
    let deed = |(number, action): (usize, &'p Action)| {
        Some(match action {
            Action::Give(tag, lasting) => {
                let plain = TagAct::Add { until: None, renew: false };
                Deed::Act(pick(tag)?, lasting.map_or(plain, |lasting| lasting.act(false, step.at, &step.plan.zone)))
            }
            Action::Take(tag) => Deed::Act(pick(tag)?, TagAct::Remove),
            Action::Move { tags, to } => Deed::Move(tags, to),
            Action::Shift(scale, up) => Deed::Shift(scale, *up),
            Action::Set(tag, value) => Deed::Set(*tag, storable(payload(value, moment, entry)?)?),
            Action::Increment(tag) => Deed::Increment(*tag),
            Action::Emit(emit) => Deed::Emit(emit, number, emission(emit, moment, entry)),
            Action::Suggest(..) | Action::Propose { .. } | Action::Notify(_) => Deed::Tell(telling(action, moment, entry)?),
        })
    };
    Read(fired.rule.actions.iter().enumerate().filter_map(deed).collect())
}

/// What an action tells, if it does nothing else.
pub(crate) fn telling(action: &Action, moment: &Moment<'_>, entry: Option<&Entry>) -> Option<Telling> {
    Some(match action {
        Action::Suggest(tag, confidence) => Telling::Suggest { tag: tag.clone(), confidence: *confidence },
        Action::Propose { tag, add } => Telling::Propose { tag: tag.clone(), add: *add },
        Action::Notify(team) => Telling::Notify { team: team.clone() },
        Action::Emit(emit) => emission(emit, moment, entry),
        _ => return None,
    })
}

pub(super) fn emission(emit: &Emit, moment: &Moment<'_>, entry: Option<&Entry>) -> Telling {
    let payload = emit.payload.iter().map(|(key, term)| (key.clone(), payload(term, moment, entry))).collect();
    Telling::Emit { name: emit.name.clone(), payload }
}

/// A value as a tag carries it: an exact number or a text. A float that is none has no value.
fn storable(value: Datum) -> Option<Datum> {
    match value {
        Datum::Float(float) => Number::parse(&float.to_string()).map(Datum::Number),
        Datum::Number(_) | Datum::Text(_) => Some(value),
        _ => None,
    }
}

impl Effect {
    /// Who did it.
    fn by(&self) -> Giver {
        match &self.cause {
            Cause::Rule { rule, .. } => Giver::Rule(rule.clone()),
            other => Giver::Rule(other.name().into()),
        }
    }
}
