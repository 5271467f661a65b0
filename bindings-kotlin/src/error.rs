//! Errors, as they cross; `Errors.kt` makes a `TagoraException` of them.

use tagora::boundary::BoundaryError;

/// What a call fails with.
#[derive(Debug, uniffi::Error)]
pub enum NativeFailure {
    /// The engine refused.
    Refused {
        /// The stable code.
        code: String,
        /// What is wrong. A field called `message` would clash with Kotlin's `Throwable.message`.
        reason: String,
        /// What to do about it.
        help: Option<String>,
        /// Where in the text: the first UTF-16 code unit, and one past the last.
        span: Option<NativeSpan>,
        /// The index of the record it is about.
        record: Option<u32>,
        /// The diagnostics as JSON.
        detail: String,
    },
}

/// A stretch of a Kotlin string.
#[derive(Debug, uniffi::Record)]
pub struct NativeSpan {
    /// The first UTF-16 code unit.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

impl std::fmt::Display for NativeFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::Refused { code, reason, .. } = self;
        write!(f, "{reason} [{code}]")
    }
}

impl std::error::Error for NativeFailure {}

impl From<BoundaryError> for NativeFailure {
    fn from(error: BoundaryError) -> Self {
        Self::Refused {
            code: error.code,
            reason: error.message,
            help: error.help,
            span: error.place.map(|place| NativeSpan { start: place.start_utf16, end: place.end_utf16 }),
            record: error.record,
            detail: error.detail,
        }
    }
}
