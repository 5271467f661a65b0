//! Copies made while all goes on, stores made smaller, and what is saved of damaged ones.

use std::fs;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use tagora::{Engine, Options, Progress, Verify};

use super::{Folder, last_commit, model, seen, step};

fn silent() -> Progress {
    Progress::default()
}

#[test]
fn copies_are_of_one_moment_while_all_goes_on() {
    const STEPS: u64 = 120;
    let (folder, model) = (Folder::new(), model(STEPS));
    let engine = folder.open();
    let is_done = AtomicBool::new(false);
    let copies = std::thread::scope(|scope| {
        scope.spawn(|| {
            (1..=STEPS).for_each(|number| step(&engine, number));
            is_done.store(true, Ordering::Release);
        });
        let mut copies = Vec::new();
        while !is_done.load(Ordering::Acquire) || copies.is_empty() {
            let copy = Folder::new();
            let backup = engine.backup(copy.path(), &silent()).unwrap();
            copies.push((copy, backup));
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        copies
    });
    for (copy, backup) in &copies {
        let names: Vec<_> = fs::read_dir(copy.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "the file and the lock alone: {names:?}");
        let copied = copy.open();
        assert_eq!(last_commit(&copied), backup.commit);
        assert_eq!(seen(&copied), model[backup.commit as usize]);
        let verified = copied.verify(Verify::Full).unwrap();
        assert!(verified.is_sound(), "{verified:?}");
        // It goes on like any other.
        step(&copied, backup.commit + 1);
    }
    println!("{} copies, of commits {:?}", copies.len(), copies.iter().map(|(_, backup)| backup.commit).collect::<Vec<_>>());
    assert_eq!(seen(&engine), model[STEPS as usize]);
}

#[test]
fn nothing_is_copied_over_what_is_there() {
    let folder = Folder::new();
    let engine = folder.open();
    (1..9).for_each(|number| step(&engine, number));
    let there = Folder::new();
    fs::create_dir_all(there.path()).unwrap();
    let file = there.path().join("file");
    fs::write(&file, "x").unwrap();
    for path in [there.path(), &file, folder.path()] {
        let error = engine.backup(path, &silent()).unwrap_err();
        assert_eq!(error.code(), "store-exists");
        assert_eq!(Engine::salvage(folder.path(), path, &silent()).unwrap_err().code(), "store-exists");
    }
    assert_eq!(fs::read(&file).unwrap(), b"x");
    let nowhere = file.join("below");
    assert_eq!(engine.backup(&nowhere, &silent()).unwrap_err().code(), "store-failed", "below a file");
    assert_eq!(Engine::in_memory().backup(there.path().join("copy"), &silent()).unwrap_err().code(), "no-store");
    assert_eq!(Engine::salvage(&nowhere, there.path().join("copy"), &silent()).unwrap_err().code(), "no-store");
    assert!(!there.path().join("copy").exists());
    // Who only reads copies what is there now.
    let reader = Engine::open_read_only(folder.path(), Options::default()).unwrap();
    step(&engine, 9);
    assert_eq!(reader.backup(there.path().join("copy"), &silent()).unwrap().commit, 9);
    assert_eq!(reader.compact().unwrap_err().code(), "read-only");
}

#[test]
fn a_copy_that_is_called_off_or_fails_leaves_nothing() {
    let folder = Folder::new();
    let engine = folder.open();
    (1..60).for_each(|number| step(&engine, number));
    let root = Folder::new();
    fs::create_dir_all(root.path()).unwrap();
    let copy = root.path().join("copy");
    for calls in 0..3 {
        let progress = {
            let left = std::sync::atomic::AtomicI32::new(calls);
            Progress::telling(move |done, total| {
                assert!(done <= total && total > 0);
                if left.fetch_sub(1, Ordering::Relaxed) > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })
        };
        assert_eq!(engine.backup(&copy, &progress).unwrap_err().code(), "cancelled", "after {calls}");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0, "after {calls}");
    }
    let (done, total) = {
        let progress = Progress::default();
        engine.backup(&copy, &progress).unwrap();
        progress.done()
    };
    assert!(done == total && total > 0);
}

