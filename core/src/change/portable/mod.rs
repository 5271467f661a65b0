//! The feed in bytes, and back: what a store keeps of it.
//!
//! For: changes one behind the other in few bytes each. Bytes of any origin give a piece of the feed that is sound in all that it
//! says, or nothing. Not for: names and ids, which are looked up in the handbooks and the register that are stored beside it. Byte
//! by byte it is in `docs/format-feed.md`.

pub(crate) mod pieces;
mod read;
mod rest;
mod words;
mod write;

use read::read;
use write::write;

/// What a piece begins with: the last byte is the number of the form.
const HEAD: [u8; 5] = *b"tgfp\x01";

/// What a change says in numbers, but for when and of whom: many changes have one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Shape {
    what: Turned,
    why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Turned {
    Gained(usize),
    Lost(usize),
    /// Told whole.
    Other,
}

/// The sort of cause. `here` says whether what caused the change is of the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Why {
    Time,
    Created,
    Expired,
    Late,
    Handbook(u32),
    Attribute(usize),
    ExclusiveGroup(usize),
    Person,
    Import(u64),
    Event {
        event: usize,
        here: bool,
    },
    Rule {
        rule: usize,
        event: Option<usize>,
        here: bool,
    },
    /// Told whole.
    Other,
}

/// The bytes of sorts of causes.
mod mark {
    pub(super) const TIME: u8 = 0;
    pub(super) const CREATED: u8 = 1;
    pub(super) const EXPIRED: u8 = 2;
    pub(super) const LATE: u8 = 3;
    pub(super) const HANDBOOK: u8 = 4;
    pub(super) const ATTRIBUTE: u8 = 5;
    pub(super) const EXCLUSIVE_GROUP: u8 = 6;
    pub(super) const PERSON: u8 = 7;
    pub(super) const IMPORT: u8 = 8;
    pub(super) const EVENT: u8 = 9;
    pub(super) const EVENT_ELSEWHERE: u8 = 10;
    pub(super) const RULE: u8 = 11;
    pub(super) const RULE_ELSEWHERE: u8 = 12;
    pub(super) const RULE_ON_EVENT: u8 = 13;
    pub(super) const RULE_ON_EVENT_ELSEWHERE: u8 = 14;
    pub(super) const OTHER: u8 = 15;
}

#[cfg(test)]
mod tests;
