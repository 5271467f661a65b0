//! A store that fails at any commit, in any way.

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tagora::{Barrier, Durability, Engine, MemoryStore, Options, Store, Table, Tell, Verify, Write};

use super::{last_commit, seen, step};

/// How a commit fails.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// Nothing of it was taken, and that is known.
    Full,
    /// Nothing of it was taken.
    Refused,
    /// All of it was taken, and the error came after.
    Taken,
    /// The medium does not take what was committed.
    Unsynced,
}

struct Faulty {
    rows: MemoryStore,
    /// The commit that fails, counted from 1, and how.
    fails: (u64, Fault),
    taken: u64,
    unsynced: Arc<AtomicBool>,
}

impl Store for Faulty {
    fn commit(&mut self, writes: &[Write]) -> io::Result<bool> {
        self.taken += 1;
        let fails = self.taken == self.fails.0;
        match self.fails.1 {
            Fault::Full if fails => return Err(io::Error::new(io::ErrorKind::StorageFull, "no room")),
            Fault::Refused if fails => return Err(io::Error::other("refused")),
            Fault::Unsynced if fails => self.unsynced.store(true, Ordering::Relaxed),
            _ => {}
        }
        self.rows.commit(writes)?;
        if fails && self.fails.1 == Fault::Taken { Err(io::Error::other("taken, and then")) } else { Ok(false) }
    }

    fn scan(&self, table: Table, keys: RangeInclusive<u64>, tell: Tell<'_>) -> io::Result<()> {
        self.rows.scan(table, keys, tell)
    }

    fn barrier(&self) -> Option<Barrier> {
        let unsynced = self.unsynced.clone();
        Some(Arc::new(move || if unsynced.load(Ordering::Relaxed) { Err(io::Error::other("not synced")) } else { Ok(()) }))
    }
}

/// Applies the batch of a step, or erases.
fn try_step(engine: &Engine, number: u64) -> Result<(), tagora::Error> {
    if number.is_multiple_of(10) {
        return engine.erase(number % 200).map(drop);
    }
    let (batch, now) = super::batch(number);
    engine.apply(&batch, now).map(drop)
}

#[test]
fn whatever_commit_fails_nothing_is_half_there() {
    for fault in [Fault::Full, Fault::Refused, Fault::Taken, Fault::Unsynced] {
        for fails in 3..34 {
            let rows = MemoryStore::default();
            let options = Options { durability: Durability::Group, ..Options::default() };
            let faulty = Faulty { rows: rows.clone(), fails: (fails, fault), taken: 0, unsynced: Arc::default() };
            let engine = Engine::with_store(options.clone(), Box::new(faulty)).unwrap();
            let memory = Engine::in_memory();
            let mut failed = None;
            (1..=32).for_each(|number| {
                if failed.is_some() {
                    return;
                }
                let done = if number == 1 { engine.load(super::HANDBOOK).map(drop) } else { try_step(&engine, number) };
                match done {
                    Ok(()) if number == 1 => step(&memory, 1),
                    Ok(()) => try_step(&memory, number).unwrap(),
                    Err(error) => failed = Some((number, error)),
                }
            });
            let Some((number, error)) = failed else { continue };
            let what = format!("{fault:?} of store commit {fails}: {error}");
            match fault {
                Fault::Full => {
                    assert_eq!((error.code(), seen(&engine)), ("store-full", seen(&memory)), "{what}");
                    // Room was made.
                    try_step(&engine, number).unwrap();
                    try_step(&memory, number).unwrap();
                    assert_eq!(seen(&engine), seen(&memory), "{what}");
                }
                Fault::Refused | Fault::Taken => {
                    assert_eq!((error.code(), seen(&engine)), ("store-failed", seen(&memory)), "{what}")
                }
                Fault::Unsynced => assert_eq!(error.code(), "store-failed", "{what}"),
            }
            if fault != Fault::Full {
                assert_eq!(engine.advance_to(super::at(i64::MAX / 1_000_000)).unwrap_err().code(), "poisoned", "{what}");
                assert_eq!(engine.load("").unwrap_err().code(), "poisoned", "{what}");
            }
            drop(engine);
            let engine = Engine::with_store(options, Box::new(rows)).unwrap();
            if last_commit(&engine) > last_commit(&memory) {
                assert!([Fault::Taken, Fault::Unsynced].contains(&fault), "{what}");
                try_step(&memory, number).unwrap();
            }
            assert_eq!(seen(&engine), seen(&memory), "{what}");
            assert!(engine.verify(Verify::Full).unwrap().is_sound(), "{what}");
        }
    }
}
