//! The first few of many.

use std::collections::BinaryHeap;

/// The `limit` smallest, in order. Holds no more than these.
pub(crate) fn smallest<T: Ord>(items: impl IntoIterator<Item = T>, limit: usize) -> Vec<T> {
    let mut kept = BinaryHeap::new();
    for item in items {
        if kept.len() < limit {
            kept.push(item);
        } else if let Some(mut largest) = kept.peek_mut().filter(|largest| item < **largest) {
            *largest = item;
        }
    }
    kept.into_sorted_vec()
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
            assert_eq!(smallest(numbers.iter().copied(), limit), sorted[..limit.min(1000)]);
        }
    }
}
