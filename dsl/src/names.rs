//! What a name may be.

/// Whether a name can be written at all, with backticks if need be.
pub(crate) fn writable(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.contains(|c: char| c == '`' || c == '/' || c.is_control())
}
