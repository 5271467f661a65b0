//! Engines in folders whose power is cut, and whose disk fails.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::panic, reason = "a test program")]

mod cuts;
mod failures;
#[path = "../../../tests/durable/workload.rs"]
mod workload;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// An empty folder of its own, gone when it is dropped.
struct Root(PathBuf);

impl Root {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("tagora-power-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        // Without links on the way, as SQLite names files.
        let root = std::fs::canonicalize(std::env::temp_dir()).unwrap().join(name);
        std::fs::create_dir_all(&root).unwrap();
        Self(root)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    /// Where the engine lies.
    fn store(&self) -> PathBuf {
        self.0.join("store")
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How many are asked for, or so many.
fn asked(variable: &str, or: u64) -> u64 {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(or)
}
