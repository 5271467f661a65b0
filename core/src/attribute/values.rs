use tagora_kernel::{Level, Number, count_codes, planes_in_range};

use super::counts::Counts;
use super::page::WORDS;
use super::slices::{MOST_SLICES, Slices};

/// Whole numbers from 0 on, in the narrowest form that holds them all. Rows come in words of 64.
#[derive(Clone, Debug)]
pub(super) enum Values {
    Slices(Slices),
    Bytes(Vec<u8>),
    Shorts(Vec<u16>),
    Words(Vec<u32>),
    /// As signed numbers, and not from 0 on.
    Whole(Vec<i64>),
}

/// So many ranges are looked for one after the other; more are looked up value by value.
const MOST_PASSES: usize = 16;

impl Default for Values {
    fn default() -> Self {
        Self::Slices(Slices::default())
    }
}

impl Values {
    /// Room for numbers from 0 to `most`, all 0.
    pub(super) fn for_most(most: u64, rows: usize) -> Self {
        match 64 - most.leading_zeros() {
            bits @ 0..=MOST_SLICES => Self::Slices(Slices::new(bits, rows / 64)),
            7..=8 => Self::Bytes(vec![0; rows]),
            9..=16 => Self::Shorts(vec![0; rows]),
            17..=32 => Self::Words(vec![0; rows]),
            _ => Self::Whole(vec![0; rows]),
        }
    }

    /// The largest number that fits; none where any does.
    pub(super) fn most(&self) -> Option<u64> {
        match self {
            Self::Slices(slices) => Some(slices.most()),
            Self::Bytes(_) => Some(u8::MAX.into()),
            Self::Shorts(_) => Some(u16::MAX.into()),
            Self::Words(_) => Some(u32::MAX.into()),
            Self::Whole(_) => None,
        }
    }

    /// Makes room for more rows.
    pub(super) fn lengthen(&mut self, rows: usize) {
        match self {
            Self::Slices(slices) => slices.lengthen(rows / 64),
            Self::Bytes(values) => values.resize(rows, 0),
            Self::Shorts(values) => values.resize(rows, 0),
            Self::Words(values) => values.resize(rows, 0),
            Self::Whole(values) => values.resize(rows, 0),
        }
    }

    pub(super) fn get(&self, row: usize) -> i64 {
        let found = match self {
            Self::Slices(slices) => return slices.get(row) as i64,
            Self::Bytes(values) => values.get(row).map(|&value| value.into()),
            Self::Shorts(values) => values.get(row).map(|&value| value.into()),
            Self::Words(values) => values.get(row).map(|&value| value.into()),
            Self::Whole(values) => values.get(row).copied(),
        };
        found.unwrap_or_default()
    }

    /// Reads a word of rows; of rows that there are not nothing is read.
    pub(super) fn word(&self, word: usize, into: &mut [i64; 64]) {
        match self {
            Self::Slices(slices) => {
                slices.word(word).iter().zip(into).for_each(|(&value, into)| *into = value.into());
            }
            Self::Bytes(values) => copy(values, word, into),
            Self::Shorts(values) => copy(values, word, into),
            Self::Words(values) => copy(values, word, into),
            Self::Whole(values) => copy(values, word, into),
        }
    }

    /// Puts a number that fits into a row that there is.
    pub(super) fn put(&mut self, row: usize, value: i64) {
        match self {
            Self::Slices(slices) => slices.put(row, value as u64),
            Self::Bytes(values) => put(values, row, value as u8),
            Self::Shorts(values) => put(values, row, value as u16),
            Self::Words(values) => put(values, row, value as u32),
            Self::Whole(values) => put(values, row, value),
        }
    }

    /// The rows whose number lies in one of the ranges, all of which fit. What is read next is asked for meanwhile.
    pub(super) fn select(&self, ranges: &(impl Iterator<Item = (i64, i64)> + Clone), ahead: Option<&Self>, found: &mut [u64]) {
        let mut passes = ranges.clone();
        let Some(first) = passes.next() else { return found.fill(0) };
        if ranges.clone().nth(MOST_PASSES).is_some() && !matches!(self, Self::Slices(_)) {
            return self.look_up(ranges.clone(), found);
        }
        self.in_range(first, ahead, found);
        for range in passes {
            let mut more = [0; WORDS];
            let more = &mut more[..found.len().min(WORDS)];
            self.in_range(range, None, more);
            found.iter_mut().zip(more).for_each(|(found, more)| *found |= *more);
        }
    }

    fn in_range(&self, (first, last): (i64, i64), ahead: Option<&Self>, found: &mut [u64]) {
        let level = Level::best();
        match self {
            Self::Slices(slices) => {
                planes_in_range(level, &slices.planes()[..slices.count()], first as u64, last as u64, found);
            }
            Self::Bytes(values) => {
                let ahead = if let Some(Self::Bytes(ahead)) = ahead { ahead } else { &[][..] };
                u8::in_range(level, values, first as u8, last as u8, ahead, found);
            }
            Self::Shorts(values) => {
                let ahead = if let Some(Self::Shorts(ahead)) = ahead { ahead } else { &[][..] };
                u16::in_range(level, values, first as u16, last as u16, ahead, found);
            }
            Self::Words(values) => {
                let ahead = if let Some(Self::Words(ahead)) = ahead { ahead } else { &[][..] };
                u32::in_range(level, values, first as u32, last as u32, ahead, found);
            }
            Self::Whole(values) => {
                let ahead = if let Some(Self::Whole(ahead)) = ahead { ahead } else { &[][..] };
                i64::in_range(level, values, first, last, ahead, found);
            }
        }
    }

