use crate::value::{Quantity, Value};

/// How many there were, how many of them had a number, and these together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tally {
    pub(crate) customers: u64,
    pub(crate) values: u64,
    sum: Quantity,
}

impl Default for Tally {
    fn default() -> Self {
        Self { customers: 0, values: 0, sum: Quantity::ZERO }
    }
}

impl Tally {
    /// So many customers, of whom no numbers are asked for.
    pub(crate) fn of(customers: u64) -> Self {
        Self { customers, ..Self::default() }
    }

    /// So many customers, of whom so many have a number, and these together.
    pub(crate) fn summed(customers: u64, values: u64, sum: Quantity) -> Self {
        Self { customers, values, sum }
    }

    /// One more, with its number.
    pub(crate) fn add(&mut self, value: Option<Quantity>) {
        self.customers += 1;
        self.add_value(value);
    }

    /// One number more.
    pub(crate) fn add_value(&mut self, value: Option<Quantity>) {
        if let Some(value) = value {
            self.values += 1;
            self.sum = self.sum.plus(value);
        }
    }

    /// Over nothing it is 0.
    pub(crate) fn sum(&self) -> Value {
        self.sum.into()
    }

    /// None of nothing.
    pub(crate) fn mean(&self) -> Option<Value> {
        (self.values > 0).then(|| self.sum.over(self.values).into())
    }
}
