use std::collections::BTreeMap;

use super::begun::Laid;
use super::fold::Fold;
#[cfg(feature = "sqlite")]
use super::salvage;
use super::sets::{SetsNow, all, of_tag};
use super::{Meta, Verify};
use crate::bytes::{Reader, put};
use crate::customer::CustomerId;
use crate::engine::facade::Engine;
use crate::engine::options::Options;
use crate::event::{Assign, Batch, Event};
use crate::store::{MemoryStore, Store, Table, Write, seal, unseal};
use crate::time::Instant;

const HANDBOOK: &str = "event buy\ntag often when count(buy, last 3 days) >= 2\ntag vip";

fn at(hours: i64) -> Instant {
    Instant::from_millis(hours * 3_600_000).unwrap()
}

fn open(store: &MemoryStore) -> Engine {
    Engine::with_store(Options::default(), Box::new(store.clone())).unwrap()
}

/// Commits that let customers join sets and leave them, from one hour on.
fn work(engine: &Engine, from: i64, until: i64) {
    for hour in from..until {
        let mut batch = Batch::new();
        for n in 0..9_u64 {
            batch.event(Event::new((hour as u64 * 5 + n * n) % 40, "buy", at(hour)));
        }
        if hour % 3 == 0 {
            batch.assign(Assign::pin(hour as u64 % 40, "vip", at(hour)));
        }
        if hour % 11 == 0 {
            batch.merge(hour as u64 % 40, (hour as u64 + 1) % 40, at(hour));
        }
        engine.apply(&batch, at(hour)).unwrap();
    }
}

fn rows(store: &MemoryStore, table: Table) -> BTreeMap<u64, Vec<u8>> {
    let mut rows = BTreeMap::new();
    let tell = &mut |key, row: &[u8]| {
        rows.insert(key, unseal(table, key, row).unwrap().to_vec());
        Ok(())
    };
    store.scan(table, 0..=u64::MAX, tell).unwrap();
    rows
}

fn write(store: &mut MemoryStore, table: Table, key: u64, bytes: &[u8]) {
    store.commit(&[Write::Put { table, key, value: seal(table, key, bytes) }]).unwrap();
}

fn sets_now(store: &MemoryStore) -> Option<SetsNow> {
    Laid::of(store, &Options::default()).unwrap().sets_now().unwrap().map(|(now, _)| now)
}

/// Whether the store says the same of all sets as the engine; nothing where it says nothing.
fn agrees(store: &MemoryStore, engine: &Engine) -> Option<bool> {
    let now = sets_now(store)?;
    let state = engine.state();
    Some(all(&state).enumerate().all(|(number, column)| now.set(store, number).unwrap() == *column))
}

#[test]
fn sets_are_told_after_each_commit() {
    let store = MemoryStore::default();
    let engine = open(&store);
    assert_eq!(agrees(&store, &engine), None);
    engine.load(HANDBOOK).unwrap();
    work(&engine, 0, 20);
    engine.close().unwrap();
    let mut engine = open(&store);
    assert_eq!(agrees(&store, &engine), Some(true), "as it was closed");
    for hour in 20..120 {
        work(&engine, hour, hour + 1);
        assert_eq!(agrees(&store, &engine), Some(true), "in hour {hour}");
        if hour % 13 == 0 {
            engine.erase(hour as u64 % 40).unwrap();
            assert_eq!((agrees(&store, &engine), rows(&store, Table::Redo).len()), (Some(true), 0));
        }
        if hour % 17 == 0 {
            if hour % 2 == 0 {
                engine.close().unwrap();
            } else {
                drop(engine);
            }
            engine = open(&store);
        }
    }
    assert!(rows(&store, Table::Redo).len() > 1);
    // Other numbers of tags: all sets are written anew.
    engine.load("event buy\ntag vip\ntag often when count(buy, last 3 days) >= 2").unwrap();
    assert_eq!(agrees(&store, &engine), Some(true));
    assert!(engine.verify(Verify::Full).unwrap().is_sound());
    engine.close().unwrap();
    assert_eq!(agrees(&store, &open(&store)), Some(true));
}

#[test]
fn nothing_of_who_is_erased_stays_in_a_set() {
    let store = MemoryStore::default();
    let engine = open(&store);
    engine.load(HANDBOOK).unwrap();
    work(&engine, 0, 30);
    engine.close().unwrap();
    let engine = open(&store);
    work(&engine, 30, 33);
    let ordinal = engine.state().ordinal(&CustomerId::from(6)).unwrap();
    let sets = |store: &MemoryStore| {
        let now = sets_now(store).unwrap();
        let folded: Vec<bool> = (0..=of_tag(1)).map(|set| now.sets.set(store, set).unwrap().contains(ordinal)).collect();
        folded
    };
    assert!(sets(&store)[0]);
    engine.erase(6_u64).unwrap();
    assert_eq!(sets(&store), [false; 3]);
    assert!(rows(&store, Table::Redo).is_empty());
}

