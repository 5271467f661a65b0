use std::collections::HashMap;

/// Values that span no more than this have their counts side by side: 8 MiB of them.
const WIDEST: u64 = 1 << 20;

/// How many customers have each stored value, and how many have none.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    missing: u64,
    some: u64,
    /// What the first of the counts side by side is the count of.
    first: i64,
    near: Vec<u64>,
    /// Of values outside of these.
    far: HashMap<i64, u64>,
}

impl Counts {
    /// Nothing counted yet, of values most of which lie in a range.
    pub(super) fn of(low: i64, high: i64) -> Self {
        let near = match high.abs_diff(low) {
            span if low <= high && span < WIDEST => vec![0; span as usize + 1],
            _ => Vec::new(),
        };
        Self { first: low, near, ..Self::default() }
    }

    /// How many values were counted so far.
    pub(super) fn some(&self) -> u64 {
        self.some
    }

    pub(super) fn miss(&mut self, count: u64) {
        self.missing += count;
    }

    pub(super) fn add(&mut self, value: i64, count: u64) {
        self.some += count;
        let place = value.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        match place.and_then(|place| self.near.get_mut(place)) {
            Some(near) => *near += count,
            None => *self.far.entry(value).or_default() += count,
        }
    }

    /// Adds counts of values next to each other.
    pub(super) fn add_all(&mut self, first: i64, counts: &[u64]) {
        let place = first.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        match place.and_then(|place| self.near.get_mut(place..place.checked_add(counts.len())?)) {
            Some(near) => {
                self.some += counts.iter().sum::<u64>();
                near.iter_mut().zip(counts).for_each(|(near, count)| *near += count);
            }
            None => {
                let some = counts.iter().enumerate().filter(|(_, count)| **count > 0);
                some.for_each(|(beyond, count)| self.add(first.wrapping_add(beyond as i64), *count));
            }
        }
    }

    /// Both together.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.miss(other.missing);
        self.add_all(other.first, &other.near);
        other.far.into_iter().for_each(|(value, count)| self.add(value, count));
        self
    }

    /// What someone has, in no order, and last how many have nothing, if any.
    pub(crate) fn found(&self) -> impl Iterator<Item = (Option<i64>, u64)> {
        let near = self.near.iter().enumerate().map(|(beyond, &count)| (Some(self.first.wrapping_add(beyond as i64)), count));
        let far = self.far.iter().map(|(&value, &count)| (Some(value), count));
        near.chain(far).chain([(None, self.missing)]).filter(|(_, count)| *count > 0)
    }
}
