/// From how many customers on a number is told: a count of fewer, and what is reckoned from them, is held back.
///
/// Given to [`Snapshot::analysis`](crate::Snapshot::analysis), it holds for all that is found there. With `Suppress::below(k)`:
///
/// * A count of 1 to k - 1 customers has no value. 0 is told: that there is nobody.
/// * Where parts make up a whole that is told too, so much more is held back that the rest does not give it away: in a breakdown, in
///   each row and column of a cross table, between the steps of a funnel, in the four corners of an overlap.
/// * Sums, means and percentiles are told where k customers or more have values, percentiles where k values or more lie on
///   either side.
///
/// It does not protect against whoever asks twice: of two segments that differ in one customer, or before and behind a change.
/// Nor does it hide that all of a group are alike, or that one customer makes up most of a sum; and lists of customers are
/// no matter of it.
///
/// ```
/// use tagora::Suppress;
/// assert!(Suppress::below(5).hides(4) && !Suppress::below(5).hides(5) && !Suppress::below(5).hides(0));
/// assert!(!Suppress::NONE.hides(1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suppress {
    below: u64,
}

impl Suppress {
    /// Nothing is held back.
    pub const NONE: Self = Self { below: 0 };

    /// What tells of fewer than so many customers is held back.
    #[must_use]
    pub const fn below(customers: u64) -> Self {
        Self { below: customers }
    }

    /// Whether so many are too few to be told.
    #[must_use]
    pub const fn hides(self, customers: u64) -> bool {
        customers != 0 && customers < self.below
    }

    /// A count, if it may be told.
    pub(crate) fn shown(self, count: u64) -> Option<u64> {
        (!self.hides(count)).then_some(count)
    }

    /// Which of the parts of a whole that is known are held back: those that are too few, and of the others the smallest until
    /// what is held back is as many as may be told together.
    pub(crate) fn parts(self, parts: &[u64]) -> Vec<bool> {
        let mut hidden: Vec<bool> = parts.iter().map(|&part| self.hides(part)).collect();
        self.complete(&mut hidden, |part| parts.get(part).copied().unwrap_or(0));
        hidden
    }

    /// The same of each row and each column of a table, whose cells lie row by row.
    pub(crate) fn cells(self, cells: &[u64], columns: usize) -> Vec<bool> {
        let mut hidden: Vec<bool> = cells.iter().map(|&cell| self.hides(cell)).collect();
        if columns == 0 || !hidden.contains(&true) {
            return hidden;
        }
        let rows = cells.len() / columns;
        let lines = (0..rows).map(|row| (0..columns).map(|column| row * columns + column).collect::<Vec<_>>());
        let lines = lines.chain((0..columns).map(|column| (0..rows).map(|row| row * columns + column).collect()));
        let lines: Vec<Vec<usize>> = lines.collect();
        loop {
            let mut is_stable = true;
            for line in &lines {
                let mut of_line: Vec<bool> = line.iter().map(|&place| hidden[place]).collect();
                if self.complete(&mut of_line, |place| cells[line[place]]) {
                    is_stable = false;
                    line.iter().zip(of_line).for_each(|(&place, is_hidden)| hidden[place] = is_hidden);
                }
            }
            if is_stable {
                return hidden;
            }
        }
    }

    /// Hides more, until what is held back is nothing, or so much that it may be told as a whole, and more than one part: one alone
    /// could be reckoned, and then whatever it stands for elsewhere. Whether it did.
    pub(super) fn complete(self, hidden: &mut [bool], of: impl Fn(usize) -> u64) -> bool {
        let places = || 0..hidden.len();
        let (mut parts, mut held_back) = (0_usize, 0_u64);
        for part in places().filter(|&part| hidden[part]) {
            (parts, held_back) = (parts + 1, held_back + of(part));
        }
        let mut others: Vec<usize> = places().filter(|&part| !hidden[part] && of(part) > 0).collect();
        others.sort_by_key(|&part| of(part));
        let mut is_more = false;
        for part in others {
            if parts == 0 || parts > 1 && !self.hides(held_back) {
                break;
            }
            hidden[part] = true;
            (parts, held_back) = (parts + 1, held_back + of(part));
            is_more = true;
        }
        is_more
    }

    /// Which of some counts are held back of which each includes the next: a count is told where it and what it is less than
    /// the last one told may be.
    pub(crate) fn nested(self, counts: &[u64]) -> Vec<bool> {
        let mut told = None;
        let is_hidden = |&count: &u64| {
            let differs = told.is_some_and(|told: u64| self.hides(told.saturating_sub(count)));
            if self.hides(count) || differs {
                return true;
            }
            told = Some(count);
            false
        };
        counts.iter().map(is_hidden).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_part_never_stands_alone() {
        let suppress = Suppress::below(5);
        assert_eq!(suppress.parts(&[100, 3, 7, 0, 20]), [false, true, true, false, false]);
        assert_eq!(suppress.parts(&[100, 3, 4, 0]), [false, true, true, false]);
        assert_eq!(suppress.parts(&[100, 5, 0]), [false, false, false]);
        assert_eq!(suppress.nested(&[100, 98, 60, 57, 4]), [false, true, false, true, true]);
        assert_eq!(suppress.cells(&[50, 3, 40, 60], 2), [true, true, true, true]);
    }

    proptest! {
        /// What is held back of a whole, of a row or of a column is nothing, or enough to be told, or all there is.
        #[test]
        fn what_is_held_back_cannot_be_reckoned(
            cells in prop::collection::vec(0..12_u64, 1..30), columns in 1..6_usize, below in 0..8_u64,
        ) {
            let suppress = Suppress::below(below);
            let covered = |line: &[(u64, bool)]| {
                let hidden: u64 = line.iter().filter(|(_, hidden)| *hidden).map(|(cell, _)| cell).sum();
                let all = line.iter().all(|(cell, hidden)| *hidden || *cell == 0);
                let is_one = line.iter().filter(|(_, hidden)| *hidden).count() == 1;
                !suppress.hides(hidden) && !is_one || all
            };
            let hidden = suppress.parts(&cells);
            let line: Vec<_> = cells.iter().copied().zip(hidden).collect();
            prop_assert!(covered(&line) && line.iter().all(|(cell, hidden)| *hidden || !suppress.hides(*cell)));

            let rows = cells.len() / columns;
            let cells = &cells[..rows * columns];
            let hidden = suppress.cells(cells, columns);
            let of = |row: usize, column: usize| (cells[row * columns + column], hidden[row * columns + column]);
            for row in 0..rows {
                prop_assert!(covered(&(0..columns).map(|column| of(row, column)).collect::<Vec<_>>()));
            }
            for column in 0..columns {
                prop_assert!(covered(&(0..rows).map(|row| of(row, column)).collect::<Vec<_>>()));
            }
        }

        /// Of nested counts no two that are told differ by too few.
        #[test]
        fn steps_do_not_differ_by_too_few(mut counts in prop::collection::vec(0..30_u64, 1..8), below in 0..8_u64) {
            counts.sort_unstable_by(|a, b| b.cmp(a));
            let suppress = Suppress::below(below);
            let hidden = suppress.nested(&counts);
            let told: Vec<u64> = counts.iter().zip(hidden).filter(|(_, hidden)| !hidden).map(|(count, _)| *count).collect();
            for (place, one) in told.iter().enumerate() {
                prop_assert!(!suppress.hides(*one));
                prop_assert!(told[place..].iter().all(|other| !suppress.hides(one - other)));
            }
        }
    }
}
