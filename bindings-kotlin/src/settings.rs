use tagora::boundary::Settings;

/// What a host may set.
#[derive(uniffi::Record)]
pub struct NativeSettings {
    /// See [`Settings::replay`].
    pub replay: Option<bool>,
    /// See [`Settings::group`].
    pub group: Option<bool>,
    /// See [`Settings::relaxed_millis`].
    pub relaxed_millis: Option<u32>,
    /// See [`Settings::max_jump_millis`].
    pub max_jump_millis: Option<i64>,
    /// See [`Settings::max_changes`].
    pub max_changes: Option<u32>,
    /// See [`Settings::lateness_millis`].
    pub lateness_millis: Option<i64>,
    /// See [`Settings::retention_millis`].
    pub retention_millis: Option<i64>,
    /// See [`Settings::max_waiting`].
    pub max_waiting: Option<u32>,
    /// See [`Settings::max_batch`].
    pub max_batch: Option<u32>,
    /// See [`Settings::max_customer_records`].
    pub max_customer_records: Option<u32>,
    /// See [`Settings::max_earlier_handbooks`].
    pub max_earlier_handbooks: Option<u32>,
    /// See [`Settings::max_open_tags`].
    pub max_open_tags: Option<u32>,
    /// See [`Settings::feed_kept`].
    pub feed_kept: Option<u32>,
    /// See [`Settings::feed_held_max`].
    pub feed_held_max: Option<u32>,
    /// See [`Settings::feed_refuses`].
    pub feed_refuses: Option<bool>,
    /// See [`Settings::threads`].
    pub threads: Option<u32>,
}

impl From<NativeSettings> for Settings {
    fn from(given: NativeSettings) -> Self {
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
