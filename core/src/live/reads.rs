//! What a condition looks at: which records can change it, and whether anything but records and time can.

use std::collections::BTreeSet;

use crate::rule::{Plan, Predicate, Stream, Term, Window};

/// What a condition looks at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Reads {
    /// Types of events, by number.
    pub(crate) events: BTreeSet<usize>,
    /// Attributes, by number.
    pub(crate) attributes: BTreeSet<usize>,
    /// The customer's tags, their past, or named conditions.
    pub(crate) state: bool,
    /// The present instant or the calendar, other than through a window over events.
    pub(super) clock: bool,
    /// Since when the customer is one: any record may tell.
    pub(crate) birth: bool,
    /// Under which id it is known.
    pub(crate) id: bool,
    /// Properties of the event that a filter looks at, by type and place.
    pub(crate) properties: BTreeSet<(usize, usize)>,
}

/// Whether conditions look at a customer's tags, at their past, or at named conditions.
pub(crate) fn look_at_state<'p>(predicates: impl IntoIterator<Item = &'p Predicate>, plan: &Plan) -> bool {
    predicates.into_iter().any(|predicate| Reads::of(predicate, plan).state)
}

/// Whether an expression does.
pub(crate) fn looks_at_state(term: &Term, plan: &Plan) -> bool {
    let mut reads = Reads::default();
    reads.term(term, plan);
    reads.state
}

/// Whether an expression looks at nothing but the event at hand.
pub(super) fn alone(term: &Term, plan: &Plan) -> bool {
    let mut reads = Reads::default();
    reads.term(term, plan);
    reads.is_of_the_event_alone()
}

impl Reads {
    pub(crate) fn of(predicate: &Predicate, plan: &Plan) -> Self {
        let mut reads = Self::default();
        reads.predicate(predicate, plan);
        reads
    }

    pub(crate) fn of_term(term: &Term, plan: &Plan) -> Self {
        let mut reads = Self::default();
        reads.term(term, plan);
        reads
    }

    /// Whether it looks at nothing but an event, if it is a filter.
    pub(super) fn is_of_the_event_alone(&self) -> bool {
        let Self { events, attributes, state, clock, birth, id, properties: _ } = self;
        events.is_empty() && attributes.is_empty() && !(*state || *clock || *birth || *id)
    }

    fn predicate(&mut self, predicate: &Predicate, plan: &Plan) {
        match predicate {
            Predicate::All(parts) | Predicate::Any(parts) | Predicate::AtLeast(_, parts) => {
                parts.iter().for_each(|part| self.predicate(part, plan));
            }
            Predicate::Not(inner) => self.predicate(inner, plan),
            Predicate::Happened { stream, window } => {
                self.stream(stream, plan);
                self.window(window.as_ref(), plan);
            }
            Predicate::Compare { left, op: _, right } => {
                self.term(left, plan);
                self.term(right, plan);
            }
            Predicate::Text { value, .. } | Predicate::Mentions { value, .. } => self.term(value, plan),
            Predicate::Missing(term) | Predicate::IsTrue(term) => self.term(term, plan),
            Predicate::Includes(includes) => {
                self.term(&includes.set, plan);
                includes.elements.iter().for_each(|element| self.term(element, plan));
            }
            Predicate::InWindow { moment, window } => {
                self.clock = true;
                self.term(moment, plan);
                self.window(Some(window), plan);
            }
            Predicate::Ago { moment, .. } | Predicate::Ahead { moment, .. } => {
                self.clock = true;
                self.term(moment, plan);
            }
            Predicate::Anniversary { date, .. } => {
                self.clock = true;
                self.attributes.extend(plan.own_zone);
                self.term(date, plan);
            }
            Predicate::Today(_) => self.clock = true,
            Predicate::HoldsAny(_) | Predicate::HoldsAll(_) | Predicate::SetBy(_) | Predicate::Named(_) => self.state = true,
            Predicate::Sequence(sequence) => {
                sequence.steps.iter().for_each(|step| self.stream(&step.stream, plan));
                sequence.without.iter().for_each(|without| self.stream(&without.stream, plan));
                self.window(sequence.window.as_ref(), plan);
            }
            Predicate::ThenNot(pattern) => {
                self.stream(&pattern.first, plan);
                self.stream(&pattern.then, plan);
                self.window(pattern.window.as_ref(), plan);
            }
            Predicate::Regular(regular) => self.predicate(&regular.comparison, plan),
            Predicate::Dwell(dwell) => {
                self.birth = true;
                self.predicate(&dwell.condition, plan);
            }
            Predicate::Latch(latch) => {
                self.birth = true;
                self.predicate(&latch.on, plan);
                self.predicate(&latch.until, plan);
            }
            Predicate::Changed(change) => {
                self.attributes.insert(change.attribute);
                change.from.iter().chain(&change.to).for_each(|term| self.term(term, plan));
                self.window(change.window.as_ref(), plan);
            }
        }
    }

    fn term(&mut self, term: &Term, plan: &Plan) {
        match term {
            Term::Constant(_) | Term::Named(_) => {}
            Term::Property(property) => self.properties.extend(&property.0),
            Term::Bucket(_) => self.id = true,
            Term::Attribute(attribute) => {
                self.attributes.insert(*attribute);
            }
            Term::Size(inner) | Term::Parameter { key: inner, .. } => self.term(inner, plan),
            Term::Elapsed { since, .. } => {
                self.clock = true;
                self.term(since, plan);
            }
            Term::Level(_) | Term::TagValue { .. } | Term::Holding(_) => self.state = true,
            Term::Turns { window, .. } => {
                self.state = true;
                self.window(window.as_ref(), plan);
            }
            Term::Arithmetic { first, rest } => {
                self.term(first, plan);
                rest.iter().for_each(|(_, term)| self.term(term, plan));
            }
            Term::Count { stream, window, .. } | Term::ActiveDays { stream, window } | Term::Aggregate { stream, window, .. } => {
                self.stream(stream, plan);
                self.window(window.as_ref(), plan);
            }
            Term::Occurrence { stream, .. } | Term::Streak { stream, .. } => self.stream(stream, plan),
            Term::Open(pairs) => {
                self.stream(&pairs.opening, plan);
                self.stream(&pairs.closing, plan);
                self.window(pairs.window.as_ref(), plan);
            }
        }
    }

    fn stream(&mut self, stream: &Stream, plan: &Plan) {
        self.events.extend(&stream.types);
        if let Some(filter) = &stream.filter {
            self.predicate(filter, plan);
        }
    }

    fn window(&mut self, window: Option<&Window>, plan: &Plan) {
        if let Some(Window::Since(anchor)) = window {
            self.stream(&anchor.stream, plan);
        }
    }
}
