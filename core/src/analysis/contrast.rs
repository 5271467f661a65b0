use std::sync::Arc;

use super::Suppress;
use super::figures::{self, Figures};

/// What distinguishes the customers of two segments: the tags that are more frequent in one than in the other.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Contrast {
    /// How many customers each has.
    pub customers: [Option<u64>; 2],
    /// The tags, that with the largest difference of shares first; of equal ones by path. Those held back are left out.
    pub tags: Vec<Contrasted>,
}

/// How frequent a tag is in two segments.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Contrasted {
    /// The tag's path.
    pub tag: Arc<str>,
    /// How many customers of each segment have it.
    pub customers: [u64; 2],
    /// Among all of each, from 0 to 1.
    pub shares: [f64; 2],
    /// The first share less the second.
    pub difference: f64,
    /// How many times as frequent it is in the first; none, if nobody of the second has it.
    pub lift: Option<f64>,
}

impl Contrast {
    /// The first so many of some tags, each with its holders in both segments.
    pub(crate) fn of(sizes: [u64; 2], tags: Vec<(Arc<str>, [u64; 2])>, limit: usize, suppress: Suppress) -> Self {
        let is_told = |size: u64, count: u64| !suppress.hides(count) && !suppress.hides(size.saturating_sub(count));
        let is_known = sizes.iter().all(|&size| size > 0 && !suppress.hides(size));
        let told = tags.into_iter().filter(|(_, counts)| {
            is_known
                && counts.iter().zip(sizes).all(|(&count, size)| is_told(size, count))
                && counts.iter().any(|&count| count > 0)
        });
        let contrasted = |(tag, customers): (Arc<str>, [u64; 2])| {
            let [first, second] = [0, 1].map(|of: usize| customers[of] as f64 / sizes[of] as f64);
            let lift = (second > 0.0).then(|| first / second);
            Contrasted { tag, customers, shares: [first, second], difference: first - second, lift }
        };
        let mut tags: Vec<Contrasted> = told.map(contrasted).collect();
        tags.sort_by(|one, other| other.difference.abs().total_cmp(&one.difference.abs()).then_with(|| one.tag.cmp(&other.tag)));
        tags.truncate(limit);
        Self { customers: sizes.map(|size| suppress.shown(size)), tags }
    }

    /// A row for each tag: `tag`, `first`, `second`, `share_of_first`, `share_of_second`, `difference`, `lift`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let columns = ["tag", "first", "second", "share_of_first", "share_of_second", "difference", "lift"];
        self.tags.iter().fold(Figures::of(&columns), |figures, tag| {
            let counts = tag.customers.map(|count| figures::count(Some(count)));
            let ratios = [Some(tag.shares[0]), Some(tag.shares[1]), Some(tag.difference), tag.lift].map(figures::ratio);
            figures.row([figures::text(Some(&*tag.tag))].into_iter().chain(counts).chain(ratios))
        })
    }
}
