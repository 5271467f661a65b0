//! An engine that is closed, dropped and opened again at any moment is as one that never was.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use tagora::{Engine, MemoryStore, Opening, Options, Scope, Verify};

use super::grammar::handbook;
use super::histories::{CUSTOMERS, DAY};
use super::operations::{Operation, is_loaded, operations, step};
use super::{holdings, sampled, told};

/// What happens to the engine after an operation.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Stays,
    /// As a process that ends.
    Dropped,
    Closed,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![2 => Just(Fate::Stays), 1 => Just(Fate::Dropped), 1 => Just(Fate::Closed)]
}

/// All that is seen of an engine.
fn seen(engine: &Engine) -> Vec<String> {
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let mut seen = told(engine);
    let page = engine.changes(0, usize::MAX);
    seen.extend(page.changes.iter().map(|change| format!("{} {}", change.sequence, change.commit)));
    seen.push(format!("{:?} {:?} {} {}", engine.clock(), snapshot.customers(), page.next, page.missed));
    if engine.handbook().is_some() {
        seen.extend(holdings(engine));
        let routed = |id: u64| ["r", "r2"].map(|route| snapshot.route(id, route).ok());
        seen.extend((0..CUSTOMERS).map(|id| format!("{id} goes {:?}", routed(id))));
        for condition in ["a >= 2", "level in (v1, v2)", "words is missing", "count(buy) > 1"] {
            seen.push(format!("{condition}: {:?}", engine.ids(&engine.prepare(condition).unwrap()).unwrap()));
        }
    }
    seen
}

/// The engine, after who holds each tag was counted before all else was brought back.
fn counted_early(opening: Opening, never: &Engine) -> Engine {
    let mut early = Vec::new();
    for tag in never.handbook().iter().flat_map(|handbook| handbook.tags()) {
        let condition = format!("not has {}", tag.path);
        let segment = opening.prepare(&condition).unwrap();
        early.push((condition, opening.count(&segment).unwrap()));
    }
    for (condition, count) in early {
        assert_eq!(never.count(&never.prepare(&condition).unwrap()).unwrap(), count, "{condition}");
    }
    opening.engine().unwrap()
}

fn runs_as_if_never_closed(
    open: impl Fn() -> Opening,
    handbooks: &[String],
    operations: &[(Operation, Fate)],
) -> Result<(), TestCaseError> {
    let never = Engine::with_options(options());
    let mut engine = Some(counted_early(open(), &never));
    let loaded = is_loaded(&never, &handbooks[0]);
    prop_assert_eq!(is_loaded(engine.as_ref().unwrap(), &handbooks[0]), loaded);
    for (number, (operation, fate)) in operations.iter().enumerate() {
        let opened = engine.take().unwrap();
        prop_assert_eq!(step(&opened, handbooks, operation), step(&never, handbooks, operation), "{} {:?}", number, operation);
        match fate {
            Fate::Stays => engine = Some(opened),
            Fate::Dropped => drop(opened),
            Fate::Closed => opened.close().unwrap(),
        }
        let opened = engine.get_or_insert_with(|| counted_early(open(), &never));
        let (seen, expected) = (seen(opened), seen(&never));
        let differs = (0..seen.len().max(expected.len())).find(|&line| seen.get(line) != expected.get(line));
        if let Some(line) = differs {
            let (seen, expected) = (seen.get(line), expected.get(line));
            prop_assert!(false, "after {number} {operation:?} {fate:?}: line {line}: {seen:?}, not {expected:?}");
        }
        let verified = opened.verify(Verify::Full).unwrap();
        prop_assert!(verified.is_sound(), "after {} {:?}: {:?}", number, operation, verified);
        let differences = opened.judged().unwrap_or_default();
        prop_assert!(differences.is_empty(), "after {} {:?}: {}", number, operation, differences.join("\n"));
    }
    Ok(())
}

fn options() -> Options {
    Options { max_open_tags: 2, lateness_millis: 20 * DAY, feed_kept: 40, ..Options::default() }
}

fn all() -> impl Strategy<Value = Vec<(Operation, Fate)>> {
    operations().prop_flat_map(|operations| {
        let fates = prop::collection::vec(fate(), operations.len());
        fates.prop_map(move |fates| operations.iter().cloned().zip(fates).collect())
    })
}

/// A folder of its own, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("tagora-stored-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

proptest! {
    #![proptest_config(sampled(48))]

    #[test]
    fn whatever_happens_in_memory_comes_back(handbooks in prop::collection::vec(handbook(), 3), operations in all()) {
        let store = MemoryStore::default();
        let open = || Opening::of_store(options(), Box::new(store.clone())).unwrap();
        runs_as_if_never_closed(open, &handbooks, &operations)?;
    }
}

proptest! {
    #![proptest_config(sampled(8))]

    #[test]
    fn whatever_happens_in_a_folder_comes_back(handbooks in prop::collection::vec(handbook(), 3), operations in all()) {
        let folder = Folder::new();
        let open = || Opening::of_folder(&folder.0, options()).unwrap();
        runs_as_if_never_closed(open, &handbooks, &operations)?;
    }
}
