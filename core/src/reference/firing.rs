//! What the host is told beside the changes of tags.

use std::sync::Arc;

use tagora_dsl::Number;

use crate::change::Cause;
use crate::time::Instant;
use crate::value::Datum;

/// The host is told something: by a rule, or that a tag could not be given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Firing {
    pub(crate) at: Instant,
    pub(crate) what: Telling,
    pub(crate) cause: Cause,
}

/// Values sent along, by name.
pub(crate) type Payload = Vec<(Arc<str>, Option<Datum>)>;

/// What it told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Telling {
    Emit {
        name: Arc<str>,
        payload: Payload,
    },
    Suggest {
        tag: Arc<str>,
        confidence: Option<Number>,
    },
    Propose {
        tag: Arc<str>,
        add: bool,
    },
    Notify {
        team: Arc<str>,
    },
    /// A tag of an open group did not come to be.
    Decline {
        tag: Arc<str>,
    },
}
