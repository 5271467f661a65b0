//! What changes tell whole: kinds and causes that have no numbers.

use std::sync::Arc;

use super::words::{Read, Written, optional, put_optional};
use crate::bytes::{Reader, put, put_bytes, put_signed};
use crate::change::{Cause, ChangeKind};
use crate::customer::CustomerId;
use crate::time::Instant;

pub(super) fn put_kind(out: &mut Vec<u8>, words: &mut Written, kind: &ChangeKind) {
    let named = |out: &mut Vec<u8>, words: &mut Written, mark, name| {
        out.push(mark);
        words.put(out, name);
    };
    match kind {
        ChangeKind::Gained { tag } => named(out, words, 0, tag),
        ChangeKind::Lost { tag } => named(out, words, 1, tag),
        ChangeKind::Emitted { name, payload } => {
            named(out, words, 2, name);
            put(out, payload.len() as u64);
            for (key, value) in payload {
                words.put(out, key);
                put_optional(out, value.as_deref());
            }
        }
        ChangeKind::Value { tag, value } => {
            named(out, words, 3, tag);
            put_bytes(out, value.as_bytes());
        }
        ChangeKind::Suggested { tag, confidence } => {
            named(out, words, 4, tag);
            put_optional(out, confidence.as_deref());
        }
        ChangeKind::Proposed { tag, add } => {
            named(out, words, 5, tag);
            out.push((*add).into());
        }
        ChangeKind::Declined { tag } => named(out, words, 6, tag),
        ChangeKind::Notified { team } => named(out, words, 7, team),
        ChangeKind::Routed { route, target } => {
            named(out, words, 8, route);
            words.put(out, target);
        }
        ChangeKind::Unrouted { route, target } => {
            named(out, words, 9, route);
            words.put(out, target);
        }
    }
}

pub(super) fn kind(reader: &mut Reader<'_>, words: &mut Read) -> Option<ChangeKind> {
    let mark = reader.byte()?;
    let name = words.word(reader)?;
    Some(match mark {
        0 => ChangeKind::Gained { tag: name },
        1 => ChangeKind::Lost { tag: name },
        2 => {
            let mut payload = Vec::new();
            for _ in 0..reader.number()? {
                payload.push((words.word(reader)?, optional(reader)?.map(str::to_owned)));
            }
            ChangeKind::Emitted { name, payload }
        }
        3 => ChangeKind::Value { tag: name, value: reader.text()?.to_owned() },
        4 => ChangeKind::Suggested { tag: name, confidence: optional(reader)?.map(str::to_owned) },
        5 => ChangeKind::Proposed { tag: name, add: is_so(reader)? },
        6 => ChangeKind::Declined { tag: name },
        7 => ChangeKind::Notified { team: name },
        8 => ChangeKind::Routed { route: name, target: words.word(reader)? },
        9 => ChangeKind::Unrouted { route: name, target: words.word(reader)? },
        _ => return None,
    })
}

pub(super) fn put_cause(out: &mut Vec<u8>, words: &mut Written, cause: &Cause) {
    match cause {
        Cause::Event { event, id, at } => {
            out.push(0);
            words.put(out, event);
            put_optional(out, id.as_deref());
            put_signed(out, at.millis());
        }
        Cause::Rule { rule, event, id, at } => {
            out.push(1);
            words.put(out, rule);
            out.push(event.is_some().into());
            if let Some(event) = event {
                words.put(out, event);
            }
            put_optional(out, id.as_deref());
            put_signed(out, at.millis());
        }
        Cause::Time => out.push(2),
        Cause::Attribute { name } => {
            out.push(3);
            words.put(out, name);
        }
        Cause::Created => out.push(4),
        Cause::Person { by } => {
            out.push(5);
            words.put(out, by);
        }
        Cause::Import { source, version } => {
            out.push(6);
            words.put(out, source);
            put(out, *version);
        }
        Cause::Expired => out.push(7),
        Cause::ExclusiveGroup { other } => {
            out.push(8);
            words.put(out, other);
        }
        Cause::Merge { customer: CustomerId::Number(number) } => {
            out.push(9);
            put(out, *number);
        }
        Cause::Merge { customer: CustomerId::Text(id) } => {
            out.push(10);
            put_bytes(out, id.as_bytes());
        }
        Cause::Late => out.push(11),
        Cause::Handbook { version } => {
            out.push(12);
            put(out, (*version).into());
        }
        Cause::Vacancy => out.push(13),
    }
}

pub(super) fn cause(reader: &mut Reader<'_>, words: &mut Read) -> Option<Cause> {
    Some(match reader.byte()? {
        0 => Cause::Event { event: words.word(reader)?, id: id(reader)?, at: instant(reader)? },
        1 => Cause::Rule {
            rule: words.word(reader)?,
            event: if is_so(reader)? { Some(words.word(reader)?) } else { None },
            id: id(reader)?,
            at: instant(reader)?,
        },
        2 => Cause::Time,
        3 => Cause::Attribute { name: words.word(reader)? },
        4 => Cause::Created,
        5 => Cause::Person { by: words.word(reader)? },
        6 => Cause::Import { source: words.word(reader)?, version: reader.number()? },
        7 => Cause::Expired,
        8 => Cause::ExclusiveGroup { other: words.word(reader)? },
        9 => Cause::Merge { customer: reader.number()?.into() },
        10 => {
            let customer = CustomerId::from(reader.text()?);
            customer.check().ok()?;
            Cause::Merge { customer }
        }
        11 => Cause::Late,
        12 => Cause::Handbook { version: reader.number()?.try_into().ok()? },
        13 => Cause::Vacancy,
        _ => return None,
    })
}

fn is_so(reader: &mut Reader<'_>) -> Option<bool> {
    match reader.byte()? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

fn id(reader: &mut Reader<'_>) -> Option<Option<Arc<str>>> {
    Some(optional(reader)?.map(Into::into))
}

fn instant(reader: &mut Reader<'_>) -> Option<Instant> {
    Instant::from_millis(reader.signed()?).ok()
}
