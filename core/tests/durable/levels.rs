use std::sync::Mutex;

use tagora::{Durability, Engine, Options};

use super::{Folder, last_commit, seen, step};

fn at_level(folder: &Folder, durability: Durability) -> Engine {
    Engine::open(folder.path(), Options { durability, ..Options::default() }).unwrap()
}

#[test]
fn each_level_says_what_it_promises() {
    let levels = [
        (Durability::Full, true),
        (Durability::Group, true),
        (Durability::Relaxed { every_millis: 1_000_000 }, false),
        (Durability::Relaxed { every_millis: 0 }, false),
    ];
    for (durability, expected) in levels {
        let folder = Folder::new();
        let engine = at_level(&folder, durability);
        let loaded = engine.load(super::HANDBOOK).unwrap();
        let (batch, now) = super::batch(2);
        let applied = engine.apply(&batch, now).unwrap();
        let moved = engine.advance_to(now).unwrap();
        let erased = engine.erase(62_u64).unwrap();
        assert_eq!(erased.ids.len(), 1);
        let said = [loaded.durable, applied.durable, moved.durable, erased.durable];
        assert_eq!(said, [expected; 4], "{durability:?}");
        assert!(engine.flush().unwrap(), "{durability:?}");
        let before = seen(&engine);
        drop(engine);
        assert_eq!(seen(&at_level(&folder, Durability::Full)), before);
    }
    assert!(!Engine::in_memory().flush().unwrap());
}

#[test]
fn many_threads_wait_for_the_disk_together() {
    let folder = Folder::new();
    let engine = at_level(&folder, Durability::Group);
    step(&engine, 1);
    let commits = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let applied = engine.advance_to(engine.clock().unwrap_or(super::at(0)).saturating_add(0)).unwrap();
                    assert!(applied.durable);
                    commits.lock().unwrap().push(applied.commit);
                }
            });
        }
    });
    let mut commits = commits.into_inner().unwrap();
    commits.sort_unstable();
    assert_eq!(commits, (2..=201).collect::<Vec<_>>());
    drop(engine);
    assert_eq!(last_commit(&folder.open()), 201);
}
