//! What a part of a definition that is not made of others looks at: a value, and events.

use std::collections::BTreeSet;

use tagora_dsl::ast::Occurrence;

use super::clause::{Clause, Seen};
use crate::event::{EntryKind, Schema};
use crate::reference::{Moment, event_places, held_of, value};
use crate::rule::{Predicate, Stream, Term, Window};

/// Fills in what a predicate sees at a moment.
pub(super) fn at(predicate: &Predicate, moment: &Moment<'_>, schema: &Schema, clause: &mut Clause) {
    let mut look = Look { moment, places: BTreeSet::new() };
    let (value, against) = look.values(predicate);
    (clause.value, clause.against) = (value, against);
    clause.all_events = look.places.len();
    let newest = look.places.iter().rev().take(Clause::MAX_EVENTS);
    clause.events = newest.filter_map(|&place| seen(place, moment, schema)).collect();
}

fn seen(place: usize, moment: &Moment<'_>, schema: &Schema) -> Option<Seen> {
    let entry = moment.entries.get(place)?;
    let EntryKind::Event { event, .. } = &entry.kind else { return None };
    Some(Seen { event: schema.event_name(*event), id: entry.id.clone(), at: entry.at })
}

struct Look<'a> {
    moment: &'a Moment<'a>,
    /// The places of the events that are looked at, in the order of the log.
    places: BTreeSet<usize>,
}

impl Look<'_> {
    /// What is compared, and with what, if that is no constant.
    fn values(&mut self, predicate: &Predicate) -> (Option<String>, Option<String>) {
        match predicate {
            Predicate::Compare { left, right, .. } => (self.term(left), self.unless_constant(right)),
            // `between` and `in (…)`: all compare one with others.
            Predicate::All(parts) | Predicate::Any(parts) => {
                parts.first().map_or((None, None), |part| (self.values(part).0, None))
            }
            Predicate::Not(inner) => self.values(inner),
            Predicate::Happened { stream, window } => {
                let count = self.stream(stream, window.as_ref());
                (Some(count.to_string()), None)
            }
            Predicate::Text { value, .. }
            | Predicate::Mentions { value, .. }
            | Predicate::Missing(value)
            | Predicate::IsTrue(value) => (self.term(value), None),
            Predicate::Includes(includes) => (self.term(&includes.set), None),
            Predicate::InWindow { moment, .. } | Predicate::Ago { moment, .. } | Predicate::Ahead { moment, .. } => {
                (self.term(moment), None)
            }
            Predicate::Anniversary { date, .. } => (self.term(date), None),
            Predicate::HoldsAny(tags) | Predicate::HoldsAll(tags) => {
                let held: Vec<String> = held_of(tags, self.moment).into_iter().map(|path| path.to_string()).collect();
                ((!held.is_empty()).then(|| held.join(", ")), None)
            }
            Predicate::Sequence(sequence) => {
                for step in &sequence.steps {
                    self.stream(&step.stream, sequence.window.as_ref());
                }
                (None, None)
            }
            Predicate::ThenNot(pattern) => {
                self.stream(&pattern.first, pattern.window.as_ref());
                self.stream(&pattern.then, pattern.window.as_ref());
                (None, None)
            }
            Predicate::Regular(regular) => (self.values(&regular.comparison).0, None),
            Predicate::AtLeast(..)
            | Predicate::SetBy(_)
            | Predicate::Named(_)
            | Predicate::Dwell(_)
            | Predicate::Latch(_)
            | Predicate::Changed(_)
            | Predicate::Today(_) => (None, None),
        }
    }

    fn unless_constant(&mut self, term: &Term) -> Option<String> {
        if matches!(term, Term::Constant(_)) { None } else { self.term(term) }
    }

    /// The value of a term, whose events are noted.
    fn term(&mut self, term: &Term) -> Option<String> {
        term.walk(&mut |part| match part {
            Term::Count { stream, window, .. } | Term::ActiveDays { stream, window } | Term::Aggregate { stream, window, .. } => {
                self.stream(stream, window.as_ref());
            }
            Term::Occurrence { which, stream, .. } => {
                let mut all = event_places(stream, None, self.moment).map(|(place, ..)| place);
                self.places.extend(match which {
                    Occurrence::First => all.next(),
                    Occurrence::Last => all.next_back(),
                });
            }
            Term::Streak { stream, .. } => _ = self.stream(stream, None),
            Term::Open(pairs) => {
                self.stream(&pairs.opening, pairs.window.as_ref());
                self.stream(&pairs.closing, None);
            }
            _ => {}
        });
        value(term, self.moment, None).map(|value| value.to_string())
    }

    /// Notes the events of a stream in a window; how many they are.
    fn stream(&mut self, stream: &Stream, window: Option<&Window>) -> usize {
        let places: Vec<usize> = event_places(stream, window, self.moment).map(|(place, ..)| place).collect();
        let count = places.len();
        self.places.extend(places);
        count
    }
}
