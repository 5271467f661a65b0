use tagora_kernel::{Level, Number, count_codes, planes_in_range};

use super::counts::Counts;
use super::page::WORDS;

/// Whole numbers from 0 on, in the narrowest form that holds them all. Rows come in words of 64.
#[derive(Clone, Debug)]
pub(super) enum Values {
    /// One slice for each bit; without any all are 0.
    Slices(Vec<Vec<u64>>),
    Bytes(Vec<u8>),
    Shorts(Vec<u16>),
    Words(Vec<u32>),
    /// As signed numbers, and not from 0 on.
    Whole(Vec<i64>),
}

/// From so many bits on, bytes are as good.
const MOST_SLICES: u32 = 6;

/// So many ranges are looked for one after the other; more are looked up value by value.
const MOST_PASSES: usize = 16;

impl Values {
    /// Room for numbers from 0 to `most`, all 0.
    pub(super) fn for_most(most: u64, rows: usize) -> Self {
        match 64 - most.leading_zeros() {
            bits @ 0..=MOST_SLICES => Self::Slices(vec![vec![0; rows / 64]; bits as usize]),
            7..=8 => Self::Bytes(vec![0; rows]),
            9..=16 => Self::Shorts(vec![0; rows]),
            17..=32 => Self::Words(vec![0; rows]),
            _ => Self::Whole(vec![0; rows]),
        }
    }

    /// The largest number that fits; none where any does.
    pub(super) fn most(&self) -> Option<u64> {
        match self {
            Self::Slices(slices) => Some((1 << slices.len()) - 1),
            Self::Bytes(_) => Some(u8::MAX.into()),
            Self::Shorts(_) => Some(u16::MAX.into()),
            Self::Words(_) => Some(u32::MAX.into()),
            Self::Whole(_) => None,
        }
    }

    /// Makes room for more rows.
    pub(super) fn lengthen(&mut self, rows: usize) {
        match self {
            Self::Slices(slices) => slices.iter_mut().for_each(|slice| slice.resize(rows / 64, 0)),
            Self::Bytes(values) => values.resize(rows, 0),
            Self::Shorts(values) => values.resize(rows, 0),
            Self::Words(values) => values.resize(rows, 0),
            Self::Whole(values) => values.resize(rows, 0),
        }
    }

    pub(super) fn get(&self, row: usize) -> i64 {
        let found = match self {
            Self::Slices(slices) => {
                let bit = |slice: &Vec<u64>| slice.get(row / 64).map_or(0, |word| word >> (row % 64) & 1);
                return slices.iter().rev().fold(0, |value, slice| value << 1 | bit(slice) as i64);
            }
            Self::Bytes(values) => values.get(row).map(|&value| value.into()),
            Self::Shorts(values) => values.get(row).map(|&value| value.into()),
            Self::Words(values) => values.get(row).map(|&value| value.into()),
            Self::Whole(values) => values.get(row).copied(),
        };
        found.unwrap_or_default()
    }

    /// Puts a number that fits into a row that there is.
    pub(super) fn put(&mut self, row: usize, value: i64) {
        match self {
            Self::Slices(slices) => {
                for (place, slice) in slices.iter_mut().enumerate() {
                    let bit = (value as u64) >> place & 1;
                    if let Some(word) = slice.get_mut(row / 64) {
                        *word = *word & !(1 << (row % 64)) | bit << (row % 64);
                    }
                }
            }
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
                planes_in_range(level, Planes::of(slices).all(), first as u64, last as u64, found);
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

    /// Its slices, if it has any.
    fn planes(&self) -> Planes<'_> {
        match self {
            Self::Slices(slices) => Planes::of(slices),
            _ => Planes::of(&[]),
        }
    }

    /// Counts the numbers of the chosen rows, each with `base` added; none of them lies above `most`. `next` will be
    /// counted next.
    pub(super) fn count(&self, chosen: &[u64], base: i64, most: u64, next: Option<&Self>, counts: &mut Counts) {
        match self {
            Self::Slices(slices) => {
                let (planes, mut codes) = (Planes::of(slices), [0; 1 << MOST_SLICES]);
                let codes = &mut codes[..(most as usize + 1).min(1 << MOST_SLICES)];
                let ahead = next.map(Self::planes);
                count_codes(Level::best(), planes.all(), chosen, ahead.as_ref().map_or(&[], Planes::all), codes);
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
            Self::Slices(slices) => slices.iter().map(|slice| slice.capacity() * 8 + size_of::<Vec<u64>>()).sum(),
            Self::Bytes(values) => values.capacity(),
            Self::Shorts(values) => values.capacity() * 2,
            Self::Words(values) => values.capacity() * 4,
            Self::Whole(values) => values.capacity() * 8,
        }
    }
}

/// Slices as the kernels take them.
struct Planes<'a>([&'a [u64]; MOST_SLICES as usize], usize);

impl<'a> Planes<'a> {
    fn of(slices: &'a [Vec<u64>]) -> Self {
        let mut planes: [&[u64]; MOST_SLICES as usize] = [&[]; MOST_SLICES as usize];
        planes.iter_mut().zip(slices).for_each(|(plane, slice)| *plane = slice);
        Self(planes, slices.len().min(MOST_SLICES as usize))
    }

    fn all(&self) -> &[&'a [u64]] {
        &self.0[..self.1]
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
