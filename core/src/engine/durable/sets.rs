//! Who is a customer and who holds each tag, as sets in the store: so much can be answered before anything is worked out.
//!
//! They are as they were when all was folded in last. The rows of commits since say what flipped.

use super::journal::put;
use super::reading::each;
use super::{Meta, damaged};
use crate::bytes::{Reader, put as put_number};
use crate::column::Column;
use crate::customer::Ordinal;
use crate::engine::state::State;
use crate::error::Result;
use crate::store::{Store, Table, Write};

/// What sets a log makes. It is raised whenever the same log says something else of who holds what (because a fault was mended): sets by
/// another number are not looked at.
const MEANING: u64 = 1;

/// The set of all customers; those of tags follow, by number.
pub(in crate::engine) const EVERYBODY: usize = 0;

/// The number of a tag's set.
pub(in crate::engine) fn of_tag(tag: usize) -> usize {
    tag + 1
}

/// The rows of a set, a block each.
fn row(set: usize, block: usize) -> u64 {
    (set as u64) << 16 | block as u64
}

/// What the store says of the sets in it as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sets {
    /// By which version of the handbook tags are numbered.
    pub(super) version: u32,
    /// How many members each set has.
    lens: Vec<u64>,
}

impl Sets {
    fn of(state: &State) -> Option<Self> {
        let version = state.plan.as_ref()?.version;
        Some(Self { version, lens: all(state).map(Column::len).collect() })
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_number(&mut out, MEANING);
        put_number(&mut out, self.version.into());
        put_number(&mut out, self.lens.len() as u64);
        self.lens.iter().for_each(|len| put_number(&mut out, *len));
        out
    }

    /// What [`write`](Self::write) wrote; the inner `None` is of sets that another release made in another way.
    pub(super) fn read(bytes: &[u8]) -> Option<Option<Self>> {
        let mut reader = Reader::new(bytes);
        let meaning = reader.number()?;
        let version = u32::try_from(reader.number()?).ok()?;
        let lens = reader.list(Reader::number)?;
        reader.is_at_end().then_some((meaning == MEANING).then_some(Self { version, lens }))
    }

    /// A set as it was when all was folded in.
    ///
    /// # Errors
    /// `store-damaged`.
    pub(super) fn set(&self, store: &dyn Store, number: usize) -> Result<Column> {
        let mut parts = Vec::new();
        each(store, Table::Sets, row(number, 0)..=row(number, usize::from(u16::MAX)), |key, bytes| {
            parts.push(Column::of_block_bytes(usize::from(key as u16), bytes)?);
            Some(())
        })?;
        let column = Column::of_parts(parts);
        if self.lens.get(number) == Some(&column.len()) { Ok(column) } else { Err(damaged(Table::Sets, row(number, 0))) }
    }
}

/// All sets of a state, by number.
pub(super) fn all(state: &State) -> impl Iterator<Item = &Column> {
    std::iter::once(&state.universe).chain(state.tags.iter())
}

/// A set of a state.
pub(super) fn get(state: &State, number: usize) -> Option<&Column> {
    number.checked_sub(of_tag(0)).map_or(Some(&state.universe), |tag| state.tags.get(tag))
}

/// Writes what became of the sets since they were written last; or all, where those that are there are of no use.
pub(super) fn fold(state: &mut State, is_anew: bool, writes: &mut Vec<Write>) {
    let Some(sets) = Sets::of(state) else { return };
    if is_anew {
        writes.push(Write::Delete { table: Table::Sets, keys: 0..=u64::MAX });
    }
    for number in EVERYBODY..of_tag(state.tags.len()) {
        let dirty = take_dirty(state, number);
        let Some(column) = get(state, number) else { continue };
        let dirty = if is_anew { (0..column.blocks() as u32).collect() } else { dirty };
        for block in dirty {
            let block = block as usize;
            let key = row(number, block);
            match column.block_bytes(block) {
                Some(bytes) => writes.push(put(Table::Sets, key, &bytes)),
                None if is_anew => {}
                None => writes.push(Write::Delete { table: Table::Sets, keys: key..=key }),
            }
        }
    }
    writes.push(put(Table::Meta, Meta::Sets.key(), &sets.write()));
}

