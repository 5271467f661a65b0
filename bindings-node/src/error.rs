//! Errors cross as a thrown error with the code `TAGORA` whose message is JSON; `lib/errors.js` makes a `TagoraError` of it.

use serde_json::json;
use tagora::boundary::BoundaryError;

/// The status of a thrown error.
pub struct Code(&'static str);

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl From<napi::Status> for Code {
    fn from(_: napi::Status) -> Self {
        Self("NATIVE")
    }
}

/// What a call throws.
pub(crate) struct Failed(String);

impl Failed {
    pub(crate) fn customer() -> Self {
        Self(
            json!({"code": "invalid-customer", "message": "a customer id is a whole number from 0 to 2^64 - 1 or a text"})
                .to_string(),
        )
    }

    pub(crate) fn thrown(self) -> napi::Error<Code> {
        napi::Error::new(Code("TAGORA"), self.0)
    }

    /// What a promise is rejected with has a status of Node's: the code stands before the message.
    pub(crate) fn rejected(self) -> napi::Error {
        napi::Error::new(napi::Status::GenericFailure, format!("TAGORA {}", self.0))
    }
}

impl From<BoundaryError> for Failed {
    fn from(error: BoundaryError) -> Self {
        let span = error.place.map(|place| [place.start_utf16, place.end_utf16]);
        let json = json!({
            "code": error.code,
            "message": error.message,
            "help": error.help,
            "span": span,
            "record": error.record,
            "detail": error.detail,
        });
        Self(json.to_string())
    }
}
