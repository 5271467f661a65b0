//! What the value of one quantity says of another's.

use serde_json::Value as Json;

use super::cases::Case;
use super::meaning::Meaning;
use super::measures::SOME;
use super::quantity::{Role, Source};
use super::values::{FAR, Values};

/// Of two quantities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// The first is never more than the second.
    AtMost,
    /// Where the first has a value, the second is not 0.
    Present,
    /// Where the first is not 0, nor is the second.
    NotZero,
    /// At most one of them is true.
    Apart,
}

/// What many quantities say of one another is not worked out.
const MOST: usize = 16;

impl Meaning<'_> {
    /// Whether no values of a case go together.
    pub(super) fn contradicts(&mut self, mut case: Case) -> bool {
        let numbers: Vec<usize> = case.keys().copied().collect();
        if numbers.len() > MOST {
            return false;
        }
        for _ in 0..3 {
            for &one in &numbers {
                for &other in &numbers {
                    if let Some(relation) = self.relation(one, other) {
                        self.settle(relation, one, other, &mut case);
                    }
                }
            }
            if case.values().any(Values::is_empty) {
                return true;
            }
        }
        false
    }

    pub(super) fn is_at_most(&mut self, one: usize, other: usize) -> bool {
        self.relation(one, other) == Some(Relation::AtMost)
    }

    fn relation(&mut self, one: usize, other: usize) -> Option<Relation> {
        if one == other {
            return None;
        }
        if let Some(known) = self.relations.get(&(one, other)) {
            return *known;
        }
        let (first, second) = (self.quantity(one).source.clone()?, self.quantity(other).source.clone()?);
        let relation = self.between(&first, &second);
        self.relations.insert((one, other), relation);
        relation
    }

    fn between(&mut self, one: &Source, other: &Source) -> Option<Relation> {
        match (one, other) {
            (Source::Windowed { of, window }, Source::Windowed { of: same, window: wider }) => {
                (of == same && window.is_within(wider)).then_some(Relation::AtMost)
            }
            (Source::Lasting { of, length }, Source::Lasting { of: same, length: shorter }) => {
                (of == same && shorter.is_within(length)).then_some(Relation::AtMost)
            }
            (
                Source::Events { role, stream, window },
                Source::Events { role: others, stream: wider_stream, window: wider_window },
            ) => {
                let relation = match (role, others) {
                    (Role::Count | Role::Counted(_), Role::Count) => Relation::AtMost,
                    (Role::Counted(what), Role::Counted(same)) if what == same => Relation::AtMost,
                    (Role::Value, Role::Count) => Relation::Present,
                    (Role::Total, Role::Count) => Relation::NotZero,
                    _ => return None,
                };
                // A streak grows with its events, a number of open pairs does not.
                let is_same = stream == wider_stream;
                let may_widen = !matches!(role, Role::Counted(what) if what.starts_with("open")) || *others == Role::Count;
                let is_within = window.is_within(wider_window) && (is_same || (may_widen && self.is_part(stream, wider_stream)));
                is_within.then_some(relation)
            }
            (Source::Tag(tag), Source::Tag(rival)) => {
                let tags = self.handbook.tags();
                let group = tags[*tag].group.filter(|_| tags[*tag].group == tags[*rival].group)?;
                self.handbook.groups()[group].nature.exclusive.then_some(Relation::Apart)
            }
            (Source::Tag(tag), Source::TagsOf(group)) => {
                let group = &self.handbook.groups()[*group].path.0;
                let path = &self.handbook.tags()[*tag].path.0;
                (path.len() > group.len() && path.starts_with(group)).then_some(Relation::AtMost)
            }
            _ => None,
        }
    }

    /// Whether all events of a stream are of the other too.
    fn is_part(&mut self, stream: &Json, of: &Json) -> bool {
        let handbook = self.handbook;
        let event =
            |stream: &Json| stream["event"].as_str().and_then(|name| handbook.event(name)).map(|event| &handbook.events()[event]);
        let (Some(event), Some(wider)) = (event(stream), event(of)) else { return false };
        if !event.types.iter().all(|ty| wider.types.contains(ty)) {
            return false;
        }
        match (stream.get("filter"), of.get("filter")) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(filter), Some(wider)) => filter == wider || self.implies(filter, wider, Some(event)),
        }
    }

    fn settle(&self, relation: Relation, one: usize, other: usize, case: &mut Case) {
        let (Some(values), Some(others)) = (case.get(&one).cloned(), case.get(&other).cloned()) else { return };
        let step = self.quantity(other).step;
        let some = Values::between(SOME, FAR, step);
        let zero = Values::at(0, step);
        match relation {
            Relation::AtMost => {
                let (high, low) = (others.highest().unwrap_or(FAR), values.lowest().unwrap_or(-FAR));
                case.insert(one, values.and(&Values::between(-FAR, high, self.quantity(one).step)));
                case.insert(other, others.and(&Values::between(low, FAR, step)));
            }
            Relation::Present if !values.missing => drop(case.insert(other, others.and(&some))),
            Relation::Present if others.is_within(&zero) => drop(case.insert(one, values.and(&Values::MISSING))),
            Relation::NotZero if !values.has(0) => drop(case.insert(other, others.and(&some))),
            Relation::NotZero if others.is_within(&zero) => {
                drop(case.insert(one, values.and(&Values::at(0, self.quantity(one).step))));
            }
            Relation::Apart if !values.has(0) => drop(case.insert(other, others.and(&zero))),
            _ => {}
        }
    }
}
