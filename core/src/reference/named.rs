//! The truth of named conditions.

use super::truth::{Moment, is_true};

/// The truth at a moment of each of these named conditions, by number. They come each behind those it names; of others
/// nothing is said.
pub(crate) fn named(which: &[usize], moment: &Moment<'_>) -> Vec<bool> {
    if which.is_empty() {
        return Vec::new();
    }
    let mut truths = vec![false; moment.plan.named.len()];
    for &number in which {
        let truth =
            moment.plan.named.get(number).is_some_and(|predicate| is_true(predicate, &Moment { named: &truths, ..*moment }));
        truths[number] = truth;
    }
    truths
}
