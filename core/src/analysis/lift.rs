use std::sync::Arc;

use super::Suppress;
use super::figures::{self, Figures};

/// How each two of some tags go together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Lifts {
    /// How many customers there are in all.
    pub customers: Option<u64>,
    /// The tags' paths, and how many customers have each.
    pub tags: Vec<(Arc<str>, Option<u64>)>,
    /// Each two of them, the first with the second, with the third, and so on.
    pub pairs: Vec<Lift>,
}

/// How two tags go together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Lift {
    /// The places of the two among the tags.
    pub tags: [usize; 2],
    /// How many customers have both.
    pub customers: Option<u64>,
    /// Among those who have the first, from 0 to 1.
    pub of_first: Option<f64>,
    /// Among those who have the second, from 0 to 1.
    pub of_second: Option<f64>,
    /// How many times as many have both as would if the tags had nothing to do with each other.
    pub lift: Option<f64>,
}

impl Lifts {
    /// For `n` tags, the count of `i` and `j`, `i <= j`, lies at `i * n + j`.
    pub(crate) fn of(paths: Vec<Arc<str>>, counts: &[u64], all: u64, suppress: Suppress) -> Self {
        let len = paths.len();
        let count = |one: usize, other: usize| counts.get(one * len + other).copied().unwrap_or(0);
        let customers = suppress.shown(all);
        // Who has a tag tells who has not.
        let size = |tag: usize| suppress.shown(count(tag, tag)).filter(|&size| !suppress.hides(all.saturating_sub(size)));
        let sizes: Vec<Option<u64>> = (0..len).map(size).collect();
        let pair = |one: usize, other: usize| {
            let (first, second, both) = (count(one, one), count(other, other), count(one, other));
            // All four corners: both, either alone, neither.
            let neither = (all + both).saturating_sub(first + second);
            let is_hidden =
                [both, first - both.min(first), second - both.min(second), neither].into_iter().any(|n| suppress.hides(n))
                    || sizes[one].is_none()
                    || sizes[other].is_none();
            let told = (!is_hidden).then_some(both);
            let expected = first as f64 * second as f64;
            Lift {
                tags: [one, other],
                customers: told,
                of_first: figures::share(told, sizes[one]),
                of_second: figures::share(told, sizes[other]),
                lift: told.filter(|_| expected > 0.0).map(|both| both as f64 * all as f64 / expected),
            }
        };
        let pairs = (0..len).flat_map(|one| (one + 1..len).map(move |other| (one, other)));
        let pairs = pairs.map(|(one, other)| pair(one, other)).collect();
        Self { customers, tags: paths.into_iter().zip(sizes.iter().copied()).collect(), pairs }
    }

    /// A row for each pair: `tag`, `other`, `first` and `second` (how many have each), `customers` (both), `of_first`, `of_second`, `lift`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let columns = Figures::of(&["tag", "other", "first", "second", "customers", "of_first", "of_second", "lift"]);
        self.pairs.iter().fold(columns, |figures, pair| {
            let path = |place: usize| figures::text(self.tags.get(pair.tags[place]).map(|(path, _)| &**path));
            let ratios = [pair.of_first, pair.of_second, pair.lift].map(figures::ratio);
            let size = |place: usize| figures::count(self.tags.get(pair.tags[place]).and_then(|(_, size)| *size));
            let counts = [size(0), size(1), figures::count(pair.customers)];
            figures.row([path(0), path(1)].into_iter().chain(counts).chain(ratios))
        })
    }
}
