//! Road fines of 10,000 cases: how far each came on the way to its payment, and which were sent and not paid.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tagora::{Batch, CustomerId, Engine, Event, Instant, Scope, Suppress, Value};

use super::data::{folder, rows, say};
use super::timeline::{at, found, same, told};

const DAY: i64 = 86_400_000;

/// The steps of the funnels, in order.
const STEPS: [&str; 4] = ["Create Fine", "Send Fine", "Insert Fine Notification", "Payment"];

const HANDBOOK: &str = "
event `Create Fine`
event `Send Fine` { expense: decimal(3) }
event `Insert Fine Notification`
event Payment { payment_amount: decimal(3) }
event `Add penalty`
event `Send for Credit Collection`
event appeal
tag any1 when did `Create Fine`
tag any2 when sequence(`Create Fine`, `Send Fine`)
tag any3 when sequence(`Create Fine`, `Send Fine`, `Insert Fine Notification`)
标签 any4 当 依次 (`Create Fine`, `Send Fine`, `Insert Fine Notification`, Payment)
tag soon1 when did `Create Fine`
tag soon2 when sequence(`Create Fine`, `Send Fine` within 120 days)
tag soon3 when sequence(`Create Fine`, `Send Fine`, `Insert Fine Notification` within 120 days)
标签 soon4 当 120天内 依次 (`Create Fine`, `Send Fine`, `Insert Fine Notification`, Payment)
tag unpaid when `Send Fine` then no Payment within 60 days
标签 still_unpaid 当 `Send Fine` 后60天仍未 Payment
tag lately_unpaid when `Send Fine` then no Payment within 60 days in last 100 days
tag paid_in_parts when sequence(Payment x2 without `Send for Credit Collection`)
tag sent_and_open when open(`Send Fine`, Payment) >= 1
tag long_open when oldest open(`Send Fine`, Payment) more than 90 days ago
tag silent when no appeal in last 200 days and last(`Add penalty`) more than 150 days ago
tag much when sum(Payment.payment_amount, last 365 days) > 100
";
const TAGS: [&str; 16] = [
    "any1",
    "any2",
    "any3",
    "any4",
    "soon1",
    "soon2",
    "soon3",
    "soon4",
    "unpaid",
    "still_unpaid",
    "lately_unpaid",
    "paid_in_parts",
    "sent_and_open",
    "long_open",
    "silent",
    "much",
];

/// How simultaneous events of a case follow one another.
#[derive(Clone, Copy)]
enum Order {
    /// As they were recorded.
    Recorded,
    /// Later steps first, so that no step follows another at the same instant: what the answers call strict. The language has
    /// no word for it.
    Strict,
}

#[test]
fn traffic_fines() {
    let Some(folder) = folder("traffic_fines") else { return };
    let rows = rows(folder.join("events/traffic_fines.csv.gz"));
    let expected = folder.join("expected/traffic_fines");
    let until: Instant = "2012-03-27T00:00:00Z".parse().unwrap();
    // Where only the first event of the first step may start, the answers are the same ones: there is one in each case.
    let mut starts: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter().filter(|row| row["type"] == STEPS[0]).for_each(|row| *starts.entry(&row["customer_id"]).or_default() += 1);
    assert!(starts.len() == 10_000 && starts.values().all(|count| *count == 1));
    let mut done = 0;
    for order in [Order::Recorded, Order::Strict] {
        let events: Vec<Event> = rows.iter().map(|row| event(row, order)).collect();
        let engine = replayed(&events, until);
        // Who was sent a fine 60 days before that instant has not paid within them one millisecond behind it.
        engine.advance_to(until.saturating_add(1)).unwrap();
        let columns = match order {
            Order::Recorded => ["any_start", "first_start"],
            Order::Strict => ["any_start_strict", "first_start_strict"],
        };
        for column in columns {
            passage(&engine, &expected.join("F1_fine_to_payment.csv"), column, "");
            passage(&engine, &expected.join("F2_fine_to_payment_120d.csv"), column, " within 120 days");
            done += funnel(&engine, &expected.join("F1_fine_to_payment.csv"), column, "any");
            done += funnel(&engine, &expected.join("F2_fine_to_payment_120d.csv"), column, "soon");
        }
        if matches!(order, Order::Strict) {
            let text = std::fs::read_to_string(expected.join("N1_sent_not_paid_60d.csv")).unwrap();
            let wanted: BTreeSet<CustomerId> = text.lines().skip(1).map(CustomerId::from).collect();
            assert_eq!(members(&engine, "unpaid"), wanted);
            // The same as a segment, and as what is left of those who were sent one.
            let unpaid = engine.prepare("`Send Fine` then no Payment within 60 days").unwrap();
            assert_eq!(engine.count(&unpaid).unwrap(), wanted.len() as u64);
            let sent = engine.prepare("did `Send Fine`").unwrap();
            let paid = engine.snapshot(&Scope::All).unwrap().ids(&sent.minus(&unpaid).unwrap()).unwrap();
            assert!(paid.iter().all(|id| !wanted.contains(id)) && !paid.is_empty());
            done += 1;
        }
        // To the millisecond, also what time alone brings behind the last event.
        let end = until.saturating_add(500 * DAY);
        engine.advance_to(end).unwrap();
        let told = told(&engine);
        same(&told, &found(&events, end, &LENGTHS, &TAGS, truth));
        assert!(TAGS.iter().all(|tag| !told[*tag].is_empty()));
        for days in [900, 1_500, 2_000] {
            let instant = events[0].at.saturating_add(days * DAY + 1);
            let past = engine.as_of(instant, &Scope::All).unwrap();
            for tag in TAGS {
                let members: BTreeSet<CustomerId> = past.members(tag).unwrap().into_iter().collect();
                assert_eq!(members, at(&told[tag], instant), "{tag} at {instant}");
            }
        }
        let differences = engine.judged().unwrap();
        assert!(differences.is_empty(), "{}", differences.join("\n"));
    }
    say(&format!("real data: {done} of 9 answers, and timelines of {} tags in two orders (traffic_fines)", TAGS.len()));
    assert_eq!(done, 9);
}

