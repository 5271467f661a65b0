//! Sequences, what did not follow, pairs, streaks: names and types.

use super::Checker;
use super::expression::ValueType;
use super::handbook::CheckedHandbook;
use crate::ast::{Name, OpenPairs, Regular, Sequence, Stream, ThenNot};
use crate::diagnostic::{Kind, Problem, UnknownNote};
use crate::span::Span;
use crate::suggest::nearest;

/// So many events of a sequence may have names: each multiplies what matching has to try.
const MAX_NAMES: usize = 2;

/// An event of the pattern that is being checked.
pub(super) struct Named {
    name: String,
    at: usize,
    /// Its number, if it is known.
    event: Option<usize>,
}

impl Checker<'_> {
    pub(super) fn sequence(&mut self, sequence: &Sequence, handbook: &CheckedHandbook, span: Span) {
        let times = sequence.stages.iter().map(|step| step.times as usize).fold(0, usize::saturating_add);
        if times > self.sequence_limit {
            self.report(Problem::SequenceTooLong { limit: self.sequence_limit }, span);
        }
        for step in &sequence.stages {
            self.stream(&step.stream, handbook);
            self.name_step(step.name.as_ref(), &step.stream, handbook);
        }
        if let Some(without) = &sequence.without {
            self.stream(without, handbook);
        }
        if self.named.len() > MAX_NAMES {
            self.report(Problem::TooManyNames { limit: MAX_NAMES }, span);
        }
        self.named.clear();
        self.window(sequence.window.as_ref(), handbook);
    }

    pub(super) fn then_not(&mut self, pattern: &ThenNot, handbook: &CheckedHandbook) {
        self.stream(&pattern.first, handbook);
        self.name_step(pattern.name.as_ref(), &pattern.first, handbook);
        self.stream(&pattern.then, handbook);
        self.named.clear();
        self.window(pattern.window.as_ref(), handbook);
    }

    /// From here on the pattern's filters know the event by its name.
    fn name_step(&mut self, name: Option<&Name>, stream: &Stream, handbook: &CheckedHandbook) {
        let Some(name) = name else { return };
        if !crate::names::writable(&name.node) {
            self.report(Problem::UnwritableName, name.span);
        }
        if let Some(at) = self.named.iter().find(|named| named.name == name.node).map(|named| named.at) {
            let first_line = self.line(at);
            self.report(Problem::Duplicate { kind: Kind::Step, name: name.node.clone(), first_line }, name.span);
        }
        let event = handbook.event(&stream.event.node);
        self.named.push(Named { name: name.node.clone(), at: name.span.start, event });
    }

    /// The type of `a.商品`.
    pub(super) fn named<'h>(&mut self, step: &Name, property: &Name, handbook: &'h CheckedHandbook) -> ValueType<'h> {
        if let Some(named) = self.named.iter().find(|named| named.name == step.node) {
            return match named.event {
                Some(event) => self.property(property, &handbook.events[event]),
                None => ValueType::Unknown,
            };
        }
        let suggestion = nearest(&step.node, self.named.iter().map(|named| named.name.as_str()), &mut self.effort);
        let note = match handbook.event(&step.node) {
            Some(_) if self.named.is_empty() => {
                Some(UnknownNote::EventsProperty { event: step.node.clone(), property: property.node.clone() })
            }
            _ => None,
        };
        let problem = Problem::Unknown { kind: Kind::Step, name: step.node.clone(), within: None, suggestion, note };
        self.report(problem, step.span);
        ValueType::Unknown
    }

    pub(super) fn open<'h>(&mut self, pairs: &OpenPairs, handbook: &'h CheckedHandbook) -> ValueType<'h> {
        let (opening, closing) = (self.stream(&pairs.opening, handbook), self.stream(&pairs.closing, handbook));
        if let Some(key) = &pairs.key {
            let needed = opening.map(|event| self.property(key, event));
            let found = closing.map(|event| self.property(key, event));
            if let (Some(needed), Some(found)) = (needed, found)
                && !needed.fits(&found)
            {
                let (needed, found) = (needed.words(), found.words());
                self.report(Problem::TypeMismatch { needed, found, advice: None }, key.span);
            }
        }
        self.window(pairs.window.as_ref(), handbook);
        if pairs.oldest { ValueType::Instant } else { ValueType::Number }
    }

    pub(super) fn regular(&mut self, regular: &Regular, handbook: &CheckedHandbook, span: Span) {
        let of = regular.last.amount;
        if of as usize > self.sequence_limit {
            self.report(Problem::SequenceTooLong { limit: self.sequence_limit }, span);
        }
        if regular.slices == 0 || regular.slices > of {
            self.report(Problem::UnfitSlices { count: regular.slices, of }, span);
        }
        self.condition(&regular.comparison, handbook, None);
    }
}
