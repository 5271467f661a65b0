use std::sync::Arc;

use super::table::order;
use super::{Log, Place};
use crate::customer::Ordinal;
use crate::event::{Entry, Identity};
use crate::time::Instant;

impl Log {
    /// The entries of some ids from an instant to before another, in their total order. Costs a search in each run.
    pub(crate) fn entries(&self, of: &[Ordinal], from: Instant, before: Instant) -> Vec<Arc<Entry>> {
        let mut entries = Vec::new();
        for &of in of {
            let (first, end) = (Place { of, at: from.millis() }, Place { of, at: before.millis() });
            for page in self.runs.iter().flat_map(|run| run.between(first, end)).filter(|page| page.may_have(of)) {
                page.collect(first, end, &mut |entry| entries.push(Arc::new(entry)));
            }
            entries.extend(self.head.of(of).filter(|entry| (from..before).contains(&entry.at)).cloned());
        }
        entries.sort_by(|a, b| order(a, b));
        entries
    }

    /// The entry of some ids that is known by an identity; of several the first in order.
    pub(crate) fn twin(&self, of: &[Ordinal], identity: &Identity) -> Option<Arc<Entry>> {
        let known = of.iter().filter(|&&of| self.may_know(of, identity));
        known.flat_map(|&of| self.find(of, identity)).min_by(|a, b| order(a, b))
    }

    fn find(&self, of: Ordinal, identity: &Identity) -> Option<Arc<Entry>> {
        let (first, end) = (Place { of, at: i64::MIN }, Place { of, at: i64::MAX });
        let pages = self.runs.iter().flat_map(|run| run.between(first, end));
        let sealed = pages.filter(|page| page.may_have(of)).filter_map(|page| page.find(of, identity)).map(Arc::new);
        let new = self.head.of(of).filter(|entry| entry.identity().as_ref() == Some(identity)).cloned();
        sealed.chain(new).min_by(|a, b| order(a, b))
    }
}
