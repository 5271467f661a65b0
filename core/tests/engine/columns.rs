//! Events as columns: they are what the same events are one by one.

use proptest::prelude::*;
use tagora::{Batch, CustomerId, Engine, Event, Events, Options, Record, Value, Values};

use super::{DAY, at, engine, opened};

const HANDBOOK: &str = r#"
event purchase { amount: decimal(2), channel: text, gift: bool, kind: enum(a, b), weight: float, pieces: int, paid: instant }
event view
tag big when did purchase where amount > 50 in last 3 days
tag often when count(purchase, last 5 days) >= 2
tag web when did purchase where (channel = "web" and gift)
tag seen when count(view, last 2 days) >= 2
tag heavy when sum(purchase.weight) > 20 or sum(purchase.pieces) > 20
"#;

/// One purchase: of whom, when, the id, the sequence, and what it says.
#[derive(Clone, Debug)]
struct Row {
    customer: u64,
    millis: i64,
    id: u64,
    sequence: u64,
    cents: i64,
    channel: Option<u32>,
    gift: Option<bool>,
    pieces: i64,
}

const CHANNELS: [&str; 3] = ["web", "shop", "a channel whose name is longer than what comes again and again"];

fn row() -> impl Strategy<Value = Row> {
    let of = (0..5_u64, 0..12_i64, 0..30_u64, 0..2_u64);
    let said = (-100..9_999_i64, prop::option::of(0..3_u32), prop::option::of(any::<bool>()), -3..9_i64);
    (of, said).prop_map(|((customer, halves, id, sequence), (cents, channel, gift, pieces))| Row {
        customer,
        millis: halves * DAY / 2,
        id,
        sequence,
        cents,
        channel,
        gift,
        pieces,
    })
}

fn id(number: u64) -> CustomerId {
    if number.is_multiple_of(2) { number.into() } else { format!("customer {number}").into() }
}

/// The rows as records, with properties in another order.
fn records(rows: &[Row]) -> Batch {
    let record = |row: &Row| {
        let mut event = Event::new(id(row.customer), "purchase", at(row.millis)).id(format!("o{}", row.id));
        event.sequence = row.sequence;
        event = event.with("pieces", row.pieces).with("amount", row.cents as f64 / 100.0).with("paid", at(row.millis));
        if let Some(gift) = row.gift {
            event = event.with("gift", gift);
        }
        if let Some(channel) = row.channel {
            event = event.with("channel", CHANNELS[channel as usize]);
        }
        Record::Event(event.with("weight", row.cents as f64 / 7.0).with("kind", if row.pieces > 3 { "a" } else { "b" }))
    };
    rows.iter().map(record).collect()
}

