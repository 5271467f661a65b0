//! Engines that are kept in folders: opened, closed, locked, killed, damaged.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test program")]

mod backups;
mod damage;
mod faults;
mod feed;
mod folders;
mod golden;
mod kills;
mod levels;
mod opening;
mod workload;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use tagora::{Engine, Options};
use workload::{DAY, HANDBOOK, at, batch, last_commit, model, seen, step};

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
