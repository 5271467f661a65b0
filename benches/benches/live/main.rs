//! What the live engine costs: events taken in, the clock moved, changes told. Beside it, on the same events, an engine as one
//! would write it down by hand, whose results must be the same; and a walk through random memory, to compare machines.
//!
//! `cargo bench -p tagora-benches --bench live -- [customers] [events] [events in a batch] [events alone]`
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measuring program")]

#[path = "../chat/mod.rs"]
mod chat;
mod machine;
mod naive;
mod table;
mod texts;
mod workload;

use std::time::{Duration, Instant as Clock};

use naive::Naive;
use table::Table;
use tagora::{Batch, CustomerId, Engine, Event, Instant, Options, Record, measure};
use workload::{DAY, DAYS, HANDBOOK, START};

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let number = |place: usize, otherwise| numbers.get(place).copied().unwrap_or(otherwise);
    let (customers, count, batch) = (number(0, 20_000), number(1, 400_000), number(2, 10_000) as usize);
    // The last ones arrive one at a time.
    let single = number(3, 20_000).min(count / 10);
    let mut table = Table::default();
    let step = machine::step();
    table.row("a step through random memory", format!("{step:.1} ns"), "1");
    let mut run = Run::new(customers, 1, "");
    let events: Vec<Event> = workload::events(customers, count).collect();
    let (many, few) = events.split_at((count - single) as usize);

    let together = run.together(many, batch);
    let mut alone = run.alone(few);
    let clock = Clock::now();
    many.iter().for_each(|event| run.naive.take(event));
    let naive = each(clock.elapsed(), many.len());
    let clock = Clock::now();
    few.iter().for_each(|event| run.naive.take(event));
    let naive_few = each(clock.elapsed(), few.len());
    let beside = |mine: f64, naive: f64| format!("{:.1} steps, {:.2} of by hand", mine / step, mine / naive);
    table.row(
        format!("an event of {customers} customers, {batch} in a batch"),
        format!("{together:.0} ns ({:.2} M/s)", 1e3 / together),
        beside(together, naive),
    );
    table.row("the same by hand, which tells nothing of time", format!("{naive:.0} ns"), format!("{:.1} steps", naive / step));
    let columns = Run::new(customers, 1, "").as_columns(many, batch);
    table.row("the same as columns", format!("{columns:.0} ns"), format!("{:.2} of that", columns / together));
    for (what, threads, rules) in workload::VARIANTS {
        let other = Run::new(customers, threads, rules).together(many, batch);
        table.row(what, format!("{other:.0} ns"), format!("{:.2} of that", other / together));
    }
    alone.sort_unstable();
    let (median, rare) = (alone[alone.len() / 2], alone[alone.len() * 99 / 100]);
    let of_median = beside(median.as_nanos() as f64, naive_few);
    table.row("an event by itself with its changes, the median", format!("{:.1} µs", median.as_nanos() as f64 / 1e3), of_median);
    table.row("the same, 99 of 100", format!("{:.1} µs", rare.as_nanos() as f64 / 1e3), "");

    let now = run.clock(customers, &mut table);
    run.naive.settle(now);
    run.is_the_same();
    table.row("changes told", run.changes.to_string(), format!("{} by hand", run.naive.changes));
    let bytes = measure::bytes(&run.engine).unwrap();
    let per = |bytes: usize, of: u64| format!("{:.1} bytes", bytes as f64 / of as f64);
    table.row("a customer: row", per(bytes.rows, customers), "");
    table.row("a customer: when it is due", per(bytes.due, customers), "");
    table.row("a customer: tags, each a column", per(bytes.tags, customers), "");
    table.row("a customer: its number and id", per(bytes.register, customers), "");
    table.row("an event in the log", per(bytes.log, bytes.sealed as u64), format!("{} sealed", bytes.sealed));
    run.replace(many.len() + few.len(), &mut table);
    one(&mut table, step);
    texts::measure(&mut table);
    table.print();
}

/// Both engines at work.
struct Run {
    engine: Engine,
    naive: Naive,
    changes: usize,
}

impl Run {
    fn new(customers: u64, threads: usize, rules: &str) -> Self {
        let engine = Engine::with_options(Options { feed_kept: 1000, threads, ..Options::default() });
        engine.load(&format!("{HANDBOOK}{rules}")).unwrap();
        let known = workload::attributes(customers);
        let (mut naive, start) = (Naive::default(), Instant::from_millis(START).unwrap());
        known.records().iter().for_each(|record| naive.know(record));
        for records in known.records().chunks(100_000) {
            engine.apply(&records.iter().cloned().collect(), start).unwrap();
        }
        Self { engine, naive, changes: 0 }
    }

    fn apply(&mut self, batch: &Batch) -> Duration {
        let of_columns = batch.columns().iter().flat_map(|columns| columns.instants().iter().copied());
        let now = batch.records().iter().map(Record::at).chain(of_columns).max().unwrap();
        let clock = Clock::now();
        let applied = self.engine.apply(batch, now).unwrap();
        self.changes += applied.changes.len();
        drop(applied);
        clock.elapsed()
    }

