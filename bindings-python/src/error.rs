//! Errors become instances of the classes in `tagora.errors`.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tagora::boundary::BoundaryError;

static FACTORY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// The exception that `tagora.errors` has for this code.
pub(crate) fn to_python(py: Python<'_>, error: BoundaryError) -> PyErr {
    let made = FACTORY.get_or_try_init(py, || py.import("tagora.errors")?.getattr("from_boundary").map(Bound::unbind)).and_then(
        |factory| {
            let span = error.place.map(|place| (place.start, place.end));
            factory.bind(py).call1((error.code, error.message, error.help, span, error.record, error.detail))
        },
    );
    made.map_or_else(|failed| failed, PyErr::from_value)
}
