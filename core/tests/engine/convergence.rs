//! Random histories: however they come in, and however the clock is moved, the state is the same.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tagora::dsl::ast::Definition;
use tagora::dsl::{Language, print_condition};
use tagora::{Assign, Batch, ChangeKind, CustomerId, Engine, Event, Instant, Merge, Record, Scope};

use super::{DAY, at, engine};

const HANDBOOK: &str = "
timezone \"Europe/Berlin\"
event buy { x: decimal(1), until: instant, kind: text }
event view
event any_of = buy | view
attribute a: int
attribute due: instant
tag often when count(buy, last 3 days) >= 2
tag quiet when no any_of in last 1 month
tag rich when sum(buy.x where x > 1, last 10 days) >= 5 and avg(buy.x) > 1.5
tag soon when due in last 2 days or first(view) in last 5 days
tag gone when last(any_of) more than 6 days ago
tag expiring when last(buy.until) in last 2 days or first(buy.until) more than 3 days ago
tag fruit when buy.kind mentions any of (\"FIG\", \"pea\") unless \"pear\" in last 3 days or mode(buy.kind, last 4 days) contains \"e\" or max(buy.x, last 2 days) is missing
tag either when at least 2 of (did buy in last 2 days, has often, count(view) > 1, a = 4)
tag mixed when median(buy.x, last 7 days) > 1.5 or distinct(buy.x, last 10 calendar days) >= 3
tag habit when mode(buy.x, last 10 days) > 2 or active_days(any_of, last 2 weeks) >= 4 or last(buy.x) = 0.5
tag steady when weekly count(any_of, last 2 weeks) >= 1.5 and first(buy.x where x > 1) < 3
tag busy_day when count(any_of, today) >= 2 or did buy yesterday
tag monthly when count(buy, this month) > count(view, previous week) and no buy between 4 and 2 days ago
tag weekly when did view in last 3 calendar days and sum(buy.x, from 1970-01-03 to 1970-01-20) > 2
define keen as count(any_of, last 4 days) >= 2 and not in calm
define known as keen or has marked or a = 3
segment calm = no view in last 1 week and (has quiet or a > 4)
tag named when known and not in calm
tag settled_name when in calm or not keen
tag repeated when sequence(buy as b, any_of, buy where kind = b.kind without buy where x > 5 within 4 days) in last 10 days
tag waiting when buy as b where x > 2 then no buy where kind = b.kind within 2 days and still not in last 1 month
tag ratio when count(buy, last 5 days) * 2 - 1 > count(view, last 3 days) / 2 + 0.5 and sum(buy.x) / count(any_of) >= 1
tag gap when last(any_of) - first(any_of) > 3 days and count(buy where x * 2 > 3 - x) < 3
tag steady_often when has often for 2 days
tag serene when (no any_of in last 2 days and not has grown) for at least 1 month
tag stable when a = 3 for 3 days
tag known_long when (known or in calm) for 2 days
tag raised when a changed in last 5 days or a changed from 3 to 4
tag returning when gained often in last 6 days and times gained(often) >= 2 or lost rich in last 3 days
tag latched when keen until no any_of in last 4 days for 1 day
tag grouped when tags in g >= 1 and not has no tag in g for 2 days
tag due_soon when due within next 2 days or days since due between 1 and 3
tag month_end when today is last day of month and months since first(buy) < 1
tag grown when a between 3 and 5 and not has often
group g exclusive {
  tag one when count(view) = 1
  tag two when has rich
  tag p
  tag q
  tag rest otherwise
}
tag marked
tag lapsing valid 2 days renew
group timely {
  tag brief temporary until 1970-01-12 when did view
}
tag seen value number
tag regular when seen value >= 3
tag warmth value level (cold < warm < hot)
tag keen when warmth value > cold and not has quiet
group some at most 2 {
  tag s1
  tag s2
  tag s3 when count(view) >= 2
}
group rank exclusive required levels (low < middle < high) {
  tag high
  tag middle
  tag low otherwise
}
tag ranked when rank >= middle
rule r1 on buy where x >= 2 if first then add marked, move_marker
";

/// A defined tag outside of groups that is pinned and banned as well.
const PINNED: &str = "often";

fn handbook() -> String {
    HANDBOOK.replace(", move_marker", ", add q, emit hello {x: x}")
        + "rule r2 on view if has marked then remove marked, add p\nrule r3 on any_of if count(any_of, last 1 day) > 2 then emit busy\n\
           rule r4 on view if known and not in calm then emit seen\n"
        + "rule r5 on view then add lapsing, increment seen, raise rank, add s1 for 3 days\n"
        + "rule r6 when has often then emit again {a: a} at most once per 5 days quiet 22:00-08:00, raise warmth, lower rank\n"
        + "rule r7 when has regular and known then remove seen, add s2, suggest marked on late notify\n"
        + "rule r8 when has keen or has quiet then set warmth value cold, propose remove marked, notify team\n"
}

fn record() -> impl Strategy<Value = Record> {
    let customer = (0..3_u64).prop_map(CustomerId::from);
    // Few different instants, so that simultaneous records are common.
    let time = (0..25_i64, 0..3_i64).prop_map(|(day, part)| at(day * DAY + part * DAY / 3));
    (customer, time, 0..11_u8, 1..73_i64).prop_map(|(customer, at_, kind, n)| match kind {
        0..=3 => Record::Event(
            Event::new(&customer, "buy", at_)
                .with("x", n as f64 / 10.0)
                .with("until", at(at_.millis() + (n % 9 - 2) * DAY))
                .with("kind", ["apple", "fig", "pear"][n as usize % 3])
                .sequence((n % 3) as u64),
        ),
        4 | 5 => Record::Event(Event::new(&customer, "view", at_)),
        6 => Record::Attribute { customer, name: "a".into(), value: (n % 7 != 0).then(|| (n % 7).into()), at: at_, sequence: 0 },
        7 => Record::Attribute { customer, name: "due".into(), value: Some(at(n * DAY / 2).into()), at: at_, sequence: 0 },
        8 | 9 => Record::Assign(assignment(customer, at_, n)),
        _ => Record::Customer { customer, at: at_, sequence: (n % 2) as u64 },
    })
}

/// The same, and merges of the three customers: also circles, late ones, and of aliases.
fn merging_record() -> impl Strategy<Value = Record> {
    let merge = (0..3_u64, 1..3_u64, 0..25_i64, 0..2_u64)
        .prop_map(|(from, by, day, sequence)| Record::Merge(Merge::new(from, (from + by) % 3, at(day * DAY)).sequence(sequence)));
    prop_oneof![9 => record(), 1 => merge]
}

/// Everything that may be done about a tag, in few turns of the same instant.
fn assignment(customer: CustomerId, at_: Instant, n: i64) -> Assign {
    let tag = ["p", "q", "marked", "two", "rest", PINNED][(n / 12 % 6) as usize];
    let is_assignable = ["p", "q", "marked"].contains(&tag);
    let assign = match n % 12 {
        0..=2 if is_assignable => Assign::add(customer, tag, at_).ends(at(at_.millis() + (n % 5 + 1) * DAY / 2)),
        3 | 4 if is_assignable => Assign::add(customer, tag, at_).ends(at(at_.millis() + n * DAY / 8)).renew(),
        5 if is_assignable => Assign::add(customer, tag, at_).import("crm", (n % 4) as u64),
        6 if is_assignable => Assign::remove(customer, tag, at_),
        7 if is_assignable => Assign::add(customer, tag, at_).by("wang"),
        8 => Assign::unpin(customer, tag, at_),
        9 | 0 => Assign::ban(customer, tag, at_),
        10 | 1 => Assign::unban(customer, tag, at_),
        _ => Assign::pin(customer, tag, at_),
    };
    assign.sequence((n % 5) as u64)
}

/// Everything that a reader can see of the state.
fn seen(engine: &Engine) -> Vec<String> {
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let mut seen: Vec<String> = (0..3_u64).map(|id| format!("{id}: {:?}", snapshot.tags(id))).collect();
    for tag in engine.handbook().unwrap().tags() {
        let path = tag.path.to_string();
        let condition = engine.prepare(&format!("has {path}")).unwrap();
        seen.push(format!("{path}: {:?}", snapshot.members(&path).unwrap()));
        assert_eq!(snapshot.ids(&condition).unwrap(), snapshot.members(&path).unwrap());
    }
    seen
}

/// Law 1: outside of exclusive groups, the members of a defined tag are those of whom its definition is true.
fn definitions_hold(engine: &Engine) {
    for symbol in engine.handbook().unwrap().tags() {
        if let (Definition::When(condition), None) = (&symbol.tag.definition, symbol.group) {
            // Pins and bans are stronger than a definition.
            if symbol.path.to_string() == PINNED {
                continue;
            }
            let (path, condition) = (symbol.path.to_string(), print_condition(condition, Language::Chinese));
            let members = engine.snapshot(&Scope::All).unwrap().members(&path).unwrap();
            assert_eq!(engine.ids(&engine.prepare(&condition).unwrap()).unwrap(), members, "{path} at {:?}", engine.clock());
        }
    }
}

/// Who holds what according to the feed.
fn from_feed(engine: &Engine) -> BTreeSet<(String, String)> {
    let mut held = BTreeSet::new();
    for change in engine.changes(0, usize::MAX / 2).changes {
        let customer = change.customer.to_string();
        match change.kind {
            ChangeKind::Gained { tag } => assert!(held.insert((customer, tag.to_string())), "gained twice"),
            ChangeKind::Lost { tag } => assert!(held.remove(&(customer, tag.to_string())), "lost without having"),
            _ => {}
        }
    }
    held
}

fn held(engine: &Engine) -> BTreeSet<(String, String)> {
    let (snapshot, handbook) = (engine.snapshot(&Scope::All).unwrap(), engine.handbook().unwrap());
    let members = |path: String| {
        let ids = snapshot.members(&path).unwrap();
        ids.into_iter().map(move |id| (id.to_string(), path.clone()))
    };
    handbook.tags().iter().flat_map(|tag| members(tag.path.to_string())).collect()
}

/// So many cases, unless `PROPTEST_CASES` asks for another number.
fn sampled(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(cases), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(sampled(32))]

    #[test]
    fn any_order_of_arrival_ends_in_the_same_state(
        records in prop::collection::vec(merging_record(), 0..25).prop_shuffle(),
        cuts in prop::collection::vec(0..30_i64, 0..6),
    ) {
        let end = at(29 * DAY);
        let whole = engine(&handbook());
        whole.apply(&records.iter().cloned().collect(), end).unwrap();

        // In pieces, in the order generated: much of it comes late, some waits.
        let pieces = engine(&handbook());
        let mut clock = at(0);
        for (i, record) in records.iter().enumerate() {
            let cut = cuts.get(i % cuts.len().max(1)).map_or(at(0), |day| at(day * DAY));
            clock = clock.max(cut.min(end));
            pieces.apply(&[record.clone()].into_iter().collect::<Batch>(), clock).unwrap();
            prop_assert_eq!(from_feed(&pieces), held(&pieces), "the feed tells the state after every commit");
        }
        pieces.advance_to(end).unwrap();
        prop_assert_eq!(seen(&whole), seen(&pieces));
    }

    #[test]
    fn small_steps_of_the_clock_tell_what_one_large_step_tells(records in prop::collection::vec(merging_record(), 0..20)) {
        let batch: Batch = records.into_iter().collect();
        let (once, steps) = (engine(&handbook()), engine(&handbook()));
        once.apply(&batch, at(70 * DAY)).unwrap();
        steps.apply(&batch, at(0)).unwrap();
        for day in 1..=70 {
            steps.advance_to(at(day * DAY)).unwrap();
            if day % 7 == 0 {
                definitions_hold(&steps);
            }
        }
        let told = |engine: &Engine| -> Vec<_> {
            engine.changes(0, 1_000_000).changes.into_iter().map(|c| (c.at, c.customer, c.kind, c.cause)).collect()
        };
        prop_assert_eq!(told(&once), told(&steps));
    }

    #[test]
    fn every_change_is_exact_to_the_millisecond(records in prop::collection::vec(record(), 1..15)) {
        let engine = engine(&handbook());
        engine.apply(&records.into_iter().collect(), at(70 * DAY)).unwrap();
        // Reading the past replays everything: some of the changes stand for all.
        let changes = engine.changes(0, 1_000_000).changes;
        let each = changes.len() / 12 + 1;
        for change in changes.into_iter().step_by(each) {
            let (tag, gained) = match &change.kind {
                ChangeKind::Gained { tag } => (tag, true),
                ChangeKind::Lost { tag } => (tag, false),
                _ => continue,
            };
            let before = engine.as_of(change.at.saturating_add(-1), &Scope::All).unwrap();
            let then = engine.as_of(change.at, &Scope::All).unwrap();
            prop_assert_eq!(before.has(&change.customer, tag).unwrap(), !gained, "just before {:?}", change);
            prop_assert_eq!(then.has(&change.customer, tag).unwrap(), gained, "at {:?}", change);
        }
    }

    #[test]
    fn a_reloaded_handbook_changes_nothing(records in prop::collection::vec(merging_record(), 0..20)) {
        let engine = engine(&handbook());
        engine.apply(&records.into_iter().collect(), at(30 * DAY)).unwrap();
        let before = seen(&engine);
        let loaded = engine.load(&handbook()).unwrap();
        prop_assert!(loaded.changes.is_empty(), "{:?}", loaded.changes);
        prop_assert_eq!(seen(&engine), before);
    }
}