    /// Nanoseconds an event, so many in a batch.
    fn together(&mut self, events: &[Event], batch: usize) -> f64 {
        let batches = events.chunks(batch).map(|events| events.iter().cloned().map(Record::Event).collect());
        each(batches.map(|batch| self.apply(&batch)).sum(), events.len())
    }

    /// The same, a batch being columns.
    fn as_columns(&mut self, events: &[Event], batch: usize) -> f64 {
        let batches = events.chunks(batch).map(workload::columns);
        each(batches.map(|batch| self.apply(&batch)).sum(), events.len())
    }

    /// How long each event takes by itself.
    fn alone(&mut self, events: &[Event]) -> Vec<Duration> {
        events.iter().map(|event| self.apply(&Batch::from_iter([Record::Event(event.clone())]))).collect()
    }

    /// Moves the clock; gives where it stands then.
    fn clock(&mut self, customers: u64, table: &mut Table) -> i64 {
        let mut now = START + DAYS * DAY;
        let mut step = |engine: &Engine, millis: i64| {
            now += millis;
            let clock = Clock::now();
            let changed = engine.advance_to(Instant::from_millis(now).unwrap()).unwrap().changes.len();
            self.changes += changed;
            (clock.elapsed(), changed)
        };
        step(&self.engine, 0);
        let steps: Vec<_> = (0..200).map(|_| step(&self.engine, 1000)).collect();
        let second = steps.iter().filter(|(_, changed)| *changed == 0).map(|(time, _)| time).min();
        let second =
            second.map_or("something was due in each".to_owned(), |time| format!("{:.1} µs", time.as_nanos() as f64 / 1e3));
        table.row("the clock by a second in which nothing is due", second, "");
        let (time, changed) = step(&self.engine, DAY);
        let clock = Clock::now();
        self.naive.settle(now);
        let beside = format!(
            "{changed} changes, {:.2} of looking at all {customers} by hand",
            time.as_secs_f64() / clock.elapsed().as_secs_f64()
        );
        table.row("the clock by a day", format!("{:.1} ms", time.as_secs_f64() * 1e3), beside);
        now
    }

    /// Loads the handbook again as it is, then with a definition that is new, and with one that rows cannot be carried over to.
    fn replace(&self, events: usize, table: &mut Table) {
        let numbers = vec![1_u64; events];
        let clock = Clock::now();
        let sum: u64 = std::hint::black_box(&numbers).iter().sum();
        let pass = clock.elapsed().max(Duration::from_nanos(sum / events.max(1) as u64));
        let mut load = |what: &str, text: &str| {
            let clock = Clock::now();
            let loaded = self.engine.load(text).unwrap();
            let time = clock.elapsed();
            let beside = format!(
                "{} changes, {:.0} of adding up {events} numbers",
                loaded.changes.len(),
                time.as_secs_f64() / pass.as_secs_f64()
            );
            table.row(what, format!("{:.1} ms", time.as_secs_f64() * 1e3), beside);
        };
        load("the same handbook again", HANDBOOK);
        let more = format!("{HANDBOOK}tag new when count(purchase where amount > 500, last 60 days) >= 2\n");
        load("a definition more", &more);
        // Nothing that was kept tells of an attribute that nobody asked for: each customer's life is worked out anew.
        load("a definition more of another kind, customer by customer", &format!("{more}tag older when age > 47\n"));
    }

    /// Both must have come to the same.
    fn is_the_same(&self) {
        for (tag, expected) in self.naive.members() {
            let segment = self.engine.prepare(&format!("has {tag}")).unwrap();
            let found: Vec<CustomerId> = self.engine.ids(&segment).unwrap();
            assert!(found.iter().eq(expected.iter().map(|id| CustomerId::from(*id)).collect::<Vec<_>>().iter()), "{tag}");
        }
    }
}

/// One customer on its own device, from nothing.
fn one(table: &mut Table, step: f64) {
    let (handbook, events) = (workload::handbook_of_one(50), workload::events_of_one(10_000));
    let now = events.records().last().unwrap().at();
    let best = (0..5).map(|_| {
        let engine = Engine::in_memory();
        let clock = Clock::now();
        engine.load(&handbook).unwrap();
        let loaded = clock.elapsed();
        let clock = Clock::now();
        let changes = engine.apply(&events, now).unwrap().changes.len();
        (clock.elapsed(), loaded, changes)
    });
    let (time, loaded, changes) = best.min().unwrap();
    let an_event = each(time, events.len());
    table.row(
        "10,000 events of one customer, 50 definitions",
        format!("{:.1} ms", time.as_secs_f64() * 1e3),
        format!("{changes} changes, {an_event:.0} ns an event, {:.1} steps", an_event / step),
    );
    table.row("reading the 50 definitions", format!("{:.2} ms", loaded.as_secs_f64() * 1e3), "");
}

fn each(time: Duration, count: usize) -> f64 {
    time.as_nanos() as f64 / count.max(1) as f64
}
