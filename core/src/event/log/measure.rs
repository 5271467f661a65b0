//! What benches reach of the log. No part of the interface.

use std::sync::Arc;

use tagora_dsl::Number;

use super::scan::Values;
use super::{Kind, Log, Sizes};
use crate::event::{Entry, EntryKind};
use crate::time::Instant;
use crate::value::Datum;

/// An event with an amount.
#[derive(Clone, Debug)]
pub struct Noted(Arc<Entry>);

impl Noted {
    /// An event of a type at an instant in milliseconds, with an amount in cents; none if there is no such instant.
    #[must_use]
    pub fn new(customer: u32, event: usize, at: i64, cents: i64, id: Option<&str>) -> Option<Self> {
        let amount = Number::new(cents, 2).map(Datum::Number);
        let kind = EntryKind::Event { event, properties: std::iter::once(amount).collect() };
        let at = Instant::from_millis(at).ok()?;
        Some(Self(Arc::new(Entry { at, sequence: 0, of: customer, id: id.map(Into::into), kind, version: 1 })))
    }
}

/// The log.
#[derive(Clone, Debug)]
pub struct Events(Log);

impl Default for Events {
    fn default() -> Self {
        Self(Log::new(7, Sizes::default()))
    }
}

impl Events {
    /// Adds an event.
    pub fn append(&mut self, event: Noted) {
        self.0.append(event.0);
    }

    /// Seals what is new.
    pub fn seal(&mut self) {
        self.0.seal();
    }

    /// Merges all that is due.
    pub fn merge(&mut self) {
        while self.0.merge(usize::MAX) {}
    }

    /// How many runs there are.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.0.runs().len()
    }

    /// Bytes that pages take, and those of the index of ids.
    #[must_use]
    pub fn bytes(&self) -> (usize, usize) {
        self.0.bytes()
    }

    /// How many events a customer has, all of them read.
    #[must_use]
    pub fn read(&self, customer: u32) -> usize {
        self.0.entries(&[customer], Instant::MIN, Instant::NEVER).len()
    }

    /// How many events a customer has, read by walking over all customers.
    #[must_use]
    pub fn walk(&self) -> usize {
        self.0.customers(|_| true).map(|(_, entries)| entries.len()).sum()
    }

    /// How many events of a type have at least so many cents, and the sum of their instants and customers, from an instant
    /// to before another.
    #[must_use]
    pub fn scan(&self, event: u32, cents: i64, from: Instant, before: Instant) -> (u64, i64) {
        let (mut count, mut sum) = (0, 0_i64);
        self.0.scan(Kind::Event(event), &[0], from, before, |block| {
            if let [Values::Numbers { numbers, present: None, .. }] = &*block.values {
                for ((of, at), number) in block.of.iter().zip(&block.at).zip(numbers) {
                    count += u64::from(*number >= cents);
                    sum = sum.wrapping_add(at ^ i64::from(*of));
                }
            }
        });
        (count, sum)
    }

    /// The same, with the events of each customer in their order.
    #[must_use]
    pub fn in_order(&self, event: u32, cents: i64) -> (u64, i64) {
        let (mut count, mut sum) = (0, 0_i64);
        self.0.in_order(Kind::Event(event), &[0], |block| {
            if let [Values::Numbers { numbers, present: None, .. }] = &*block.values {
                for ((of, at), number) in block.of.iter().zip(&block.at).zip(numbers) {
                    count += u64::from(*number >= cents);
                    sum = sum.wrapping_add(at ^ i64::from(*of));
                }
            }
        });
        (count, sum)
    }
}
