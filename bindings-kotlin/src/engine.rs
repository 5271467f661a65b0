use tagora::boundary::{Handle, Settings};

use crate::customer::{self, NativeCustomer};
use crate::error::NativeFailure;

type Result<T> = std::result::Result<T, NativeFailure>;

/// What a host may set.
#[derive(uniffi::Record)]
pub struct NativeSettings {
    /// See [`Settings::lateness_millis`].
    pub lateness_millis: Option<i64>,
    /// See [`Settings::max_waiting`].
    pub max_waiting: Option<u32>,
    /// See [`Settings::feed_kept`].
    pub feed_kept: Option<u32>,
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
        let NativeSettings { lateness_millis, max_waiting, feed_kept } = settings;
        Self { handle: Handle::open(&Settings { lateness_millis, max_waiting, feed_kept, ..Settings::default() }) }
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
    pub fn apply(&self, records: Vec<u8>, now: i64) -> Result<String> {
        Ok(self.handle.apply(&records, Some(now))?)
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

    /// How many customers a condition is true of.
    pub fn count(&self, condition: &str) -> Result<u64> {
        Ok(self.handle.count(condition)?)
    }

    /// Whom a condition is true of.
    pub fn ids(&self, condition: &str) -> Result<Vec<NativeCustomer>> {
        Ok(customer::to_kotlin(self.handle.ids(condition)?))
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

    /// The handbook in force as JSON.
    pub fn handbook_json(&self) -> Result<Option<String>> {
        Ok(self.handle.handbook_json()?)
    }

    /// Lets go of the engine. Not `close`: what uniffi generates has a method of that name, which frees the object.
    pub fn shut(&self) {
        self.handle.close();
    }
}