#[test]
fn a_store_without_sets_is_opened_and_gets_them() {
    let mut store = MemoryStore::default();
    let engine = open(&store);
    engine.load(HANDBOOK).unwrap();
    work(&engine, 0, 10);
    engine.close().unwrap();
    let engine = open(&store);
    work(&engine, 10, 15);
    // As the release before left it.
    let format = rows(&store, Table::Meta)[&Meta::Format.key()].clone();
    assert_eq!(format[4..7], [1, 3, 1]);
    write(&mut store, Table::Meta, Meta::Format.key(), &[&format[..5], &[0, 0], &format[7..]].concat());
    for (commit, row) in rows(&store, Table::Redo) {
        let mut reader = Reader::new(&row);
        let mut before = Vec::new();
        (0..2).for_each(|_| put(&mut before, reader.number().unwrap()));
        assert_eq!(reader.byte(), Some(2));
        reader.bytes().unwrap();
        before.push(0);
        before.extend(reader.take(reader.left()).unwrap());
        write(&mut store, Table::Redo, commit, &before);
    }
    let sets = Meta::Sets.key();
    let gone = [(Table::Sets, 0..=u64::MAX), (Table::Meta, sets..=sets)];
    store.commit(&gone.map(|(table, keys)| Write::Delete { table, keys })).unwrap();
    let before = store.clone();
    let again = open(&before);
    assert_eq!(again.state().universe, engine.state().universe);
    assert!(again.verify(Verify::Full).unwrap().is_sound());
    assert_eq!((agrees(&store, &again), rows(&store, Table::Meta)[&0][5..7].to_vec()), (None, vec![3, 1]));
    work(&again, 15, 20);
    again.close().unwrap();
    assert_eq!(agrees(&store, &open(&store)), Some(true));
}

#[test]
fn a_set_that_says_something_else_is_found() {
    let mut store = MemoryStore::default();
    let engine = open(&store);
    engine.load(HANDBOOK).unwrap();
    work(&engine, 0, 30);
    engine.close().unwrap();
    let engine = open(&store);
    assert!(engine.verify(Verify::Full).unwrap().is_sound());
    let sound = rows(&store, Table::Sets);
    let found = |engine: &Engine| engine.verify(Verify::Full).unwrap().findings.join("\n");
    let vip = (of_tag(1) as u64) << 16;
    // As many members as before, but another one.
    let flips = |ordinal: u32| {
        let mut column = engine.state().tags.get(1).unwrap().clone();
        let held = column.iter().next().unwrap();
        column.flip(&[held, ordinal]);
        column.block_bytes(0).unwrap()
    };
    write(&mut store, Table::Sets, vip, &flips(60_000));
    assert_eq!(found(&engine), "who holds `vip`, as it is stored as a set, is not what is in force");
    // One more, and none at all.
    let mut more = engine.state().tags.get(1).unwrap().clone();
    more.flip(&[60_000]);
    write(&mut store, Table::Sets, vip, &more.block_bytes(0).unwrap());
    assert!(found(&engine).starts_with(&format!("row {vip} of `sets` is damaged or missing")), "{}", found(&engine));
    store.commit(&[Write::Delete { table: Table::Sets, keys: vip..=vip }]).unwrap();
    assert!(found(&engine).starts_with(&format!("row {vip} of `sets` is damaged or missing")), "{}", found(&engine));
    // Bytes that are no set.
    write(&mut store, Table::Sets, vip, &sound[&vip][..9]);
    assert!(found(&engine).starts_with(&format!("row {vip} of `sets` is damaged or missing")), "{}", found(&engine));
    write(&mut store, Table::Sets, vip, &sound[&vip]);
    assert_eq!(found(&engine), "");
}

