use tagora::boundary::{Handle, Settings};

use crate::customer::{self, NativeCustomer};
use crate::error::NativeFailure;

type Result<T> = std::result::Result<T, NativeFailure>;

/// What a host may set.
#[derive(uniffi::Record)]
pub struct NativeSettings {
    /// See [`Settings::replay`].
    pub replay: Option<bool>,
    /// See [`Settings::max_jump_millis`].
    pub max_jump_millis: Option<i64>,
    /// See [`Settings::max_changes`].
    pub max_changes: Option<u32>,
    /// See [`Settings::lateness_millis`].
    pub lateness_millis: Option<i64>,
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
    /// See [`Settings::threads`].
    pub threads: Option<u32>,
}

impl From<NativeSettings> for Settings {
    fn from(settings: NativeSettings) -> Self {
        Self {
            replay: settings.replay,
            max_jump_millis: settings.max_jump_millis,
            max_changes: settings.max_changes,
            lateness_millis: settings.lateness_millis,
            max_waiting: settings.max_waiting,
            max_batch: settings.max_batch,
            max_customer_records: settings.max_customer_records,
            max_earlier_handbooks: settings.max_earlier_handbooks,
            max_open_tags: settings.max_open_tags,
            feed_kept: settings.feed_kept,
            threads: settings.threads,
            ..Self::default()
        }
    }
}

/// An engine.
#[derive(uniffi::Object)]
pub struct NativeEngine {
    handle: Handle,
}

#[uniffi::export]
impl NativeEngine {
    /// Opens an engine.
    #[uniffi::constructor]
    #[must_use]
    pub fn new(settings: NativeSettings) -> Self {
        Self { handle: Handle::in_memory(&settings.into()) }
    }

    /// Loads a handbook.
    pub fn load(&self, text: Vec<u8>) -> Result<String> {
        Ok(self.handle.load(&text)?)
    }

    /// Loads a handbook that is JSON.
    pub fn load_json(&self, json: Vec<u8>) -> Result<String> {
        Ok(self.handle.load_json(&json)?)
    }

    /// Applies records.
    pub fn apply(&self, records: Vec<u8>, now: Option<i64>) -> Result<String> {
        Ok(self.handle.apply(&records, now)?)
    }

    /// Moves the clock.
    pub fn advance_to(&self, now: i64) -> Result<String> {
        Ok(self.handle.advance_to(now)?)
    }

    /// Whether a customer holds a tag.
    pub fn has(&self, customer: NativeCustomer, tag: &str) -> Result<bool> {
        Ok(self.handle.has(customer.into(), tag)?)
    }

    /// The tags of a customer.
    pub fn tags(&self, customer: NativeCustomer) -> Result<String> {
        Ok(self.handle.tags(customer.into())?)
    }

    /// Who holds a tag.
    pub fn members(&self, tag: &str) -> Result<Vec<NativeCustomer>> {
        Ok(customer::to_kotlin(self.handle.members(tag)?))
    }

    /// Where a route leads a customer.
    pub fn route(&self, customer: NativeCustomer, route: &str) -> Result<String> {
        Ok(self.handle.route(customer.into(), route)?)
    }

    /// The targets of a route.
    pub fn route_targets(&self, route: &str) -> Result<String> {
        Ok(self.handle.route_targets(route)?)
    }

    /// Whom a route leads to a target.
    pub fn route_members(&self, route: &str, target: &str) -> Result<Vec<NativeCustomer>> {
        Ok(customer::to_kotlin(self.handle.route_members(route, target)?))
    }

    /// How many customers a condition is true of.
    pub fn count(&self, condition: &str) -> Result<u64> {
        Ok(self.handle.count(condition)?)
    }

    /// Whom a condition is true of.
    pub fn ids(&self, condition: &str) -> Result<Vec<NativeCustomer>> {
        Ok(customer::to_kotlin(self.handle.ids(condition)?))
    }

    /// Erases a customer.
    pub fn erase(&self, customer: NativeCustomer) -> Result<String> {
        Ok(self.handle.erase(customer.into())?)
    }

    /// A page of the change feed.
    pub fn changes(&self, after: u64, max: u32) -> Result<String> {
        Ok(self.handle.changes(after, max)?)
    }

    /// The clock.
    pub fn clock(&self) -> Result<Option<i64>> {
        Ok(self.handle.clock()?)
    }

    /// The handbook in force.
    pub fn handbook(&self, chinese: bool) -> Result<Option<String>> {
        Ok(self.handle.handbook(chinese)?)
    }

    /// The warnings of a handbook.
    pub fn check(&self, text: Vec<u8>) -> Result<String> {
        Ok(self.handle.check(&text)?)
    }

    /// Runs the tests of a handbook.
    pub fn test(&self, text: Vec<u8>) -> Result<String> {
        Ok(self.handle.test(&text)?)
    }

    /// The handbook in force as JSON.
    pub fn handbook_json(&self) -> Result<Option<String>> {
        Ok(self.handle.handbook_json()?)
    }

    /// Lets go of the engine. Not `close`: what uniffi generates has a method of that name, which frees the object.
    pub fn shut(&self) -> Result<()> {
        Ok(self.handle.close()?)
    }
}
