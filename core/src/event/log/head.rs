use std::sync::Arc;

use super::chunk::Chunk;
use crate::customer::Ordinal;
use crate::event::Entry;

/// The room of the first chunk, and of the largest.
const ROOM: (usize, usize) = (16, 4096);

/// The entries that are not sealed yet. Cloning shares them, and adding copies none.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    /// What is behind the first so many slots of a chunk is somebody else's.
    full: Arc<Vec<(Arc<Chunk>, usize)>>,
    last: Option<(Arc<Chunk>, usize)>,
    len: usize,
}

impl Head {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn append(&mut self, entry: Arc<Entry>) {
        self.len += 1;
        if let Some((chunk, len)) = &mut self.last
            && chunk.put(*len, &entry)
        {
            *len += 1;
            return;
        }
        // Full, or somebody who shares it went on in it.
        let room = self.last.as_ref().map_or(ROOM.0, |(chunk, _)| (2 * chunk.room()).min(ROOM.1));
        if let Some((chunk, len)) = self.last.take().filter(|(_, len)| *len > 0) {
            Arc::make_mut(&mut self.full).push((chunk, len));
        }
        let chunk = Chunk::with_room(room);
        chunk.put(0, &entry);
        self.last = Some((Arc::new(chunk), 1));
    }

    fn chunks(&self) -> impl Iterator<Item = (&Chunk, usize)> {
        self.full.iter().chain(&self.last).map(|(chunk, len)| (&**chunk, *len))
    }

    /// All, in the order in which they arrived.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.chunks().flat_map(|(chunk, len)| chunk.first(len))
    }

    /// Those of a customer, in no order.
    pub(super) fn of(&self, of: Ordinal) -> impl Iterator<Item = &Arc<Entry>> {
        self.chunks().flat_map(move |(chunk, len)| chunk.of(of, len))
    }

    /// Lets go of entries that are not to stay.
    pub(super) fn retain(&mut self, stays: impl Fn(&Entry) -> bool) {
        let mut kept = Self::default();
        self.all().filter(|entry| stays(entry)).for_each(|entry| kept.append(entry.clone()));
        *self = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EntryKind;
    use crate::time::Instant;

    fn entry(of: Ordinal, sequence: u64) -> Arc<Entry> {
        Arc::new(Entry { at: Instant::MIN, sequence, of, id: None, kind: EntryKind::Created, version: 1 })
    }

    fn sequences<'e>(entries: impl Iterator<Item = &'e Arc<Entry>>) -> Vec<u64> {
        entries.map(|entry| entry.sequence).collect()
    }

    #[test]
    fn each_who_shares_it_goes_on_alone() {
        let mut head = Head::default();
        (0..20).for_each(|n| head.append(entry(n as u32 % 3, n)));
        let (before, mut abandoned) = (head.clone(), head.clone());
        (100..130).for_each(|n| abandoned.append(entry(1, n)));
        (20..50).for_each(|n| head.append(entry(n as u32 % 3, n)));
        assert_eq!(sequences(before.all()), (0..20).collect::<Vec<_>>());
        assert_eq!(sequences(head.all()), (0..50).collect::<Vec<_>>());
        assert_eq!(sequences(abandoned.all()), (0..20).chain(100..130).collect::<Vec<_>>());
        for (head, of_one) in [(&before, 7), (&head, 17), (&abandoned, 37)] {
            let mut found = sequences(head.of(1));
            found.sort_unstable();
            assert_eq!(found, sequences(head.all().filter(|entry| entry.of == 1)));
            assert_eq!(found.len(), of_one);
        }
        assert_eq!(head.of(9).count(), 0);
    }

    #[test]
    fn what_is_let_go_is_let_go() {
        let mut head = Head::default();
        (0..100).for_each(|n| head.append(entry(n as u32 % 10, n)));
        head.retain(|entry| entry.of != 3);
        head.append(entry(3, 100));
        assert_eq!((head.len(), sequences(head.of(3))), (91, vec![100]));
    }
}
