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
        tagora::settings_given!(given)
    }
}