fn event(row: &BTreeMap<String, String>, order: Order) -> Event {
    let ty = row["type"].as_str();
    let known = ["Create Fine", "Send Fine", "Insert Fine Notification", "Payment", "Add penalty", "Send for Credit Collection"];
    let name = if known.contains(&ty) { ty } else { "appeal" };
    let sequence = match order {
        Order::Recorded => row["seq"].parse().unwrap(),
        Order::Strict => STEPS.iter().position(|step| *step == ty).map_or(0, |step| 10 - step as u64),
    };
    let event = Event::new(row["customer_id"].as_str(), name, row["ts"].parse().unwrap()).sequence(sequence);
    let given = [("Send Fine", "expense"), ("Payment", "payment_amount")];
    let given = given.into_iter().find(|(event, property)| *event == ty && !row[*property].is_empty());
    given.into_iter().fold(event, |event, (_, property)| event.with(property, row[property].as_str()))
}

/// An engine to which each day's events were told on that day.
fn replayed(events: &[Event], until: Instant) -> Engine {
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    for day in events.chunk_by(|one, other| one.at == other.at) {
        let batch: Batch = day.iter().cloned().map(tagora::Record::Event).collect();
        let applied = engine.apply(&batch, day[0].at).unwrap();
        assert_eq!((applied.accepted, applied.duplicates, applied.too_late), (day.len(), 0, 0));
    }
    engine.advance_to(until).unwrap();
    engine
}

fn members(engine: &Engine, tag: &str) -> BTreeSet<CustomerId> {
    engine.snapshot(&Scope::All).unwrap().members(tag).unwrap().into_iter().collect()
}

/// Whether a funnel tells how many came to each step, and its segments who stayed there.
fn passage(engine: &Engine, answers: &Path, column: &str, within: &str) {
    let steps: Vec<String> = STEPS.iter().map(|step| format!("`{step}`")).collect();
    let funnel = engine.funnel(&format!("sequence({}{within})", steps.join(", "))).unwrap();
    let (snapshot, everybody) = (engine.snapshot(&Scope::All).unwrap(), engine.prepare("did `Create Fine`").unwrap());
    let found = snapshot.analysis(Suppress::NONE).passage(&everybody, &funnel, None).unwrap();
    let deepest: Vec<(CustomerId, usize)> = rows(answers.to_path_buf())
        .iter()
        .map(|row| (row["customer_id"].as_str().into(), row[column].parse().unwrap()))
        .collect();
    for (step, told) in found.parts[0].steps.iter().enumerate() {
        let came = deepest.iter().filter(|(_, deepest)| *deepest > step).count() as u64;
        assert_eq!(told.customers, Some(came), "{column}, step {step}");
        let stayed: BTreeSet<CustomerId> =
            deepest.iter().filter(|(_, deepest)| *deepest == step + 1).map(|(id, _)| id.clone()).collect();
        match funnel.dropped(step) {
            Some(dropped) => assert!(snapshot.ids(dropped).unwrap().into_iter().eq(stayed), "{column}, step {step}"),
            None => assert_eq!(step + 1, STEPS.len()),
        }
        let millis: f64 = told.median_millis.as_ref().map_or(0.0, |millis| Value::to_string(millis).parse().unwrap());
        assert!(within.is_empty() || millis <= (120 * DAY) as f64);
    }
}

