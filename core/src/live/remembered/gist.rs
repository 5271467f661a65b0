//! Conditions on values, dates and the calendar: of the customer's records they look at the latest of some attributes, and at
//! the first or the last event of some streams. These are kept, and the reference evaluator is asked about them alone.

use std::sync::Arc;

use tagora_dsl::ast::Occurrence;

use crate::event::{Entry, EntryKind};
use crate::live::deadline;
use crate::live::gate::{Gate, Look};
use crate::reference::{Moment, is_true};
use crate::rule::{Plan, Predicate, Term, Timing, Window};
use crate::time::Instant;

/// A condition that a few records tell.
#[derive(Clone, Debug)]
pub(in crate::live) struct Gist {
    predicate: Predicate,
    timing: Option<Timing>,
    slots: Vec<Slot>,
    /// By which the customer is known to be born.
    birth: Arc<Entry>,
}

/// Which record is kept.
#[derive(Clone, Debug)]
enum Slot {
    /// The latest value of an attribute.
    Attribute(usize),
    Occurrence(Occurrence, Box<Gate>),
}

impl Gist {
    pub(in crate::live) fn of(predicate: &Predicate, timing: Option<Timing>, plan: &Plan) -> Option<Self> {
        let is_on_values = matches!(
            predicate,
            Predicate::Compare { .. }
                | Predicate::Text { .. }
                | Predicate::Mentions { .. }
                | Predicate::Missing(_)
                | Predicate::IsTrue(_)
                | Predicate::Includes(_)
                | Predicate::InWindow { window: Window::Timed(_), .. }
                | Predicate::Ago { .. }
                | Predicate::Ahead { .. }
                | Predicate::Anniversary { .. }
                | Predicate::Today(_)
        );
        let mut slots = Vec::new();
        if matches!(predicate, Predicate::Anniversary { .. }) {
            slots.extend(plan.own_zone.map(Slot::Attribute));
        }
        let elements = match predicate {
            Predicate::Includes(includes) => &includes.elements[..],
            _ => &[],
        };
        let mut terms = predicate.terms().chain(elements);
        let is_told = is_on_values && terms.all(|term| add(term, &mut slots, plan));
        let birth = Entry { at: Instant::MIN, sequence: 0, of: 0, id: None, kind: EntryKind::Created, version: 0 };
        is_told.then(|| Self { predicate: predicate.clone(), timing, slots, birth: Arc::new(birth) })
    }

    pub(in crate::live) fn gates(&mut self) -> impl Iterator<Item = &mut Gate> {
        self.slots.iter_mut().filter_map(|slot| match slot {
            Slot::Occurrence(_, gate) => Some(&mut **gate),
            Slot::Attribute(_) => None,
        })
    }

    /// How many records it looks at.
    pub(in crate::live) fn slots(&self) -> usize {
        self.slots.len()
    }

    pub(in crate::live) fn take_in(&self, records: &mut [Option<Arc<Entry>>], entry: &Arc<Entry>, look: &mut Look<'_, '_>) {
        for (slot, record) in self.slots.iter().zip(records) {
            let is_it = match (slot, &entry.kind) {
                (Slot::Attribute(wanted), EntryKind::Attribute { attribute, .. }) => wanted == attribute,
                (Slot::Occurrence(Occurrence::First, gate), EntryKind::Event { .. }) => {
                    record.is_none() && gate.lets_pass(entry, look)
                }
                (Slot::Occurrence(Occurrence::Last, gate), EntryKind::Event { .. }) => gate.lets_pass(entry, look),
                _ => false,
            };
            if is_it {
                *record = Some(entry.clone());
            }
        }
    }

    /// Whether it is true, and when time can next change that.
    pub(in crate::live) fn stands(&self, records: &[Option<Arc<Entry>>], look: &Look<'_, '_>) -> (bool, Instant) {
        let mut entries: Vec<Arc<Entry>> = records.iter().flatten().cloned().collect();
        entries.sort_by(|one, other| one.order(other));
        entries.insert(0, self.birth.clone());
        let moment = Moment { entries: &entries, past: &[], carried: &[], given: &[], ..*look.moment };
        let next = self.timing.as_ref().map_or(Instant::NEVER, |timing| deadline::next(timing, &[], &moment));
        (is_true(&self.predicate, &moment), next)
    }
}

/// Adds the records that a term looks at. False if more than a few tell.
fn add(term: &Term, slots: &mut Vec<Slot>, plan: &Plan) -> bool {
    match term {
        Term::Constant(_) | Term::Bucket(_) => true,
        Term::Attribute(attribute) => {
            let is_known = slots.iter().any(|slot| matches!(slot, Slot::Attribute(known) if known == attribute));
            if !is_known {
                slots.push(Slot::Attribute(*attribute));
            }
            true
        }
        Term::Occurrence { which, stream, .. } => {
            let gate = Gate::of(stream, plan);
            let is_told = gate.is_some();
            slots.extend(gate.map(|gate| Slot::Occurrence(*which, Box::new(gate))));
            is_told
        }
        Term::Size(inner) | Term::Elapsed { since: inner, .. } => add(inner, slots, plan),
        Term::Parameter { key, .. } => add(key, slots, plan),
        Term::Arithmetic { first, rest } => add(first, slots, plan) && rest.iter().all(|(_, term)| add(term, slots, plan)),
        Term::Property(_)
        | Term::Level(_)
        | Term::TagValue { .. }
        | Term::Count { .. }
        | Term::ActiveDays { .. }
        | Term::Aggregate { .. }
        | Term::Named(_)
        | Term::Streak { .. }
        | Term::Open(_)
        | Term::Turns { .. }
        | Term::Holding(_) => false,
    }
}
