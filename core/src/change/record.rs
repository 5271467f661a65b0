use std::fmt;
use std::sync::Arc;

use crate::customer::CustomerId;
use crate::time::Instant;

/// One change, as the feed tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its number in the feed, from 1. Numbers are left out only where a customer was erased.
    pub sequence: u64,
    /// The commit it belongs to: changes of one commit took effect together.
    pub commit: u64,
    /// The instant at which it became so.
    pub at: Instant,
    /// Whose.
    pub customer: CustomerId,
    /// What.
    pub kind: ChangeKind,
    /// Why.
    pub cause: Cause,
    /// The version of the handbook under which it became so.
    pub version: u32,
}

/// What changed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// The customer has the tag now.
    Gained {
        /// Its full path.
        tag: Arc<str>,
    },
    /// The customer no longer has the tag.
    Lost {
        /// Its full path.
        tag: Arc<str>,
    },
    /// A rule tells the host something.
    Emitted {
        /// What.
        name: Arc<str>,
        /// Values that go with it, as text; `None` where there is no value.
        payload: Vec<(Arc<str>, Option<String>)>,
    },
    /// The tag carries another value for the customer. With a tag that is lost its value goes; that is not told apart.
    Value {
        /// Its full path.
        tag: Arc<str>,
        /// The value, as text.
        value: String,
    },
    /// A rule suggests that a person gives the tag.
    Suggested {
        /// Its full path.
        tag: Arc<str>,
        /// How sure the rule is, from 0 to 1, as text.
        confidence: Option<String>,
    },
    /// A rule asks for approval to give or take the tag.
    Proposed {
        /// Its full path.
        tag: Arc<str>,
        /// Whether it is to be given.
        add: bool,
    },
    /// The customer was to be given a tag of an open group that is not declared, but has as many of these as it may.
    Declined {
        /// The full path of the tag that did not come to be.
        tag: Arc<str>,
    },
    /// A route gave the customer a target.
    Routed {
        /// The route's name.
        route: Arc<str>,
        /// Where the customer goes.
        target: Arc<str>,
    },
    /// The customer left a target. If it was given another at that instant, that is told next.
    Unrouted {
        /// The route's name.
        route: Arc<str>,
        /// Where it was.
        target: Arc<str>,
    },
    /// A rule wants a team to know.
    Notified {
        /// Which.
        team: Arc<str>,
    },
}

/// Why something changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// An event made a definition true or false.
    Event {
        /// Its type.
        event: Arc<str>,
        /// The host's id of it.
        id: Option<Arc<str>>,
        /// When it happened.
        at: Instant,
    },
    /// A rule acted on an event, or on what became true.
    Rule {
        /// The rule.
        rule: Arc<str>,
        /// The event's type; `None` for a rule on a condition.
        event: Option<Arc<str>>,
        /// The host's id of it.
        id: Option<Arc<str>>,
        /// When it happened, or became true.
        at: Instant,
    },
    /// Time passed: an event left a window, or an instant came.
    Time,
    /// An attribute got another value.
    Attribute {
        /// Its name.
        name: Arc<str>,
    },
    /// The customer became known.
    Created,
    /// A person or program assigned the tag.
    Person {
        /// Who.
        by: Arc<str>,
    },
    /// An import assigned the tag.
    Import {
        /// Where from.
        source: Arc<str>,
        /// Which state of it.
        version: u64,
    },
    /// The assignment came to its end.
    Expired,
    /// Another tag of the exclusive group took its place, or gave it back.
    ExclusiveGroup {
        /// The other tag.
        other: Arc<str>,
    },
    /// The customer was merged with another.
    Merge {
        /// The other.
        customer: CustomerId,
    },
    /// A record came late and corrected what was known.
    Late,
    /// A target of a route has room again for a customer who waited.
    Vacancy,
    /// A new handbook came into force; what it changes is computed back over the log.
    Handbook {
        /// Its version.
        version: u32,
    },
}

impl ChangeKind {
    /// A stable one-word name: `gained`, `lost`, `emitted`, `value`, `suggested`, `proposed`, `declined`, `notified`,
    /// `routed`, `unrouted`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Gained { .. } => "gained",
            Self::Lost { .. } => "lost",
            Self::Emitted { .. } => "emitted",
            Self::Value { .. } => "value",
            Self::Suggested { .. } => "suggested",
            Self::Proposed { .. } => "proposed",
            Self::Declined { .. } => "declined",
            Self::Notified { .. } => "notified",
            Self::Routed { .. } => "routed",
            Self::Unrouted { .. } => "unrouted",
        }
    }

    /// Every name.
    pub(crate) const NAMES: [&str; 10] =
        ["gained", "lost", "emitted", "value", "suggested", "proposed", "declined", "notified", "routed", "unrouted"];

    /// The full path of the tag it is about.
    #[must_use]
    pub fn tag(&self) -> Option<&Arc<str>> {
        match self {
            Self::Gained { tag }
            | Self::Lost { tag }
            | Self::Value { tag, .. }
            | Self::Suggested { tag, .. }
            | Self::Proposed { tag, .. }
            | Self::Declined { tag } => Some(tag),
            Self::Emitted { .. } | Self::Notified { .. } | Self::Routed { .. } | Self::Unrouted { .. } => None,
        }
    }
}

impl Cause {
    /// Every [name](Self::name).
    pub(crate) const NAMES: [&str; 13] = [
        "event",
        "rule",
        "time",
        "attribute",
        "created",
        "person",
        "import",
        "expired",
        "exclusive-group",
        "merge",
        "late",
        "vacancy",
        "handbook",
    ];

    /// A stable one-word name: `event`, `rule`, `time`, `attribute`, `created`, `person`, `import`,
    /// `expired`, `exclusive-group`, `merge`, `late`, `vacancy`, `handbook`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Event { .. } => "event",
            Self::Rule { .. } => "rule",
            Self::Time => "time",
            Self::Attribute { .. } => "attribute",
            Self::Created => "created",
            Self::Person { .. } => "person",
            Self::Import { .. } => "import",
            Self::Expired => "expired",
            Self::ExclusiveGroup { .. } => "exclusive-group",
            Self::Merge { .. } => "merge",
            Self::Late => "late",
            Self::Vacancy => "vacancy",
            Self::Handbook { .. } => "handbook",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let happened = |f: &mut fmt::Formatter<'_>, event: &str, id: &Option<Arc<str>>, at: Instant| match id {
            Some(id) => write!(f, "{event} {id} of {at}"),
            None => write!(f, "{event} of {at}"),
        };
        match self {
            Self::Event { event, id, at } => happened(f, event, id, *at),
            Self::Rule { rule, event, id, at } => {
                write!(f, "rule {rule} on ")?;
                match event {
                    Some(event) => happened(f, event, id, *at),
                    None => write!(f, "its condition of {at}"),
                }
            }
            Self::Time => f.write_str("time passed"),
            Self::Attribute { name } => write!(f, "attribute {name} changed"),
            Self::Created => f.write_str("customer became known"),
            Self::Person { by } => write!(f, "assigned by {by}"),
            Self::Import { source, version } => write!(f, "import {source} version {version}"),
            Self::Expired => f.write_str("the assignment ended"),
            Self::ExclusiveGroup { other } => write!(f, "exclusive group: {other}"),
            Self::Merge { customer } => write!(f, "merged with {customer}"),
            Self::Late => f.write_str("late record"),
            Self::Vacancy => f.write_str("there was room again"),
            Self::Handbook { version } => write!(f, "handbook version {version}"),
        }
    }
}
