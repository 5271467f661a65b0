//! Stores of each form that there ever was, opened for ever.
//!
//! `core/tests/golden/stores` has one for each form, its file and what is known of it. When the form of stores changes, `PRESENT` gets another name, and
//! `UPDATE_GOLDEN=1 cargo test --profile ci -p tagora --test durable golden` makes the one of that name; those that are there are never written again.

use std::fs;
use std::path::{Path, PathBuf};

use tagora::{Engine, Scope, Verify};

use super::{Folder, last_commit, step};

/// The form, and the bits of readers and writers: see `docs/format-store.md`.
const PRESENT: &str = "form-1-bits-3-1";

/// With an erasure, which folds in, and commits behind it that are not.
const STEPS: u64 = 60;

fn stores() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stores")
}

/// What is known of an engine, in words that do not change with the library.
fn known(engine: &Engine) -> String {
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let mut known = format!("clock {}, {} customers\n", engine.clock().unwrap().millis(), snapshot.customers());
    for tag in ["vip", "active", "spender", "seen"] {
        let ids: Vec<String> = snapshot.members(tag).unwrap().iter().map(ToString::to_string).collect();
        known += &format!("{tag}: {}\n", ids.join(" "));
    }
    let page = engine.changes(0, usize::MAX);
    known + &format!("{} changes, the last {}\n", page.changes.len(), page.next)
}

#[test]
fn stores_of_every_form_are_opened() {
    let present = stores().join(PRESENT);
    if std::env::var_os("UPDATE_GOLDEN").is_some() && !present.exists() {
        let folder = Folder::new();
        let engine = folder.open();
        (1..=STEPS).for_each(|number| step(&engine, number));
        let known = known(&engine);
        // Dropped and not closed: what is not folded in stays so.
        drop(engine);
        fs::create_dir_all(&present).unwrap();
        fs::copy(folder.path().join("data.db"), present.join("data.db")).unwrap();
        fs::write(present.join("known.txt"), known).unwrap();
    }
    assert!(present.exists(), "there is none of the present form: see above how it is made");
    for store in fs::read_dir(stores()).unwrap() {
        let store = store.unwrap().path();
        let folder = Folder::new();
        fs::create_dir_all(folder.path()).unwrap();
        fs::copy(store.join("data.db"), folder.path().join("data.db")).unwrap();
        let expected = fs::read_to_string(store.join("known.txt")).unwrap();
        let engine = folder.open();
        assert_eq!((known(&engine), last_commit(&engine)), (expected, STEPS), "{}", store.display());
        let verified = engine.verify(Verify::Full).unwrap();
        assert!(verified.is_sound(), "{}: {verified:?}", store.display());
        // And written to.
        step(&engine, STEPS + 1);
        engine.close().unwrap();
        assert_eq!(last_commit(&folder.open()), STEPS + 1);
    }
}
