use std::path::PathBuf;

use pyo3::prelude::*;
use tagora::boundary::{BoundaryError, Handle, Previewed};

use crate::customer::{self, Customer};
use crate::error;
use crate::settings::Given;

/// An engine. Every call lets go of the interpreter lock, so that a wait for the engine's own lock never blocks it.
#[pyclass(frozen, module = "tagora._native")]
pub(crate) struct Engine {
    handle: Handle,
}

impl Engine {
    pub(crate) fn of(handle: Handle) -> Self {
        Self { handle }
    }

    fn call<T: Send>(&self, py: Python<'_>, call: impl FnOnce(&Handle) -> Result<T, BoundaryError> + Send) -> PyResult<T> {
        py.detach(|| call(&self.handle)).map_err(|failed| error::to_python(py, failed))
    }

    fn opened(py: Python<'_>, open: impl FnOnce() -> Result<Handle, BoundaryError> + Send) -> PyResult<Self> {
        py.detach(open).map(|handle| Self { handle }).map_err(|failed| error::to_python(py, failed))
    }
}

#[pymethods]
impl Engine {
    #[new]
    fn new(settings: Given) -> Self {
        Self { handle: Handle::in_memory(&settings.into()) }
    }

    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf, settings: Given) -> PyResult<Self> {
        Self::opened(py, move || Handle::open(&path, &settings.into()))
    }

    #[staticmethod]
    fn open_read_only(py: Python<'_>, path: PathBuf, settings: Given) -> PyResult<Self> {
        Self::opened(py, move || Handle::open_read_only(&path, &settings.into()))
    }

    fn flush(&self, py: Python<'_>) -> PyResult<bool> {
        self.call(py, Handle::flush)
    }

    fn verify(&self, py: Python<'_>, full: bool) -> PyResult<String> {
        self.call(py, |handle| handle.verify(full))
    }

    fn backup(&self, py: Python<'_>, path: PathBuf) -> PyResult<String> {
        self.call(py, move |handle| handle.backup(&path))
    }

    fn compact(&self, py: Python<'_>) -> PyResult<()> {
        self.call(py, Handle::compact)
    }

    #[staticmethod]
    fn salvage(py: Python<'_>, damaged: PathBuf, path: PathBuf) -> PyResult<String> {
        py.detach(move || Handle::salvage(&damaged, &path)).map_err(|failed| error::to_python(py, failed))
    }

    fn load(&self, py: Python<'_>, text: &[u8]) -> PyResult<String> {
        self.call(py, |handle| handle.load(text))
    }

    fn load_json(&self, py: Python<'_>, json: &[u8]) -> PyResult<String> {
        self.call(py, |handle| handle.load_json(json))
    }

    fn check(&self, py: Python<'_>, text: &[u8]) -> PyResult<String> {
        self.call(py, |handle| handle.check(text))
    }

    fn diff(&self, py: Python<'_>, text: &[u8], chinese: bool) -> PyResult<String> {
        self.call(py, |handle| handle.diff(text, chinese))
    }

    fn test(&self, py: Python<'_>, text: &[u8]) -> PyResult<String> {
        self.call(py, |handle| handle.test(text))
    }

    #[pyo3(signature = (records, now=None))]
    fn apply(&self, py: Python<'_>, records: &[u8], now: Option<i64>) -> PyResult<String> {
        self.call(py, |handle| handle.apply(records, now))
    }

    fn advance_to(&self, py: Python<'_>, now: i64) -> PyResult<String> {
        self.call(py, |handle| handle.advance_to(now))
    }

    fn erase(&self, py: Python<'_>, customer: Customer) -> PyResult<String> {
        self.call(py, |handle| handle.erase(customer.0))
    }

    fn has(&self, py: Python<'_>, customer: Customer, tag: &str) -> PyResult<bool> {
        self.call(py, |handle| handle.has(customer.0, tag))
    }

    fn tags(&self, py: Python<'_>, customer: Customer) -> PyResult<String> {
        self.call(py, |handle| handle.tags(customer.0))
    }

    fn explain(&self, py: Python<'_>, customer: Customer, tag: &str) -> PyResult<String> {
        self.call(py, |handle| handle.explain(customer.0, tag))
    }

    fn forecast(&self, py: Python<'_>, customer: Customer, until: i64) -> PyResult<String> {
        self.call(py, |handle| handle.forecast(customer.0, until))
    }

    fn episodes(&self, py: Python<'_>, customer: Customer, tag: &str) -> PyResult<String> {
        self.call(py, |handle| handle.episodes(customer.0, tag))
    }

    fn profile(&self, py: Python<'_>, customer: Customer) -> PyResult<String> {
        self.call(py, |handle| handle.profile(customer.0))
    }

    fn timeline(&self, py: Python<'_>, customer: Customer, before: Option<u64>, limit: Option<u32>) -> PyResult<String> {
        self.call(py, |handle| handle.timeline(customer.0, before, limit))
    }

    #[expect(clippy::too_many_arguments, reason = "those of Python, which have names there")]
    fn preview(
        &self,
        py: Python<'_>,
        text: &[u8],
        about: Vec<String>,
        customers: Option<u32>,
        samples: Option<u32>,
        sizes: Vec<i64>,
        accepts_incomplete: bool,
    ) -> PyResult<String> {
        let asked = Previewed { about, customers, samples, sizes, accepts_incomplete };
        self.call(py, |handle| handle.preview(text, &asked))
    }

    fn sizes(&self, py: Python<'_>, at: Vec<i64>) -> PyResult<String> {
        self.call(py, |handle| handle.sizes(&at))
    }

    fn forecast_tag(
        &self,
        py: Python<'_>,
        tag: &str,
        until: i64,
        limit: Option<u32>,
        after: Option<(i64, Customer)>,
    ) -> PyResult<String> {
        let after = after.map(|(at, customer)| (at, customer.0));
        self.call(py, |handle| handle.forecast_tag(tag, until, limit, after))
    }

    fn forecast_condition(
        &self,
        py: Python<'_>,
        condition: &str,
        until: i64,
        limit: Option<u32>,
        after: Option<(i64, Customer)>,
    ) -> PyResult<String> {
        let after = after.map(|(at, customer)| (at, customer.0));
        self.call(py, |handle| handle.forecast_condition(condition, until, limit, after))
    }

    fn diagnose(&self, py: Python<'_>, similar_percent: Option<u32>, flaps: Option<u64>, since: Option<i64>) -> PyResult<String> {
        self.call(py, |handle| handle.diagnose(similar_percent, flaps, since))
    }

    fn members(&self, py: Python<'_>, tag: &str) -> PyResult<Vec<Py<PyAny>>> {
        customer::to_python(py, self.call(py, |handle| handle.members(tag))?)
    }

    fn route(&self, py: Python<'_>, customer: Customer, route: &str) -> PyResult<String> {
        self.call(py, |handle| handle.route(customer.0, route))
    }

    fn route_targets(&self, py: Python<'_>, route: &str) -> PyResult<String> {
        self.call(py, |handle| handle.route_targets(route))
    }

    fn route_members(&self, py: Python<'_>, route: &str, target: &str) -> PyResult<Vec<Py<PyAny>>> {
        customer::to_python(py, self.call(py, |handle| handle.route_members(route, target))?)
    }

    fn count(&self, py: Python<'_>, condition: &str) -> PyResult<u64> {
        self.call(py, |handle| handle.count(condition))
    }

    fn ids(&self, py: Python<'_>, condition: &str) -> PyResult<Vec<Py<PyAny>>> {
        customer::to_python(py, self.call(py, |handle| handle.ids(condition))?)
    }

    fn analysis(&self, py: Python<'_>, question: &str, below: u64, at: Option<i64>) -> PyResult<String> {
        self.call(py, |handle| handle.analysis(question, below, at))
    }

    fn changes(&self, py: Python<'_>, after: u64, max: u32) -> PyResult<String> {
        self.call(py, |handle| handle.changes(after, max))
    }

    fn subscribe(&self, py: Python<'_>, name: &str, filter: &str, beginning: bool, after: Option<u64>) -> PyResult<String> {
        self.call(py, |handle| handle.subscribe(name, filter, beginning, after))
    }

    fn poll(&self, py: Python<'_>, name: &str, max: u32) -> PyResult<String> {
        self.call(py, |handle| handle.poll(name, max))
    }

    fn ack(&self, py: Python<'_>, name: &str, sequence: u64) -> PyResult<()> {
        self.call(py, |handle| handle.ack(name, sequence))
    }

    fn ack_missed(&self, py: Python<'_>, name: &str, sequence: u64) -> PyResult<()> {
        self.call(py, |handle| handle.ack_missed(name, sequence))
    }

    fn unsubscribe(&self, py: Python<'_>, name: &str) -> PyResult<()> {
        self.call(py, |handle| handle.unsubscribe(name))
    }

    fn consumers(&self, py: Python<'_>) -> PyResult<String> {
        self.call(py, Handle::consumers)
    }

    fn clock(&self, py: Python<'_>) -> PyResult<Option<i64>> {
        self.call(py, Handle::clock)
    }

    fn handbook_page(&self, py: Python<'_>, chinese: bool) -> PyResult<Option<String>> {
        self.call(py, |handle| handle.handbook_page(chinese))
    }

    fn handbook(&self, py: Python<'_>, chinese: bool) -> PyResult<Option<String>> {
        self.call(py, |handle| handle.handbook(chinese))
    }

    fn handbook_json(&self, py: Python<'_>) -> PyResult<Option<String>> {
        self.call(py, Handle::handbook_json)
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.call(py, Handle::close)
    }
}