    fn look_up(&self, ranges: impl Iterator<Item = (i64, i64)>, found: &mut [u64]) {
        match self {
            // A pass over slices takes less than any look at single values.
            Self::Slices(_) => {}
            Self::Bytes(values) => {
                let mut taken = [false; 256];
                ranges.for_each(|(first, last)| taken[first as usize..=last as usize].fill(true));
                such(values.iter().copied(), |value| taken[usize::from(value)], found);
            }
            Self::Shorts(values) => {
                let mut taken = vec![0_u64; 1024];
                ranges.flat_map(|(first, last)| first..=last).for_each(|value| taken[value as usize / 64] |= 1 << (value % 64));
                such(values.iter().copied(), |value| taken[usize::from(value) / 64] >> (value % 64) & 1 == 1, found);
            }
            Self::Words(values) => {
                let ranges: Vec<_> = ranges.collect();
                such(values.iter().copied(), |value| is_in(&ranges, value.into()), found);
            }
            Self::Whole(values) => {
                let ranges: Vec<_> = ranges.collect();
                such(values.iter().copied(), |value| is_in(&ranges, value), found);
            }
        }
    }

    /// Its slices, as far as it has any.
    fn planes(&self) -> [&[u64]; MOST_SLICES as usize] {
        match self {
            Self::Slices(slices) => slices.planes(),
            _ => [&[]; MOST_SLICES as usize],
        }
    }

    /// Counts the numbers of the chosen rows, each with `base` added; none of them lies above `most`. `next` will be
    /// counted next.
    pub(super) fn count(&self, chosen: &[u64], base: i64, most: u64, next: Option<&Self>, counts: &mut Counts) {
        match self {
            Self::Slices(slices) => {
                let mut codes = [0; 1 << MOST_SLICES];
                let codes = &mut codes[..(most as usize + 1).min(1 << MOST_SLICES)];
                let ahead = next.map(Self::planes).unwrap_or_default();
                count_codes(Level::best(), &slices.planes()[..slices.count()], chosen, &ahead, codes);
                counts.add_all(base, codes);
            }
            Self::Bytes(values) => {
                let mut bytes = [0; 256];
                each(values, chosen, |value| bytes[usize::from(value)] += 1);
                counts.add_all(base, &bytes[..(most as usize + 1).min(256)]);
            }
            Self::Shorts(values) => each(values, chosen, |value| counts.add(base.wrapping_add(value.into()), 1)),
            Self::Words(values) => each(values, chosen, |value| counts.add(base.wrapping_add(value.into()), 1)),
            Self::Whole(values) => each(values, chosen, |value| counts.add(base.wrapping_add(value), 1)),
        }
    }

    #[cfg(any(test, feature = "measure"))]
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Slices(slices) => slices.bytes(),
            Self::Bytes(values) => values.capacity(),
            Self::Shorts(values) => values.capacity() * 2,
            Self::Words(values) => values.capacity() * 4,
            Self::Whole(values) => values.capacity() * 8,
        }
    }
}

/// Tells the values of the chosen rows.
fn each<T: Copy>(values: &[T], chosen: &[u64], mut tell: impl FnMut(T)) {
    for (values, &word) in values.chunks(64).zip(chosen) {
        if word == u64::MAX {
            values.iter().for_each(|&value| tell(value));
            continue;
        }
        let mut left = word;
        while left != 0 {
            if let Some(&value) = values.get(left.trailing_zeros() as usize) {
                tell(value);
            }
            left &= left - 1;
        }
    }
}

fn copy<T: Copy + Into<i64>>(values: &[T], word: usize, into: &mut [i64; 64]) {
    if let Some(values) = values.as_chunks::<64>().0.get(word) {
        values.iter().zip(into).for_each(|(&value, into)| *into = value.into());
    }
}

fn put<T>(values: &mut [T], row: usize, value: T) {
    if let Some(place) = values.get_mut(row) {
        *place = value;
    }
}

fn is_in(ranges: &[(i64, i64)], value: i64) -> bool {
    let behind = ranges.partition_point(|&(first, _)| first <= value);
    behind.checked_sub(1).is_some_and(|at| value <= ranges[at].1)
}

/// The rows whose value a test takes.
fn such<T>(mut values: impl Iterator<Item = T>, takes: impl Fn(T) -> bool, found: &mut [u64]) {
    for word in found {
        *word = values.by_ref().take(64).enumerate().fold(0, |bits, (at, value)| bits | u64::from(takes(value)) << at);
    }
}
