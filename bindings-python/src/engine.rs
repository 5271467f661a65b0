#![expect(clippy::too_many_arguments, reason = "each is a keyword of the Python class")]

use pyo3::prelude::*;
use tagora::boundary::{BoundaryError, Handle, Settings};

use crate::customer::{self, Customer};
use crate::error;

/// An engine. Every call lets go of the interpreter lock, so that a wait for the engine's own lock never blocks it.
#[pyclass(frozen, module = "tagora._native")]
pub(crate) struct Engine {
    handle: Handle,
}

impl Engine {
    fn call<T: Send>(&self, py: Python<'_>, call: impl FnOnce(&Handle) -> Result<T, BoundaryError> + Send) -> PyResult<T> {
        py.detach(|| call(&self.handle)).map_err(|failed| error::to_python(py, failed))
    }
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (
        replay=None, max_jump_millis=None, max_changes=None, lateness_millis=None, max_waiting=None, max_batch=None,
        max_customer_records=None, max_earlier_handbooks=None, max_open_tags=None, feed_kept=None, threads=None,
    ))]
    fn new(
        replay: Option<bool>,
        max_jump_millis: Option<i64>,
        max_changes: Option<u32>,
        lateness_millis: Option<i64>,
        max_waiting: Option<u32>,
        max_batch: Option<u32>,
        max_customer_records: Option<u32>,
        max_earlier_handbooks: Option<u32>,
        max_open_tags: Option<u32>,
        feed_kept: Option<u32>,
        threads: Option<u32>,
    ) -> Self {
        let settings = Settings {
            replay,
            max_jump_millis,
            max_changes,
            lateness_millis,
            max_waiting,
            max_batch,
            max_customer_records,
            max_earlier_handbooks,
            max_open_tags,
            feed_kept,
            threads,
        };
        Self { handle: Handle::open(&settings) }
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

    fn changes(&self, py: Python<'_>, after: u64, max: u32) -> PyResult<String> {
        self.call(py, |handle| handle.changes(after, max))
    }

    fn clock(&self, py: Python<'_>) -> PyResult<Option<i64>> {
        self.call(py, Handle::clock)
    }

    fn handbook(&self, py: Python<'_>, chinese: bool) -> PyResult<Option<String>> {
        self.call(py, |handle| handle.handbook(chinese))
    }

    fn handbook_json(&self, py: Python<'_>) -> PyResult<Option<String>> {
        self.call(py, Handle::handbook_json)
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.handle.close());
    }
}
