//! The first customers in an order, found block by block.

use std::cmp::{Ordering, Reverse};
use std::ops::{Range, RangeInclusive};

use tagora_kernel::Bits;

use super::execute::customer;
use super::formula::{Formula, Span};
use super::found::Found;
use super::segment::Direction;
use super::smallest::Smallest;
use crate::attribute::{MASK, PAGES, Ranges, Selection};
use crate::customer::{Ordinal, Register};
use crate::numbering::Key;
use crate::value::Datum;

/// Where a customer stands in an order.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) value: Option<Datum>,
    pub(crate) id: Key<'a>,
    customer: Ordinal,
    direction: Direction,
}

/// The first so many of the customers looked at so far.
pub(crate) struct Ranking<'a> {
    register: &'a Register,
    direction: Direction,
    first: Smallest<Place<'a>>,
    /// What a customer needs to come before the last of them, as was worked out for that one.
    wanted: Option<(Ordinal, bool, Selection)>,
}

/// The words of a page.
const WORDS: usize = MASK / PAGES;

/// So many customers share a page.
const ROWS: usize = WORDS * 64;

impl<'a> Ranking<'a> {
    pub(crate) fn new(limit: usize, direction: Direction, register: &'a Register) -> Self {
        Self { register, direction, first: Smallest::new(limit), wanted: None }
    }

    /// Looks at a customer who has a value, or none.
    pub(crate) fn offer(&mut self, customer: Ordinal, value: Option<Datum>) {
        if let Some(bar) = self.first.bar() {
            match order(value.as_ref(), bar.value.as_ref(), self.direction) {
                Ordering::Greater => return,
                Ordering::Equal if self.are_behind(customer..=customer, bar) => return,
                _ => {}
            }
        }
        if let Some(id) = self.register.key(customer) {
            self.first.offer(Place { value, customer, direction: self.direction, id });
        }
    }

    /// So many blocks, those first in which the values come first.
    pub(crate) fn in_order(&self, formula: &Formula<'_>, blocks: usize) -> Vec<usize> {
        self.sorted(0..blocks, |block| formula.span_of_block(block))
    }

    fn sorted(&self, places: Range<usize>, span: impl Fn(usize) -> Span) -> Vec<usize> {
        let mut spans: Vec<(usize, Span)> = places.map(|place| (place, span(place))).collect();
        // Where nothing is known everything may be.
        spans.sort_by(|(_, one), (_, other)| match (one, other) {
            (Span::Unknown, Span::Unknown) => Ordering::Equal,
            (Span::Unknown, _) => Ordering::Less,
            (_, Span::Unknown) => Ordering::Greater,
            (one, other) => order(self.best(one), self.best(other), self.direction),
        });
        spans.into_iter().map(|(place, _)| place).collect()
    }

    /// Whether one of the customers of a block may still be among the first.
    pub(crate) fn is_open(&self, formula: &Formula<'_>, block: usize) -> bool {
        self.may_enter(&formula.span_of_block(block), customer(block, 0)..=customer(block, u16::MAX))
    }

    /// Looks at the customers found in a block, a page of their attributes at a time.
    pub(crate) fn look(&mut self, formula: &Formula<'_>, block: usize, found: &Found) {
        if found.is_empty() {
            return;
        }
        let (mut room, pages) = (Bits::ZERO, block * PAGES..(block + 1) * PAGES);
        let words = found.bits(&mut room).0.as_chunks::<WORDS>().0;
        for page in self.sorted(pages.clone(), |page| formula.span(page)) {
            let words = &words[page - pages.start];
            let first = (page - pages.start) * ROWS;
            let customers = customer(block, first as u16)..=customer(block, (first + ROWS - 1) as u16);
            if words.iter().all(|word| *word == 0) || !self.may_enter(&formula.span(page), customers.clone()) {
                continue;
            }
            let mut mask = *words;
            if let Some(wanted) = self.wanted(formula, customers) {
                formula.narrow(page, wanted, &mut mask);
            }
            for (n, word) in mask.into_iter().enumerate() {
                let mut left = word;
                while left != 0 {
                    let customer = customer(block, (first + n * 64) as u16 | left.trailing_zeros() as u16);
                    self.offer(customer, formula.value(customer));
                    left &= left - 1;
                }
            }
        }
    }

    /// The values with which a customer comes before the last of the first, where that can be said.
    fn wanted(&mut self, formula: &Formula<'_>, customers: RangeInclusive<Ordinal>) -> Option<&Selection> {
        let bar = self.first.bar()?;
        let are_behind = self.are_behind(customers, bar);
        let is_known = self.wanted.as_ref().is_some_and(|(of, behind, _)| (*of, *behind) == (bar.customer, are_behind));
        if !is_known {
            let values = match &bar.value {
                Some(value) => formula.values(value, self.direction, !are_behind)?,
                None => Ranges::all(),
            };
            let missing = bar.value.is_none() && !are_behind;
            self.wanted = Some((bar.customer, are_behind, Selection { values, missing }));
        }
        self.wanted.as_ref().map(|(.., wanted)| wanted)
    }

    /// Whether one of some customers, whose values lie in a span, may still be among the first.
    fn may_enter(&self, span: &Span, customers: RangeInclusive<Ordinal>) -> bool {
        let Some(bar) = self.first.bar() else { return true };
        if matches!(span, Span::Unknown) {
            return true;
        }
        match order(self.best(span), bar.value.as_ref(), self.direction) {
            Ordering::Less => true,
            Ordering::Equal => !self.are_behind(customers, bar),
            Ordering::Greater => false,
        }
    }

    fn best<'s>(&self, span: &'s Span) -> Option<&'s Datum> {
        match (span, self.direction) {
            (Span::Between(low, _), Direction::Ascending) => Some(low),
            (Span::Between(_, high), Direction::Descending) => Some(high),
            (Span::Nothing | Span::Unknown, _) => None,
        }
    }

    /// Whether all of some customers come behind another, if their values are the same: as far as their ordinals tell.
    fn are_behind(&self, customers: RangeInclusive<Ordinal>, other: &Place<'_>) -> bool {
        *customers.start() > other.customer && *customers.end() < self.register.ascending()
    }

    /// Their places, the first first.
    pub(crate) fn into_places(self) -> Vec<Place<'a>> {
        self.first.into_sorted()
    }
}

/// Which of two values comes first. Having none comes last.
fn order(one: Option<&Datum>, other: Option<&Datum>, direction: Direction) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => match direction {
            Direction::Ascending => one.order(other),
            Direction::Descending => other.order(one),
        },
        (one, other) => Reverse(one.is_some()).cmp(&Reverse(other.is_some())),
    }
}

impl Ord for Place<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        order(self.value.as_ref(), other.value.as_ref(), self.direction).then_with(|| self.id.cmp(&other.id))
    }
}

impl PartialOrd for Place<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Place<'_> {}

#[cfg(test)]
mod tests;
