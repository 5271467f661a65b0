//! The engine through its public face.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test program")]

mod analytics;
mod attributes;
mod clocks;
mod columns;
mod consumers;
mod convergence;
mod diagnoses;
mod explaining;
mod given;
mod handbooks;
mod hostile;
mod life;
mod merges;
mod open_groups;
mod outlooks;
mod pages;
mod patterns;
mod previews;
mod profiles;
mod progress;
mod public_types;
mod queries;
mod quiet;
mod retention;
mod routes;
mod scale;
mod scopes;
mod stores;
mod threads;

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use tagora::{Batch, CustomerId, Durability, Engine, Event, Instant, MemoryStore, Options, Scope, Verify};

/// `n` milliseconds after 1970.
fn at(n: i64) -> Instant {
    Instant::from_millis(n).unwrap()
}

const DAY: i64 = 86_400_000;

/// An engine of the suite: in memory alone, or where the suite is run on stores, in one. All that it holds must come back from there
/// when the test is over.
struct Kept {
    engine: Option<Engine>,
    is_stored: bool,
    folder: Option<PathBuf>,
}

/// Of so many engines one lies in a folder, which takes its time; the others in a store in memory.
const FOLDERS: u32 = 8;

fn opened(options: Options) -> Kept {
    if env!("CARGO_CRATE_NAME") != "engine_on_stores" {
        return large(options);
    }
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let options = Options { durability: Durability::Relaxed { every_millis: 1_000 }, ..options };
    if !number.is_multiple_of(FOLDERS) {
        let engine = Engine::with_store(options, Box::new(MemoryStore::default())).unwrap();
        return Kept { engine: Some(engine), is_stored: true, folder: None };
    }
    let folder = std::env::temp_dir().join(format!("tagora-suite-{}-{number}", std::process::id()));
    Kept { engine: Some(Engine::open(&folder, options).unwrap()), is_stored: true, folder: Some(folder) }
}

/// One in memory alone, also where there is too much for it to come back from a store.
fn large(options: Options) -> Kept {
    Kept { engine: Some(Engine::with_options(options)), is_stored: false, folder: None }
}

impl Deref for Kept {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if self.is_stored && !std::thread::panicking() {
            let verified = self.verify(Verify::Full).unwrap();
            assert!(verified.is_sound(), "{verified:?}");
        }
        self.engine = None;
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn engine(handbook: &str) -> Kept {
    let engine = opened(Options::default());
    engine.load(handbook).unwrap();
    engine
}

fn event(customer: impl Into<CustomerId>, event: &str, millis: i64) -> Event {
    Event::new(customer, event, at(millis))
}

fn batch(events: impl IntoIterator<Item = Event>) -> Batch {
    events.into_iter().map(tagora::Record::Event).collect()
}

/// What a customer holds, and since when.
fn tags(engine: &Engine, customer: impl Into<CustomerId>) -> Vec<(String, i64)> {
    let held = engine.snapshot(&Scope::All).unwrap().tags(customer);
    held.into_iter().map(|held| (held.tag.to_string(), held.since.millis())).collect()
}
