//! Settings: a `dict` that has them all, `None` where the default stays.

use pyo3::prelude::*;
use tagora::boundary::Settings;

#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Given {
    replay: Option<bool>,
    group: Option<bool>,
    relaxed_millis: Option<u32>,
    max_jump_millis: Option<i64>,
    max_changes: Option<u32>,
    lateness_millis: Option<i64>,
    retention_millis: Option<i64>,
    max_waiting: Option<u32>,
    max_batch: Option<u32>,
    max_customer_records: Option<u32>,
    max_earlier_handbooks: Option<u32>,
    max_open_tags: Option<u32>,
    feed_kept: Option<u32>,
    feed_held_max: Option<u32>,
    feed_refuses: Option<bool>,
    threads: Option<u32>,
}

impl From<Given> for Settings {
    fn from(given: Given) -> Self {
        Self {
            replay: given.replay,
            group: given.group,
            relaxed_millis: given.relaxed_millis,
            max_jump_millis: given.max_jump_millis,
            max_changes: given.max_changes,
            lateness_millis: given.lateness_millis,
            retention_millis: given.retention_millis,
            max_waiting: given.max_waiting,
            max_batch: given.max_batch,
            max_customer_records: given.max_customer_records,
            max_earlier_handbooks: given.max_earlier_handbooks,
            max_open_tags: given.max_open_tags,
            feed_kept: given.feed_kept,
            feed_held_max: given.feed_held_max,
            feed_refuses: given.feed_refuses,
            threads: given.threads,
        }
    }
}
