use std::path::PathBuf;

use pyo3::prelude::*;
use tagora::boundary::{BoundaryError, Opening as Early};

use crate::engine::Engine;
use crate::error;
use crate::settings::Given;

/// An engine that is being opened. Every call lets go of the interpreter lock.
#[pyclass(frozen, module = "tagora._native")]
pub(crate) struct Opening {
    early: Early,
}

impl Opening {
    fn call<T: Send>(&self, py: Python<'_>, call: impl FnOnce(&Early) -> Result<T, BoundaryError> + Send) -> PyResult<T> {
        py.detach(|| call(&self.early)).map_err(|failed| error::to_python(py, failed))
    }
}

#[pymethods]
impl Opening {
    #[staticmethod]
    fn of_folder(py: Python<'_>, path: PathBuf, settings: Given) -> PyResult<Self> {
        let begun = py.detach(move || Early::of_folder(&path, &settings.into()));
        begun.map(|early| Self { early }).map_err(|failed| error::to_python(py, failed))
    }

    fn count(&self, py: Python<'_>, condition: &str) -> PyResult<u64> {
        self.call(py, |early| early.count(condition))
    }

    fn is_early(&self, py: Python<'_>, condition: &str) -> PyResult<bool> {
        self.call(py, |early| early.is_early(condition))
    }

    fn is_done(&self, py: Python<'_>) -> PyResult<bool> {
        self.call(py, Early::is_done)
    }

    fn engine(&self, py: Python<'_>) -> PyResult<Engine> {
        self.call(py, Early::engine).map(Engine::of)
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.call(py, Early::close)
    }
}
