use std::collections::BTreeMap;
use std::io;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Store, Table, Tell, Write};

type Rows = BTreeMap<(Table, u64), Vec<u8>>;

/// Rows in memory. Clones are the same store: what one engine put into it another one opens.
///
/// ```
/// use tagora::{Engine, Instant, MemoryStore, Options};
/// let store = MemoryStore::default();
/// let engine = Engine::with_store(Options::default(), Box::new(store.clone()))?;
/// engine.load("event visit")?;
/// engine.advance_to(Instant::from_millis(7)?)?;
/// drop(engine);
/// assert_eq!(Engine::with_store(Options::default(), Box::new(store))?.clock(), Some(Instant::from_millis(7)?));
/// # Ok::<(), tagora::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    rows: Arc<Mutex<Rows>>,
}

impl MemoryStore {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn commit(&mut self, writes: &[Write]) -> io::Result<bool> {
        let mut rows = self.rows();
        for write in writes {
            match write {
                Write::Put { table, key, value } => {
                    rows.insert((*table, *key), value.clone());
                }
                Write::Delete { table, keys } => {
                    let gone: Vec<_> = rows.range((*table, *keys.start())..=(*table, *keys.end())).map(|(key, _)| *key).collect();
                    gone.iter().for_each(|key| {
                        rows.remove(key);
                    });
                }
            }
        }
        Ok(false)
    }

    fn scan(&self, table: Table, keys: RangeInclusive<u64>, tell: Tell<'_>) -> io::Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let rows = self.rows();
        rows.range((table, *keys.start())..=(table, *keys.end())).try_for_each(|((_, key), value)| tell(*key, value))
    }
}
