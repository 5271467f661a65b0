use super::{Cause, ChangeKind};
use crate::rule::{Legend, Tags};
use crate::time::Instant;

/// What changed, in the numbers of the handbook in force. What has no number is told whole.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Gained(usize),
    Lost(usize),
    Other(ChangeKind),
}

/// Why, in the numbers of the handbook in force and of the schema. What has no number is told whole.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reason<'a> {
    Event { event: usize, id: Option<&'a str>, at: Instant },
    Rule { rule: usize, event: Option<usize>, id: Option<&'a str>, at: Instant },
    Time,
    Attribute(usize),
    Created,
    Person(&'a str),
    Import { source: &'a str, version: u64 },
    Expired,
    ExclusiveGroup(usize),
    Late,
    Handbook(u32),
    Other(&'a Cause),
}

impl What {
    /// A tag of a customer came or went.
    pub(crate) fn turned(gained: bool, tag: usize, tags: Tags<'_>) -> Self {
        match (gained, tag < tags.plan.tags.len()) {
            (true, true) => Self::Gained(tag),
            (false, true) => Self::Lost(tag),
            (true, false) => Self::Other(ChangeKind::Gained { tag: tags.path(tag) }),
            (false, false) => Self::Other(ChangeKind::Lost { tag: tags.path(tag) }),
        }
    }

    /// The same by names.
    pub(super) fn told(self, legend: &Legend) -> Option<ChangeKind> {
        let tag = |tag| legend.tags.name(tag).cloned();
        Some(match self {
            Self::Gained(number) => ChangeKind::Gained { tag: tag(number)? },
            Self::Lost(number) => ChangeKind::Lost { tag: tag(number)? },
            Self::Other(kind) => kind,
        })
    }
}

impl<'a> Reason<'a> {
    /// As [`Cause::name`].
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Event { .. } => "event",
            Self::Rule { .. } => "rule",
            Self::Time => "time",
            Self::Attribute(_) => "attribute",
            Self::Created => "created",
            Self::Person(_) => "person",
            Self::Import { .. } => "import",
            Self::Expired => "expired",
            Self::ExclusiveGroup(_) => "exclusive-group",
            Self::Late => "late",
            Self::Handbook(_) => "handbook",
            Self::Other(cause) => cause.name(),
        }
    }

    /// What is told by names, in numbers.
    pub(crate) fn of(cause: &'a Cause, legend: &Legend) -> Self {
        Self::numbered(cause, legend).unwrap_or(Self::Other(cause))
    }

    fn numbered(cause: &'a Cause, legend: &Legend) -> Option<Self> {
        Some(match cause {
            Cause::Event { event, id, at } => Self::Event { event: legend.events.number(event)?, id: id.as_deref(), at: *at },
            Cause::Rule { rule, event, id, at } => {
                let event = match event {
                    Some(event) => Some(legend.events.number(event)?),
                    None => None,
                };
                Self::Rule { rule: legend.rules.number(rule)?, event, id: id.as_deref(), at: *at }
            }
            Cause::Time => Self::Time,
            Cause::Attribute { name } => Self::Attribute(legend.attributes.number(name)?),
            Cause::Created => Self::Created,
            Cause::Person { by } => Self::Person(by),
            Cause::Import { source, version } => Self::Import { source, version: *version },
            Cause::Expired => Self::Expired,
            Cause::ExclusiveGroup { other } => Self::ExclusiveGroup(legend.tags.number(other)?),
            Cause::Merge { .. } | Cause::Vacancy => Self::Other(cause),
            Cause::Late => Self::Late,
            Cause::Handbook { version } => Self::Handbook(*version),
        })
    }

    /// The same by names.
    pub(super) fn told(self, legend: &Legend) -> Option<Cause> {
        Some(match self {
            Self::Event { event, id, at } => {
                Cause::Event { event: legend.events.name(event)?.clone(), id: id.map(Into::into), at }
            }
            Self::Rule { rule, event, id, at } => {
                let event = match event {
                    Some(event) => Some(legend.events.name(event)?.clone()),
                    None => None,
                };
                Cause::Rule { rule: legend.rules.name(rule)?.clone(), event, id: id.map(Into::into), at }
            }
            Self::Time => Cause::Time,
            Self::Attribute(attribute) => Cause::Attribute { name: legend.attributes.name(attribute)?.clone() },
            Self::Created => Cause::Created,
            Self::Person(by) => Cause::Person { by: by.into() },
            Self::Import { source, version } => Cause::Import { source: source.into(), version },
            Self::Expired => Cause::Expired,
            Self::ExclusiveGroup(tag) => Cause::ExclusiveGroup { other: legend.tags.name(tag)?.clone() },
            Self::Late => Cause::Late,
            Self::Handbook(version) => Cause::Handbook { version },
            Self::Other(cause) => cause.clone(),
        })
    }
}