/// The same as columns; `how` is one of several ways to write them.
fn columns(rows: &[Row], how: bool) -> Events {
    let texts = |row: &Row| row.channel.map(|channel| CHANNELS[channel as usize]);
    let channels = match how {
        true => Values::words(CHANNELS, rows.iter().map(|row| row.channel)),
        false => rows.iter().map(texts).collect::<Vec<_>>().into(),
    };
    let amounts: Values = match how {
        true => rows.iter().map(|row| row.cents as f64 / 100.0).collect::<Vec<_>>().into(),
        false => rows.iter().map(|row| Some(Value::from(format!("{}", row.cents as f64 / 100.0)))).collect::<Vec<_>>().into(),
    };
    let kinds: Vec<&str> = rows.iter().map(|row| if row.pieces > 3 { "a" } else { "b" }).collect();
    Events::new("purchase", rows.iter().map(|row| id(row.customer)), rows.iter().map(|row| at(row.millis)))
        .ids(rows.iter().map(|row| format!("o{}", row.id)))
        .sequences(rows.iter().map(|row| row.sequence))
        .column("channel", channels)
        .column("amount", amounts)
        .column("gift", rows.iter().map(|row| row.gift).collect::<Vec<_>>())
        .column("kind", kinds)
        .column("weight", rows.iter().map(|row| row.cents as f64 / 7.0).collect::<Vec<_>>())
        .column("pieces", rows.iter().map(|row| row.pieces).collect::<Vec<_>>())
        .column("paid", rows.iter().map(|row| at(row.millis)).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn columns_are_what_their_rows_are(
        batches in prop::collection::vec((prop::collection::vec(row(), 0..200), 0..14_i64), 1..4),
        how in any::<bool>(),
    ) {
        let options = || Options { lateness_millis: 2 * DAY, ..Options::default() };
        let [by_rows, by_columns] = [(); 2].map(|()| opened(options()));
        for engine in [&by_rows, &by_columns] {
            engine.load(HANDBOOK).unwrap();
        }
        let mut now = 0;
        for (rows, halves) in &batches {
            now = now.max(halves * DAY / 2);
            let mut batch = Batch::new();
            batch.events(columns(rows, how));
            let (one, other) = (by_rows.apply(&records(rows), at(now)).unwrap(), by_columns.apply(&batch, at(now)).unwrap());
            prop_assert_eq!(one, other);
            let ids = |engine: &Engine, tag: &str| engine.ids(&engine.prepare(&format!("has {tag}")).unwrap()).unwrap();
            for tag in ["big", "often", "web", "seen", "heavy"] {
                prop_assert_eq!(ids(&by_rows, tag), ids(&by_columns, tag));
            }
        }
        prop_assert_eq!(by_rows.changes(0, usize::MAX), by_columns.changes(0, usize::MAX));
    }

    #[test]
    fn a_row_is_a_record(rows in prop::collection::vec(row(), 1..20)) {
        let events = columns(&rows, true);
        let (engine, again) = (engine(HANDBOOK), engine(HANDBOOK));
        let mut batch = Batch::new();
        batch.events(events.clone());
        prop_assert_eq!((batch.len(), events.record(rows.len())), (rows.len(), None));
        let records: Batch = (0..rows.len()).filter_map(|row| events.record(row)).collect();
        prop_assert_eq!(engine.apply(&batch, at(6 * DAY)).unwrap(), again.apply(&records, at(6 * DAY)).unwrap());
    }
}

#[test]
fn what_is_wrong_is_named_by_row_and_column_and_has_no_effect() {
    let engine = engine(HANDBOOK);
    let events = || Events::new("purchase", [1_u64, 2, 3], [at(1), at(2), at(3)]);
    let long = "x".repeat(300);
    let wrong = [
        (Events::new("purchases", [1_u64], [at(1)]), 1, "unknown-event", "`purchases`"),
        (
            Events::new("purchase", [1_u64], [at(1), at(2)]),
            1,
            "invalid-value",
            "the column of instants of the events `purchase` has 2 rows",
        ),
        (events().ids(["a", "b"]), 1, "invalid-value", "the column of ids"),
        (events().sequences([1]), 1, "invalid-value", "the column of sequences"),
        (
            events().column("amount", [1.0]),
            1,
            "invalid-value",
            "the column `amount` of the events `purchase` has 1 rows, their customers have 3",
        ),
        (events().column("amounts", [1.0, 2.0, 3.0]), 1, "unknown-property", "`amounts`"),
        (
            events().column("pieces", [1, 2, 3_i64]).column("pieces", [1, 2, 3_i64]),
            1,
            "invalid-value",
            "the column `pieces` twice",
        ),
        (events().column("amount", [1.0, 2.0, 0.125]), 3, "invalid-value", "`0.125` does not fit `amount`"),
        (events().column("kind", ["a", "c", "b"]), 2, "invalid-value", "`c` does not fit `kind`"),
        (
            events().column("kind", Values::words(["a", "c"], [Some(0), None, Some(1)])),
            3,
            "invalid-value",
            "`c` does not fit `kind`",
        ),
        (
            events().column("channel", Values::words(["a"], [Some(0), None, Some(1)])),
            3,
            "invalid-value",
            "`channel` has no word 1, it has 1",
        ),
        (events().column("gift", [Some(Value::from(true)), None, Some(1.into())]), 3, "invalid-value", "`gift`"),
        (events().ids(["a", &long, "b"]), 2, "limit-exceeded", "an event id has 300 bytes"),
        (Events::new("purchase", ["a", ""], [at(1), at(2)]), 2, "invalid-customer", "0 bytes"),
    ];
    for (events, row, code, message) in wrong {
        let mut batch = Batch::new();
        // One record comes before all rows.
        batch.event(Event::new(9_u64, "view", at(1))).events(events.clone());
        let error = engine.apply(&batch, at(5)).unwrap_err();
        assert_eq!((error.code(), error.record()), (code, Some(row)), "{events:?}");
        assert!(error.to_string().contains(message), "{error} does not say {message}");
    }
    assert_eq!((engine.clock(), engine.changes(0, 9).changes.len()), (None, 0));
}

#[test]
fn empty_columns_are_nothing() {
    let engine = engine(HANDBOOK);
    let mut batch = Batch::new();
    batch.events(Events::new("purchase", Vec::<u64>::new(), []).column("amount", Vec::<f64>::new()));
    assert!(batch.is_empty() && batch.columns()[0].is_empty());
    assert_eq!(engine.apply(&batch, at(5)).unwrap().accepted, 0);
}