#[test]
fn rows_beside_the_fold_are_those_that_it_rests_on() {
    let mut store = MemoryStore::default();
    let engine = open(&store);
    engine.load(HANDBOOK).unwrap();
    let later = |engine: &Engine, hour: i64| {
        let mut batch = Batch::new();
        batch.event(Event::new(1_u64, "buy", at(hour + 100))).merge(hour as u64 + 2, 1_u64, at(hour));
        engine.apply(&batch, at(hour)).unwrap();
    };
    work(&engine, 0, 2);
    later(&engine, 2);
    engine.close().unwrap();
    let old = rows(&store, Table::Meta);
    let engine = open(&store);
    later(&engine, 3);
    engine.close().unwrap();
    let new = rows(&store, Table::Meta);
    let told = |store: &MemoryStore| Engine::with_store(Options::default(), Box::new(store.clone())).map(drop).unwrap_err();
    for meta in [Meta::Waiting, Meta::Merges] {
        let key = meta.key();
        let expected = format!("row {key} of `meta` is damaged or missing");
        assert_ne!(old[&key], new[&key], "{meta:?}");
        write(&mut store, Table::Meta, key, &old[&key]);
        assert_eq!(told(&store).to_string(), expected, "an older one");
        store.commit(&[Write::Delete { table: Table::Meta, keys: key..=key }]).unwrap();
        assert_eq!(told(&store).to_string(), expected, "none");
        write(&mut store, Table::Meta, key, &new[&key]);
    }
    open(&store);
    // Of a fold by a release that did not say it, nobody can tell.
    let fold = &new[&Meta::Fold.key()];
    let read = Fold::read(fold).unwrap();
    let before = Fold { beside: None, ..read }.write().unwrap();
    assert!(before.len() < fold.len());
    write(&mut store, Table::Meta, Meta::Fold.key(), &before);
    open(&store);
}

#[test]
fn what_a_newer_release_needs_is_told() {
    let mut store = MemoryStore::default();
    open(&store).load(HANDBOOK).unwrap();
    let format = rows(&store, Table::Meta)[&Meta::Format.key()].clone();
    let opened = |store: &MemoryStore| Engine::with_store(Options::default(), Box::new(store.clone())).map(drop);
    for (place, bits, code) in [(4, 2, "format-too-new"), (5, 7, "format-too-new"), (6, 3, "read-only")] {
        let mut newer = format.clone();
        newer[place] = bits;
        write(&mut store, Table::Meta, Meta::Format.key(), &newer);
        assert_eq!(opened(&store).unwrap_err().code(), code, "byte {place}");
    }
    write(&mut store, Table::Meta, Meta::Format.key(), &format);
    opened(&store).unwrap();
}

/// Whatever row is damaged of a store in which its handbook alone is folded in: of the rest a store is made that is sound, or it is said why
/// not.
#[cfg(feature = "sqlite")]
#[test]
fn what_is_sound_makes_a_store() {
    let store = MemoryStore::default();
    let engine = open(&store);
    engine.load(HANDBOOK).unwrap();
    work(&engine, 0, 30);
    engine.subscribe("crm", &crate::Filter::default(), crate::engine::Start::Beginning).unwrap();
    work(&engine, 30, 40);
    engine.ack("crm", engine.poll("crm", usize::MAX).unwrap().next).unwrap();
    let last = engine.state().commit;
    drop(engine);
    let mut told = BTreeMap::new();
    for table in Table::ALL {
        for (key, sound) in rows(&store, table) {
            let mut damaged = MemoryStore::default();
            Table::ALL
                .iter()
                .for_each(|&table| rows(&store, table).iter().for_each(|(key, row)| write(&mut damaged, table, *key, row)));
            let value = seal(table, key + 1, &sound);
            damaged.commit(&[Write::Put { table, key, value }]).unwrap();
            let what = format!("row {key} of {table:?}");
            match salvage::sound(&damaged, Some(last)) {
                Ok(made) => {
                    let engine = open(&made.store);
                    let verified = engine.verify(Verify::Full).unwrap();
                    assert!(verified.is_sound(), "{what}: {verified:?}");
                    assert!(made.lost.is_empty() == (table == Table::Sets || what == "row 7 of Meta"), "{what}: {:?}", made.lost);
                    if table == Table::Redo {
                        assert_eq!(engine.state().commit, key - 1, "{what}");
                        assert_eq!(made.lost[0], format!("commits {key} to {last}"));
                    } else {
                        assert_eq!(engine.state().commit, last, "{what}");
                    }
                    told.entry(table).or_insert_with(Vec::new).extend(made.lost);
                }
                Err(error) => {
                    assert_eq!(error.code(), "store-damaged", "{what}");
                    assert!([Table::Meta, Table::Ids, Table::Handbook].contains(&table), "{what}: {error}");
                }
            }
        }
    }
    assert!(told[&Table::Feed].iter().all(|lost| lost.starts_with("what the change feed told up to change ")));
    let meta = ["records whose time had not come", "who reads the change feed by name", "what routes had given"];
    assert_eq!(told[&Table::Meta], meta);
}
