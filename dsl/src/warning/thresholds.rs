//! Groups whose tags divide the values of one thing among them.

use serde_json::Value as Json;

use super::Found;
use super::values::Values;
use crate::diagnostic::Warning;

impl Found<'_> {
    /// Gaps and overlaps between the tags of an exclusive group that all look at one thing.
    pub(super) fn thresholds(&mut self, group: &str, defined: &[(usize, Json)], may_leave_gaps: bool) {
        let Some((quantity, ranges)) = self.ranges(defined) else { return };
        self.overlaps(quantity, &ranges);
        if may_leave_gaps {
            return;
        }
        let of = self.meaning.quantity(quantity).clone();
        let mut covered = Values::between(1, 0, 1);
        for (_, values) in &ranges {
            if self.meaning.spend(1 + covered.spans().len()).is_none() {
                return;
            }
            covered = covered.or(values, of.step);
        }
        let spans = covered.spans().to_vec();
        for pair in spans.windows(2) {
            let gap = of.all.and(&Values::between(pair[0].1 + 1, pair[1].0 - 1, of.step));
            let at = gap.spans().first().and_then(|&span| of.example(span));
            let above = ranges.iter().find(|(_, values)| values.has(pair[1].0));
            if let (Some(at), Some((tag, _))) = (at, above) {
                let warning = Warning::Gap { group: group.to_owned(), at: of.shown(at) };
                self.report_tag(warning, *tag);
            }
        }
    }

    /// Two tags of which each is also true where the other is not, and some value has both: a ladder, of which each step holds
    /// all of those before it, is none.
    fn overlaps(&mut self, quantity: usize, ranges: &[(usize, Values)]) {
        let of = self.meaning.quantity(quantity).clone();
        for (place, (tag, values)) in ranges.iter().enumerate() {
            if self.meaning.spend(place + 1).is_none() {
                return;
            }
            for (earlier, others) in &ranges[..place] {
                let both = values.and(others);
                if both.is_empty() || values.is_within(others) || others.is_within(values) {
                    continue;
                }
                if let Some(at) = both.spans().first().and_then(|&span| of.example(span)) {
                    let name = |tag: usize| self.handbook.tags()[tag].path.to_string();
                    let warning = Warning::Overlap { name: name(*tag), first: name(*earlier), at: of.shown(at) };
                    self.report_tag(warning, *tag);
                    break;
                }
            }
        }
    }

    /// The one quantity that all of them look at, with the values of which each is true.
    fn ranges(&mut self, defined: &[(usize, Json)]) -> Option<(usize, Vec<(usize, Values)>)> {
        let mut of = None;
        let mut ranges = Vec::new();
        for (tag, condition) in defined {
            // A mean per period is not the count that it is a part of.
            if condition.to_string().contains("\"per\":") {
                return None;
            }
            let (quantity, values) = self.meaning.only(condition)?;
            if *of.get_or_insert(quantity) != quantity {
                return None;
            }
            ranges.push((*tag, values.or_missing(false)));
        }
        Some((of?, ranges))
    }
}
