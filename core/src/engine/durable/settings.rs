//! The options that decide what commits do: what is done again on opening is done by those it was done by.

use crate::bytes::{Reader, put, put_signed};
use crate::engine::options::{Clock, Options};

pub(super) fn write(options: &Options) -> Vec<u8> {
    let mut out = vec![u8::from(options.clock == Clock::Events)];
    put_signed(&mut out, options.lateness_millis);
    out.push(u8::from(options.retention_millis.is_some()));
    put_signed(&mut out, options.retention_millis.unwrap_or_default());
    for count in [options.max_open_tags, options.feed_kept] {
        put(&mut out, count as u64);
    }
    out
}

/// Options that do what those that were written did, and refuse nothing that was not refused.
pub(super) fn read(bytes: &[u8], host: &Options) -> Option<Options> {
    let mut reader = Reader::new(bytes);
    let clock = if reader.byte()? == 1 { Clock::Events } else { Clock::Host };
    let lateness_millis = reader.signed()?;
    let has_retention = reader.byte()? == 1;
    let retention_millis = Some(reader.signed()?).filter(|_| has_retention);
    let (max_open_tags, feed_kept) = (reader.number()? as usize, reader.number()? as usize);
    Some(Options {
        clock,
        lateness_millis,
        retention_millis,
        max_open_tags,
        feed_kept,
        max_jump_millis: i64::MAX,
        max_changes: usize::MAX,
        max_customer_records: usize::MAX,
        max_earlier_handbooks: usize::MAX,
        max_waiting: usize::MAX,
        max_batch: usize::MAX,
        ..host.clone()
    })
}
