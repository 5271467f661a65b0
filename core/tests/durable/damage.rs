//! What is damaged is said to be, and nothing is made up.

use std::fs;

use tagora::{Engine, Options, Verify};

use super::{Folder, seen, step};

fn filled() -> (Folder, String) {
    let folder = Folder::new();
    let engine = folder.open();
    (1..60).for_each(|number| step(&engine, number));
    let before = seen(&engine);
    engine.close().unwrap();
    (folder, before)
}

#[test]
fn a_flipped_byte_is_found_or_changes_nothing() {
    let (folder, before) = filled();
    let file = folder.path().join("data.db");
    let sound = fs::read(&file).unwrap();
    let (mut found, mut harmless) = (0, 0);
    for n in 0..300_u64 {
        // Places and bits in no order, always the same.
        let drawn = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11;
        let (place, bit) = ((drawn as usize) % sound.len(), n % 8);
        let mut damaged = sound.clone();
        damaged[place] ^= 1 << bit;
        fs::write(&file, damaged).unwrap();
        match Engine::open(folder.path(), Options::default()) {
            Err(error) => {
                assert!(["store-damaged", "store-failed"].contains(&error.code()), "byte {place}: {error:?}");
                found += 1;
            }
            Ok(engine) if engine.verify(Verify::Full).unwrap().is_sound() => {
                assert_eq!(seen(&engine), before, "byte {place}");
                harmless += 1;
            }
            Ok(_) => found += 1,
        }
        // What came to be beside the file goes with the damage.
        for name in ["data.db-wal", "data.db-shm"] {
            let _ = fs::remove_file(folder.path().join(name));
        }
    }
    println!("{found} found, {harmless} harmless");
    // Most bytes of so small a file are room that nothing lies in.
    assert!(found > 10, "{found}");
    fs::write(&file, sound).unwrap();
    assert_eq!(seen(&folder.open()), before);
}

#[test]
fn a_store_that_was_cut_off_is_not_opened() {
    let (folder, before) = filled();
    let file = folder.path().join("data.db");
    let sound = fs::read(&file).unwrap();
    for part in 0..16 {
        fs::write(&file, &sound[..sound.len() * part / 16]).unwrap();
        match Engine::open(folder.path(), Options::default()) {
            Err(error) => assert!(["store-damaged", "store-failed"].contains(&error.code()), "{part}: {error:?}"),
            Ok(engine) => assert!(!engine.verify(Verify::Full).unwrap().is_sound(), "{part}"),
        }
    }
    fs::write(&file, sound).unwrap();
    assert_eq!(seen(&folder.open()), before);
}

#[test]
fn a_lost_log_is_told() {
    let folder = Folder::new();
    let engine = folder.open();
    (1..9).for_each(|number| step(&engine, number));
    // As a copy that was made of the file alone.
    let copy = Folder::new();
    fs::create_dir_all(copy.path()).unwrap();
    for name in ["data.db", "mark"] {
        fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    let error = Engine::open(copy.path(), Options::default()).unwrap_err();
    assert_eq!(error.code(), "commit-lost");
    assert!(error.to_string().starts_with("commit 8 was acknowledged, but the store ends with commit"), "{error}");
    // Whoever knows of it can go on.
    fs::remove_file(copy.path().join("mark")).unwrap();
    Engine::open(copy.path(), Options::default()).unwrap();
    drop(engine);
    let whole = Folder::new();
    fs::create_dir_all(whole.path()).unwrap();
    folder.open().close().unwrap();
    fs::copy(folder.path().join("data.db"), whole.path().join("data.db")).unwrap();
    assert_eq!(seen(&whole.open()), seen(&folder.open()), "of a closed store the file is all there is");
}

/// A mark that takes nothing: the store has the commit, but nobody was told so.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_marked_is_not_acknowledged() {
    let folder = Folder::new();
    let engine = folder.open();
    (1..5).for_each(|number| step(&engine, number));
    let before = seen(&engine);
    engine.close().unwrap();
    let mark = folder.path().join("mark");
    fs::remove_file(&mark).unwrap();
    std::os::unix::fs::symlink("/dev/full", &mark).unwrap();
    let engine = folder.open();
    let (batch, now) = super::batch(5);
    assert_eq!(engine.apply(&batch, now).unwrap_err().code(), "store-failed");
    assert_eq!(seen(&engine), before, "it is not in force");
    assert_eq!(engine.apply(&batch, now).unwrap_err().code(), "poisoned");
    assert_eq!(engine.ack("nobody", 1).unwrap_err().code(), "poisoned");
    drop(engine);
    fs::remove_file(&mark).unwrap();
    let engine = folder.open();
    assert_eq!(super::last_commit(&engine), 5);
    assert!(engine.verify(Verify::Full).unwrap().is_sound());
}
