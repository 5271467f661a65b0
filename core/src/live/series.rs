use crate::time::Instant;

/// The running totals of streams, each of one customer.
///
/// What a row knows of one is its number and how long it is: what lies behind that is left from a commit that was undone.
#[derive(Clone, Debug, Default)]
pub(super) struct AllSeries {
    series: Vec<Series>,
    free: Vec<usize>,
    /// Of which nobody knows since this commit, unless it is undone.
    left: Vec<usize>,
    /// Which came to be in this commit.
    made: Vec<usize>,
}

/// When each value came, and what all up to it come to.
#[derive(Clone, Debug, Default)]
struct Series {
    at: Vec<i64>,
    totals: Vec<i128>,
}

impl AllSeries {
    /// The number of one that is empty.
    pub(super) fn make(&mut self) -> usize {
        let number = self.free.pop().unwrap_or_else(|| {
            self.series.push(Series::default());
            self.series.len() - 1
        });
        self.made.push(number);
        number
    }

    /// Nobody needs it any more.
    pub(super) fn leave(&mut self, number: usize) {
        self.left.push(number);
    }

    /// Adds a value to one of such a length. None that came before is later.
    pub(super) fn push(&mut self, number: usize, len: usize, at: Instant, value: i128) {
        let Series { at: instants, totals } = &mut self.series[number];
        instants.truncate(len);
        totals.truncate(len);
        instants.push(at.millis());
        totals.push(totals.last().copied().unwrap_or(0) + value);
    }

    /// How many of the first values pass, of which all pass before one that does not.
    pub(super) fn first(&self, number: usize, len: usize, passes: impl Fn(Instant) -> bool) -> usize {
        self.series[number].at[..len].partition_point(|&at| passes(Instant::kept(at)))
    }

    /// The number of a new one that is like the first values of another.
    pub(super) fn copy(&mut self, other: &Self, number: usize, len: usize) -> usize {
        let copy = self.make();
        let Series { at, totals } = &other.series[number];
        self.series[copy] = Series { at: at[..len].to_vec(), totals: totals[..len].to_vec() };
        copy
    }

    /// When the value at a place came.
    pub(super) fn at(&self, number: usize, place: usize) -> Instant {
        Instant::kept(self.series[number].at[place])
    }

    /// What the values between two places come to.
    pub(super) fn total(&self, number: usize, from: usize, to: usize) -> i128 {
        let until = |place: usize| place.checked_sub(1).map_or(0, |place| self.series[number].totals[place]);
        until(to) - until(from)
    }

    /// Bytes in use.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        let series = |series: &Series| series.at.capacity() * size_of::<i64>() + series.totals.capacity() * size_of::<i128>();
        self.series.iter().map(|one| series(one) + size_of::<Series>()).sum()
    }

    pub(super) fn keep(&mut self) {
        for number in std::mem::take(&mut self.left) {
            self.series[number] = Series::default();
            self.free.push(number);
        }
        self.made.clear();
    }

    pub(super) fn undo(&mut self) {
        self.left.clear();
        self.free.append(&mut self.made);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Instant {
        Instant::from_millis(millis).unwrap()
    }

    #[test]
    fn totals_between_two_places_are_exact() {
        let mut all = AllSeries::default();
        let number = all.make();
        [(5, 3), (5, -1), (9, i128::from(i64::MAX))].into_iter().enumerate().for_each(|(len, (millis, value))| {
            all.push(number, len, at(millis), value);
        });
        assert_eq!((all.total(number, 0, 2), all.total(number, 1, 3)), (2, i128::from(i64::MAX) - 1));
        assert_eq!(all.at(number, 2), at(9));
    }

    #[test]
    fn what_was_undone_is_written_over_and_what_is_left_is_used_again() {
        let mut all = AllSeries::default();
        let number = all.make();
        all.push(number, 0, at(1), 10);
        all.keep();
        all.push(number, 1, at(2), 5);
        all.undo();
        all.push(number, 1, at(3), 7);
        assert_eq!((all.total(number, 0, 2), all.at(number, 1)), (17, at(3)));
        all.leave(number);
        assert_ne!(all.make(), number, "the commit may still be undone");
        all.keep();
        assert_eq!(all.make(), number);
    }
}
