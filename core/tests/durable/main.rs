//! Engines that are kept in folders: opened, closed, locked, killed, damaged.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test program")]

mod damage;
mod faults;
mod feed;
mod folders;
mod kills;
mod levels;
mod opening;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use tagora::{Assign, Batch, Engine, Event, Instant, Options, Scope};

const DAY: i64 = 86_400_000;

const HANDBOOK: &str = "\
event buy { amount: decimal(2) }
event view
attribute city: text
tag vip
tag active when count(buy, last 3 days) >= 2
tag spender when sum(buy.amount) > 50
tag seen when did view in last 1 day
rule r on buy where amount > 9 then add vip for 2 days, emit big {amount: amount}
";

fn at(millis: i64) -> Instant {
    Instant::from_millis(millis).unwrap()
}

/// A folder of its own, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("tagora-durable-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn open(&self) -> Engine {
        Engine::open(&self.0, Options::default()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The batch of a step, always the same: some of everything.
fn batch(step: u64) -> (Batch, Instant) {
    let now = at(step as i64 * DAY / 7);
    let mut batch = Batch::new();
    for n in 0..20 {
        let customer = (step * 31 + n * 7) % 200;
        let when = now.saturating_add(-((n as i64 * 37) % 5) * DAY / 9);
        batch.event(Event::new(customer, if n % 3 == 0 { "view" } else { "buy" }, when).id(format!("{step}-{n}")));
        if n % 4 == 1 {
            batch.event(Event::new(customer, "buy", when).with("amount", (n as f64) * 0.75));
        }
    }
    let customer = step % 200;
    batch.set(customer, "city", if step.is_multiple_of(2) { "上海" } else { "北京" }, now);
    match step % 9 {
        3 => batch.assign(Assign::pin(customer, "seen", now)),
        5 => batch.assign(Assign::add(customer, "vip", now).import("crm", step)),
        7 => batch.merge(customer, (customer + 1) % 200, now),
        8 => batch.event(Event::new(customer, "view", now.saturating_add(3 * DAY))),
        _ => &mut batch,
    };
    (batch, now)
}

/// Does a step, which is commit `step`: the first loads the handbook.
fn step(engine: &Engine, step: u64) {
    if step == 1 {
        engine.load(HANDBOOK).unwrap();
    } else if step.is_multiple_of(50) {
        engine.erase(step % 200).unwrap();
    } else {
        let (batch, now) = batch(step);
        engine.apply(&batch, now).unwrap();
    }
}

/// All that is seen of an engine.
fn seen(engine: &Engine) -> String {
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let mut seen = format!("{:?} {}\n", engine.clock(), snapshot.customers());
    if engine.handbook().is_some() {
        for tag in ["vip", "active", "spender", "seen"] {
            seen += &format!("{tag}: {:?}\n", snapshot.members(tag).unwrap());
        }
        for condition in ["city = \"上海\"", "count(buy) > 3"] {
            seen += &format!("{condition}: {:?}\n", engine.ids(&engine.prepare(condition).unwrap()).unwrap());
        }
    }
    let page = engine.changes(0, usize::MAX);
    seen += &format!("{} {}\n", page.next, page.missed);
    for change in page.changes {
        seen += &format!("{change:?}\n");
    }
    seen
}

/// The number of the last commit.
fn last_commit(engine: &Engine) -> u64 {
    // A customer nobody told of is not there to be erased: that is no commit, and says the number of the last.
    engine.erase("nobody").unwrap().commit
}
