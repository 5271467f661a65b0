//! Steps that are always the same, and all that is seen of an engine after them.

use tagora::{Assign, Batch, Engine, Event, Instant, Scope};

pub const DAY: i64 = 86_400_000;

pub const HANDBOOK: &str = "\
event buy { amount: decimal(2) }
event view
attribute city: text
tag vip
tag active when count(buy, last 3 days) >= 2
tag spender when sum(buy.amount) > 50
tag seen when did view in last 1 day
rule r on buy where amount > 9 then add vip for 2 days, emit big {amount: amount}
";

pub fn at(millis: i64) -> Instant {
    Instant::from_millis(millis).unwrap()
}

/// The batch of a step, always the same: some of everything.
pub fn batch(step: u64) -> (Batch, Instant) {
    let now = at(step as i64 * DAY / 7);
    let mut batch = Batch::new();
    for n in 0..20 {
        let customer = (step * 31 + n * 7) % 200;
        let when = now.saturating_add(-((n as i64 * 37) % 5) * DAY / 9);
        batch.event(Event::new(customer, if n % 3 == 0 { "view" } else { "buy" }, when).id(format!("{step}-{n}")));
        if n % 4 == 1 {
            batch.event(Event::new(customer, "buy", when).with("amount", (n as f64) * 0.75));
        }
    }
    let customer = step % 200;
    batch.set(customer, "city", if step.is_multiple_of(2) { "上海" } else { "北京" }, now);
    match step % 9 {
        3 => batch.assign(Assign::pin(customer, "seen", now)),
        5 => batch.assign(Assign::add(customer, "vip", now).import("crm", step)),
        7 => batch.merge(customer, (customer + 1) % 200, now),
        8 => batch.event(Event::new(customer, "view", now.saturating_add(3 * DAY))),
        _ => &mut batch,
    };
    (batch, now)
}

/// Does a step, which is commit `step`: the first loads the handbook.
pub fn step(engine: &Engine, step: u64) {
    if step == 1 {
        engine.load(HANDBOOK).unwrap();
    } else if step.is_multiple_of(50) {
        engine.erase(step % 200).unwrap();
    } else {
        let (batch, now) = batch(step);
        engine.apply(&batch, now).unwrap();
    }
}

/// All that is seen of an engine.
pub fn seen(engine: &Engine) -> String {
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let mut seen = format!("{:?} {}\n", engine.clock(), snapshot.customers());
    if engine.handbook().is_some() {
        for tag in ["vip", "active", "spender", "seen"] {
            seen += &format!("{tag}: {:?}\n", snapshot.members(tag).unwrap());
        }
        for condition in ["city = \"上海\"", "count(buy) > 3"] {
            seen += &format!("{condition}: {:?}\n", engine.ids(&engine.prepare(condition).unwrap()).unwrap());
        }
    }
    let page = engine.changes(0, usize::MAX);
    seen += &format!("{} {}\n", page.next, page.missed);
    for change in page.changes {
        seen += &format!("{change:?}\n");
    }
    seen
}

/// What is seen after each of so many steps, none before the first.
pub fn model(steps: u64) -> Vec<String> {
    let memory = Engine::in_memory();
    let mut all = vec![seen(&memory)];
    all.extend((1..=steps).map(|number| {
        step(&memory, number);
        seen(&memory)
    }));
    all
}

/// The number of the last commit.
pub fn last_commit(engine: &Engine) -> u64 {
    // A customer nobody told of is not there to be erased: that is no commit, and says the number of the last.
    engine.erase("nobody").unwrap().commit
}
