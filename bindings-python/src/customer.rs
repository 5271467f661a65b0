//! Customer ids: `int` or `str`.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyString};
use tagora::CustomerId;

/// An id as Python passes it.
pub(crate) struct Customer(pub(crate) CustomerId);

impl<'py> FromPyObject<'_, 'py> for Customer {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(text) = object.cast::<PyString>() {
            return Ok(Self(text.to_str()?.into()));
        }
        // A bool is an int in Python, but `True` is nobody's id.
        let refuse = || {
            let what = object.get_type().name().map_or_else(|_| "something else".to_owned(), |name| name.to_string());
            PyTypeError::new_err(format!("a customer id is an int from 0 to 2**64 - 1 or a str, not {what}"))
        };
        if object.is_instance_of::<PyBool>() || !object.is_instance_of::<PyInt>() {
            return Err(refuse());
        }
        object.extract::<u64>().map(|id| Self(id.into())).map_err(|_| {
            PyTypeError::new_err("a customer id is an int from 0 to 2**64 - 1 or a str; this int is outside of that")
        })
    }
}

/// Ids as Python gets them.
pub(crate) fn to_python(py: Python<'_>, ids: Vec<CustomerId>) -> PyResult<Vec<Py<PyAny>>> {
    ids.into_iter()
        .map(|id| match id {
            CustomerId::Number(id) => Ok(id.into_pyobject(py)?.into_any().unbind()),
            CustomerId::Text(id) => Ok(PyString::new(py, &id).into_any().unbind()),
        })
        .collect()
}
