use napi_derive::napi;
use tagora::boundary::Settings;

/// What a host may set.
#[napi(object)]
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
        tagora::settings_given!(given)
    }
}
