//! What is counted while an engine is being opened is what the engine counts.

use tagora::{Engine, MemoryStore, Opening, Options, Segment, Store, Table, Verify, Write};

use super::{DAY, Folder, last_commit, seen, step};

/// About declared tags alone.
const EARLY: [&str; 7] = [
    "has vip",
    "has active",
    "has spender",
    "has seen",
    "not has active",
    "(has vip or has seen) and not has spender",
    "at least 2 of (has active, has spender, has seen)",
];

/// About more.
const LATE: [&str; 3] = ["city = \"上海\"", "has active and count(buy) > 3", "vip set by import \"crm\""];

fn counts(count: impl Fn(&str) -> u64) -> Vec<u64> {
    EARLY.into_iter().chain(LATE).map(count).collect()
}

/// The engine of an opening that counts as it should before.
fn opened(opening: Opening, is_early: bool) -> (Engine, Vec<u64>) {
    let segments: Vec<Segment> = EARLY.iter().chain(&LATE).map(|condition| opening.prepare(condition).unwrap()).collect();
    assert!(segments.iter().take(EARLY.len()).all(|segment| opening.is_early(segment) == is_early));
    assert!(!segments.iter().skip(EARLY.len()).any(|segment| opening.is_early(segment)));
    let early: Vec<u64> = segments.iter().map(|segment| opening.count(segment).unwrap()).collect();
    let clock = opening.clock().unwrap();
    let engine = opening.engine().unwrap();
    assert_eq!(clock, engine.clock());
    let again: Vec<u64> = segments.iter().map(|segment| engine.count(segment).unwrap()).collect();
    assert_eq!(early, again, "the segments are the engine's too");
    (engine, early)
}

#[test]
fn counts_are_right_before_all_else_is() {
    let (folder, memory) = (Folder::new(), Engine::in_memory());
    let mut engine = Opening::of_folder(folder.path(), Options::default()).unwrap().engine().unwrap();
    for number in 1..=130 {
        step(&engine, number);
        step(&memory, number);
        if number % 7 == 0 {
            if number % 3 == 0 {
                engine.close().unwrap();
            } else {
                drop(engine);
            }
            let found;
            (engine, found) = opened(Opening::of_folder(folder.path(), Options::default()).unwrap(), true);
            let expected = counts(|condition| memory.count(&memory.prepare(condition).unwrap()).unwrap());
            assert_eq!(found, expected, "after {number}");
            assert_eq!((last_commit(&engine), seen(&engine)), (number, seen(&memory)));
        }
    }
    assert!(engine.verify(Verify::Full).unwrap().is_sound());
}

#[test]
fn who_is_called_off_leaves_the_folder_to_others() {
    let folder = Folder::new();
    let engine = folder.open();
    (1..60).for_each(|number| step(&engine, number));
    let before = seen(&engine);
    drop(engine);
    for _ in 0..20 {
        drop(Opening::of_folder(folder.path(), Options::default()).unwrap());
        let opening = Opening::of_folder(folder.path(), Options::default()).unwrap();
        assert_eq!(Engine::open(folder.path(), Options::default()).unwrap_err().code(), "store-locked");
        drop(opening);
    }
    assert_eq!(seen(&folder.open()), before);
}

