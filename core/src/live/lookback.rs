//! How far back conditions look at events.

use std::collections::{BTreeMap, BTreeSet};

use tagora_dsl::ast::Occurrence;

use super::reads::Reads;
use crate::error::quote;
use crate::event::Schema;
use crate::rule::{Definition, Plan, Predicate, SetOff, Stream, Term, Window};

/// So many milliseconds at most, or to the first of all events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Back {
    Millis(i64),
    Ever,
}

impl Back {
    const NOW: Self = Self::Millis(0);

    /// So far back from there.
    pub(crate) fn and(self, more: Self) -> Self {
        match (self, more) {
            (Self::Millis(millis), Self::Millis(more)) => Self::Millis(millis.saturating_add(more)),
            _ => Self::Ever,
        }
    }

    fn of(window: Option<&Window>) -> Self {
        window.and_then(Window::timed).and_then(|window| window.longest()).map_or(Self::Ever, Self::Millis)
    }
}

/// What a condition asks for of the past.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lookback {
    /// How far back it looks at events of each type, by number.
    pub(crate) events: BTreeMap<usize, Back>,
    /// How far back it looks at tags and named conditions.
    pub(crate) state: Back,
}

impl Default for Lookback {
    fn default() -> Self {
        Self { events: BTreeMap::new(), state: Back::NOW }
    }
}

impl Lookback {
    pub(crate) fn of(predicate: &Predicate, plan: &Plan) -> Self {
        let mut lookback = Self::default();
        lookback.predicate(predicate, Back::NOW, plan);
        lookback
    }

    pub(crate) fn of_term(term: &Term) -> Self {
        let mut lookback = Self::default();
        lookback.term(term, Back::NOW);
        lookback
    }

    /// What is asked at instants so far back.
    fn predicate(&mut self, predicate: &Predicate, from: Back, plan: &Plan) {
        match predicate {
            Predicate::All(parts) | Predicate::Any(parts) | Predicate::AtLeast(_, parts) => {
                parts.iter().for_each(|part| self.predicate(part, from, plan));
            }
            Predicate::Not(inner) => self.predicate(inner, from, plan),
            Predicate::Happened { stream, window } => self.stream(stream, from.and(Back::of(window.as_ref()))),
            // The last event is in the window if any is that the window has not let go of.
            Predicate::InWindow { moment: Term::Occurrence { which: Occurrence::Last, stream, .. }, window } => {
                self.stream(stream, from.and(Back::of(Some(window))));
            }
            Predicate::Compare { left, op: _, right } => [left, right].into_iter().for_each(|term| self.term(term, from)),
            Predicate::Text { value: term, .. }
            | Predicate::Mentions { value: term, .. }
            | Predicate::Missing(term)
            | Predicate::IsTrue(term)
            | Predicate::InWindow { moment: term, .. }
            | Predicate::Ago { moment: term, .. }
            | Predicate::Ahead { moment: term, .. }
            | Predicate::Anniversary { date: term, .. } => self.term(term, from),
            Predicate::Includes(includes) => {
                self.term(&includes.set, from);
                includes.elements.iter().for_each(|element| self.term(element, from));
            }
            Predicate::HoldsAny(_) | Predicate::HoldsAll(_) | Predicate::SetBy(_) | Predicate::Named(_) => {
                self.state = self.state.max(from);
            }
            Predicate::Sequence(sequence) => {
                let back = from.and(Back::of(sequence.window.as_ref()));
                sequence.steps.iter().for_each(|step| self.stream(&step.stream, back));
                sequence.without.iter().for_each(|without| self.stream(&without.stream, back));
            }
            Predicate::ThenNot(pattern) => {
                let back = from.and(Back::of(pattern.window.as_ref()));
                [&pattern.first, &pattern.then].into_iter().for_each(|stream| self.stream(stream, back));
            }
            Predicate::Regular(regular) => {
                let slices = regular.windows(&plan.zone).map(|window| Back::of(Some(&Window::Timed(window))));
                let longest = slices.max().unwrap_or(Back::NOW);
                // What is compared stands in the slices, whatever window it could have alone.
                let events = Reads::of(&regular.comparison, plan).events;
                events.into_iter().for_each(|event| self.event(event, from.and(longest)));
            }
            Predicate::Dwell(dwell) => self.predicate(&dwell.condition, from.and(Back::Millis(dwell.reach.longest())), plan),
            Predicate::Latch(latch) => {
                [&latch.on, &latch.until].into_iter().for_each(|part| self.predicate(part, Back::Ever, plan));
            }
            // The values of attributes are kept.
            Predicate::Changed(change) => {
                change.from.iter().chain(&change.to).for_each(|term| self.term(term, from));
                self.anchor(change.window.as_ref());
            }
            Predicate::Today(_) => {}
        }
    }

