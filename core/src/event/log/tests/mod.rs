//! The log beside a plain list of entries.

mod expiry;
mod foreign;
pub(super) mod given;
mod model;
mod room;

use std::sync::Arc;

use super::table::order;
use super::{Log, Sizes};
use crate::customer::Ordinal;
use crate::event::Entry;
use crate::time::Instant;

/// So small that a few entries fill many pages and runs.
const SMALL: Sizes = Sizes { head: 9, page: 7, fan: 2 };

/// All that an entry says.
fn said(entry: &Entry) -> String {
    format!("{entry:?}")
}

/// What a log should say of some ids.
fn expected(model: &[Arc<Entry>], of: &[Ordinal], from: Instant, before: Instant) -> Vec<String> {
    let mut entries: Vec<&Arc<Entry>> =
        model.iter().filter(|entry| of.contains(&entry.of) && (from..before).contains(&entry.at)).collect();
    entries.sort_by(|a, b| order(a, b));
    entries.into_iter().map(|entry| said(entry)).collect()
}

fn found(log: &Log, of: &[Ordinal], from: Instant, before: Instant) -> Vec<String> {
    log.entries(of, from, before).iter().map(|entry| said(entry)).collect()
}