#[test]
fn what_is_new_or_changed_is_opened_too() {
    let folder = Folder::new();
    let opening = Opening::of_folder(folder.path(), Options::default()).unwrap();
    assert_eq!(opening.prepare("has vip").unwrap_err().code(), "no-handbook");
    assert_eq!((opening.clock().unwrap(), opening.is_done()), (None, true), "the engine was waited for");
    let engine = opening.engine().unwrap();
    (1..20).for_each(|number| step(&engine, number));
    drop(engine);
    // By other options it is folded in on opening.
    let other = Options { lateness_millis: DAY, ..Options::default() };
    let (engine, found) = opened(Opening::of_folder(folder.path(), other.clone()).unwrap(), true);
    assert!(found[0] > 0 && found[4] > 0);
    // Another handbook, in which tags have other numbers.
    let (first, others) = super::HANDBOOK.split_once("tag vip\n").unwrap();
    engine.load(&format!("{first}{others}\ntag vip")).unwrap();
    drop(engine);
    let (engine, again) = opened(Opening::of_folder(folder.path(), other.clone()).unwrap(), true);
    assert_eq!(again, found);
    let opening = Opening::of_folder(folder.path(), other.clone()).map(drop).unwrap_err();
    assert_eq!(opening.code(), "store-locked");
    engine.close().unwrap();
    let (engine, closed) = opened(Opening::of_folder(folder.path(), other).unwrap(), true);
    assert_eq!(closed, found);
    let foreign = engine.prepare("has vip").unwrap();
    drop(engine);
    let opening = Opening::of_folder(folder.path(), Options::default()).unwrap();
    assert_eq!(opening.count(&foreign).unwrap_err().code(), "segment-outdated");
    assert_eq!(opening.segment("nobody").unwrap_err().code(), "unknown-segment");
}

fn filled() -> MemoryStore {
    let store = MemoryStore::default();
    let engine = Engine::with_store(Options::default(), Box::new(store.clone())).unwrap();
    (1..40).for_each(|number| step(&engine, number));
    engine.close().unwrap();
    store
}

fn keys(store: &MemoryStore, table: Table) -> Vec<u64> {
    let mut keys = Vec::new();
    store
        .scan(table, 0..=u64::MAX, &mut |key, _| {
            keys.push(key);
            Ok(())
        })
        .unwrap();
    keys
}

fn damaged(store: &MemoryStore, table: Table, key: u64) -> Opening {
    let mut damaged = store.clone();
    damaged.commit(&[Write::Put { table, key, value: b"nothing of the sort".to_vec() }]).unwrap();
    Opening::of_store(Options::default(), Box::new(damaged)).unwrap()
}

#[test]
fn without_sets_the_engine_is_waited_for() {
    let mut store = filled();
    let open = |store: &MemoryStore| Opening::of_store(Options::default(), Box::new(store.clone())).unwrap();
    let (_, found) = opened(open(&store), true);
    // What the store says of its sets is row 7.
    store.commit(&[Write::Delete { table: Table::Meta, keys: 7..=7 }]).unwrap();
    let (engine, again) = opened(open(&store), false);
    assert_eq!(again, found);
    engine.close().unwrap();
    assert_eq!(opened(open(&store), true).1, found, "closing brings them");
}

#[test]
fn damage_is_told_by_the_first_who_needs_what_is_damaged() {
    for table in [Table::Ids, Table::Page] {
        let store = filled();
        let key = keys(&store, table)[0];
        let opening = damaged(&store, table, key);
        let [early, late] = ["not has seen", "count(buy) > 3"].map(|condition| opening.prepare(condition).unwrap());
        assert!(opening.count(&early).unwrap() > 0, "the sets are sound");
        let told = format!("row {key} of `{}` is damaged or missing", format!("{table:?}").to_lowercase());
        for _ in 0..2 {
            let error = opening.count(&late).unwrap_err();
            assert_eq!((error.code(), error.to_string()), ("store-damaged", told.clone()));
            assert!(opening.count(&early).unwrap() > 0 && opening.is_done());
        }
        assert_eq!(opening.engine().unwrap_err().code(), "store-damaged");
    }
    let store = filled();
    let [.., key] = keys(&store, Table::Sets)[..] else { unreachable!() };
    let opening = damaged(&store, Table::Sets, key);
    let error = opening.count(&opening.prepare("has seen").unwrap()).unwrap_err();
    assert_eq!(error.to_string(), format!("row {key} of `sets` is damaged or missing"));
    assert!(opening.count(&opening.prepare("has vip").unwrap()).unwrap() > 0, "others are sound");
    // Whoever waits for the engine has all worked out anew, and is told of it by verifying.
    let engine = opening.engine().unwrap();
    assert!(engine.count(&engine.prepare("has seen").unwrap()).unwrap() > 0);
    let findings = engine.verify(Verify::Full).unwrap().findings.join("\n");
    assert!(findings.contains(&format!("row {key} of `sets` is damaged or missing")), "{findings}");
}
