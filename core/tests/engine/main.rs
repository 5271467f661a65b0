//! The engine through its public face.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test program")]

mod analytics;
mod attributes;
mod clocks;
mod columns;
mod convergence;
mod handbooks;
mod hostile;
mod life;
mod merges;
mod open_groups;
mod pages;
mod patterns;
mod progress;
mod public_types;
mod queries;
mod retention;
mod scale;
mod scopes;
mod stores;
mod threads;

use tagora::{Batch, CustomerId, Engine, Event, Instant, Scope};

/// `n` milliseconds after 1970.
fn at(n: i64) -> Instant {
    Instant::from_millis(n).unwrap()
}

const DAY: i64 = 86_400_000;

fn engine(handbook: &str) -> Engine {
    let engine = Engine::in_memory();
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
