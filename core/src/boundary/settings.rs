use crate::engine::{Clock, Durability, FeedFull, Options};

/// What a host may set when it opens an engine; what is `None` keeps the default of [`Options`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether commits wait for the disk [together](Durability::Group).
    pub group: Option<bool>,
    /// Where commits do not wait for the disk: how often, in milliseconds, all is [put there](Durability::Relaxed).
    pub relaxed_millis: Option<u32>,
    /// Whether [events are the clock](Clock::Events).
    pub replay: Option<bool>,
    /// See [`Options::max_jump_millis`].
    pub max_jump_millis: Option<i64>,
    /// See [`Options::max_changes`].
    pub max_changes: Option<u32>,
    /// See [`Options::lateness_millis`].
    pub lateness_millis: Option<i64>,
    /// See [`Options::retention_millis`].
    pub retention_millis: Option<i64>,
    /// See [`Options::max_waiting`].
    pub max_waiting: Option<u32>,
    /// See [`Options::max_batch`].
    pub max_batch: Option<u32>,
    /// See [`Options::max_customer_records`].
    pub max_customer_records: Option<u32>,
    /// See [`Options::max_earlier_handbooks`].
    pub max_earlier_handbooks: Option<u32>,
    /// See [`Options::max_open_tags`].
    pub max_open_tags: Option<u32>,
    /// See [`Options::feed_kept`].
    pub feed_kept: Option<u32>,
    /// See [`Options::feed_held_max`].
    pub feed_held_max: Option<u32>,
    /// Whether a feed that is full [refuses](FeedFull::Refuse) what would make more changes.
    pub feed_refuses: Option<bool>,
    /// See [`Options::threads`].
    pub threads: Option<u32>,
}

/// The [`Settings`] of a binding's own record, which has the same fields. One that is left out there does not compile.
#[doc(hidden)]
#[macro_export]
macro_rules! settings_given {
    ($given:expr) => {
        $crate::boundary::Settings {
            replay: $given.replay,
            group: $given.group,
            relaxed_millis: $given.relaxed_millis,
            max_jump_millis: $given.max_jump_millis,
            max_changes: $given.max_changes,
            lateness_millis: $given.lateness_millis,
            retention_millis: $given.retention_millis,
            max_waiting: $given.max_waiting,
            max_batch: $given.max_batch,
            max_customer_records: $given.max_customer_records,
            max_earlier_handbooks: $given.max_earlier_handbooks,
            max_open_tags: $given.max_open_tags,
            feed_kept: $given.feed_kept,
            feed_held_max: $given.feed_held_max,
            feed_refuses: $given.feed_refuses,
            threads: $given.threads,
        }
    };
}

impl Settings {
    pub(super) fn options(&self) -> Options {
        let defaults = Options::default();
        let count = |set: Option<u32>, default: usize| set.map_or(default, |n| n as usize);
        Options {
            durability: match self.relaxed_millis {
                Some(every_millis) => Durability::Relaxed { every_millis },
                None if self.group == Some(true) => Durability::Group,
                None => defaults.durability,
            },
            clock: if self.replay == Some(true) { Clock::Events } else { defaults.clock },
            max_jump_millis: self.max_jump_millis.unwrap_or(defaults.max_jump_millis),
            max_changes: count(self.max_changes, defaults.max_changes),
            lateness_millis: self.lateness_millis.unwrap_or(defaults.lateness_millis),
            retention_millis: self.retention_millis.or(defaults.retention_millis),
            max_waiting: count(self.max_waiting, defaults.max_waiting),
            max_batch: count(self.max_batch, defaults.max_batch),
            max_customer_records: count(self.max_customer_records, defaults.max_customer_records),
            max_earlier_handbooks: count(self.max_earlier_handbooks, defaults.max_earlier_handbooks),
            max_open_tags: count(self.max_open_tags, defaults.max_open_tags),
            feed_kept: count(self.feed_kept, defaults.feed_kept),
            feed_held_max: count(self.feed_held_max, defaults.feed_held_max),
            feed_full: if self.feed_refuses == Some(true) { FeedFull::Refuse } else { defaults.feed_full },
            threads: count(self.threads, defaults.threads),
            ..defaults
        }
    }
}
