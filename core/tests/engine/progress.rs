//! Long work says how far it is, and can be called off without a trace.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use tagora::{Engine, LoadOptions, Progress, Scope};

use super::{DAY, Kept, at, batch, engine, event, tags};

const CUSTOMERS: u64 = 2_000;
const BEFORE: &str = "event e\ntag much when count(e, last 30 days) >= 2\ntag recent when did e in last 3 days";
const NEXT: &str = "event e\ntag much when count(e, last 30 days) >= 1\ntag recent when did e in last 3 days";

fn known() -> Kept {
    let engine = engine(BEFORE);
    let events = (0..CUSTOMERS).flat_map(|id| (0..=id % 2).map(move |day| event(id, "e", day as i64 * DAY)));
    engine.apply(&batch(events), at(DAY)).unwrap();
    engine
}

fn with(progress: &Progress) -> LoadOptions {
    LoadOptions { progress: progress.clone(), ..LoadOptions::default() }
}

/// What was told, one after the other.
type Told = Arc<Mutex<Vec<(u64, u64)>>>;

/// One that stops at a part of the work, and what it was told.
fn stopping(part: u64) -> (Progress, Told) {
    let told = Told::default();
    let telling = told.clone();
    let progress = Progress::telling(move |done, total| {
        telling.lock().unwrap().push((done, total));
        if done >= part { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    (progress, told)
}

/// All that can be seen of an engine.
fn seen(engine: &Engine) -> String {
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let held: Vec<_> = (0..CUSTOMERS).step_by(37).map(|id| snapshot.tags(id)).collect();
    let sizes = ["much", "recent"].map(|tag| snapshot.size(tag).unwrap());
    format!(
        "{:?} {:?} {held:?} {sizes:?} {:?}",
        engine.clock(),
        engine.handbook().unwrap().print(tagora::dsl::Language::English),
        engine.changes(0, 10)
    )
}

#[test]
fn cancelled_work_leaves_no_trace_and_goes_through_the_next_time() {
    let (engine, never) = (known(), known());
    let before = seen(&engine);
    let records = batch((0..CUSTOMERS).map(|id| event(id, "e", 2 * DAY)));
    for part in [0, 500, 1_500] {
        let (progress, told) = stopping(part);
        assert_eq!(engine.load_with(NEXT, &with(&progress)).unwrap_err().code(), "cancelled");
        let told = told.lock().unwrap().clone();
        assert!(told.is_sorted() && told.last().is_some_and(|(done, total)| (*done >= part) && *total == CUSTOMERS), "{told:?}");
        assert_eq!(engine.apply_with(&records, at(2 * DAY), &stopping(part).0).unwrap_err().code(), "cancelled");
        assert_eq!(engine.advance_to_with(at(40 * DAY), &stopping(part).0).unwrap_err().code(), "cancelled");
        assert_eq!(seen(&engine), before);
        assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    }
    for engine in [&engine, &never] {
        engine.apply_with(&records, at(2 * DAY), &Progress::default()).unwrap();
        engine.load_with(NEXT, &LoadOptions::default()).unwrap();
        engine.advance_to(at(40 * DAY)).unwrap();
    }
    assert_eq!(seen(&engine), seen(&never));
}

#[test]
fn a_callback_that_panics_leaves_no_trace() {
    let (engine, never) = (known(), known());
    let panicking =
        Progress::telling(|done, _| if done > 700 { panic!("the host's own fault") } else { ControlFlow::Continue(()) });
    let load = || engine.load_with(NEXT, &with(&panicking));
    assert!(catch_unwind(AssertUnwindSafe(load)).is_err());
    let advance = || engine.advance_to_with(at(40 * DAY), &panicking);
    assert!(catch_unwind(AssertUnwindSafe(advance)).is_err());
    assert_eq!(seen(&engine), seen(&never));
    for engine in [&engine, &never] {
        engine.load(NEXT).unwrap();
        engine.advance_to(at(10 * DAY)).unwrap();
        assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    }
    assert_eq!(seen(&engine), seen(&never));
}

#[test]
fn readers_do_not_wait_while_a_handbook_is_worked_out() {
    let engine = Arc::new(known());
    let reader = engine.clone();
    // Reads under way, on the very thread that loads: whoever waited would wait for ever.
    let progress = Progress::telling(move |_, _| {
        assert_eq!(tags(&reader, 1_u64).len(), 2);
        assert_eq!(reader.snapshot(&Scope::All).unwrap().size("much").unwrap(), CUSTOMERS / 2);
        ControlFlow::Continue(())
    });
    engine.load_with(NEXT, &with(&progress)).unwrap();
    assert_eq!(engine.snapshot(&Scope::All).unwrap().size("much").unwrap(), CUSTOMERS);
    let (done, total) = progress.done();
    assert!(done > total - 256 && total == CUSTOMERS, "{done} of {total}");
}
