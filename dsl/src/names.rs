//! What a name may be.

/// The longest name of a tag that is not declared but comes to be in an open group, in bytes.
const MAX_OPEN_NAME: usize = 256;

/// Whether a tag of an open group can come to be under this name.
pub(crate) fn may_come_to_be(name: &str) -> bool {
    name.len() <= MAX_OPEN_NAME && writable(name)
}

/// Whether a name can be written at all, with backticks if need be.
pub(crate) fn writable(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.contains(|c: char| c == '`' || c == '/' || c.is_control())
}
