use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use tagora_dsl::Number;
use tagora_dsl::ast::Quiet;

use super::{OpenTag, TagSet, Term};
use crate::event::TagAct;
use crate::time::{Instant, Reach};

/// What a rule does, names resolved.
#[derive(Debug)]
pub(crate) enum Action {
    Give(Pick, Option<Lasting>),
    Take(Pick),
    /// Takes every other one of these, gives the one.
    Move {
        tags: TagSet,
        to: Subject,
    },
    /// One level up or down.
    Shift(Scale, bool),
    /// Gives a tag with a value.
    Set(usize, Term),
    Increment(usize),
    Suggest(Arc<str>, Option<Number>),
    Propose {
        tag: Arc<str>,
        add: bool,
    },
    Emit(Emit),
    Notify(Arc<str>),
}

/// The tag that an action is about.
#[derive(Debug)]
pub(crate) enum Pick {
    Tag(Subject),
    /// The one that is called as a value says: of these, or of an open group.
    Called {
        known: BTreeMap<Arc<str>, usize>,
        open: Option<usize>,
        name: Term,
    },
}

/// The tag that is given or taken.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// A declared one.
    Declared(usize),
    /// One that is not declared, of an open group.
    Open(OpenTag),
}

/// How long an assignment lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lasting {
    For { reach: Reach, renew: bool },
    Until(Instant),
}

impl Lasting {
    /// What gives a tag at an instant for so long.
    pub(crate) fn act(self, renews: bool, at: Instant, zone: &TimeZone) -> TagAct {
        let (until, renew) = match self {
            Self::For { reach, renew } => (reach.leave(at, zone), renew || renews),
            Self::Until(end) => (end, renews),
        };
        TagAct::Add { until: Some(until).filter(|until| *until < Instant::NEVER), renew }
    }
}

/// What goes up and down.
#[derive(Debug)]
pub(crate) enum Scale {
    /// Tags of a group, from the lowest to the highest. What is not assignable is `otherwise`: it has what the others
    /// leave.
    Tags { levels: Vec<(usize, bool)>, group: TagSet },
    /// Names that are the value of a tag.
    Names { tag: usize, names: Arc<[Arc<str>]> },
}

#[derive(Debug)]
pub(crate) struct Emit {
    pub(crate) name: Arc<str>,
    pub(crate) payload: Vec<(Arc<str>, Term)>,
    /// Not again for a customer before so much time has passed.
    pub(crate) cap: Option<Reach>,
    pub(crate) quiet: Option<Quiet>,
}
