//! What rules tell the host.

use std::sync::Arc;

use tagora_dsl::Number;

use crate::change::Cause;
use crate::time::Instant;
use crate::value::Datum;

/// A rule told the host something.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Firing {
    pub(crate) at: Instant,
    pub(crate) rule: Arc<str>,
    pub(crate) what: Telling,
    pub(crate) cause: Cause,
}

/// Values sent along, by name.
pub(crate) type Payload = Vec<(Arc<str>, Option<Datum>)>;

/// What it told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Telling {
    Emit { name: Arc<str>, payload: Payload },
    Suggest { tag: Arc<str>, confidence: Option<Number> },
    Propose { tag: Arc<str>, add: bool },
    Notify { team: Arc<str> },
}
