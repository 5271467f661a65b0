//! What benches reach of the inside: the columns and indexes that nothing public shows alone. No part of the interface.

use std::sync::Arc;

use crate::attribute::{BLOCK, Column, Kind, MASK, Ranges, Selection};
use crate::change::{Drafts, Feed, FeedPage, Reason, What};
use crate::customer::{CustomerId, Register};
use crate::rule::Legend;
use crate::time::Instant;
use crate::value::Datum;

/// The ids of customers and their ordinals.
#[derive(Clone, Debug, Default)]
pub struct Ids(Register);

impl Ids {
    /// The ordinal of an id, a new one if it has none.
    pub fn enter(&mut self, id: &CustomerId) -> Option<u32> {
        self.0.enter(id)
    }

    /// The ordinal of an id.
    #[must_use]
    pub fn ordinal(&self, id: &CustomerId) -> Option<u32> {
        self.0.ordinal(id)
    }

    /// The id of an ordinal.
    #[must_use]
    pub fn id(&self, ordinal: u32) -> Option<CustomerId> {
        self.0.id(ordinal)
    }

    /// Bytes in use, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.bytes()
    }
}

/// An attribute of whole numbers.
#[derive(Clone, Debug)]
pub struct Numbers {
    column: Column,
    customers: u32,
}

impl Numbers {
    /// The numbers of customers by ordinal.
    pub fn new(numbers: impl IntoIterator<Item = i64>) -> Self {
        let mut numbers_of = Self { column: Column::new(Kind::Number { places: 0 }), customers: 0 };
        for number in numbers {
            numbers_of.put(numbers_of.customers, number);
        }
        numbers_of
    }

    /// A customer has another number.
    pub fn put(&mut self, customer: u32, number: i64) {
        self.column.put(customer, Some(&Datum::Number(number.into())));
        self.customers = self.customers.max(customer + 1);
    }

    /// How many have a number in one of the ranges.
    #[must_use]
    pub fn count(&self, ranges: &[(i64, i64)]) -> u64 {
        let values = ranges.iter().fold(Ranges::default(), |all, &(first, last)| all.or(&Ranges::of(first, last)));
        let (selection, mut mask, mut count) = (Selection::values(values), [0; MASK], 0);
        for block in 0..self.customers.div_ceil(BLOCK) {
            self.column.select(block as usize, &selection, &mut mask);
            count += mask.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
        }
        count
    }

    /// Bytes in use, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.column.bytes()
    }
}

/// The change feed, with names for so many tags and event types as are asked for.
#[derive(Clone, Debug, Default)]
pub struct ChangeFeed {
    feed: Feed,
    legend: Arc<Legend>,
    ids: Register,
    commits: u64,
}

/// A tag of a customer comes or goes.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The ordinal.
    pub customer: u32,
    /// When.
    pub at: Instant,
    /// The tag's number.
    pub tag: usize,
    /// Whether it comes.
    pub gained: bool,
    /// The number of the type of event behind it, and the event's id; `None` where time passed.
    pub event: Option<(usize, Option<&'a str>)>,
}

impl ChangeFeed {
    /// The feed of customers with these ids.
    #[must_use]
    pub fn new(ids: &Ids, tags: usize, events: usize) -> Self {
        let names = |of: &'static str, count: usize| (0..count).map(move |number| format!("{of}/{number}").into()).collect();
        let legend = Legend { tags: names("tag", tags), events: names("event", events), ..Legend::default() };
        Self { legend: Arc::new(legend), ids: ids.0.clone(), ..Self::default() }
    }

    /// A commit. Gives how many changes it has.
    pub fn append<'a>(&mut self, turns: impl IntoIterator<Item = Turn<'a>>, keep: usize) -> usize {
        let mut drafts = Drafts::default();
        for Turn { customer, at, tag, gained, event } in turns {
            let what = if gained { What::Gained(tag) } else { What::Lost(tag) };
            let why = event.map_or(Reason::Time, |(event, id)| Reason::Event { event, id, at });
            drafts.push(customer, at, what, why);
        }
        self.commits += 1;
        self.feed.append(drafts, self.commits, &self.legend, keep, &self.ids).len()
    }

    /// At most `max` changes behind number `after`.
    #[must_use]
    pub fn page(&self, after: u64, max: usize) -> FeedPage {
        self.feed.page(after, max, &self.ids)
    }

    /// Bytes in use, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.feed.bytes()
    }
}
