use super::{Column, Flip};
use crate::customer::Ordinal;
use crate::numbering::Pieces;

/// So many columns are listed together: what a change copies of the list, beside the list of lists.
const TOGETHER: usize = 16;

/// The holders of each tag, by its number. Cloning shares them, however many there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    pieces: Pieces<Vec<Column>>,
    len: usize,
}

impl Columns {
    /// For so many tags that nobody holds.
    pub(crate) fn of(tags: usize) -> Self {
        (0..tags).map(|_| Column::default()).collect()
    }

    /// How many tags.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, number: usize) -> Option<&Column> {
        self.pieces.get(number / TOGETHER)?.get(number % TOGETHER)
    }

    /// All, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.pieces.all().flatten()
    }

    /// Those that are not shared with another state's, by number.
    pub(crate) fn unshared<'c>(&'c self, other: &'c Self) -> impl Iterator<Item = (usize, &'c Column)> {
        let pieces = (0..self.len.div_ceil(TOGETHER)).filter(|&piece| !self.pieces.shares(&other.pieces, piece));
        let numbers = pieces.flat_map(|piece| piece * TOGETHER..(piece + 1) * TOGETHER);
        numbers.filter_map(|number| Some((number, self.get(number)?)))
    }

    /// The blocks of a column that were changed since this was last asked, in order.
    pub(crate) fn take_dirty(&mut self, number: usize) -> Vec<u32> {
        if self.get(number).is_none_or(|column| !column.is_dirty()) {
            return Vec::new();
        }
        self.change(number).map_or_else(Vec::new, Column::take_dirty)
    }

    fn change(&mut self, number: usize) -> Option<&mut Column> {
        (number < self.len).then(|| self.pieces.change(number / TOGETHER).get_mut(number % TOGETHER))?
    }

    /// Gives a tag other holders.
    pub(crate) fn replace(&mut self, number: usize, holders: Column) {
        if let Some(column) = self.change(number) {
            *column = holders;
        }
    }

    /// Gives a customer a tag, or takes it.
    pub(crate) fn put(&mut self, number: usize, customer: Ordinal, member: bool) {
        if self.get(number).is_some_and(|column| column.contains(customer) != member)
            && let Some(column) = self.change(number)
        {
            column.put(customer, member);
        }
    }

    /// Flips many holders of a tag; see [`Column::apply`].
    pub(crate) fn apply(&mut self, number: usize, flips: &[Flip]) {
        if !flips.is_empty()
            && let Some(column) = self.change(number)
        {
            column.apply(flips);
        }
    }
}

impl FromIterator<Column> for Columns {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Self {
        let mut all = Self::default();
        for column in columns {
            all.pieces.change(all.len / TOGETHER).push(column);
            all.len += 1;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_cloned_them_keeps_them_as_they_are() {
        let mut columns = Columns::of(40);
        columns.put(17, 5, true);
        let kept = columns.clone();
        columns.put(17, 5, false);
        columns.put(39, 6, true);
        columns.apply(2, &[Flip { customer: 7, member: true }]);
        columns.put(40, 6, true);
        columns.apply(40, &[Flip { customer: 7, member: true }]);
        let members = |columns: &Columns| -> Vec<(usize, Vec<u32>)> {
            let members = columns.iter().map(|column| column.iter().collect::<Vec<_>>()).enumerate();
            members.filter(|(_, members)| !members.is_empty()).collect()
        };
        assert_eq!((kept.len(), members(&kept)), (40, vec![(17, vec![5])]));
        assert_eq!((columns.len(), members(&columns)), (40, vec![(2, vec![7]), (39, vec![6])]));
        assert!(columns.get(40).is_none() && columns.get(39).is_some_and(|column| column.contains(6)));
    }
}
