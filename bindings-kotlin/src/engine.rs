use tagora::boundary::{Handle, Previewed};

use crate::customer::{self, NativeCustomer};
use crate::error::NativeFailure;
use crate::settings::NativeSettings;

type Result<T> = std::result::Result<T, NativeFailure>;

/// An engine.
#[derive(uniffi::Object)]
pub struct NativeEngine {
    handle: Handle,
}

impl NativeEngine {
    pub(crate) fn of(handle: Handle) -> Self {
        Self { handle }
    }
}

#[uniffi::export]
impl NativeEngine {
    /// An engine in memory.
    #[uniffi::constructor]
    #[must_use]
    pub fn new(settings: NativeSettings) -> Self {
        Self { handle: Handle::in_memory(&settings.into()) }
    }

    /// An engine in a folder.
    #[uniffi::constructor]
    pub fn open(path: &str, settings: NativeSettings) -> Result<Self> {
        Ok(Self { handle: Handle::open(path.as_ref(), &settings.into())? })
    }

    /// An engine in a folder, for reading.
    #[uniffi::constructor]
    pub fn open_read_only(path: &str, settings: NativeSettings) -> Result<Self> {
        Ok(Self { handle: Handle::open_read_only(path.as_ref(), &settings.into())? })
    }

    /// Waits for the disk.
    pub fn flush(&self) -> Result<bool> {
        Ok(self.handle.flush()?)
    }

    /// Looks for what is not as it was written.
    pub fn verify(&self, full: bool) -> Result<String> {
        Ok(self.handle.verify(full)?)
    }

    /// Makes a copy of the store.
    pub fn backup(&self, path: &str) -> Result<String> {
        Ok(self.handle.backup(path.as_ref())?)
    }

    /// Makes the file smaller.
    pub fn compact(&self) -> Result<()> {
        Ok(self.handle.compact()?)
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

    /// Why a customer holds a tag or does not.
    pub fn explain(&self, customer: NativeCustomer, tag: &str) -> Result<String> {
        Ok(self.handle.explain(customer.into(), tag)?)
    }

    /// What a customer gains and loses up to an instant.
    pub fn forecast(&self, customer: NativeCustomer, until: i64) -> Result<String> {
        Ok(self.handle.forecast(customer.into(), until)?)
    }

    /// When a customer held a tag.
    pub fn episodes(&self, customer: NativeCustomer, tag: &str) -> Result<String> {
        Ok(self.handle.episodes(customer.into(), tag)?)
    }

    /// Everything that is known of a customer.
    pub fn profile(&self, customer: NativeCustomer) -> Result<String> {
        Ok(self.handle.profile(customer.into())?)
    }

    /// What happened to a customer.
    pub fn timeline(&self, customer: NativeCustomer, before: Option<u64>, limit: Option<u32>) -> Result<String> {
        Ok(self.handle.timeline(customer.into(), before, limit)?)
    }

    /// What a handbook would do.
    pub fn preview(
        &self,
        text: Vec<u8>,
        about: Vec<String>,
        customers: Option<u32>,
        samples: Option<u32>,
        sizes: Vec<i64>,
        accepts_incomplete: bool,
    ) -> Result<String> {
        Ok(self.handle.preview(&text, &Previewed { about, customers, samples, sizes, accepts_incomplete })?)
    }

    /// How large tags were.
    pub fn sizes(&self, at: Vec<i64>) -> Result<String> {
        Ok(self.handle.sizes(&at)?)
    }

    /// Who gains or loses a tag up to an instant, behind an instant and a customer.
    pub fn forecast_tag(
        &self,
        tag: &str,
        until: i64,
        limit: Option<u32>,
        at: Option<i64>,
        customer: Option<NativeCustomer>,
    ) -> Result<String> {
        Ok(self.handle.forecast_tag(tag, until, limit, at.zip(customer.map(Into::into)))?)
    }

    /// Of whom a condition turns up to an instant, behind an instant and a customer.
    pub fn forecast_condition(
        &self,
        condition: &str,
        until: i64,
        limit: Option<u32>,
        at: Option<i64>,
        customer: Option<NativeCustomer>,
    ) -> Result<String> {
        Ok(self.handle.forecast_condition(condition, until, limit, at.zip(customer.map(Into::into)))?)
    }

    /// What live data say about the handbook.
    pub fn diagnose(&self, similar_percent: Option<u32>, flaps: Option<u64>, since: Option<i64>) -> Result<String> {
        Ok(self.handle.diagnose(similar_percent, flaps, since)?)
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

    /// Answers a question to an analysis.
    pub fn analysis(&self, question: &str, below: u64, at: Option<i64>) -> Result<String> {
        Ok(self.handle.analysis(question, below, at)?)
    }

    /// A page of the change feed.
    pub fn changes(&self, after: u64, max: u32) -> Result<String> {
        Ok(self.handle.changes(after, max)?)
    }

    /// Lets a consumer read the change feed under a name.
    pub fn subscribe(&self, name: &str, filter: &str, beginning: bool, after: Option<u64>) -> Result<String> {
        Ok(self.handle.subscribe(name, filter, beginning, after)?)
    }

    /// What a consumer has not acknowledged.
    pub fn poll(&self, name: &str, max: u32) -> Result<String> {
        Ok(self.handle.poll(name, max)?)
    }

    /// A consumer has done its work.
    pub fn ack(&self, name: &str, sequence: u64) -> Result<()> {
        Ok(self.handle.ack(name, sequence)?)
    }

    /// A consumer has taken note of what it missed.
    pub fn ack_missed(&self, name: &str, sequence: u64) -> Result<()> {
        Ok(self.handle.ack_missed(name, sequence)?)
    }

    /// Forgets a consumer.
    pub fn unsubscribe(&self, name: &str) -> Result<()> {
        Ok(self.handle.unsubscribe(name)?)
    }

    /// All consumers.
    pub fn consumers(&self) -> Result<String> {
        Ok(self.handle.consumers()?)
    }

    /// The clock.
    pub fn clock(&self) -> Result<Option<i64>> {
        Ok(self.handle.clock()?)
    }

    /// The handbook in force as a page.
    pub fn handbook_page(&self, chinese: bool) -> Result<Option<String>> {
        Ok(self.handle.handbook_page(chinese)?)
    }

    /// The handbook in force.
    pub fn handbook(&self, chinese: bool) -> Result<Option<String>> {
        Ok(self.handle.handbook(chinese)?)
    }

    /// The warnings of a handbook.
    pub fn check(&self, text: Vec<u8>) -> Result<String> {
        Ok(self.handle.check(&text)?)
    }

    /// What a handbook says differently from the one in force.
    pub fn diff(&self, text: Vec<u8>, chinese: bool) -> Result<String> {
        Ok(self.handle.diff(&text, chinese)?)
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

/// Makes a store of what is sound of another.
#[uniffi::export]
pub fn salvage_store(damaged: &str, path: &str) -> Result<String> {
    Ok(Handle::salvage(damaged.as_ref(), path.as_ref())?)
}
