use super::counts::Counts;
use super::selection::Selection;
use super::values::Values;

/// So many customers share a page: what a writer copies to change one.
pub(super) const ROWS: usize = 4096;

/// The words of a page's mask.
pub(super) const WORDS: usize = ROWS / 64;

/// The values of some customers: who has one, and what it is beyond the page's base, at the width that these need.
///
/// Pages are only as long as the last customer in them asks for.
#[derive(Clone, Debug)]
pub(super) struct Page {
    present: Vec<u64>,
    count: usize,
    /// What is added to each value.
    base: i64,
    /// No value that is present lies outside: the zone.
    low: i64,
    high: i64,
    values: Values,
}

/// Up to so many values of a word are read one by one.
const FEW: u32 = 4;

/// How many of a page's values are selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    None,
    Some,
    All,
}

impl Default for Page {
    fn default() -> Self {
        Self { present: Vec::new(), count: 0, base: 0, low: i64::MAX, high: i64::MIN, values: Values::default() }
    }
}

impl Page {
    fn has(&self, row: usize) -> bool {
        self.present.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    pub(super) fn get(&self, row: usize) -> Option<i64> {
        self.has(row).then(|| self.base.wrapping_add(self.values.get(row)))
    }

    pub(super) fn put(&mut self, row: usize, value: Option<i64>) {
        match value {
            Some(value) => self.set(row, value),
            None => self.clear(row),
        }
    }

    fn set(&mut self, row: usize, value: i64) {
        if self.count == 0 {
            *self = Self::default();
        }
        if self.present.len() <= row / 64 {
            self.lengthen(row / 64 + 1);
        }
        self.count += usize::from(!self.has(row));
        self.present[row / 64] |= 1 << (row % 64);
        (self.low, self.high) = (self.low.min(value), self.high.max(value));
        if !self.fits(value) {
            self.widen(row, value);
        }
        self.values.put(row, value.wrapping_sub(self.base));
    }

    /// Nothing of the value stays, but that the zone may be wider than it need be.
    fn clear(&mut self, row: usize) {
        if !self.has(row) {
            return;
        }
        self.count -= 1;
        self.present[row / 64] &= !(1 << (row % 64));
        self.values.put(row, 0);
        if self.count == 0 {
            *self = Self::default();
        }
    }

    fn lengthen(&mut self, words: usize) {
        // A page that grows is soon full: room for all of it at once would be too much where there are few customers.
        let words = words.max(self.present.len() * 2).min(WORDS);
        self.present.resize(words, 0);
        self.values.lengthen(words * 64);
    }

    fn fits(&self, value: i64) -> bool {
        match self.values.most() {
            None => true,
            Some(most) => value.checked_sub(self.base).and_then(|beyond| u64::try_from(beyond).ok()).is_some_and(|n| n <= most),
        }
    }

    /// Lays the page out anew, so that a value fits that did not.
    fn widen(&mut self, new: usize, value: i64) {
        let rows = self.present.len() * 64;
        let known: Vec<(usize, i64)> =
            (0..rows).filter(|&row| row != new).filter_map(|row| Some((row, self.get(row)?))).collect();
        let all = || known.iter().map(|&(_, value)| value).chain([value]);
        self.low = all().min().unwrap_or(value);
        self.high = all().max().unwrap_or(value);
        self.values = Values::for_most(self.high.abs_diff(self.low), rows);
        self.base = match self.values.most() {
            // Small numbers, as codes are, stay what they are.
            Some(most) if self.low >= 0 && self.high.unsigned_abs() <= most => 0,
            // Half of the room that is left lies below, so that values that fall do not come here each time.
            Some(most) => self.low.saturating_sub_unsigned((most - self.high.abs_diff(self.low)) / 2),
            None => 0,
        };
        for (row, value) in known {
            self.values.put(row, value.wrapping_sub(self.base));
        }
    }

    /// Which of its customers are selected, in a mask of `WORDS` words. `next` is the page that is looked at after it.
    pub(super) fn select(&self, selection: &Selection, next: Option<&Self>, mask: &mut [u64]) {
        let (rows, behind) = mask.split_at_mut(self.present.len().min(mask.len()));
        behind.fill(if selection.missing { u64::MAX } else { 0 });
        match self.taken(selection) {
            Taken::None => rows.fill(0),
            Taken::All => rows.fill(u64::MAX),
            Taken::Some => {
                let ranges = selection.values.within(self.low, self.high);
                let base = self.base;
                let ranges = ranges.map(|(first, last)| (first.wrapping_sub(base), last.wrapping_sub(base)));
                let ahead = next.filter(|next| next.taken(selection) == Taken::Some).map(|next| &next.values);
                self.values.select(&ranges, ahead, rows);
            }
        }
        // Where everybody has a value nobody has to be left out.
        if self.count == self.present.len() * 64 {
            return;
        }
        for (word, has) in rows.iter_mut().zip(&self.present) {
            *word = *word & has | if selection.missing { !has } else { 0 };
        }
    }

    /// Between which numbers all values lie; none, if there are none.
    pub(super) fn zone(&self) -> Option<(i64, i64)> {
        (self.count > 0).then_some((self.low, self.high))
    }

    /// Between which numbers it has something to count, if it has.
    pub(super) fn span(&self) -> Option<(i64, i64)> {
        let is_narrow = self.values.most().is_some_and(|most| most <= u8::MAX.into());
        (self.count > 0).then_some((if is_narrow { self.base } else { self.low }, self.high))
    }

    /// Counts the values of those of its customers who are in a mask of `WORDS` words. `next` will be counted next.
    pub(super) fn count(&self, mask: &[u64], next: Option<&Self>, counts: &mut Counts) {
        let (mut chosen, mut any) = ([0; WORDS], 0);
        for ((chosen, word), has) in chosen.iter_mut().zip(mask).zip(&self.present) {
            *chosen = word & has;
            any |= *chosen;
        }
        if any != 0 {
            let chosen = &chosen[..self.present.len().min(WORDS)];
            let most = self.high.wrapping_sub(self.base) as u64;
            self.values.count(chosen, self.base, most, next.map(|next| &next.values), counts);
        }
    }

    /// Reads the values of those who are wanted of the 64 customers of a word of the mask, and tells who of them has one.
    pub(super) fn word(&self, word: usize, wanted: u64, into: &mut [i64; 64]) -> u64 {
        let has = self.present.get(word).map_or(0, |present| present & wanted);
        if has.count_ones() > FEW {
            self.values.word(word, into);
            into.iter_mut().for_each(|value| *value = value.wrapping_add(self.base));
            return has;
        }
        let mut left = has;
        while left != 0 {
            let bit = left.trailing_zeros() as usize;
            into[bit] = self.base.wrapping_add(self.values.get(word * 64 + bit));
            left &= left - 1;
        }
        has
    }

    /// What the zone tells of the values that are selected.
    fn taken(&self, selection: &Selection) -> Taken {
        match selection.values.within(self.low, self.high).next() {
            None => Taken::None,
            Some(range) if range == (self.low, self.high) => Taken::All,
            Some(_) => Taken::Some,
        }
    }

    #[cfg(any(test, feature = "measure"))]
    pub(super) fn bytes(&self) -> usize {
        self.present.capacity() * 8 + self.values.bytes() + size_of::<Self>()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::selection::Ranges;
    use super::*;

    /// Values near each other, at the edges of each width, and anywhere.
    fn value() -> impl Strategy<Value = i64> {
        let edge = prop::sample::select(vec![0, 1 << 6, 1 << 8, 1 << 16, 1 << 32, i64::MAX, i64::MIN, -(1 << 40)]);
        prop_oneof![4 => -3..4_i64, 2 => (edge, -2..3_i64).prop_map(|(edge, by)| edge.saturating_add(by)), 1 => any::<i64>()]
    }

    fn selection() -> impl Strategy<Value = Selection> {
        let list = prop::collection::btree_set(value(), 0..40).prop_map(Ranges::of_values);
        let ranges = prop_oneof![(value(), value()).prop_map(|(a, b)| Ranges::of(a, b)), list];
        (ranges, any::<bool>(), any::<bool>()).prop_map(|(values, missing, negated)| {
            let selection = Selection { values, missing };
            if negated { selection.not() } else { selection }
        })
    }

    proptest! {
        #[test]
        fn holds_what_was_put_and_finds_it(
            puts in prop::collection::vec((prop_oneof![0..70_usize, 0..ROWS], prop::option::weighted(0.8, value())), 0..200),
            selections in prop::collection::vec(selection(), 1..6),
            chosen in prop::collection::vec(prop_oneof![Just(0), Just(u64::MAX), any::<u64>()], WORDS),
        ) {
            let (mut page, mut model) = (Page::default(), vec![None; ROWS]);
            for (row, value) in puts {
                page.put(row, value);
                model[row] = value;
            }
            for (row, value) in model.iter().enumerate() {
                prop_assert_eq!(page.get(row), *value);
            }
            for selection in &selections {
                let mut mask = [7; WORDS];
                page.select(selection, Some(&page), &mut mask);
                for (row, value) in model.iter().enumerate() {
                    prop_assert_eq!(mask[row / 64] >> (row % 64) & 1 == 1, selection.takes(*value), "row {} of {:?}", row, selection);
                }
            }
            for (word, &wanted) in chosen.iter().enumerate() {
                let mut values = [7; 64];
                let has = page.word(word, wanted, &mut values);
                for (bit, value) in values.into_iter().enumerate() {
                    let expected = model[word * 64 + bit].filter(|_| wanted >> bit & 1 == 1);
                    prop_assert_eq!((has >> bit & 1 == 1).then_some(value), expected);
                }
            }
            let mut wanted: BTreeMap<Option<i64>, u64> = BTreeMap::new();
            let is_chosen = |row: &usize| chosen[row / 64] >> (row % 64) & 1 == 1;
            for value in (0..ROWS).filter(is_chosen).filter_map(|row| model[row]) {
                *wanted.entry(Some(value)).or_default() += 1;
            }
            let (low, high) = page.span().unwrap_or((0, 0));
            // Side by side, and each apart.
            for mut counts in [Counts::of(low, high), Counts::of(1, 0)] {
                page.count(&chosen, None, &mut counts);
                let found: Vec<_> = counts.found().collect();
                prop_assert_eq!((found.len(), counts.some()), (wanted.len(), wanted.values().sum()));
                prop_assert_eq!(found.into_iter().collect::<BTreeMap<_, _>>(), wanted.clone());
            }
        }
    }

    #[test]
    fn values_take_the_room_they_need() {
        let bytes = |value: fn(usize) -> i64| {
            let mut page = Page::default();
            (0..ROWS).for_each(|row| page.put(row, Some(value(row))));
            (page.bytes() - size_of::<Page>()) / (ROWS / 8)
        };
        // Bits for each customer, one of them for being there.
        assert_eq!(bytes(|_| 1 << 40), 1);
        assert_eq!(bytes(|row| row as i64 % 2), 2);
        assert_eq!(bytes(|row| 1_000 + row as i64 % 200), 9);
        assert_eq!(bytes(|row| -(row as i64)), 17);
        assert_eq!(bytes(|row| (row as i64) << 16), 33);
        assert_eq!(bytes(|row| (row as i64) << 40), 65);
    }

    #[test]
    fn a_lone_customer_takes_little() {
        let mut page = Page::default();
        page.put(0, Some(1 << 40));
        page.put(1, Some(0));
        assert!(page.bytes() < 1_000, "{}", page.bytes());
        page.put(0, None);
        page.put(1, None);
        assert_eq!(page.bytes(), size_of::<Page>());
    }
}
