use tagora::{Batch, Engine, Event, Options, Verify};

use super::{Folder, at, last_commit, seen, step};

#[test]
fn everything_comes_back() {
    let (folder, memory) = (Folder::new(), Engine::in_memory());
    let mut engine = folder.open();
    for number in 1..=120 {
        step(&engine, number);
        step(&memory, number);
        if number % 17 == 0 {
            if number % 2 == 0 {
                engine.close().unwrap()
            } else {
                drop(engine)
            }
            engine = folder.open();
            assert_eq!(last_commit(&engine), number);
            assert_eq!(seen(&engine), seen(&memory), "after {number}");
        }
    }
    let verified = engine.verify(Verify::Full).unwrap();
    assert!(verified.is_sound() && verified.rows > 5, "{verified:?}");
}

#[test]
fn one_writes_at_a_time() {
    let folder = Folder::new();
    let engine = folder.open();
    step(&engine, 1);
    let error = Engine::open(folder.path(), Options::default()).unwrap_err();
    assert_eq!(error.code(), "store-locked");
    assert!(error.to_string().ends_with(&format!("is written by process {}", std::process::id())), "{error}");
    drop(engine);
    assert_eq!(last_commit(&folder.open()), 1);
}

#[test]
fn who_reads_sees_one_moment_and_changes_nothing() {
    let folder = Folder::new();
    let error = Engine::open_read_only(folder.path(), Options::default()).unwrap_err();
    assert_eq!((error.code(), folder.path().exists()), ("no-store", false));
    let engine = folder.open();
    (1..30).for_each(|number| step(&engine, number));
    let reader = Engine::open_read_only(folder.path(), Options::default()).unwrap();
    assert_eq!(seen(&reader), seen(&engine));
    step(&engine, 30);
    assert_ne!(seen(&reader), seen(&engine));
    let refused = [
        reader.load("").unwrap_err(),
        reader.apply(&tagora::Batch::new(), at(i64::MAX / 1_000_000)).unwrap_err(),
        reader.advance_to(at(i64::MAX / 1_000_000)).unwrap_err(),
        reader.erase(1_u64).unwrap_err(),
    ];
    assert!(refused.iter().all(|error| error.code() == "read-only"), "{refused:?}");
    let last = seen(&engine);
    engine.close().unwrap();
    assert_eq!(seen(&Engine::open_read_only(folder.path(), Options::default()).unwrap()), last, "of a store that is closed");
}

#[test]
fn other_options_are_those_of_what_comes_next() {
    let folder = Folder::new();
    let engine = folder.open();
    (1..30).for_each(|number| step(&engine, number));
    let before = seen(&engine);
    drop(engine);
    let little = Options { lateness_millis: 0, max_customer_records: 1, max_waiting: 0, max_batch: 1, ..Options::default() };
    let engine = Engine::open(folder.path(), little.clone()).unwrap();
    assert_eq!(seen(&engine), before, "what was accepted stays");
    let late = engine.apply(&super::batch(1).0, engine.clock().unwrap()).unwrap_err();
    assert_eq!(late.code(), "limit-exceeded");
    drop(engine);
    // As they are now, there is nothing to be changed.
    assert_eq!(seen(&Engine::open(folder.path(), little).unwrap()), before);
}

#[test]
fn what_is_to_be_kept_must_do_for_the_handbook() {
    let folder = Folder::new();
    folder.open().load("event view\ntag often when count(view) > 3").unwrap();
    let kept = Options { retention_millis: Some(super::DAY), ..Options::default() };
    let error = Engine::open(folder.path(), kept.clone()).unwrap_err();
    assert_eq!(error.code(), "not-kept");
    folder.open().load("event view\ntag often when count(view, last 1 day) > 3").unwrap();
    Engine::open(folder.path(), kept).unwrap().close().unwrap();
    // And what was let go of by it stays so.
    assert_eq!(last_commit(&folder.open()), 2);
}

#[test]
fn what_is_no_store_is_not_touched() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    std::fs::write(folder.path().join("data.db"), "a text about something else").unwrap();
    for error in [Engine::open(folder.path(), Options::default()), Engine::open_read_only(folder.path(), Options::default())] {
        assert_eq!(error.unwrap_err().code(), "store-damaged");
    }
    assert_eq!(std::fs::read(folder.path().join("data.db")).unwrap(), b"a text about something else");
    // A file where a folder should be.
    let path = folder.path().join("file");
    std::fs::write(&path, "x").unwrap();
    assert_eq!(Engine::open(&path, Options::default()).unwrap_err().code(), "store-failed");
}

#[test]
fn nothing_is_left_of_who_is_erased() {
    let folder = Folder::new();
    let engine = folder.open();
    engine.load("event note { text: text }\ntag noted when did note\nrule r on note then emit told {text: text}").unwrap();
    let (gone, stays) = ("客户-to-be-erased", "客户-that-stays");
    for n in 0..300 {
        let mut batch = tagora::Batch::new();
        for id in [gone, stays] {
            batch.event(tagora::Event::new(id, "note", at(n)).id(format!("{id}-{n}")).with("text", format!("{id} said {n}")));
        }
        engine.apply(&batch, at(n)).unwrap();
    }
    let has = |id: &str| {
        let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
        files.into_iter().any(|bytes| bytes.windows(id.len()).any(|window| window == id.as_bytes()))
    };
    assert!(has(gone) && has(stays));
    engine.erase(gone).unwrap();
    assert!(!has(gone) && has(stays), "while the engine is open");
    let before = engine.count(&engine.prepare("has noted").unwrap()).unwrap();
    assert_eq!(before, 1);
    drop(engine);
    let engine = folder.open();
    assert_eq!(engine.count(&engine.prepare("has noted").unwrap()).unwrap(), 1);
    engine.close().unwrap();
    assert!(!has(gone) && has(stays));
}

#[test]
fn an_empty_folder_becomes_a_store() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    step(&folder.open(), 1);
    assert_eq!(last_commit(&folder.open()), 1);
    let siblings = std::fs::read_dir(folder.path().parent().unwrap()).unwrap();
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let left = siblings.filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with(&format!("{name}.")));
    assert_eq!(left.count(), 0);
}

#[test]
fn who_reads_is_told_what_is_not_kept() {
    let folder = Folder::new();
    let kept = Options { retention_millis: Some(super::DAY), ..Options::default() };
    let engine = Engine::open(folder.path(), kept).unwrap();
    engine.load("event view\ntag often when count(view, last 1 day) > 3").unwrap();
    let reader = Engine::open_read_only(folder.path(), Options::default()).unwrap();
    assert_eq!(reader.prepare("count(view, last 9 days) > 1").unwrap_err().code(), "not-kept");
    assert_eq!(reader.count(&reader.prepare("count(view, last 1 day) > 1").unwrap()).unwrap(), 0);
}

/// Enough is committed right before that a thread of the store's own begins to move it into the file.
#[test]
fn closing_waits_until_what_was_committed_is_moved() {
    let folder = Folder::new();
    for round in 0..6 {
        let engine = folder.open();
        engine.load("event say { words: text }").unwrap();
        let mut batch = Batch::new();
        for number in 0..280_i64 {
            batch.event(Event::new(number as u64, "say", at(round)).with("words", format!("{number}").repeat(20_000)));
        }
        engine.apply(&batch, at(round)).unwrap();
        engine.close().unwrap();
    }
}
