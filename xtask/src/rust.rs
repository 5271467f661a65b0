//! The Rust tests, doctests included.

use crate::folders::root;
use crate::run::{cargo, run};

/// Tested from their own languages; extension modules cannot be linked into a Rust test.
const BINDINGS: [&str; 4] = ["tagora-python", "tagora-node", "tagora-kotlin", "tagora-kotlin-bindgen"];

pub(crate) fn test(profile: &str) -> Result<(), String> {
    let excluded = BINDINGS.iter().flat_map(|package| ["--exclude", package]);
    // One failing program must not hide what the others find.
    run(cargo().args(["test", "--workspace", "--no-fail-fast", "--profile", profile]).args(excluded))?;
    // A workspace of its own, so that fuzzing's flags touch nothing else.
    if root().join("fuzz/Cargo.toml").is_file() {
        run(cargo().args(["test", "--manifest-path", "fuzz/Cargo.toml"]))?;
    }
    Ok(())
}
