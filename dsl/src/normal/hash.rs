use std::fmt;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

/// What is hashed begins with this: another way of bringing into normal form needs another word.
const FORM: &str = "tagora definition 1";

/// A hash of 128 bits: the first half of SHA-256 over the normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefinitionHash(u128);

impl DefinitionHash {
    pub(super) fn of(zone: &str, normal: &Json) -> Self {
        // Keys are in order: the maps of serde_json are sorted.
        let digest = Sha256::digest(format!("{FORM}\n{zone}\n{normal}"));
        let first = digest.iter().take(16).fold(0, |hash: u128, byte| hash << 8 | u128::from(*byte));
        Self(first)
    }

    /// The bits as a number.
    #[must_use]
    pub const fn bits(self) -> u128 {
        self.0
    }
}

impl fmt::Display for DefinitionHash {
    /// As 32 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}
