//! What the engine asks of a store, and what it does when the store fails.

use std::io;
use std::ops::RangeInclusive;

use tagora::{Batch, Engine, Events, MemoryStore, Options, Store, Table, Tell, Verify, Write};

use super::{at, batch, event, tags};

/// A store that does not take its commit with number `fails`, counted from 1.
struct Failing {
    rows: MemoryStore,
    fails: u32,
    kind: io::ErrorKind,
    taken: u32,
}

impl Failing {
    fn new(fails: u32, kind: io::ErrorKind) -> Box<Self> {
        Box::new(Self { rows: MemoryStore::default(), fails, kind, taken: 0 })
    }
}

impl Store for Failing {
    fn commit(&mut self, writes: &[Write]) -> io::Result<bool> {
        self.taken += 1;
        if self.taken == self.fails {
            return Err(io::Error::new(self.kind, "disk full"));
        }
        self.rows.commit(writes)?;
        Ok(true)
    }

    fn scan(&self, table: Table, keys: RangeInclusive<u64>, tell: Tell<'_>) -> io::Result<()> {
        self.rows.scan(table, keys, tell)
    }
}

fn opened(store: Box<dyn Store>) -> Engine {
    let engine = Engine::with_store(Options::default(), store).unwrap();
    engine.load("event e\ntag t when did e").unwrap();
    engine
}

#[test]
fn a_commit_says_whether_it_is_durable() {
    let engine = opened(Failing::new(0, io::ErrorKind::Other));
    let applied = engine.apply(&batch([event("c", "e", 1).id("a"), event("c", "e", 1).id("a")]), at(1)).unwrap();
    assert_eq!((applied.commit, applied.durable), (2, true));
    engine.apply(&batch([event("c", "x", 1)]), at(1)).unwrap_err();
    assert_eq!(engine.advance_to(at(2)).unwrap().commit, 3, "a refused batch is no commit");
    let engine = opened(Box::new(MemoryStore::default()));
    assert!(!engine.advance_to(at(2)).unwrap().durable && !engine.flush().unwrap());
}

#[test]
fn columns_come_back_without_the_rows_that_were_refused() {
    let store = MemoryStore::default();
    let engine = opened(Box::new(store.clone()));
    engine.apply(&batch([event("c", "e", 1).id("a")]), at(1)).unwrap();
    let mut columns = Batch::new();
    columns
        .event(event("c", "e", 1).id("a"))
        .events(Events::new("e", ["c", "d", "d", "f"], [at(1), at(2), at(2), at(9)]).ids(["a", "b", "b", "c"]));
    assert_eq!(engine.apply(&columns, at(2)).unwrap().duplicates, 3);
    drop(engine);
    let engine = Engine::with_store(Options::default(), Box::new(store)).unwrap();
    assert_eq!((tags(&engine, "d"), tags(&engine, "f")), (vec![("t".to_owned(), 2)], vec![]));
    engine.advance_to(at(9)).unwrap();
    assert_eq!(tags(&engine, "f"), [("t".to_owned(), 9)], "what waited waits on");
    assert!(engine.verify(Verify::Full).unwrap().is_sound());
}

#[test]
fn what_could_not_be_stored_is_not_in_effect() {
    // The first two make the store and load the handbook.
    let engine = opened(Failing::new(3, io::ErrorKind::Other));
    let error = engine.apply(&batch([event("c", "e", 1)]), at(1)).unwrap_err();
    assert_eq!((error.code(), error.to_string()), ("store-failed", "the commit could not be stored: disk full".into()));
    assert_eq!((engine.clock(), engine.has("c", "t").unwrap(), engine.changes(0, 9).changes.len()), (None, false, 0));
    assert_eq!(engine.advance_to(at(2)).unwrap_err().code(), "poisoned", "what the medium holds is unknown");
    assert_eq!(engine.load("").unwrap_err().code(), "poisoned");
}

#[test]
fn a_full_disk_can_be_freed() {
    let engine = opened(Failing::new(3, io::ErrorKind::StorageFull));
    let events = batch([event("c", "e", 1)]);
    assert_eq!(engine.apply(&events, at(1)).unwrap_err().code(), "store-full");
    assert_eq!((engine.clock(), engine.has("c", "t").unwrap()), (None, false));
    assert_eq!(engine.apply(&events, at(1)).unwrap().commit, 2);
    assert_eq!(tags(&engine, "c"), [("t".to_owned(), 1)]);
}
