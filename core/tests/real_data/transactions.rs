//! Purchases and returns: seven tag rules at several instants, the RFM labels, and the exact timelines of all tags.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tagora::{Batch, By, CustomerId, Direction, Engine, Event, Instant, Options, Scope, Suppress};

use super::data::{folder, rows, say};
use super::fines::thousandths;
use super::timeline::{Spans, at, found, same, told};

const DAY: i64 = 86_400_000;

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

/// What can be said of a customer alone. R12, the first hundred, cannot be a tag: the language has no ranks yet. It is asked
/// for as an order.
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
    let end = last.saturating_add(400 * DAY);
    apply(&engine, &events, from, end);
    let told = told(&engine);
    assert_eq!(told["R01"], published(&expected));
    same(&told, &plain(set, &events, end));
    done += 1;
    // The past again, from the end.
    for instant in set.instants {
        done += answers(&engine, Some(instant.parse().unwrap()), &expected, instant);
    }
    let all = set.instants.len() * (RULES.len() + 3) * 2 + 1;
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
    // The same of equal sums: the smaller id first.
    let buyers = engine.prepare("has known").unwrap();
    let spent = engine.order("最近365天 purchase.amount 合计", Direction::Descending).unwrap();
    let first: BTreeSet<CustomerId> =
        snapshot.ranked(&buyers, &spent, 100).unwrap().into_iter().map(|place| place.customer).collect();
    let hundred = rows(folder.join("R12.csv"));
    let hundred: BTreeSet<CustomerId> = hundred.iter().map(|row| row["customer_id"].parse::<u64>().unwrap().into()).collect();
    assert_eq!(first, hundred, "R12 at {instant}");
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
    // The labels as a breakdown: how many each has, and what they spent together as they did one by one.
    let spent = engine.expression("sum(purchase.amount, last 365 days)").unwrap();
    let labels = snapshot.analysis(Suppress::NONE).breakdown(&buyers, By::Group("价值"), Some(&spent)).unwrap();
    assert_eq!(labels.customers, Some(scores.len() as u64));
    let by_spending = engine.order("sum(purchase.amount, last 365 days)", Direction::Ascending).unwrap();
    let each = snapshot.ranked(&buyers, &by_spending, scores.len()).unwrap();
    let each: BTreeMap<CustomerId, i64> =
        each.into_iter().map(|place| (place.customer, thousandths(&place.value.unwrap().as_str().into()))).collect();
    for part in &labels.parts {
        let label = part.value.as_deref().unwrap().trim_start_matches("价值/");
        let with = || scores.iter().filter(|row| row["label"] == label);
        assert_eq!(part.customers, Some(with().count() as u64), "{label} at {instant}");
        let sum: i64 = with().map(|row| each[&CustomerId::from(row["customer_id"].parse::<u64>().unwrap())]).sum();
        assert_eq!(thousandths(&part.sum.as_ref().unwrap().to_string().as_str().into()), sum, "{label} at {instant}");
    }
    done + 3
}

/// Every record in a commit of its own, in the order in which they happened, with the clock at each: the whole timelines.
pub fn replay(set: &Set) {
    let Some(folder) = folder(&format!("{}, replayed", set.name)) else { return };
    let mut events = events(&folder.join(set.file));
    events.sort_by_key(|event| (event.at, event.sequence));
    let engine = Engine::with_options(Options { feed_kept: usize::MAX, ..Options::default() });
    engine.load(&handbook(set)).unwrap();
    let judge = |engine: &Engine| assert_eq!(engine.judged().unwrap(), Vec::<String>::new());
    for (number, event) in events.iter().enumerate() {
        let applied = engine.apply(&[tagora::Record::Event(event.clone())].into_iter().collect(), event.at).unwrap();
        assert_eq!((applied.accepted, applied.too_late, applied.duplicates), (1, 0, 0));
        if number % 4_000 == 3_999 {
            judge(&engine);
        }
    }
    let end = events.last().unwrap().at.saturating_add(400 * DAY);
    engine.advance_to(end).unwrap();
    judge(&engine);
    let told = told(&engine);
    assert_eq!(told["R01"], published(&folder.join("expected").join(set.name)));
    same(&told, &plain(set, &events, end));
    // The past seen from the end: around changes spread over the whole time.
    let turns: BTreeSet<Instant> = told.values().flatten().flat_map(|(_, from, to)| [Some(*from), *to]).flatten().collect();
    let mut asked = 0;
    for turn in turns.iter().step_by(turns.len() / 12 + 1) {
        for instant in [turn.saturating_add(-1), *turn] {
            let past = engine.as_of(instant, &Scope::All).unwrap();
            for (tag, spans) in &told {
                let members: BTreeSet<CustomerId> = past.members(tag).unwrap().into_iter().collect();
                assert_eq!(members, at(spans, instant), "{tag} at {instant}");
                asked += 1;
            }
        }
    }
    let spans: usize = told.values().map(Spans::len).sum();
    say(&format!(
        "real data: {} records one by one, {spans} spans of {} tags, {asked} times asked back ({})",
        events.len(),
        told.len(),
        set.name
    ));
}

/// When R01 came and went, for every customer.
fn published(expected: &Path) -> Spans {
    let rows = rows(expected.join("timeline_T01.csv"));
    let span = |row: &BTreeMap<String, String>| {
        let customer = row["customer_id"].parse::<u64>().unwrap();
        (customer.into(), row["enter"].parse().unwrap(), Some(row["leave"].parse().unwrap()))
    };
    rows.iter().map(span).collect()
}

/// The spans of all tags, by loops over each customer's records.
fn plain(set: &Set, events: &[Event], end: Instant) -> BTreeMap<String, Spans> {
    let scores: Vec<String> = (2..=5).flat_map(|score| ["r", "f", "m"].map(|kind| format!("{kind}{score}"))).collect();
    let labels = LABELS.map(|(label, _)| format!("价值/{label}"));
    let tags = RULES.into_iter().chain(["known"]).chain(scores.iter().chain(&labels).map(String::as_str)).collect::<Vec<_>>();
    let lengths = [30, 31, 61, 90, 91, 181, 365].map(|days| days * DAY);
    found(events, end, &lengths, &tags, |known, now| {
        let bought = |days: i64| -> Vec<i64> {
            let fits = |event: &&&Event| event.event == "purchase" && now.millis() - event.at.millis() < days * DAY;
            known.iter().filter(fits).map(|event| thousandths(&event.properties[0].1)).collect()
        };
        let (month, quarter, year) = (bought(30), bought(90), bought(365));
        let (count, spent) = (year.len(), year.iter().sum::<i64>());
        let above = |from: u32| spent >= i64::from(from) * 1000;
        let mean = i64::from(set.avg_above) * 1000 * month.len() as i64;
        let mut is = vec![
            month.len() > 3,
            month.len() > 3 && month.iter().sum::<i64>() > mean,
            above(set.sum_from),
            quarter.is_empty(),
            bought(i64::MAX / DAY).len() == 1,
            quarter.len() >= 2,
            count > 0,
        ];
        for (score, (days, least)) in [(181, 2), (91, 4), (61, 6), (31, 12)].into_iter().enumerate() {
            is.extend([!bought(days).is_empty(), count >= least, above(set.monetary[score])]);
        }
        let three = [is[10], is[11], is[12]];
        is.extend(LABELS.map(|(_, label)| count > 0 && label == three));
        is
    })
}
