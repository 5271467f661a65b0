//! A change in 24 bytes, and what does not fit in them.

use super::reason::{Reason, What};
use super::texts::Texts;
use super::{Cause, ChangeKind};
use crate::customer::Ordinal;
use crate::time::Instant;

/// One change, in numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed {
    pub(super) at: Instant,
    pub(super) customer: Ordinal,
    /// Whether gained or lost, with the tag's number; or the place of something else in its table.
    what: Marked<30>,
    /// The sort of cause, with the number of what it names.
    why: Marked<28>,
    /// What else the cause carries: the place of a text, plus one where there may be none; a place in a table; a version.
    detail: u32,
}

/// A number of so many bits behind a mark. Handbooks and tables have no more of anything than there are such numbers: that
/// would not fit into memory. What were larger is the largest, and stands for nothing.
#[derive(Clone, Copy, Debug)]
struct Marked<const BITS: u32>(u32);

impl<const BITS: u32> Marked<BITS> {
    const LARGEST: u32 = (1 << BITS) - 1;

    fn new(mark: u32, number: usize) -> Self {
        let number = u32::try_from(number).map_or(Self::LARGEST, |number| number.min(Self::LARGEST));
        Self(mark << BITS | number)
    }

    fn mark(self) -> u32 {
        self.0 >> BITS
    }

    fn number(self) -> usize {
        (self.0 & Self::LARGEST) as usize
    }
}

impl Packed {
    /// Whether a tag was gained, and its number; none, if it is something else or a tag without a number.
    pub(super) fn turned(&self) -> Option<(bool, usize)> {
        match self.what.mark() {
            GAINED => Some((true, self.what.number())),
            LOST => Some((false, self.what.number())),
            _ => None,
        }
    }

    /// Whether the cause may be one of some, as far as can be said without a look at the tables.
    pub(super) fn may_be(&self, causes: Causes) -> bool {
        causes.0 >> self.why.mark() & 1 == 1
    }

    /// Whether all that it says stands in numbers.
    pub(super) fn is_plain(&self) -> bool {
        self.what.mark() != OTHER_KIND && name(self.why.mark()).is_some()
    }
}

/// Some sorts of cause, by their marks. Those that a look at the tables tells are always among them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Causes(u32);

impl Causes {
    pub(super) fn of(is_asked: impl Fn(&str) -> bool) -> Self {
        Self((0..16).filter(|&mark| name(mark).is_none_or(&is_asked)).map(|mark| 1 << mark).sum())
    }
}

/// The name of the cause that has a mark.
fn name(mark: u32) -> Option<&'static str> {
    Some(match mark {
        TIME => "time",
        EVENT => "event",
        RULE_ON_EVENT | RULE => "rule",
        ATTRIBUTE => "attribute",
        CREATED => "created",
        PERSON => "person",
        IMPORT => "import",
        EXPIRED => "expired",
        EXCLUSIVE_GROUP => "exclusive-group",
        LATE => "late",
        HANDBOOK => "handbook",
        _ => return None,
    })
}

// Marks of what changed.
const GAINED: u32 = 0;
const LOST: u32 = 1;
const OTHER_KIND: u32 = 2;

// Marks of causes. A rule on an event has its number in the upper half, that of the event type in the lower. What has
// larger numbers, or acted at another instant than that of the change, is wide.
const TIME: u32 = 0;
const EVENT: u32 = 1;
const RULE_ON_EVENT: u32 = 2;
const RULE: u32 = 3;
const ATTRIBUTE: u32 = 4;
const CREATED: u32 = 5;
const PERSON: u32 = 6;
const IMPORT: u32 = 7;
const EXPIRED: u32 = 8;
const EXCLUSIVE_GROUP: u32 = 9;
const LATE: u32 = 10;
const HANDBOOK: u32 = 11;
const WIDE: u32 = 12;
const OTHER_CAUSE: u32 = 13;

/// Below this lie the numbers of rules and event types that stand in one.
const HALF: usize = 1 << 14;

/// What does not fit into changes.
#[derive(Debug, Default)]
pub(super) struct Tables {
    kinds: Vec<ChangeKind>,
    causes: Vec<Cause>,
    wide: Vec<Wide>,
    texts: Texts,
}

/// Where everything fits.
pub(super) static NONE: Tables = Tables { kinds: Vec::new(), causes: Vec::new(), wide: Vec::new(), texts: Texts::new() };

/// An event or a rule with all its numbers, its id as in [`Packed::detail`].
#[derive(Clone, Copy, Debug, PartialEq)]
struct Wide {
    rule: Option<usize>,
    event: Option<usize>,
    id: u32,
    at: Instant,
}

impl Tables {
    pub(super) fn pack(&mut self, at: Instant, customer: Ordinal, what: What, why: Reason<'_>) -> Packed {
        let what = self.what(what);
        let (why, detail) = self.why(at, why);
        Packed { at, customer, what, why, detail }
    }

    /// A change for the same cause as another.
    pub(super) fn pack_like(&mut self, packed: &Packed, what: What) -> Packed {
        Packed { what: self.what(what), ..*packed }
    }

    fn what(&mut self, what: What) -> Marked<30> {
        match what {
            What::Gained(tag) => Marked::new(GAINED, tag),
            What::Lost(tag) => Marked::new(LOST, tag),
            What::Other(kind) => Marked::new(OTHER_KIND, place_in(&mut self.kinds, kind)),
        }
    }

