//! Patterns of several events: names become slots for what filters compare.

use tagora_dsl::EventSymbol;
use tagora_dsl::ast::{self, Name, Unit};

use super::compile::{Compiler, fault};
use super::predicate::Property;
use super::{Predicate, Stream, Term, Window};
use crate::error::Result;
use crate::time::{self, Reach};

/// Events one after another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sequence {
    /// One or more.
    pub(crate) steps: Vec<Step>,
    pub(crate) without: Option<Without>,
    pub(crate) within: Option<Reach>,
    /// Where all of the events must lie.
    pub(crate) window: Option<Window>,
    /// How many values the filters look back at.
    pub(crate) slots: usize,
}

/// An event of a sequence, or several alike in a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) stream: Stream,
    pub(crate) times: u32,
    /// What is kept of the first of them, and where.
    pub(crate) keeps: Vec<(usize, Property)>,
    /// The slots that its own or later filters look at, and those that later ones do.
    pub(crate) live_inside: Vec<usize>,
    pub(crate) live_after: Vec<usize>,
}

/// One event of a sequence, repetitions written out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Station {
    pub(crate) step: usize,
    pub(crate) is_first: bool,
    pub(crate) is_last: bool,
}

impl Sequence {
    pub(crate) fn stations(&self) -> Vec<Station> {
        let repeated = |(step, times): (usize, u32)| {
            (0..times).map(move |turn| Station { step, is_first: turn == 0, is_last: turn + 1 == times })
        };
        self.steps.iter().map(|step| step.times).enumerate().flat_map(repeated).collect()
    }
}

/// What must not lie between the first and the last event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Without {
    pub(crate) stream: Stream,
    /// The step with which all is known that the filter looks at.
    pub(crate) known_from: usize,
}

/// An event that another did not follow.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ThenNot {
    pub(crate) first: Stream,
    /// What is kept of the first event, by slot.
    pub(crate) keeps: Vec<Property>,
    pub(crate) then: Stream,
    pub(crate) within: Reach,
    /// Whether it must not have followed later either.
    pub(crate) still: bool,
    pub(crate) window: Option<Window>,
}

/// Events that others close, first come first served.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OpenPairs {
    pub(crate) opening: Stream,
    pub(crate) closing: Stream,
    /// Where the two keep the value in which they agree.
    pub(crate) key: Option<(Property, Property)>,
    pub(crate) window: Option<Window>,
    /// The instant of the oldest, not how many.
    pub(crate) oldest: bool,
}

/// A comparison that must be true of so many slices of a window.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Regular {
    pub(crate) comparison: Predicate,
    pub(crate) count: u32,
    pub(crate) slices: u32,
    pub(crate) unit: Unit,
}

impl Regular {
    /// The slices as windows, the one that ends now first.
    pub(crate) fn windows<'z>(&self, zone: &'z jiff::tz::TimeZone) -> impl Iterator<Item = time::Window> + use<'z> {
        let unit = self.unit;
        (0..self.slices).filter_map(move |near| {
            let written = match near {
                0 => ast::Window::Last(ast::Duration { amount: 1, unit }),
                near => ast::Window::Ago { far: near + 1, near, unit },
            };
            time::Window::of(&written, zone)
        })
    }
}

/// The names of the pattern that is being compiled.
#[derive(Default)]
pub(super) struct Names<'a> {
    known: Vec<(String, usize, &'a EventSymbol)>,
    slots: Vec<Slot>,
    /// The step whose filter is being compiled.
    step: usize,
}

struct Slot {
    step: usize,
    property: Property,
    last_use: usize,
}

/// The `without` of a sequence looks at slots until the end.
const END: usize = usize::MAX;

impl Compiler<'_> {
    pub(super) fn sequence(&self, sequence: &ast::Sequence) -> Result<Sequence> {
        *self.names.borrow_mut() = Names::default();
        let mut streams = Vec::new();
        for (number, step) in sequence.stages.iter().enumerate() {
            self.names.borrow_mut().step = number;
            streams.push((self.stream(&step.stream)?, step.times));
            self.know(step.name.as_ref(), number, &step.stream)?;
        }
        self.names.borrow_mut().step = END;
        let without = sequence.without.as_ref().map(|without| self.stream(without)).transpose()?;
        let slots = std::mem::take(&mut *self.names.borrow_mut()).slots;
        let live = |step: usize, until: usize| {
            let is_live = |slot: &Slot| slot.step <= step && slot.last_use >= until;
            slots.iter().enumerate().filter(|(_, slot)| is_live(slot)).map(|(number, _)| number).collect()
        };
        let steps = streams.into_iter().enumerate().map(|(number, (stream, times))| {
            let kept = slots.iter().enumerate().filter(|(_, slot)| slot.step == number);
            let keeps = kept.map(|(slot, kept)| (slot, kept.property.clone())).collect();
            Step { stream, times, keeps, live_inside: live(number, number), live_after: live(number, number + 1) }
        });
        let known_from = slots.iter().filter(|slot| slot.last_use == END).map(|slot| slot.step).max().unwrap_or(0);
        Ok(Sequence {
            steps: steps.collect(),
            without: without.map(|stream| Without { stream, known_from }),
            within: sequence.within.map(Reach::of),
            window: self.optional_window(sequence.window.as_ref())?,
            slots: slots.len(),
        })
    }

    pub(super) fn then_not(&self, pattern: &ast::ThenNot) -> Result<ThenNot> {
        *self.names.borrow_mut() = Names::default();
        let first = self.stream(&pattern.first)?;
        self.know(pattern.name.as_ref(), 0, &pattern.first)?;
        let then = self.stream(&pattern.then)?;
        let slots = std::mem::take(&mut *self.names.borrow_mut()).slots;
        Ok(ThenNot {
            first,
            keeps: slots.into_iter().map(|slot| slot.property).collect(),
            then,
            within: Reach::of(pattern.within),
            still: pattern.still,
            window: self.optional_window(pattern.window.as_ref())?,
        })
    }

    pub(super) fn open(&self, pairs: &ast::OpenPairs) -> Result<OpenPairs> {
        let key = match &pairs.key {
            Some(key) => {
                let place = |stream: &ast::Stream| self.property(self.event(&stream.event)?, &key.node);
                Some((place(&pairs.opening)?, place(&pairs.closing)?))
            }
            None => None,
        };
        Ok(OpenPairs {
            opening: self.stream(&pairs.opening)?,
            closing: self.stream(&pairs.closing)?,
            key,
            window: self.optional_window(pairs.window.as_ref())?,
            oldest: pairs.oldest,
        })
    }

    fn know(&self, name: Option<&Name>, step: usize, stream: &ast::Stream) -> Result<()> {
        if let Some(name) = name {
            self.names.borrow_mut().known.push((name.node.clone(), step, self.event(&stream.event)?));
        }
        Ok(())
    }

    /// `a.商品`.
    pub(super) fn named_property(&self, step: &Name, property: &Name) -> Result<Term> {
        let names = &mut *self.names.borrow_mut();
        let known = names.known.iter().find(|(name, ..)| *name == step.node);
        let &(_, step, event) = known.ok_or_else(|| fault("a step is gone"))?;
        let property = self.property(event, &property.node)?;
        let slot = names.slots.iter().position(|slot| slot.step == step && slot.property == property).unwrap_or_else(|| {
            names.slots.push(Slot { step, property, last_use: 0 });
            names.slots.len() - 1
        });
        names.slots[slot].last_use = names.slots[slot].last_use.max(names.step);
        Ok(Term::Named(slot))
    }
}
