//! Purchases and returns: seven tag rules at several instants, the RFM labels, and one tag's exact timeline.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tagora::{Batch, ChangeKind, CustomerId, Engine, Event, Instant, Scope};

use super::data::{folder, rows, say};

pub struct Set {
    pub name: &'static str,
    pub file: &'static str,
    /// Where answers are known, in order.
    pub instants: &'static [&'static str],
    pub avg_above: u32,
    pub sum_from: u32,
    /// From which total on the monetary score is 2, 3, 4, 5.
    pub monetary: [u32; 4],
}

const RULES: [&str; 6] = ["R01", "R02b", "R03", "R04", "R07", "R08"];

/// Labels by whether recency, frequency and monetary score are 3 or more.
const LABELS: [(&str, [bool; 3]); 8] = [
    ("重要价值客户", [true, true, true]),
    ("重要保持客户", [false, true, true]),
    ("重要发展客户", [true, false, true]),
    ("重要挽留客户", [false, false, true]),
    ("一般价值客户", [true, true, false]),
    ("一般保持客户", [false, true, false]),
    ("一般发展客户", [true, false, false]),
    ("一般挽留客户", [false, false, false]),
];

pub fn check(set: &Set) {
    let Some(folder) = folder(set.name) else { return };
    let expected = folder.join("expected").join(set.name);
    let events = events(&folder.join(set.file));
    let last = events.iter().map(|event| event.at).max().unwrap();
    let engine = Engine::in_memory();
    engine.load(&handbook(set)).unwrap();
    let mut done = 0;
    let mut from = Instant::MIN;
    for instant in set.instants {
        let until: Instant = instant.parse().unwrap();
        apply(&engine, &events, from, until);
        done += answers(&engine, None, &expected, instant);
        from = until;
    }
    let end = last.saturating_add(400 * 86_400_000);
    apply(&engine, &events, from, end);
    done += timeline(&engine, &expected);
    // The past again, from the end.
    for instant in set.instants {
        done += answers(&engine, Some(instant.parse().unwrap()), &expected, instant);
    }
    let all = set.instants.len() * (RULES.len() + 2) * 2 + 1;
    say(&format!("real data: {done} of {all} checks ({})", set.name));
    assert_eq!(done, all);
}

fn handbook(set: &Set) -> String {
    let mut text = format!(
        "事件 purchase {{ amount: 小数(3) }}\nevent return {{ amount: decimal(3) }}\n\
         标签 R01 当 最近30天 purchase次数 超过3次\n\
         tag R02b when count(purchase, last 30 days) > 3 and avg(purchase.amount, last 30 days) > {}\n\
         标签 R03 当 最近365天 purchase.amount 合计 满{}\n\
         标签 R04 当 最近90天 未 purchase\n\
         tag R07 when count(purchase) = 1\n\
         标签 R08 当 最近90天 purchase次数 2次以上\n\
         tag known when did purchase in last 365 days\n",
        set.avg_above, set.sum_from
    );
    // Recency counts whole days: at most 30 whole days ago is less than 31 days ago.
    let scores = [(2, 181, 2), (3, 91, 4), (4, 61, 6), (5, 31, 12)];
    for ((score, days, count), sum) in scores.into_iter().zip(set.monetary) {
        text += &format!(
            "tag r{score} when did purchase in last {days} days\ntag f{score} when count(purchase, last 365 days) >= {count}\n\
             tag m{score} when sum(purchase.amount, last 365 days) >= {sum}\n"
        );
    }
    text += "分组 价值 互斥 {\n";
    for (label, [r, f, m]) in LABELS {
        let not = |is: bool| if is { "" } else { "not " };
        text += &format!("  标签 {label} 当 有 known 且 {}has r3 and {}has f3 and {}has m3\n", not(r), not(f), not(m));
    }
    text + "}\n"
}

fn events(path: &Path) -> Vec<Event> {
    let rows = rows(path.to_path_buf());
    let events = rows.iter().enumerate().map(|(line, row)| {
        let customer: u64 = row["customer_id"].parse().unwrap();
        let event = Event::new(customer, row["type"].clone(), row["ts"].parse().unwrap()).sequence(line as u64);
        event.with("amount", row["amount"].as_str())
    });
    events.collect()
}

/// Applies what happened behind `from` up to `until`.
fn apply(engine: &Engine, events: &[Event], from: Instant, until: Instant) {
    let mut batch = Batch::new();
    for event in events.iter().filter(|event| event.at > from && event.at <= until) {
        batch.event(event.clone());
    }
    let applied = engine.apply(&batch, until).unwrap();
    assert_eq!((applied.accepted, applied.too_late, applied.duplicates), (batch.len(), 0, 0));
}

/// Compares all rules and scores at one instant; gives how many comparisons.
fn answers(engine: &Engine, as_of: Option<Instant>, expected: &Path, instant: &str) -> usize {
    let snapshot = match as_of {
        Some(at) => engine.as_of(at, &Scope::All).unwrap(),
        None => engine.snapshot(&Scope::All).unwrap(),
    };
    let members = |tag: &str| -> BTreeSet<CustomerId> { snapshot.members(tag).unwrap().into_iter().collect() };
    let folder = expected.join(instant.replace(['-', ':'], ""));
    let mut done = 0;
    for rule in RULES {
        // An answer may be the empty set, whose file has only its head.
        let text = std::fs::read_to_string(folder.join(format!("{rule}.csv"))).unwrap();
        let wanted: BTreeSet<CustomerId> = text.lines().skip(1).map(|id| id.parse::<u64>().unwrap().into()).collect();
        assert_eq!(members(rule), wanted, "{rule} at {instant}");
        done += 1;
    }
    let scores = rows(folder.join("R16_rfm_thresholds.csv"));
    let known = members("known");
    assert_eq!(known.len(), scores.len(), "customers with scores at {instant}");
    let score = |kind: &str, id: &CustomerId| 1 + (2..=5).filter(|n| snapshot.has(id, &format!("{kind}{n}")).unwrap()).count();
    for row in &scores {
        let id = CustomerId::from(row["customer_id"].parse::<u64>().unwrap());
        let found = ["r", "f", "m"].map(|kind| score(kind, &id).to_string());
        assert_eq!(found, [row["r"].clone(), row["f"].clone(), row["m"].clone()], "customer {id} at {instant}");
        assert!(snapshot.has(&id, &row["label"]).unwrap(), "customer {id} at {instant} is {}", row["label"]);
    }
    done + 2
}

/// When R01 came and went, for every customer, from the change feed.
fn timeline(engine: &Engine, expected: &Path) -> usize {
    let mut found: BTreeSet<(String, String, String)> = BTreeSet::new();
    let mut open: BTreeMap<CustomerId, Instant> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = engine.changes(after, 10_000);
        assert_eq!(page.missed, 0);
        if page.changes.is_empty() {
            break;
        }
        after = page.next;
        for change in page.changes {
            match change.kind {
                ChangeKind::Gained { tag } if &*tag == "R01" => assert_eq!(open.insert(change.customer, change.at), None),
                ChangeKind::Lost { tag } if &*tag == "R01" => {
                    let enter = open.remove(&change.customer).unwrap();
                    found.insert((change.customer.to_string(), enter.to_string(), change.at.to_string()));
                }
                _ => {}
            }
        }
    }
    assert!(open.is_empty(), "400 days after the last event nobody has R01");
    let wanted: BTreeSet<_> = rows(expected.join("timeline_T01.csv"))
        .into_iter()
        .map(|r| (r["customer_id"].clone(), r["enter"].clone(), r["leave"].clone()))
        .collect();
    assert_eq!(found, wanted);
    1
}
