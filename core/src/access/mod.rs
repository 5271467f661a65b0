//! Who may see whom.
//!
//! For: the scope that a snapshot is taken in. Not for: roles; a viewer will be a handle that carries its scope.

mod scope;

pub use scope::Scope;
