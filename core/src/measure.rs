//! What benches reach of the inside: the columns and indexes that nothing public shows alone. No part of the interface.

use crate::attribute::{BLOCK, Column, Kind, MASK, Ranges, Selection};
use crate::customer::{CustomerId, Register};
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
