//! Events that are no longer kept go from sealed pages, some pages at a time.

use std::sync::Arc;

use super::{Kind, Log, Page, Run};
use crate::customer::Ordinal;
use crate::time::Instant;

/// What went.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    /// How many entries of each id, in order of ordinals within a page.
    pub(crate) of: Vec<(Ordinal, u32)>,
    /// Whether there may be more to go.
    pub(crate) is_more: bool,
}

impl Log {
    /// Lets go of sealed entries before an instant that depends on their kind, in so many pages at most. What is not sealed yet
    /// stays until it is.
    pub(crate) fn let_go(&mut self, kept_since: &impl Fn(Kind) -> Option<Instant>, pages: usize) -> Gone {
        let (mut gone, mut left) = (Gone::default(), pages);
        for number in 0..self.runs.len() {
            let run = &self.runs[number];
            if !run.pages().iter().any(|page| page.has_older(kept_since)) {
                continue;
            }
            let mut stays: Vec<Arc<Page>> = Vec::new();
            for page in run.pages() {
                if left == 0 || !page.has_older(kept_since) {
                    stays.push(page.clone());
                    continue;
                }
                left -= 1;
                stays.extend(page.since(kept_since, self.sizes.page, &mut gone.of).into_iter().map(Arc::new));
            }
            Arc::make_mut(&mut self.runs)[number] = Arc::new(Run::of(stays));
            if left == 0 {
                break;
            }
        }
        // What is being merged has pages of its own, with what they were made of.
        gone.is_more = left == 0 || self.merge.is_some();
        if self.merge.is_none() && self.runs.iter().any(|run| run.len() == 0) {
            Arc::make_mut(&mut self.runs).retain(|run| run.len() > 0);
        }
        gone
    }
}
