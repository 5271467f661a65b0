use std::ops::Range;
use std::sync::Arc;

use super::packed::{NONE, Packed, Tables};
use super::{Change, Reason, What};
use crate::customer::{Ordinal, Register};
use crate::rule::Legend;

/// Changes one behind the other, in few bytes: names and ids are looked up when one is told. It is never empty.
#[derive(Debug)]
pub(super) struct Chunk {
    packed: Box<[Packed]>,
    /// What does not fit into them, if there is any.
    tables: Option<Box<Tables>>,
    runs: Box<[Run]>,
}

/// Changes of one commit whose numbers follow on each other.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The place of the first one in the chunk.
    pub(super) start: usize,
    /// Its number in the feed.
    pub(super) first: u64,
    pub(super) commit: u64,
    pub(super) legend: Arc<Legend>,
}

impl Run {
    pub(super) fn sequence(&self, place: usize) -> u64 {
        self.first + (place - self.start) as u64
    }
}

/// Changes of chunks as they are put together.
#[derive(Default)]
struct Gathered {
    packed: Vec<Packed>,
    tables: Tables,
    runs: Vec<Run>,
}

impl Gathered {
    /// Takes what lies at some places of a run, which come in order.
    fn take(&mut self, chunk: &Chunk, run: &Run, places: impl Iterator<Item = usize>) {
        let mut last = None;
        for place in places {
            let Some(moved) = self.tables.move_from(chunk.tables(), &chunk.packed[place]) else { continue };
            if last.is_none_or(|last| last + 1 != place) {
                self.runs.push(Run { start: self.packed.len(), first: run.sequence(place), ..run.clone() });
            }
            last = Some(place);
            self.packed.push(moved);
        }
    }

    fn chunk(self) -> Option<Chunk> {
        Chunk::new(self.packed, self.tables, self.runs)
    }
}

impl Chunk {
    /// The changes of a commit. `None` where there are none.
    pub(super) fn of(packed: Vec<Packed>, tables: Tables, first: u64, commit: u64, legend: &Arc<Legend>) -> Option<Self> {
        Self::new(packed, tables, vec![Run { start: 0, first, commit, legend: legend.clone() }])
    }

    pub(super) fn new(packed: Vec<Packed>, mut tables: Tables, runs: Vec<Run>) -> Option<Self> {
        if packed.is_empty() {
            return None;
        }
        tables.shrink();
        let tables = (!tables.is_empty()).then(|| Box::new(tables));
        Some(Self { packed: packed.into(), tables, runs: runs.into() })
    }

    /// The changes of several chunks that pass, with the numbers that they have. `None` where there are none.
    pub(super) fn gather<'c>(chunks: impl IntoIterator<Item = &'c Self>, passes: impl Fn(&Packed) -> bool) -> Option<Self> {
        let mut gathered = Gathered::default();
        for chunk in chunks {
            gathered.packed.reserve(chunk.len());
            for (run, places) in chunk.runs_of(&(0..chunk.len())) {
                gathered.take(chunk, run, places.filter(|&place| passes(&chunk.packed[place])));
            }
        }
        gathered.chunk()
    }

    /// The changes at some places, which come in order, with the numbers that they have. `None` where there are none.
    pub(super) fn pick(&self, places: &[usize]) -> Option<Self> {
        let mut gathered = Gathered::default();
        for places in places.chunk_by(|&one, &next| self.run(one).start == self.run(next).start) {
            let run = places.first().map(|&first| self.run(first))?;
            gathered.take(self, run, places.iter().copied());
        }
        gathered.chunk()
    }

    pub(super) fn packed(&self, place: usize) -> &Packed {
        &self.packed[place]
    }

    pub(super) fn tables(&self) -> &Tables {
        self.tables.as_deref().unwrap_or(&NONE)
    }

    pub(super) fn len(&self) -> usize {
        self.packed.len()
    }

    fn run(&self, place: usize) -> &Run {
        &self.runs[self.runs.partition_point(|run| run.start <= place).saturating_sub(1)]
    }

    /// The runs that have some of the places, and which.
    pub(super) fn runs_of(&self, places: &Range<usize>) -> impl Iterator<Item = (&Run, Range<usize>)> {
        let ends = self.runs.iter().skip(1).map(|next| next.start).chain([self.len()]);
        let within = |run: &Run, end: usize| places.start.max(run.start)..places.end.min(end);
        self.runs.iter().zip(ends).map(move |(run, end)| (run, within(run, end))).filter(|(_, places)| !places.is_empty())
    }

    /// What changes at some places tell, and why.
    pub(super) fn unpacked(&self, places: Range<usize>) -> impl Iterator<Item = Option<(&Packed, What, Reason<'_>)>> {
        let tables = self.tables();
        self.packed[places].iter().map(|packed| tables.unpack(packed).map(|(what, why)| (packed, what, why)))
    }

    /// The number of the change at a place.
    pub(super) fn sequence(&self, place: usize) -> u64 {
        self.run(place).sequence(place)
    }

    /// The number of the last change.
    pub(super) fn last(&self) -> u64 {
        self.sequence(self.len() - 1)
    }

    /// The place of the first change behind a number; beyond all places where there is none.
    pub(super) fn place_behind(&self, sequence: u64) -> usize {
        let behind = self.runs.partition_point(|run| run.first <= sequence);
        let next = self.runs.get(behind).map_or(self.len(), |run| run.start);
        match behind.checked_sub(1).map(|number| &self.runs[number]) {
            Some(run) => next.min(run.start + (sequence - run.first + 1) as usize),
            None => next,
        }
    }

    /// The commit of the change at a place.
    pub(super) fn commit(&self, place: usize) -> u64 {
        self.run(place).commit
    }

    /// The place behind all changes of the commit at a place, and the number of the last of them.
    pub(super) fn end_of_commit(&self, place: usize) -> (usize, u64) {
        let commit = self.commit(place);
        let next = self.runs.partition_point(|run| run.commit <= commit);
        let end = self.runs.get(next).map_or(self.len(), |run| run.start);
        (end, self.sequence(end - 1))
    }

    pub(super) fn has_any_of(&self, customers: &[Ordinal]) -> bool {
        self.packed.iter().any(|packed| customers.contains(&packed.customer))
    }

    /// The change at a place; none of a customer that is not known any more.
    pub(super) fn get(&self, place: usize, ids: &Register) -> Option<Change> {
        let packed = self.packed.get(place)?;
        let run = self.run(place);
        let (what, why) = self.tables().unpack(packed)?;
        Some(Change {
            sequence: run.sequence(place),
            commit: run.commit,
            at: packed.at,
            customer: ids.id(packed.customer)?,
            kind: what.told(&run.legend)?,
            cause: why.told(&run.legend)?,
            version: run.legend.version,
        })
    }

    /// Bytes in use, about; texts of emits and names are not counted.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        let tables = self.tables.as_ref().map_or(0, |tables| size_of::<Tables>() + tables.bytes());
        size_of::<Self>() + self.packed.len() * size_of::<Packed>() + self.runs.len() * size_of::<Run>() + tables
    }
}