    fn term(&mut self, term: &Term, from: Back) {
        match term {
            Term::Constant(_) | Term::Named(_) | Term::Attribute(_) | Term::Property(_) | Term::Bucket(_) => {}
            Term::Size(inner) | Term::Parameter { key: inner, .. } | Term::Elapsed { since: inner, .. } => {
                self.term(inner, from);
            }
            Term::Level(_) | Term::TagValue { .. } | Term::Holding(_) => self.state = self.state.max(from),
            Term::Turns { window, .. } => {
                self.state = self.state.max(from.and(Back::of(window.as_ref())));
                self.anchor(window.as_ref());
            }
            Term::Arithmetic { first, rest } => {
                self.term(first, from);
                rest.iter().for_each(|(_, term)| self.term(term, from));
            }
            Term::Count { stream, window, .. } | Term::ActiveDays { stream, window } | Term::Aggregate { stream, window, .. } => {
                self.stream(stream, from.and(Back::of(window.as_ref())));
                self.anchor(window.as_ref());
            }
            Term::Occurrence { stream, .. } | Term::Streak { stream, .. } => self.stream(stream, Back::Ever),
            Term::Open(pairs) => [&pairs.opening, &pairs.closing].into_iter().for_each(|stream| self.stream(stream, Back::Ever)),
        }
    }

    fn stream(&mut self, stream: &Stream, back: Back) {
        stream.types.iter().for_each(|&event| self.event(event, back));
    }

    /// The event behind which a window begins may be any time ago.
    fn anchor(&mut self, window: Option<&Window>) {
        if let Some(Window::Since(anchor)) = window {
            self.stream(&anchor.stream, Back::Ever);
        }
    }

    fn event(&mut self, event: usize, back: Back) {
        let known = self.events.entry(event).or_insert(back);
        *known = back.max(*known);
    }
}

impl Plan {
    /// What each of its conditions asks for, those of rules and all that has a name included, with words for what it is.
    pub(crate) fn lookbacks(&self) -> Vec<(String, Lookback)> {
        let tags = self.tags.iter().enumerate().filter_map(|(number, tag)| match &tag.definition {
            Definition::When(predicate) => {
                let what = if self.is_unseen(number) { "the route" } else { "the tag" };
                Some((format!("{what} {}", quote(&tag.path)), &**predicate))
            }
            _ => None,
        });
        let rules = self.rules.iter().filter_map(|rule| match &rule.on {
            SetOff::Condition(condition) | SetOff::Event { condition: Some(condition), .. } => {
                Some((format!("the rule {}", quote(&rule.name)), condition))
            }
            SetOff::Event { condition: None, .. } => None,
        });
        let defines = self.handbook.defines().iter().map(|define| define.name.node.as_str());
        let names = defines.chain(self.handbook.segments().iter().map(|segment| segment.name.node.as_str()));
        let named = names
            .enumerate()
            .filter_map(|(number, name)| Some((format!("the condition {}", quote(name)), self.named.get(number)?)));
        let mut all: Vec<_> =
            tags.chain(rules).chain(named).map(|(what, predicate)| (what, Lookback::of(predicate, self))).collect();
        // Who looks at tags as they were asks for all that these ask for from there on.
        let state = all.iter().map(|(_, lookback)| lookback.state).max().unwrap_or(Back::NOW);
        all.iter_mut().flat_map(|(_, lookback)| lookback.events.values_mut()).for_each(|back| *back = back.and(state));
        all
    }

    /// The types of events that its rules, and those of the handbooks before, can be set off through. What rules did
    /// is worked out from these.
    pub(crate) fn reacts_to(&self, schema: &Schema) -> BTreeSet<usize> {
        let mut events = BTreeSet::new();
        for plan in self.earlier.iter().map(|plan| &**plan).chain([self]) {
            for rule in &plan.rules {
                let condition = match &rule.on {
                    SetOff::Condition(condition) => Some(condition),
                    SetOff::Event { stream, condition, .. } => {
                        events.extend(&stream.types);
                        condition.as_ref()
                    }
                };
                let Some(reads) = condition.map(|condition| Reads::of(condition, plan)) else { continue };
                events.extend(&reads.events);
                if reads.state {
                    return (0..schema.event_names().count()).collect();
                }
            }
        }
        events
    }
}