    fn why(&mut self, now: Instant, why: Reason<'_>) -> (Marked<28>, u32) {
        let (mark, number, detail) = match why {
            Reason::Time => (TIME, 0, 0),
            Reason::Created => (CREATED, 0, 0),
            Reason::Expired => (EXPIRED, 0, 0),
            Reason::Late => (LATE, 0, 0),
            Reason::Handbook(version) => (HANDBOOK, 0, version),
            Reason::Attribute(attribute) => (ATTRIBUTE, attribute, 0),
            Reason::ExclusiveGroup(tag) => (EXCLUSIVE_GROUP, tag, 0),
            Reason::Person(by) => (PERSON, 0, small(self.texts.add(by))),
            Reason::Import { source, version } => match usize::try_from(version) {
                Ok(version) if version <= Marked::<28>::LARGEST as usize => (IMPORT, version, small(self.texts.add(source))),
                _ => self.whole(Cause::Import { source: source.into(), version }),
            },
            Reason::Event { event, id, at } if at == now => (EVENT, event, self.id(id)),
            Reason::Event { event, id, at } => self.wide(None, Some(event), id, at),
            Reason::Rule { rule, event: None, id, at } if at == now => (RULE, rule, self.id(id)),
            Reason::Rule { rule, event: Some(event), id, at } if at == now && rule < HALF && event < HALF => {
                (RULE_ON_EVENT, rule * HALF + event, self.id(id))
            }
            Reason::Rule { rule, event, id, at } => self.wide(Some(rule), event, id, at),
            Reason::Other(cause) => self.whole(cause.clone()),
        };
        (Marked::new(mark, number), detail)
    }

    fn id(&mut self, id: Option<&str>) -> u32 {
        id.map_or(0, |id| small(self.texts.add(id)).saturating_add(1))
    }

    fn wide(&mut self, rule: Option<usize>, event: Option<usize>, id: Option<&str>, at: Instant) -> (u32, usize, u32) {
        let wide = Wide { rule, event, id: self.id(id), at };
        (WIDE, 0, small(place_in(&mut self.wide, wide)))
    }

    fn whole(&mut self, cause: Cause) -> (u32, usize, u32) {
        (OTHER_CAUSE, 0, small(place_in(&mut self.causes, cause)))
    }

    /// What a change tells, and why.
    pub(super) fn unpack(&self, packed: &Packed) -> Option<(What, Reason<'_>)> {
        let what = match packed.what.mark() {
            GAINED => What::Gained(packed.what.number()),
            LOST => What::Lost(packed.what.number()),
            _ => What::Other(self.kinds.get(packed.what.number())?.clone()),
        };
        let (number, detail, at) = (packed.why.number(), packed.detail, packed.at);
        let why = match packed.why.mark() {
            TIME => Reason::Time,
            EVENT => Reason::Event { event: number, id: self.id_at(detail), at },
            RULE_ON_EVENT => Reason::Rule { rule: number / HALF, event: Some(number % HALF), id: self.id_at(detail), at },
            RULE => Reason::Rule { rule: number, event: None, id: self.id_at(detail), at },
            ATTRIBUTE => Reason::Attribute(number),
            CREATED => Reason::Created,
            PERSON => Reason::Person(self.texts.get(detail as usize)?),
            IMPORT => Reason::Import { source: self.texts.get(detail as usize)?, version: number as u64 },
            EXPIRED => Reason::Expired,
            EXCLUSIVE_GROUP => Reason::ExclusiveGroup(number),
            LATE => Reason::Late,
            HANDBOOK => Reason::Handbook(detail),
            WIDE => match *self.wide.get(detail as usize)? {
                Wide { rule: Some(rule), event, id, at } => Reason::Rule { rule, event, id: self.id_at(id), at },
                Wide { rule: None, event, id, at } => Reason::Event { event: event?, id: self.id_at(id), at },
            },
            _ => Reason::Other(self.causes.get(detail as usize)?),
        };
        Some((what, why))
    }

    fn id_at(&self, detail: u32) -> Option<&str> {
        self.texts.get(detail.checked_sub(1)? as usize)
    }

    /// The same change, what does not fit into it being looked up in other tables.
    pub(super) fn move_from(&mut self, others: &Self, packed: &Packed) -> Option<Packed> {
        let is_plain = packed.what.mark() != OTHER_KIND
            && match packed.why.mark() {
                EVENT | RULE | RULE_ON_EVENT => packed.detail == 0,
                PERSON | IMPORT | WIDE | OTHER_CAUSE => false,
                _ => true,
            };
        if is_plain {
            return Some(*packed);
        }
        let (what, why) = others.unpack(packed)?;
        Some(self.pack(packed.at, packed.customer, what, why))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.causes.is_empty() && self.wide.is_empty() && self.texts.is_empty()
    }

    pub(super) fn shrink(&mut self) {
        self.kinds.shrink_to_fit();
        self.causes.shrink_to_fit();
        self.wide.shrink_to_fit();
        self.texts.shrink();
    }

    /// Bytes in use, what hangs on other `Arc`s not counted.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        self.kinds.capacity() * size_of::<ChangeKind>()
            + self.causes.capacity() * size_of::<Cause>()
            + self.wide.capacity() * size_of::<Wide>()
            + self.texts.bytes()
    }
}

/// The place of something in a table, which takes it if it is not what came last already.
fn place_in<T: PartialEq>(table: &mut Vec<T>, item: T) -> usize {
    if table.last() != Some(&item) {
        table.push(item);
    }
    table.len() - 1
}

/// A place in a table that does not fit is none in it.
fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
