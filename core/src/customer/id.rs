use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::numbering::Key;

/// The longest id, in bytes.
const MAX_ID: usize = 256;

/// How the host calls a customer: a number or a text. `7` and `"7"` are different customers.
///
/// Ids are ordered numbers first, then texts by their bytes; that is the order in which queries list them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CustomerId {
    /// A number.
    Number(u64),
    /// A text of 1 to 256 bytes.
    Text(Arc<str>),
}

impl CustomerId {
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Self::Text(text) if text.is_empty() || text.len() > MAX_ID => {
                Err(Error::new(ErrorKind::InvalidCustomer, format!("a customer id of {} bytes", text.len()))
                    .with_help(format!("ids are numbers, or texts of 1 to {MAX_ID} bytes")))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn key(&self) -> Key<'_> {
        match self {
            Self::Number(id) => Key::Number(*id),
            Self::Text(id) => Key::Text(id),
        }
    }
}

impl From<Key<'_>> for CustomerId {
    fn from(key: Key<'_>) -> Self {
        match key {
            Key::Number(id) => Self::Number(id),
            Key::Text(id) => Self::Text(id.into()),
        }
    }
}

impl From<u64> for CustomerId {
    fn from(id: u64) -> Self {
        Self::Number(id)
    }
}

impl From<&str> for CustomerId {
    fn from(id: &str) -> Self {
        Self::Text(id.into())
    }
}

impl From<String> for CustomerId {
    fn from(id: String) -> Self {
        Self::Text(id.into())
    }
}

impl From<&CustomerId> for CustomerId {
    fn from(id: &CustomerId) -> Self {
        id.clone()
    }
}

impl fmt::Display for CustomerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(id) => id.fmt(f),
            Self::Text(id) => f.write_str(id),
        }
    }
}
