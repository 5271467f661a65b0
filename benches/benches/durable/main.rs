//! What it costs that nothing is lost: events into a folder at each level, beside the engine in memory and a plain file that is only
//! appended to; one small write; the folder's size; opening it.
//!
//! `cargo bench --bench durable -- [customers] [events] [customers with many tags] [tags]`, by default 100,000, 1,000,000, 1,000,000
//! and 1,000. Where one of the first two or of the last two is 0, that part is left out.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measuring program")]

mod opening;
#[path = "../live/table.rs"]
mod table;
#[expect(dead_code, reason = "shared with the bench `live`")]
#[path = "../live/workload.rs"]
mod workload;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant as Clock;

use table::Table;
use tagora::{Batch, CustomerId, Durability, Engine, Event, Instant, Options, Record, Value};
use workload::{HANDBOOK, START};

const BATCH: usize = 10_000;

/// Bytes of an event as a plain program would write it: customer, instant, type, amount.
const RAW: usize = 8 + 8 + 1 + 8;

fn main() {
    let given: Vec<u64> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let asked = |place: usize, usual: u64| given.get(place).copied().unwrap_or(usual);
    let (customers, count, many, tags) = (asked(0, 100_000), asked(1, 1_000_000), asked(2, 1_000_000), asked(3, 1_000));
    let mut table = Table::default();
    let folder = Folder(std::env::temp_dir().join(format!("tagora-bench-{}", std::process::id())));
    fs::create_dir_all(&folder.0).unwrap();
    if customers * count > 0 {
        levels(&folder, customers, count, &mut table);
    }
    if many * tags > 0 {
        opening::measure(&folder.0, many, tags, &mut table);
    }
    table.print();
}

/// Events into folders, beside memory and a plain file.
fn levels(folder: &Folder, customers: u64, count: u64, table: &mut Table) {
    let events: Vec<Event> = workload::events(customers, count).collect();
    let plain = appended(&folder.0.join("plain"), &events);
    table.row("a plain file, each batch of 10,000 synced", rate(plain), "");
    let memory = ingested(&Engine::with_options(options(Durability::Full)), customers, &events);
    table.row("in memory", rate(memory), "");
    let levels =
        [("Full", Durability::Full), ("Group", Durability::Group), ("Relaxed", Durability::Relaxed { every_millis: 1_000 })];
    for (name, durability) in levels {
        let path = folder.0.join(name);
        let engine = Engine::open(&path, options(durability)).unwrap();
        let taken = ingested(&engine, customers, &events);
        let beside = format!("{:.2} of in memory, {:.2} of the plain file", taken / memory, taken / plain);
        table.row(format!("`{name}`"), rate(taken), beside);
        small(&engine, name, table);
        if durability == Durability::Full {
            // As a process that is killed leaves it.
            let killed = folder.0.join("killed");
            copy(&path, &killed);
            opened(&killed, "as it was left by a killed process", 1, table);
            engine.close().unwrap();
            let bytes = size(&path) as f64 / count as f64;
            table.row("the folder, closed", format!("{bytes:.1} bytes an event"), format!("raw {RAW}"));
            opened(&path, "closed", 1, table);
            opened(&path, "closed", 2, table);
        }
    }
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn options(durability: Durability) -> Options {
    Options { durability, feed_kept: 100_000, ..Options::default() }
}

fn rate(events: f64) -> String {
    format!("{:.0} thousand events/s", events / 1e3)
}

/// Events a second into a plain file.
fn appended(path: &Path, events: &[Event]) -> f64 {
    let mut file = File::create(path).unwrap();
    let clock = Clock::now();
    for batch in events.chunks(BATCH) {
        let mut bytes = Vec::with_capacity(batch.len() * RAW);
        for event in batch {
            let amount = event
                .properties
                .first()
                .and_then(|(_, value)| if let Value::Float(amount) = value { Some(*amount) } else { None });
            let CustomerId::Number(customer) = event.customer else { continue };
            bytes.extend(customer.to_le_bytes());
            bytes.extend(event.at.millis().to_le_bytes());
            bytes.push(event.event.len() as u8);
            bytes.extend(amount.unwrap_or_default().to_le_bytes());
        }
        file.write_all(&bytes).unwrap();
        file.sync_data().unwrap();
    }
    events.len() as f64 / clock.elapsed().as_secs_f64()
}

/// Events a second into an engine.
fn ingested(engine: &Engine, customers: u64, events: &[Event]) -> f64 {
    engine.load(HANDBOOK).unwrap();
    engine.apply(&workload::attributes(customers), Instant::from_millis(START).unwrap()).unwrap();
    let batches: Vec<Batch> = events.chunks(BATCH).map(|events| events.iter().cloned().map(Record::Event).collect()).collect();
    let clock = Clock::now();
    for batch in &batches {
        engine.apply(batch, batch.records().last().unwrap().at()).unwrap();
    }
    engine.flush().unwrap();
    events.len() as f64 / clock.elapsed().as_secs_f64()
}

/// One event at a time.
fn small(engine: &Engine, level: &str, table: &mut Table) {
    let now = engine.clock().unwrap();
    let mut times: Vec<f64> = (0..200_u64)
        .map(|customer| {
            let mut batch = Batch::new();
            batch.event(Event::new(customer, "view", now));
            let clock = Clock::now();
            engine.apply(&batch, now).unwrap();
            clock.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    table.row(format!("`{level}`, one event"), format!("{:.0} µs", times[100]), format!("{:.0} µs of 99 in 100", times[197]));
}

fn opened(path: &Path, how: &str, threads: usize, table: &mut Table) {
    let clock = Clock::now();
    let engine = Engine::open(path, Options { threads, ..options(Durability::Full) }).unwrap();
    let count = engine.count(&engine.prepare("has frequent").unwrap()).unwrap();
    let took = clock.elapsed().as_secs_f64();
    table.row(format!("opening it {how}, with {threads} threads"), format!("{:.0} ms", took * 1e3), format!("{count} counted"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in ["data.db", "data.db-wal", "mark"] {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

fn size(path: &Path) -> u64 {
    fs::read_dir(path).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum()
}
