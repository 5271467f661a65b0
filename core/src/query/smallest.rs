//! The first few of many.

use std::collections::BinaryHeap;

/// The smallest of what is offered, no more than so many. Holds no more than these.
#[derive(Debug)]
pub(crate) struct Smallest<T> {
    limit: usize,
    kept: BinaryHeap<T>,
}

impl<T: Ord> Smallest<T> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, kept: BinaryHeap::new() }
    }

    pub(crate) fn offer(&mut self, item: T) {
        if self.kept.len() < self.limit {
            self.kept.push(item);
        } else if let Some(mut largest) = self.kept.peek_mut().filter(|largest| item < **largest) {
            *largest = item;
        }
    }

    /// What the next must be smaller than: nothing, as long as there is room.
    pub(crate) fn bar(&self) -> Option<&T> {
        self.kept.peek().filter(|_| self.kept.len() >= self.limit)
    }

    /// All of them, in order.
    pub(crate) fn into_sorted(self) -> Vec<T> {
        self.kept.into_sorted_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_those_that_sorting_would_put_first() {
        let numbers: Vec<u64> = (0..1000).map(|n| n * 7919 % 1009).collect();
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        for limit in [0, 1, 10, 999, 1000, 2000] {
            let mut smallest = Smallest::new(limit);
            for (at, &number) in numbers.iter().enumerate() {
                assert_eq!(smallest.bar().is_some(), at >= limit && limit > 0, "{at} of {limit}");
                smallest.offer(number);
            }
            assert_eq!(smallest.into_sorted(), sorted[..limit.min(1000)]);
        }
    }
}
