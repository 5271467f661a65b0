//! What the engine asks of a store, and what it does when the store fails.

use std::io;
use std::sync::{Arc, Mutex};

use tagora::{Batch, Commit, Engine, Events, Options, Receipt, Record, Store};

use super::{at, batch, event};

/// Notes the commits it takes; fails the one with number `fails`.
struct Notes {
    taken: Arc<Mutex<Vec<String>>>,
    fails: u64,
}

impl Store for Notes {
    fn commit(&mut self, commit: &Commit<'_>) -> io::Result<Receipt> {
        if commit.sequence == self.fails {
            return Err(io::Error::other("disk full"));
        }
        assert!(commit.records.iter().all(|record| matches!(record, Record::Event(event) if event.event == "e")));
        let note = format!("{} {} {} {}", commit.sequence, commit.handbook.is_some(), commit.records.len(), commit.changes.len());
        self.taken.lock().unwrap().push(note);
        Ok(Receipt { durable: true })
    }
}

#[test]
fn commits_are_numbered_and_complete() {
    let taken = Arc::new(Mutex::new(Vec::new()));
    let engine = Engine::open(Options::default(), Box::new(Notes { taken: taken.clone(), fails: 0 }));
    engine.load("event e\ntag t when did e").unwrap();
    let applied = engine.apply(&batch([event("c", "e", 1).id("a"), event("c", "e", 1).id("a")]), at(1)).unwrap();
    assert_eq!((applied.commit, applied.durable), (2, true));
    engine.apply(&batch([event("c", "x", 1)]), at(1)).unwrap_err();
    engine.advance_to(at(2)).unwrap();
    let mut columns = Batch::new();
    columns
        .event(event("c", "e", 1).id("a"))
        .events(Events::new("e", ["c", "d", "d"], [at(1), at(2), at(2)]).ids(["a", "b", "b"]));
    engine.apply(&columns, at(2)).unwrap();
    assert_eq!(
        *taken.lock().unwrap(),
        ["1 true 0 0", "2 false 1 1", "3 false 0 0", "4 false 1 1"],
        "a refused batch is no commit, a duplicate no record"
    );
}

#[test]
fn what_could_not_be_stored_is_not_in_effect() {
    let taken = Arc::new(Mutex::new(Vec::new()));
    let engine = Engine::open(Options::default(), Box::new(Notes { taken: taken.clone(), fails: 2 }));
    engine.load("event e\ntag t when did e").unwrap();
    let error = engine.apply(&batch([event("c", "e", 1)]), at(1)).unwrap_err();
    assert_eq!((error.code(), error.to_string()), ("store-failed", "the commit could not be stored: disk full".into()));
    assert_eq!((engine.clock(), engine.has("c", "t").unwrap(), engine.changes(0, 9).changes.len()), (None, false, 0));
    assert_eq!(engine.advance_to(at(2)).unwrap_err().code(), "poisoned", "what the medium holds is unknown");
    assert_eq!(engine.load("").unwrap_err().code(), "poisoned");
}
