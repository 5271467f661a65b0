//! Readers see one instant and never wait, however the writer hammers.

use std::io;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::ScopedJoinHandle;
use std::time::Duration;

use tagora::{Batch, Engine, Event, Instant, MemoryStore, Options, Scope, Store, Table, Tell, Write};

fn at(millis: i64) -> Instant {
    Instant::from_millis(millis).unwrap()
}

/// `new` and `old` are complementary at every instant, and every commit moves customers from one to the other.
const HANDBOOK: &str = "event visit\n\
    tag new when did visit in last 5 milliseconds\n\
    tag old when did visit and no visit in last 5 milliseconds";

const CUSTOMERS: u64 = 40;

/// Minutes of commits: a reader that saw none of them go by waits for the writer.
const MOST_STEPS: i64 = 1_000_000;

#[test]
fn a_reader_sees_one_instant_while_the_writer_hammers() {
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    // Readers say how many instants they have seen; the writer goes on until all of them saw commits go by.
    let (is_done, instants_seen) = (AtomicBool::new(false), [const { AtomicUsize::new(0) }; 3]);
    std::thread::scope(|scope| {
        let readers: Vec<_> = instants_seen
            .iter()
            .map(|instants_seen| {
                let (engine, is_done) = (&engine, &is_done);
                scope.spawn(move || {
                    let both = |new, old| (new + old) as u64;
                    let (mut reads, mut seen) = (0, std::collections::BTreeSet::new());
                    while !is_done.load(Ordering::Relaxed) || reads < 20 {
                        let snapshot = engine.snapshot(&Scope::All).unwrap();
                        let (new, old) = (snapshot.members("new").unwrap(), snapshot.members("old").unwrap());
                        assert_eq!(both(new.len(), old.len()), snapshot.customers(), "two columns of one instant");
                        assert!(new.iter().all(|customer| !old.contains(customer)));
                        // Read again much later, it still says the same.
                        std::thread::yield_now();
                        assert_eq!(snapshot.members("new").unwrap(), new);
                        assert_eq!(snapshot.size("old").unwrap(), old.len() as u64);
                        seen.insert(snapshot.instant());
                        instants_seen.store(seen.len(), Ordering::Relaxed);
                        reads += 1;
                    }
                })
            })
            .collect();
        let all_saw = || instants_seen.iter().all(|seen| seen.load(Ordering::Relaxed) > 3);
        let mut steps = 0_i64;
        while steps < 400 || (!all_saw() && steps < MOST_STEPS && !readers.iter().any(ScopedJoinHandle::is_finished)) {
            let mut batch = Batch::new();
            for n in 0..5 {
                batch.event(Event::new((steps as u64 * 5 + n) * 7 % CUSTOMERS, "visit", at(steps)));
            }
            engine.apply(&batch, at(steps)).unwrap();
            steps += 1;
        }
        is_done.store(true, Ordering::Relaxed);
        for reader in readers {
            reader.join().unwrap();
        }
        assert!(all_saw(), "readers saw commits go by");
    });
    assert_eq!(engine.snapshot(&Scope::All).unwrap().customers(), CUSTOMERS);
}

/// Says that a commit has begun and waits until it may end.
struct Gate {
    rows: MemoryStore,
    begun: Sender<()>,
    may_end: Receiver<()>,
}

impl Store for Gate {
    fn commit(&mut self, writes: &[Write]) -> io::Result<bool> {
        self.begun.send(()).map_err(io::Error::other)?;
        self.may_end.recv_timeout(Duration::from_secs(60)).map_err(io::Error::other)?;
        self.rows.commit(writes)
    }

    fn scan(&self, table: Table, keys: RangeInclusive<u64>, tell: Tell<'_>) -> io::Result<()> {
        self.rows.scan(table, keys, tell)
    }
}

#[test]
fn no_read_waits_for_a_commit() {
    let ((begun, has_begun), (may, may_end)) = (channel(), channel());
    // Making the store and loading the handbook are commits too.
    may.send(()).unwrap();
    let engine = Engine::with_store(Options::default(), Box::new(Gate { rows: MemoryStore::default(), begun, may_end })).unwrap();
    has_begun.recv().unwrap();
    may.send(()).unwrap();
    engine.load(HANDBOOK).unwrap();
    has_begun.recv().unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut batch = Batch::new();
            batch.event(Event::new("c", "visit", at(1)));
            engine.apply(&batch, at(1)).map(|applied| applied.changes.len())
        });
        has_begun.recv().unwrap();
        // The commit is under way and stays so: whatever waited for it would never come back to let it end.
        let segment = engine.prepare("has new").unwrap();
        let snapshot = engine.snapshot(&Scope::All).unwrap();
        assert_eq!((snapshot.size("new").unwrap(), engine.count(&segment).unwrap(), engine.clock()), (0, 0, None));
        assert!(!engine.has("c", "new").unwrap() && engine.changes(0, 9).changes.is_empty());
        may.send(()).unwrap();
        assert_eq!(writer.join().unwrap().unwrap(), 1);
        assert_eq!(snapshot.size("new").unwrap(), 0, "a snapshot keeps its instant");
        assert_eq!(engine.count(&segment).unwrap(), 1);
    });
}
