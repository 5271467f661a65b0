use std::sync::Arc;

use tagora_dsl::Number;

use crate::event::log::{Log, Sizes};
use crate::event::{Entry, EntryKind};
use crate::time::Instant;
use crate::value::Datum;

/// Numbers without order, the same in each run.
fn mixed(n: u64, below: u64) -> u64 {
    let n = (n ^ n >> 31).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ n >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((u128::from(n ^ n >> 32) * u128::from(below)) >> 64) as u64
}

/// Purchases of up to 500.00 at any second of 180 days, twenty for each customer.
fn purchase(n: u64, id: bool) -> Arc<Entry> {
    let amount = Number::new(mixed(n, 50_000) as i64, 2).map(Datum::Number);
    Arc::new(Entry {
        at: Instant::from_millis(1_700_000_000_000 + mixed(n + 1_000_000, 180 * 86_400) as i64 * 1_000).unwrap(),
        sequence: 0,
        of: mixed(n + 2_000_000, 2_000) as u32,
        id: id.then(|| format!("order-{n}").into()),
        kind: EntryKind::Event { event: 0, properties: std::iter::once(amount).collect() },
        version: 1,
    })
}

#[test]
fn an_event_takes_few_bytes() {
    for (id, most) in [(false, 5.1), (true, 7.4)] {
        let mut log = Log::new(7, Sizes::default());
        (0..40_000).for_each(|n| log.append(purchase(n, id)));
        log.seal();
        let (pages, known) = log.bytes();
        let each = pages as f64 / log.len() as f64;
        assert!(each < most, "{each} bytes");
        assert_eq!(known > 0, id);
        assert!(known < 8 * log.len());
    }
}
