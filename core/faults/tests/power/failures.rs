//! Whichever call fails, in whichever way, whoever called is told, and nothing acknowledged is lost.

use tagora::{Engine, Error, Options, Verify};
use tagora_faults::{Fault, Recording};

use super::workload::{batch, last_commit, model, seen, step};
use super::{Root, asked};

const STEPS: u64 = 24;

/// Does a step as far as it goes.
fn try_step(engine: &Engine, number: u64) -> Result<(), Error> {
    if number == 1 {
        return engine.load(super::workload::HANDBOOK).map(drop);
    }
    if number == 12 {
        return engine.erase(31_u64 * 11 % 200).map(drop);
    }
    let (batch, now) = batch(number);
    engine.apply(&batch, now).map(drop)
}

fn expected() -> Vec<String> {
    let memory = Engine::in_memory();
    let mut all = vec![seen(&memory)];
    all.extend((1..=STEPS).map(|number| {
        try_step(&memory, number).unwrap();
        seen(&memory)
    }));
    all
}

/// Works until something fails: how many steps were acknowledged, and the error.
fn work(root: &Root) -> (u64, Option<Error>) {
    let open = || Engine::open(root.store(), Options::default());
    let mut done = 0;
    let mut run = || {
        let mut engine = open()?;
        for number in 1..=STEPS {
            try_step(&engine, number)?;
            done = number;
            if number == 8 {
                engine.close()?;
                engine = open()?;
            }
        }
        engine.close()
    };
    let failed = run().err();
    (done, failed)
}

#[test]
fn whichever_call_fails_nothing_acknowledged_is_lost() {
    let model = expected();
    let (mut told, mut untold) = (0, 0);
    for (name, fault) in [
        ("broken", Fault::Broken as fn(u64) -> Fault),
        ("no room", Fault::NoRoom),
        ("half", Fault::Half),
        ("unsynced", Fault::Unsynced),
    ] {
        for n in 1..=asked("TAGORA_FAILURES", 300) {
            let what = format!("{name}, call {n}");
            let root = Root::new();
            let recording = Recording::begin(root.path());
            recording.fail(Some(fault(n)));
            let (done, failed) = work(&root);
            if !recording.has_failed() {
                break;
            }
            let _ = recording.end();
            if let Some(error) = &failed {
                assert!(["store-failed", "store-full", "poisoned"].contains(&error.code()), "{what}: {error:?}");
                told += 1;
            }
            let engine = Engine::open(root.store(), Options::default()).map_err(|error| format!("{what}: {error:?}")).unwrap();
            let last = last_commit(&engine);
            assert!(last == done || last == done + 1, "{what}: {done} acknowledged, {last} there, {failed:?}");
            assert_eq!(seen(&engine), model[last as usize], "{what}");
            assert!(engine.verify(Verify::Full).unwrap().is_sound(), "{what}");
            if failed.is_none() {
                assert_eq!(done, STEPS, "{what}");
                untold += 1;
            }
        }
    }
    println!("{told} failures told, {untold} of no consequence");
}

/// A disk that is full, and has room again after a while.
#[test]
fn a_full_disk_takes_nothing_back_and_can_be_tried_again() {
    let (root, model) = (Root::new(), model(40));
    let recording = Recording::begin(root.path());
    let engine = Engine::open(root.store(), Options::default()).unwrap();
    let mut refused = 0;
    for number in 1..=40 {
        if number % 5 == 0 {
            recording.fail(Some(Fault::Full));
            for _ in 0..3 {
                let (batch, now) = batch(number);
                let error = engine.apply(&batch, now).unwrap_err();
                assert_eq!(error.code(), "store-full", "{error:?}");
                assert_eq!(seen(&engine), model[number as usize - 1], "readers go on");
                refused += 1;
            }
            recording.fail(None);
        }
        step(&engine, number);
        assert_eq!(seen(&engine), model[number as usize]);
    }
    assert_eq!(refused, 24);
    drop(engine);
    let _ = recording.end();
    let engine = Engine::open(root.store(), Options::default()).unwrap();
    assert_eq!(seen(&engine), model[40]);
    assert!(engine.verify(Verify::Full).unwrap().is_sound());
}
