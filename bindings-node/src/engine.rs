use napi::bindgen_prelude::{AsyncTask, Uint8Array};
use napi_derive::napi;
use tagora::boundary::{Handle, Previewed, Settings};

use crate::aside::{Aside, aside};
use crate::customer::{self, CustomerIn, CustomerOut};
use crate::error::{Code, Failed};
use crate::settings::NativeSettings;

/// An engine.
#[napi]
pub struct NativeEngine {
    pub(crate) handle: Handle,
}

#[napi]
impl NativeEngine {
    /// An engine in memory.
    #[napi(constructor)]
    #[must_use]
    pub fn new(settings: NativeSettings) -> Self {
        Self { handle: Handle::in_memory(&settings.into()) }
    }

    /// An engine in a folder.
    #[napi]
    #[must_use]
    pub fn open(path: String, settings: NativeSettings) -> AsyncTask<Aside<Handle, NativeEngine>> {
        let settings: Settings = settings.into();
        aside(move || Handle::open(path.as_ref(), &settings), |handle| Self { handle })
    }

    /// An engine in a folder, for reading.
    #[napi]
    #[must_use]
    pub fn open_read_only(path: String, settings: NativeSettings) -> AsyncTask<Aside<Handle, NativeEngine>> {
        let settings: Settings = settings.into();
        aside(move || Handle::open_read_only(path.as_ref(), &settings), |handle| Self { handle })
    }

    /// Waits for the disk.
    #[napi]
    #[must_use]
    pub fn flush(&self) -> AsyncTask<Aside<bool, bool>> {
        let handle = self.handle.clone();
        aside(move || handle.flush(), |is_durable| is_durable)
    }

    /// Looks for what is not as it was written.
    #[napi]
    #[must_use]
    pub fn verify(&self, full: bool) -> AsyncTask<Aside<String, String>> {
        let handle = self.handle.clone();
        aside(move || handle.verify(full), |found| found)
    }

    /// Makes a copy of the store.
    #[napi]
    #[must_use]
    pub fn backup(&self, path: String) -> AsyncTask<Aside<String, String>> {
        let handle = self.handle.clone();
        aside(move || handle.backup(path.as_ref()), |made| made)
    }

    /// Makes the file smaller.
    #[napi]
    #[must_use]
    pub fn compact(&self) -> AsyncTask<Aside<(), ()>> {
        let handle = self.handle.clone();
        aside(move || handle.compact(), |()| ())
    }

    /// Makes a store of what is sound of another.
    #[napi]
    #[must_use]
    pub fn salvage(damaged: String, path: String) -> AsyncTask<Aside<String, String>> {
        aside(move || Handle::salvage(damaged.as_ref(), path.as_ref()), |made| made)
    }

