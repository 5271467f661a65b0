//! What it costs to ask what would be and what is going to be: explanations and profiles of one customer, forecasts of all, previews
//! beside the loading that they foretell.
//!
//! `cargo bench -p tagora-benches --bench what_if -- [customers] [events] [events of the one]`
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measuring program")]

#[path = "../live/table.rs"]
mod table;
#[path = "../live/workload.rs"]
#[expect(dead_code, reason = "the other measuring program takes more of it")]
mod workload;

use std::time::{Duration, Instant as Clock};

use table::Table;
use tagora::{Assign, Batch, DiagnoseOptions, Engine, Event, ForecastOptions, Instant, Options, PreviewOptions, Record, Scope};
use workload::{DAY, DAYS, HANDBOOK, START};

/// Each is done so often, and the least time told: others use the machine too.
const TIMES: usize = 15;

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let number = |place: usize, otherwise| numbers.get(place).copied().unwrap_or(otherwise);
    let (customers, count, of_one) = (number(0, 20_000), number(1, 400_000), number(2, 1_000));
    let mut table = Table::default();
    let engine = Engine::with_options(Options { feed_kept: 1_000, lateness_millis: DAYS * DAY, ..Options::default() });
    engine.load(HANDBOOK).unwrap();
    let start = Instant::from_millis(START).unwrap();
    for records in workload::attributes(customers).records().chunks(100_000) {
        engine.apply(&records.iter().cloned().collect(), start).unwrap();
    }
    let events: Vec<Event> = workload::events(customers, count).collect();
    for events in events.chunks(10_000) {
        let batch: Batch = events.iter().cloned().map(Record::Event).collect();
        engine.apply(&batch, batch.records().iter().map(Record::at).max().unwrap()).unwrap();
    }
    let now = Instant::from_millis(START + DAYS * DAY).unwrap();
    engine
        .apply(&workload::events(1, of_one).map(|event| Record::Event(Event { customer: "one".into(), ..event })).collect(), now)
        .unwrap();

    // Who was given a tag by hand is led the long way.
    engine.load(&format!("{HANDBOOK}tag given\n")).unwrap();
    engine
        .apply(
            &workload::events(1, of_one).map(|event| Record::Event(Event { customer: "other".into(), ..event })).collect(),
            now,
        )
        .unwrap();
    engine.apply(&[Record::Assign(Assign::add("other", "given", now))].into_iter().collect(), now).unwrap();
    assert_eq!(engine.profile("one").unwrap().unwrap().events as u64, of_one);
    for (who, how) in [("one", ""), ("other", "who was given a tag")] {
        for tag in ["frequent", "lapsed_rich", "core_customer"] {
            let time = least(TIMES * 10, || drop(engine.explain(who, tag).unwrap().unwrap()));
            table.row(format!("an explanation of {tag}, {of_one} events"), micros(time), how);
        }
        let time = least(TIMES * 10, || drop(engine.profile(who).unwrap().unwrap()));
        table.row(format!("a profile, {of_one} events"), micros(time), how);
    }
    let time = least(TIMES * 10, || drop(engine.timeline("one", None, 50).unwrap()));
    table.row("the last 50 things of its timeline", micros(time), "");

    let week = Instant::from_millis(now.millis() + 7 * DAY).unwrap();
    let all = ForecastOptions { limit: ForecastOptions::MOST, ..ForecastOptions::default() };
    let mut turns = 0;
    let time = least(TIMES, || turns = engine.forecast_tag("silent", week, &all).unwrap().turns.len());
    table.row(format!("who turns silent in 7 days, of {customers} customers"), millis(time), format!("{turns} turns"));
    let time = least(TIMES, || drop(engine.snapshot(&Scope::All).unwrap().diagnose(&DiagnoseOptions::default()).unwrap()));
    table.row("what live data say about the handbook", millis(time), "");

    for (what, text) in [
        ("a definition more", "tag new when count(purchase where amount > 500, last 60 days) >= 2\n"),
        ("a definition more, customer by customer", "tag older when age > 47\n"),
    ] {
        let text = format!("{HANDBOOK}tag given\n{text}");
        let preview = least(5, || drop(engine.preview(&text, &PreviewOptions::default()).unwrap()));
        // Each loading is undone by loading the handbook as it was, beside the clock.
        let load = (0..5)
            .map(|_| {
                let clock = Clock::now();
                engine.load(&text).unwrap();
                let time = clock.elapsed();
                engine.load(&format!("{HANDBOOK}tag given\n")).unwrap();
                time
            })
            .min()
            .unwrap();
        let beside = format!("{:.2} of loading it", preview.as_secs_f64() / load.as_secs_f64());
        table.row(format!("a preview of {what}"), millis(preview), beside);
    }
    table.print();
}

fn least(times: usize, mut work: impl FnMut()) -> Duration {
    let each = (0..times).map(|_| {
        let clock = Clock::now();
        work();
        clock.elapsed()
    });
    each.min().unwrap_or_default()
}

fn micros(time: Duration) -> String {
    format!("{:.1} µs", time.as_nanos() as f64 / 1e3)
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
