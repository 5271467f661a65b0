use std::io;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Barrier, Store, Table, Tell, Write};

/// So many bytes are read before others have their turn.
const PIECE: usize = 1 << 20;

/// A store that is read by one and looked at by others in between. Clones are the same store.
#[derive(Clone)]
pub(crate) struct Turns(Arc<Mutex<Shared>>);

struct Shared {
    store: Box<dyn Store>,
    is_written: bool,
}

impl Turns {
    pub(crate) fn new(store: Box<dyn Store>) -> Self {
        Self(Arc::new(Mutex::new(Shared { store, is_written: false })))
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the store as it was at first; `None` once it was written to.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&dyn Store) -> T) -> Option<T> {
        let shared = self.shared();
        if shared.is_written { None } else { Some(look(&*shared.store)) }
    }
}

impl Store for Turns {
    fn commit(&mut self, writes: &[Write]) -> io::Result<bool> {
        let mut shared = self.shared();
        shared.is_written = true;
        shared.store.commit(writes)
    }

    fn scan(&self, table: Table, keys: RangeInclusive<u64>, tell: Tell<'_>) -> io::Result<()> {
        let (mut next, last) = keys.into_inner();
        loop {
            let (mut rows, mut bytes, mut is_cut) = (Vec::new(), 0, false);
            let read = self.shared().store.scan(table, next..=last, &mut |key, row| {
                if bytes > PIECE {
                    is_cut = true;
                    return Err(io::ErrorKind::Interrupted.into());
                }
                bytes += row.len();
                rows.push((key, row.to_vec()));
                Ok(())
            });
            for (key, row) in &rows {
                tell(*key, row)?;
            }
            if !is_cut {
                return read;
            }
            match rows.last().and_then(|(key, _)| key.checked_add(1)) {
                Some(behind) => next = behind,
                None => return read,
            }
        }
    }

    fn barrier(&self) -> Option<Barrier> {
        self.shared().store.barrier()
    }

    fn check(&self) -> io::Result<Vec<String>> {
        self.shared().store.check()
    }

    fn settle(&mut self) -> io::Result<()> {
        self.shared().store.settle()
    }

    fn compact(&mut self) -> io::Result<()> {
        self.shared().store.compact()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;

    #[test]
    fn what_comes_in_pieces_is_the_same() {
        let mut store = MemoryStore::default();
        let put = |key: u64| Write::Put { table: Table::Page, key: key * key, value: vec![key as u8; 100_000] };
        store.commit(&(0..45).map(put).collect::<Vec<_>>()).unwrap();
        let read = |store: &dyn Store, keys: RangeInclusive<u64>| {
            let mut rows = Vec::new();
            let told = store.scan(Table::Page, keys, &mut |key, row| {
                rows.push((key, row.len(), row.first().copied()));
                if key == 1600 { Err(io::Error::other("enough")) } else { Ok(()) }
            });
            (rows, told.map_err(|error| error.to_string()))
        };
        let turns = Turns::new(Box::new(store.clone()));
        for keys in [0..=u64::MAX, 0..=1599, 50..=1000, 1500..=1700, 1700..=1700] {
            assert_eq!(read(&turns, keys.clone()), read(&store, keys));
        }
    }

    #[test]
    fn who_looks_sees_what_was_there_at_first() {
        let mut turns = Turns::new(Box::new(MemoryStore::default()));
        let other = turns.clone();
        let count = |store: &dyn Store| {
            let mut count = 0;
            store.scan(Table::Meta, 0..=9, &mut |_, _| {
                count += 1;
                Ok(())
            })?;
            Ok::<_, io::Error>(count)
        };
        assert_eq!(other.look(count).unwrap().unwrap(), 0);
        turns.commit(&[Write::Put { table: Table::Meta, key: 1, value: vec![] }]).unwrap();
        assert!(other.look(count).is_none());
        assert_eq!(count(&other).unwrap(), 1);
    }
}