/// How many bytes [`fold`] writes, about.
pub(super) fn bytes(state: &State, is_anew: bool) -> usize {
    all(state).map(|column| column.block_bytes_len(is_anew)).sum()
}

/// The sets of a state lie in the store.
pub(super) fn are_stored(state: &mut State) {
    for number in EVERYBODY..of_tag(state.tags.len()) {
        take_dirty(state, number);
    }
}

fn take_dirty(state: &mut State, number: usize) -> Vec<u32> {
    match number.checked_sub(of_tag(0)) {
        None => state.universe.take_dirty(),
        Some(tag) => state.tags.take_dirty(tag),
    }
}

/// Who joined or left each set in a commit, by its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Flips(Vec<(usize, Vec<Ordinal>)>);

impl Flips {
    /// Those from one state to the next, under one handbook.
    pub(super) fn between(before: &State, state: &State) -> Self {
        let mut flips = vec![(EVERYBODY, state.universe.flipped(&before.universe))];
        for (tag, column) in state.tags.unshared(&before.tags) {
            let flipped = before.tags.get(tag).map_or_else(|| column.iter().collect(), |before| column.flipped(before));
            flips.push((of_tag(tag), flipped));
        }
        flips.retain(|(_, flipped)| !flipped.is_empty());
        Self(flips)
    }

    /// Each set by the difference from the one before, and so its customers.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        put_number(out, self.0.len() as u64);
        let mut last = 0;
        for (set, customers) in &self.0 {
            put_number(out, (set - last) as u64);
            last = *set;
            put_number(out, customers.len() as u64);
            let mut last = 0;
            for &customer in customers {
                put_number(out, u64::from(customer - last));
                last = customer;
            }
        }
    }

    /// What [`write`](Self::write) wrote.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut last_set = 0_usize;
        let flips = reader.list(|reader| {
            let set = last_set.checked_add(usize::try_from(reader.number()?).ok()?)?;
            last_set = set;
            let mut last = 0_u32;
            let customers = reader.list(|reader| {
                last = last.checked_add(u32::try_from(reader.number()?).ok()?)?;
                Some(last)
            })?;
            Some((set, customers))
        })?;
        Some(Self(flips))
    }

    /// Lets a set flip by them.
    fn flip(&self, set: usize, column: &mut Column) {
        self.0.iter().filter(|(number, _)| *number == set).for_each(|(_, customers)| column.flip(customers));
    }
}

/// The sets as they are after the last commit.
#[derive(Clone, Debug)]
pub(in crate::engine) struct SetsNow {
    pub(super) sets: Sets,
    /// What flipped since, commit by commit.
    pub(super) flips: Vec<Flips>,
}

impl SetsNow {
    /// A set as it is now.
    ///
    /// # Errors
    /// `store-damaged`.
    pub(in crate::engine) fn set(&self, store: &dyn Store, number: usize) -> Result<Column> {
        let mut column = self.sets.set(store, number)?;
        self.flips.iter().for_each(|flips| flips.flip(number, &mut column));
        Ok(column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flips_come_back_or_are_none() {
        let flips = Flips(vec![(0, vec![0, 1, 70_000]), (3, vec![u32::MAX]), (4, vec![5])]);
        let mut out = Vec::new();
        flips.write(&mut out);
        let mut reader = Reader::new(&out);
        assert_eq!((Flips::read(&mut reader), reader.is_at_end()), (Some(flips), true));
        for len in 0..out.len() {
            assert_eq!(Flips::read(&mut Reader::new(&out[..len])), None, "{len} bytes");
        }
        let mut beyond = vec![1, 0, 2];
        put_number(&mut beyond, u32::MAX.into());
        beyond.push(1);
        assert_eq!(Flips::read(&mut Reader::new(&beyond)), None, "more than ordinals go");
    }
}