/// Whether exactly those who came to a step have its tag.
fn funnel(engine: &Engine, answers: &Path, column: &str, tag: &str) -> usize {
    let answers = rows(answers.to_path_buf());
    for step in 1..=STEPS.len() {
        let came = answers.iter().filter(|row| row[column].parse::<usize>().unwrap() >= step);
        let came: BTreeSet<CustomerId> = came.map(|row| row["customer_id"].as_str().into()).collect();
        assert_eq!(members(engine, &format!("{tag}{step}")), came, "{column}, step {step}");
    }
    1
}

/// When truth may change behind an event.
const LENGTHS: [i64; 7] = [60 * DAY + 1, 90 * DAY, 100 * DAY, 150 * DAY, 200 * DAY, 365 * DAY, 120 * DAY];

/// The same by loops over a case's events up to an instant.
fn truth(known: &[&Event], now: Instant) -> Vec<bool> {
    let of = |name: &str| known.iter().filter(|event| event.event == name).collect::<Vec<_>>();
    let age = |event: &Event| now.millis() - event.at.millis();
    let funnel = |step: usize, within: i64| {
        (0..known.len()).filter(|&first| known[first].event == STEPS[0]).any(|first| {
            // The earliest of each step is as good as any.
            let mut last = first;
            for name in &STEPS[1..step] {
                match (last + 1..known.len()).find(|&next| known[next].event == *name) {
                    Some(next) => last = next,
                    None => return false,
                }
            }
            known[last].at.millis() - known[first].at.millis() <= within
        })
    };
    let unpaid = |still: bool, sent_within: i64| {
        (0..known.len()).filter(|&sent| known[sent].event == STEPS[1] && age(known[sent]) < sent_within).any(|sent| {
            let due = known[sent].at.millis() + 60 * DAY;
            let mut payments = known[sent + 1..].iter().filter(|event| event.event == STEPS[3]);
            now.millis() > due && !payments.any(|payment| still || payment.at.millis() <= due)
        })
    };
    let mut open: Vec<&Event> = Vec::new();
    for event in known {
        match event.event.as_str() {
            "Send Fine" => open.push(event),
            "Payment" if !open.is_empty() => drop(open.remove(0)),
            _ => {}
        }
    }
    let collected = |one: usize, other: usize| known[one..other].iter().any(|event| event.event == "Send for Credit Collection");
    let paid: Vec<usize> = (0..known.len()).filter(|&place| known[place].event == STEPS[3]).collect();
    let in_parts = paid.iter().any(|&one| paid.iter().any(|&other| one < other && !collected(one, other)));
    let penalties = of("Add penalty");
    let silent =
        of("appeal").iter().all(|event| age(event) >= 200 * DAY) && penalties.last().is_some_and(|event| age(event) >= 150 * DAY);
    let amounts = of("Payment").into_iter().filter(|event| age(event) < 365 * DAY).flat_map(|event| &event.properties);
    let paid: i64 = amounts.map(|(_, value)| thousandths(value)).sum();
    let (ever, days) = (i64::MAX, 120 * DAY);
    vec![
        funnel(1, ever),
        funnel(2, ever),
        funnel(3, ever),
        funnel(4, ever),
        funnel(1, days),
        funnel(2, days),
        funnel(3, days),
        funnel(4, days),
        unpaid(false, ever),
        unpaid(true, ever),
        unpaid(false, 100 * DAY),
        in_parts,
        !open.is_empty(),
        open.first().is_some_and(|event| age(event) >= 90 * DAY),
        silent,
        paid > 100_000,
    ]
}

/// An amount in thousandths, exactly.
pub fn thousandths(value: &tagora::Value) -> i64 {
    let tagora::Value::Text(text) = value else { panic!("{value:?} is no amount") };
    let (sign, text) = text.strip_prefix('-').map_or((1, text.as_str()), |text| (-1, text));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    sign * format!("{whole}{part:0<3}").parse::<i64>().unwrap()
}
