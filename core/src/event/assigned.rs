//! A tag given or taken, as the log holds it.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{Act, Assign, Ends, Source};
use crate::error::{Error, ErrorKind, Result};
use crate::time::{Instant, Reach, end_of};

/// What was done about a tag, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Assigned {
    /// The tag's full path when it was done.
    pub(crate) tag: Arc<str>,
    pub(crate) act: TagAct,
    pub(crate) by: Giver,
}

/// An [`Act`] with its end worked out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum TagAct {
    Add { until: Option<Instant>, renew: bool },
    Remove,
    Pin,
    Unpin,
    Ban,
    Unban,
}

/// Who or what gave a tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Giver {
    Person(Arc<str>),
    Import { source: Arc<str>, version: u64 },
    Rule(Arc<str>),
}

impl TagAct {
    /// Ends are worked out once, in the zone of the handbook that took the record in.
    pub(crate) fn of(assign: &Assign, zone: &TimeZone) -> Result<Self> {
        Ok(match &assign.act {
            Act::Add { ends, renew } => {
                let until = ends.map(|ends| match ends {
                    Ends::At(instant) => instant,
                    Ends::With(date) => end_of(date, zone),
                    Ends::After(duration) => Reach::of(duration).leave(assign.at, zone),
                });
                if until.is_some_and(|until| until <= assign.at) {
                    return Err(Error::new(ErrorKind::InvalidValue, "the assignment ends before it begins")
                        .with_help("give an end later than the record's instant"));
                }
                Self::Add { until: until.filter(|until| *until < Instant::NEVER), renew: *renew }
            }
            Act::Remove => Self::Remove,
            Act::Pin => Self::Pin,
            Act::Unpin => Self::Unpin,
            Act::Ban => Self::Ban,
            Act::Unban => Self::Unban,
        })
    }

    /// Whether it gives or takes what a definition alone may give or take.
    pub(crate) fn assigns(&self) -> bool {
        matches!(self, Self::Add { .. } | Self::Remove)
    }
}

impl From<&Source> for Giver {
    fn from(source: &Source) -> Self {
        match source {
            Source::Person(name) => Self::Person(name.as_str().into()),
            Source::Import { source, version } => Self::Import { source: source.as_str().into(), version: *version },
        }
    }
}