    /// Loads a handbook.
    #[napi]
    pub fn load(&self, text: Uint8Array) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.load(&text))
    }

    /// Loads a handbook that is JSON.
    #[napi]
    pub fn load_json(&self, json: Uint8Array) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.load_json(&json))
    }

    /// The warnings of a handbook.
    #[napi]
    pub fn check(&self, text: Uint8Array) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.check(&text))
    }

    /// What a handbook says differently from the one in force.
    #[napi]
    pub fn diff(&self, text: Uint8Array, chinese: bool) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.diff(&text, chinese))
    }

    /// Runs the tests of a handbook.
    #[napi]
    pub fn test(&self, text: Uint8Array) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.test(&text))
    }

    /// Applies records.
    #[napi]
    pub fn apply(&self, records: Uint8Array, now: Option<i64>) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.apply(&records, now))
    }

    /// Moves the clock.
    #[napi]
    pub fn advance_to(&self, now: i64) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.advance_to(now))
    }

    /// Erases a customer.
    #[napi]
    pub fn erase(&self, customer: CustomerIn) -> Result<String, napi::Error<Code>> {
        let customer = customer::from_js(customer).map_err(Failed::thrown)?;
        thrown(self.handle.erase(customer))
    }

    /// Whether a customer holds a tag.
    #[napi]
    pub fn has(&self, customer: CustomerIn, tag: String) -> Result<bool, napi::Error<Code>> {
        let customer = customer::from_js(customer).map_err(Failed::thrown)?;
        thrown(self.handle.has(customer, &tag))
    }

    /// The tags of a customer.
    #[napi]
    pub fn tags(&self, customer: CustomerIn) -> Result<String, napi::Error<Code>> {
        let customer = customer::from_js(customer).map_err(Failed::thrown)?;
        thrown(self.handle.tags(customer))
    }

    /// Why a customer holds a tag or does not.
    #[napi]
    pub fn explain(&self, customer: CustomerIn, tag: String) -> Result<String, napi::Error<Code>> {
        let customer = customer::from_js(customer).map_err(Failed::thrown)?;
        thrown(self.handle.explain(customer, &tag))
    }

    /// What a customer gains and loses up to an instant.
    #[napi]
    pub fn forecast(&self, customer: CustomerIn, until: i64) -> Result<String, napi::Error<Code>> {
        let customer = customer::from_js(customer).map_err(Failed::thrown)?;
        thrown(self.handle.forecast(customer, until))
    }

    /// When a customer held a tag.
    #[napi]
    pub fn episodes(&self, customer: CustomerIn, tag: String) -> Result<String, napi::Error<Code>> {
        let customer = customer::from_js(customer).map_err(Failed::thrown)?;
        thrown(self.handle.episodes(customer, &tag))
    }

    /// Everything that is known of a customer.
    #[napi]
    pub fn profile(&self, customer: CustomerIn) -> Result<String, napi::Error<Code>> {
        let customer = customer::from_js(customer).map_err(Failed::thrown)?;
        thrown(self.handle.profile(customer))
    }

    /// What happened to a customer.
    #[napi]
    pub fn timeline(&self, customer: CustomerIn, before: Option<i64>, limit: Option<u32>) -> Result<String, napi::Error<Code>> {
        let customer = customer::from_js(customer).map_err(Failed::thrown)?;
        let before = before.map(|before| u64::try_from(before).unwrap_or(0));
        thrown(self.handle.timeline(customer, before, limit))
    }

    /// What a handbook would do.
    #[napi]
    #[must_use]
    pub fn preview(
        &self,
        text: Uint8Array,
        about: Vec<String>,
        customers: Option<u32>,
        samples: Option<u32>,
        sizes: Vec<i64>,
        accepts_incomplete: bool,
    ) -> AsyncTask<Aside<String, String>> {
        let (handle, text) = (self.handle.clone(), text.to_vec());
        let asked = Previewed { about, customers, samples, sizes, accepts_incomplete };
        aside(move || handle.preview(&text, &asked), |told| told)
    }

    /// How large tags were.
    #[napi]
    #[must_use]
    pub fn sizes(&self, at: Vec<i64>) -> AsyncTask<Aside<String, String>> {
        let handle = self.handle.clone();
        aside(move || handle.sizes(&at), |told| told)
    }

    /// Who gains or loses a tag up to an instant, behind an instant and a customer.
    #[napi]
    pub fn forecast_tag(
        &self,
        tag: String,
        until: i64,
        limit: Option<u32>,
        at: Option<i64>,
        customer: Option<CustomerIn>,
    ) -> Result<AsyncTask<Aside<String, String>>, napi::Error<Code>> {
        let (handle, after) = (self.handle.clone(), behind(at, customer)?);
        Ok(aside(move || handle.forecast_tag(&tag, until, limit, after.clone()), |told| told))
    }

    /// Of whom a condition turns up to an instant, behind an instant and a customer.
    #[napi]
    pub fn forecast_condition(
        &self,
        condition: String,
        until: i64,
        limit: Option<u32>,
        at: Option<i64>,
        customer: Option<CustomerIn>,
    ) -> Result<AsyncTask<Aside<String, String>>, napi::Error<Code>> {
        let (handle, after) = (self.handle.clone(), behind(at, customer)?);
        Ok(aside(move || handle.forecast_condition(&condition, until, limit, after.clone()), |told| told))
    }

    /// What live data say about the handbook.
    #[napi]
    #[must_use]
    pub fn diagnose(
        &self,
        similar_percent: Option<u32>,
        flaps: Option<i64>,
        since: Option<i64>,
    ) -> AsyncTask<Aside<String, String>> {
        let (handle, flaps) = (self.handle.clone(), flaps.map(|flaps| u64::try_from(flaps).unwrap_or(0)));
        aside(move || handle.diagnose(similar_percent, flaps, since), |told| told)
    }

    /// Who holds a tag.
    #[napi]
    pub fn members(&self, tag: String) -> Result<Vec<CustomerOut>, napi::Error<Code>> {
        thrown(self.handle.members(&tag)).map(customer::to_js)
    }

    /// Where a route leads a customer.
    #[napi]
    pub fn route(&self, customer: CustomerIn, route: String) -> Result<String, napi::Error<Code>> {
        let customer = customer::from_js(customer).map_err(Failed::thrown)?;
        thrown(self.handle.route(customer, &route))
    }

    /// The targets of a route.
    #[napi]
    pub fn route_targets(&self, route: String) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.route_targets(&route))
    }

    /// Whom a route leads to a target.
    #[napi]
    pub fn route_members(&self, route: String, target: String) -> Result<Vec<CustomerOut>, napi::Error<Code>> {
        thrown(self.handle.route_members(&route, &target)).map(customer::to_js)
    }

    /// How many customers a condition is true of.
    #[napi]
    pub fn count(&self, condition: String) -> Result<f64, napi::Error<Code>> {
        // There are fewer than 2^32 customers: the number is exact.
        thrown(self.handle.count(&condition)).map(|count| count as f64)
    }

    /// Whom a condition is true of.
    #[napi]
    pub fn ids(&self, condition: String) -> Result<Vec<CustomerOut>, napi::Error<Code>> {
        thrown(self.handle.ids(&condition)).map(customer::to_js)
    }

    /// Answers a question to an analysis.
    #[napi]
    #[must_use]
    pub fn analysis(&self, question: String, below: i64, at: Option<i64>) -> AsyncTask<Aside<String, String>> {
        let (handle, below) = (self.handle.clone(), u64::try_from(below).unwrap_or(0));
        aside(move || handle.analysis(&question, below, at), |found| found)
    }

    /// A page of the change feed.
    #[napi]
    pub fn changes(&self, after: i64, max: u32) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.changes(u64::try_from(after).unwrap_or(0), max))
    }

    /// Lets a consumer read the change feed under a name.
    #[napi]
    pub fn subscribe(
        &self,
        name: String,
        filter: String,
        beginning: bool,
        after: Option<i64>,
    ) -> Result<String, napi::Error<Code>> {
        let after = after.map(|after| u64::try_from(after).unwrap_or(0));
        thrown(self.handle.subscribe(&name, &filter, beginning, after))
    }

    /// What a consumer has not acknowledged.
    #[napi]
    pub fn poll(&self, name: String, max: u32) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.poll(&name, max))
    }

    /// A consumer has done its work.
    #[napi]
    pub fn ack(&self, name: String, sequence: i64) -> Result<(), napi::Error<Code>> {
        thrown(self.handle.ack(&name, u64::try_from(sequence).unwrap_or(0)))
    }

    /// A consumer has taken note of what it missed.
    #[napi]
    pub fn ack_missed(&self, name: String, sequence: i64) -> Result<(), napi::Error<Code>> {
        thrown(self.handle.ack_missed(&name, u64::try_from(sequence).unwrap_or(0)))
    }

    /// Forgets a consumer.
    #[napi]
    pub fn unsubscribe(&self, name: String) -> Result<(), napi::Error<Code>> {
        thrown(self.handle.unsubscribe(&name))
    }

    /// All consumers.
    #[napi]
    pub fn consumers(&self) -> Result<String, napi::Error<Code>> {
        thrown(self.handle.consumers())
    }

    /// The clock.
    #[napi]
    pub fn clock(&self) -> Result<Option<i64>, napi::Error<Code>> {
        thrown(self.handle.clock())
    }

    /// The handbook in force as a page.
    #[napi]
    pub fn handbook_page(&self, chinese: bool) -> Result<Option<String>, napi::Error<Code>> {
        thrown(self.handle.handbook_page(chinese))
    }

    /// The handbook in force.
    #[napi]
    pub fn handbook(&self, chinese: bool) -> Result<Option<String>, napi::Error<Code>> {
        thrown(self.handle.handbook(chinese))
    }

    /// The handbook in force as JSON.
    #[napi]
    pub fn handbook_json(&self) -> Result<Option<String>, napi::Error<Code>> {
        thrown(self.handle.handbook_json())
    }

    /// Lets go of the engine.
    #[napi]
    pub fn close(&self) -> Result<(), napi::Error<Code>> {
        thrown(self.handle.close())
    }
}

/// Where a turn stands among others.
fn behind(at: Option<i64>, customer: Option<CustomerIn>) -> Result<Option<(i64, tagora::CustomerId)>, napi::Error<Code>> {
    let customer = customer.map(customer::from_js).transpose().map_err(Failed::thrown)?;
    Ok(at.zip(customer))
}

fn thrown<T>(result: Result<T, tagora::boundary::BoundaryError>) -> Result<T, napi::Error<Code>> {
    result.map_err(|error| Failed::from(error).thrown())
}
