//! The native half of the Python package `tagora`: names, types and errors, no logic.

mod customer;
mod engine;
mod error;
mod opening;
mod settings;

/// Private: what users see is in `python/tagora`.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::opening::Opening;
}
