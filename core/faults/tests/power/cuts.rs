//! Whenever the power is cut, nothing is lost that was promised, and what is there is what was there at some moment.

use std::ops::RangeInclusive;
use std::path::Path;

use tagora::{Durability, Engine, Options, Progress, Verify};
use tagora_faults::{Call, Crash, Recording, leave};

use super::workload::{last_commit, model, seen, step};
use super::{Root, asked};

/// So many steps are recorded: with an erasure, two closings, and twice an engine that is merely dropped.
const STEPS: u64 = 60;

fn open(path: &Path, durability: Durability) -> Engine {
    Engine::open(path, Options { durability, ..Options::default() }).unwrap()
}

/// What the steps ask of the disk. Noted is each commit from which on it is promised to stay: all that are acknowledged, or those that
/// are flushed.
fn recorded(root: &Root, durability: Durability, acknowledged_is_promised: bool) -> Vec<Call> {
    let recording = Recording::begin(root.path());
    let mut engine = open(&root.store(), durability);
    for number in 1..=STEPS {
        step(&engine, number);
        let is_flushed = number % 7 == 0 && engine.flush().unwrap();
        if acknowledged_is_promised || is_flushed {
            recording.note(number);
        }
        if number % 17 == 0 {
            if number % 2 == 0 {
                engine.close().unwrap();
            } else {
                drop(engine);
            }
            engine = open(&root.store(), durability);
        }
    }
    engine.close().unwrap();
    recording.end()
}

/// The power cut after some calls.
#[derive(Clone, Copy, Debug)]
struct Cut {
    crash: Crash,
    after: usize,
    seed: u64,
}

impl Cut {
    /// So many in each way, all over the calls; after each of them where so many are asked for.
    fn all(calls: &[Call], count: u64) -> impl Iterator<Item = Self> {
        let len = calls.len() as u64;
        Crash::ALL.into_iter().flat_map(move |crash| {
            (0..count).map(move |n| {
                let after = if count >= len { n % len } else { n * len / count } as usize + 1;
                Self { crash, after, seed: n << 3 | crash as u64 }
            })
        })
    }

    /// What was promised by then.
    fn promised(self, calls: &[Call]) -> u64 {
        let noted = |call: &Call| if let Call::Noted(commit) = call { Some(*commit) } else { None };
        calls[..self.after].iter().rev().find_map(noted).unwrap_or(0)
    }

    fn leave(self, calls: &[Call], root: &Path) {
        leave(&calls[..self.after], self.crash, self.seed, root).unwrap();
    }
}

/// Cuts the power at so many moments in each way, and opens what is left; `TAGORA_CUTS` asks for another number.
fn cut(durability: Durability, acknowledged_is_promised: bool, count: u64) {
    let (root, model) = (Root::new(), model(STEPS));
    let calls = recorded(&root, durability, acknowledged_is_promised);
    let (mut cuts, mut unacknowledged) = (0, 0);
    for cut in Cut::all(&calls, asked("TAGORA_CUTS", count)) {
        let state = Root::new();
        cut.leave(&calls, state.path());
        let promised = cut.promised(&calls);
        // At the other levels a step returns when it is promised, so at most the one under way is there too.
        let most = if acknowledged_is_promised { promised + 1 } else { STEPS };
        match opened(&state, durability, promised..=most, &model, cut.seed.is_multiple_of(7)) {
            Ok(last) => unacknowledged += u64::from(last > promised),
            Err(wrong) => {
                let kept = std::env::temp_dir().join(format!("tagora-cut-{:?}-{}-{}", cut.crash, cut.after, cut.seed));
                let _ = std::fs::remove_dir_all(&kept);
                cut.leave(&calls, &kept);
                panic!("{durability:?}, {cut:?}, kept in {}: {wrong}", kept.display());
            }
        }
        cuts += 1;
    }
    println!("{durability:?}: {} calls, {cuts} cuts, {unacknowledged} with more than was promised", calls.len());
}

/// Opens what is left; the commit that it ends with, or what is wrong with it.
fn opened(
    state: &Root,
    durability: Durability,
    promised: RangeInclusive<u64>,
    model: &[String],
    is_verified: bool,
) -> Result<u64, String> {
    let options = Options { durability, ..Options::default() };
    let engine = Engine::open(state.store(), options).map_err(|error| format!("{error:?}"))?;
    let last = last_commit(&engine);
    if !promised.contains(&last) {
        return Err(format!("{promised:?} were promised, {last} are there"));
    }
    let expected = model.get(last as usize).ok_or("more than was ever done")?;
    if seen(&engine) != *expected {
        return Err(format!("what is seen is not what was after commit {last}"));
    }
    if is_verified {
        let findings = engine.verify(Verify::Full).map_err(|error| format!("{error:?}"))?.findings;
        if !findings.is_empty() {
            return Err(findings.join("; "));
        }
    }
    // It goes on.
    if last > 0 && (last as usize) < model.len() - 1 {
        step(&engine, last + 1);
        if seen(&engine) != model[last as usize + 1] {
            return Err(format!("what is seen after commit {} is not what was", last + 1));
        }
    }
    Ok(last)
}

#[test]
fn nothing_acknowledged_is_lost_at_level_full() {
    cut(Durability::Full, true, 200);
}

#[test]
fn nothing_acknowledged_is_lost_at_level_group() {
    cut(Durability::Group, true, 60);
}

/// Nothing is put on the disk by itself: only what is flushed is promised.
const RELAXED: Durability = Durability::Relaxed { every_millis: u32::MAX };

#[test]
fn what_is_there_is_of_one_moment_at_level_relaxed() {
    cut(RELAXED, false, 60);
}

/// The judge judged: an engine that acknowledges more than it has put on the disk.
#[test]
fn whoever_promises_too_much_is_found_out() {
    let (root, model) = (Root::new(), model(STEPS));
    let calls = recorded(&root, RELAXED, true);
    let is_wrong = |cut: Cut| {
        let state = Root::new();
        cut.leave(&calls, state.path());
        let promised = cut.promised(&calls);
        opened(&state, RELAXED, promised..=promised + 1, &model, false).is_err()
    };
    let wrong = Cut::all(&calls, 20).filter(|cut| is_wrong(*cut)).count();
    assert!(wrong > 30, "{wrong} of 100");
}

/// A copy is there as a whole, or not at all.
#[test]
fn a_backup_is_whole_or_none() {
    let (root, model) = (Root::new(), model(20));
    let recording = Recording::begin(root.path());
    let engine = open(&root.store(), Durability::Full);
    (1..=20).for_each(|number| step(&engine, number));
    recording.note(0);
    engine.backup(root.path().join("copy"), &Progress::default()).unwrap();
    recording.note(1);
    let calls = recording.end();
    let begun = calls.iter().position(|call| *call == Call::Noted(0)).unwrap();
    let (mut whole, mut none) = (0, 0);
    for cut in Cut::all(&calls, 400).filter(|cut| cut.after >= begun) {
        let state = Root::new();
        cut.leave(&calls, state.path());
        let copy = state.path().join("copy");
        if copy.exists() {
            assert_eq!(seen(&open(&copy, Durability::Full)), model[20], "{cut:?}");
            whole += 1;
        } else {
            assert_eq!(cut.promised(&calls), 0, "{cut:?}");
            none += 1;
        }
        assert_eq!(seen(&open(&state.store(), Durability::Full)), model[20], "{cut:?}");
    }
    println!("{whole} copies whole, {none} none");
    assert!(whole > 0 && none > 0);
}
