use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::Change;
use super::chunk::Chunk;
use crate::customer::Register;

/// Changes in the order of their numbers. They are kept in few bytes, shared with the feed; each [`Change`] is made when it
/// is read.
///
/// ```
/// use tagora::{Batch, ChangeKind, Engine, Event, Instant};
///
/// let engine = Engine::in_memory();
/// engine.load("event visit\ntag seen when did visit")?;
/// let at = Instant::from_millis(5)?;
/// let applied = engine.apply(Batch::new().event(Event::new("ann", "visit", at)), at)?;
/// assert_eq!(applied.changes.len(), 1);
/// for change in &applied.changes {
///     assert_eq!(change.kind, ChangeKind::Gained { tag: "seen".into() });
/// }
/// # Ok::<(), tagora::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Changes(Vec<Piece>);

/// Some changes of a chunk.
#[derive(Clone)]
struct Piece {
    /// How many changes lie before it.
    before: usize,
    chunk: Arc<Chunk>,
    places: Range<usize>,
    /// The ids of customers.
    ids: Register,
}

impl Changes {
    /// Adds what lies at some places of a chunk.
    pub(super) fn add(&mut self, chunk: &Arc<Chunk>, places: Range<usize>, ids: &Register) {
        if !places.is_empty() {
            // Most often it is the only one.
            self.0.reserve_exact(usize::from(self.0.is_empty()));
            self.0.push(Piece { before: self.len(), chunk: chunk.clone(), places, ids: ids.clone() });
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.last().map_or(0, |piece| piece.before + piece.places.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The change at a place, from 0; `None` behind the last.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<Change> {
        let piece = self.0.get(self.0.partition_point(|piece| piece.before <= place).checked_sub(1)?)?;
        let place = piece.places.start + (place - piece.before);
        piece.chunk.get(place, &piece.ids).filter(|_| place < piece.places.end)
    }

    /// All of them, in order.
    #[must_use]
    pub fn iter(&self) -> ChangesIter<'_> {
        ChangesIter { places: 0..self.len(), changes: Cow::Borrowed(self) }
    }

    /// The number of the last one.
    pub(super) fn last(&self) -> Option<u64> {
        let piece = self.0.last()?;
        Some(piece.chunk.sequence(piece.places.end - 1))
    }
}

impl IntoIterator for Changes {
    type Item = Change;
    type IntoIter = ChangesIter<'static>;

    fn into_iter(self) -> ChangesIter<'static> {
        ChangesIter { places: 0..self.len(), changes: Cow::Owned(self) }
    }
}

impl<'a> IntoIterator for &'a Changes {
    type Item = Change;
    type IntoIter = ChangesIter<'a>;

    fn into_iter(self) -> ChangesIter<'a> {
        self.iter()
    }
}

impl PartialEq for Changes {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other)
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// The changes of [`Changes`], one after another.
#[derive(Clone, Debug)]
pub struct ChangesIter<'a> {
    changes: Cow<'a, Changes>,
    places: Range<usize>,
}

impl Iterator for ChangesIter<'_> {
    type Item = Change;

    fn next(&mut self) -> Option<Change> {
        let changes = &self.changes;
        self.places.find_map(|place| changes.get(place))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl DoubleEndedIterator for ChangesIter<'_> {
    fn next_back(&mut self) -> Option<Change> {
        let changes = &self.changes;
        (&mut self.places).rev().find_map(|place| changes.get(place))
    }
}