#[test]
fn what_went_makes_the_file_smaller() {
    let (folder, memory) = (Folder::new(), Engine::in_memory());
    let engine = folder.open();
    let file = || fs::metadata(folder.path().join("data.db")).unwrap().len();
    let handbook = "event say { words: text }\ntag said when did say";
    engine.load(handbook).unwrap();
    memory.load(handbook).unwrap();
    for round in 0..20 {
        let mut batch = tagora::Batch::new();
        for customer in 0..20_u64 {
            let words = format!("{customer} in {round} ").repeat(400);
            batch.event(tagora::Event::new(customer, "say", super::at(round)).with("words", words));
        }
        engine.apply(&batch, super::at(round)).unwrap();
        memory.apply(&batch, super::at(round)).unwrap();
    }
    engine.compact().unwrap();
    let full = file();
    for customer in 0..18_u64 {
        engine.erase(customer).unwrap();
        memory.erase(customer).unwrap();
    }
    engine.compact().unwrap();
    let less = file();
    assert!(less < full / 2, "{full} bytes, then {less}");
    let log = fs::metadata(folder.path().join("data.db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0);
    let count = |engine: &Engine| engine.count(&engine.prepare("has said").unwrap()).unwrap();
    assert_eq!((count(&engine), count(&memory)), (2, 2));
    // It goes on, with what was folded in.
    engine.advance_to(super::at(99)).unwrap();
    engine.compact().unwrap();
    assert!(engine.verify(Verify::Full).unwrap().is_sound());
    drop(engine);
    let engine = folder.open();
    assert_eq!((count(&engine), engine.clock()), (2, Some(super::at(99))));
}

#[test]
fn of_a_sound_store_nothing_is_lost() {
    let folder = Folder::new();
    let engine = folder.open();
    // Also of one in which nothing happened yet.
    let nothing = Folder::new();
    let salvage = Engine::salvage(folder.path(), nothing.path(), &silent()).unwrap();
    assert_eq!((salvage.commit, &salvage.lost[..]), (0, &[][..]));
    assert_eq!(seen(&nothing.open()), seen(&engine));
    for number in 1..=60 {
        step(&engine, number);
        if [1, 2, 30, 50, 60].contains(&number) {
            let sound = Folder::new();
            let salvage = Engine::salvage(folder.path(), sound.path(), &silent()).unwrap();
            assert_eq!((salvage.commit, &salvage.lost[..]), (number, &[][..]));
            assert_eq!(seen(&sound.open()), seen(&engine));
        }
    }
}

/// Whatever page of the file is destroyed: what is made of the rest opens and is sound, and says what it lacks.
#[test]
fn what_is_sound_is_saved() {
    let folder = Folder::new();
    let engine = folder.open();
    (1..=60).for_each(|number| step(&engine, number));
    let before = seen(&engine);
    drop(engine);
    let file = folder.path().join("data.db");
    let sound = fs::read(&file).unwrap();
    let (mut whole, mut parts, mut none) = (0, 0, 0);
    for page in 0..sound.len() / 4096 {
        let mut damaged = sound.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0xA5);
        fs::write(&file, &damaged).unwrap();
        let saved = Folder::new();
        match Engine::salvage(folder.path(), saved.path(), &silent()) {
            Ok(salvage) => {
                let engine = saved.open();
                let verified = engine.verify(Verify::Full).unwrap();
                assert!(verified.is_sound(), "page {page}: {verified:?}");
                assert_eq!(last_commit(&engine), salvage.commit);
                if salvage.lost.is_empty() {
                    assert_eq!(seen(&engine), before, "page {page}");
                    whole += 1;
                } else {
                    parts += 1;
                }
            }
            Err(error) => {
                assert!(["store-damaged", "store-failed"].contains(&error.code()), "page {page}: {error:?}");
                assert!(!saved.path().exists());
                none += 1;
            }
        }
        assert!(fs::read(&file).unwrap() == damaged, "page {page}: the damaged one stays as it is");
    }
    println!("{whole} whole, {parts} in part, {none} not");
    assert!(parts > 3 && whole > 3);
}
