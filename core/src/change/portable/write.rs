use std::collections::HashMap;
use std::ops::Range;

use super::rest::{put_cause, put_kind};
use super::words::Written;
use super::{HEAD, Shape, Turned, Why, mark};
use crate::bytes::{put, put_signed};
use crate::change::chunk::{Chunk, Run};
use crate::change::{Reason, What};
use crate::time::Instant;

/// The changes of a chunk at some places, of which there must be some. `None` if one of them tells nothing.
pub(in crate::change) fn write(chunk: &Chunk, places: Range<usize>) -> Option<Vec<u8>> {
    let mut out = HEAD.to_vec();
    put_runs(&mut out, chunk, &places);
    let mut shapes = HashMap::new();
    let (mut instants, mut customers, mut numbers, mut known) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut rests = Rests::default();
    let (mut at, mut customer) = (0, 0);
    for unpacked in chunk.unpacked(places) {
        let (packed, what, why) = unpacked?;
        put_signed(&mut instants, packed.at.millis() - at);
        put_signed(&mut customers, i64::from(packed.customer) - customer);
        (at, customer) = (packed.at.millis(), packed.customer.into());
        let shape = Shape { what: turned(&what), why: sort(&why, packed.at) };
        let next = shapes.len();
        let number = *shapes.entry(shape).or_insert(next);
        if number == next {
            put_shape(&mut known, shape);
        }
        put(&mut numbers, number as u64);
        rests.put(packed.at, &what, why);
    }
    put(&mut out, shapes.len() as u64);
    for part in [known, instants, customers, numbers, rests.out] {
        out.extend(part);
    }
    Some(out)
}

fn put_runs(out: &mut Vec<u8>, chunk: &Chunk, places: &Range<usize>) {
    let runs: Vec<(&Run, Range<usize>)> = chunk.runs_of(places).collect();
    put(out, runs.len() as u64);
    let (mut sequence, mut commit) = (0, 0);
    for (run, places) in runs {
        put(out, places.len() as u64);
        put(out, run.sequence(places.start) - sequence);
        put(out, run.commit - commit);
        put(out, run.legend.version.into());
        (sequence, commit) = (run.sequence(places.end - 1), run.commit);
    }
}

fn turned(what: &What) -> Turned {
    match *what {
        What::Gained(tag) => Turned::Gained(tag),
        What::Lost(tag) => Turned::Lost(tag),
        What::Other(_) => Turned::Other,
    }
}

fn sort(why: &Reason<'_>, now: Instant) -> Why {
    match *why {
        Reason::Time => Why::Time,
        Reason::Created => Why::Created,
        Reason::Expired => Why::Expired,
        Reason::Late => Why::Late,
        Reason::Handbook(version) => Why::Handbook(version),
        Reason::Attribute(attribute) => Why::Attribute(attribute),
        Reason::ExclusiveGroup(tag) => Why::ExclusiveGroup(tag),
        Reason::Person(_) => Why::Person,
        Reason::Import { version, .. } => Why::Import(version),
        Reason::Event { event, at, .. } => Why::Event { event, here: at == now },
        Reason::Rule { rule, event, at, .. } => Why::Rule { rule, event, here: at == now },
        Reason::Other(_) => Why::Other,
    }
}

fn put_shape(out: &mut Vec<u8>, Shape { what, why }: Shape) {
    let (sort, tag) = match what {
        Turned::Gained(tag) => (0, tag),
        Turned::Lost(tag) => (1, tag),
        Turned::Other => (2, 0),
    };
    put(out, tag as u64 * 3 + sort);
    let (mark, numbers) = match why {
        Why::Time => (mark::TIME, [None, None]),
        Why::Created => (mark::CREATED, [None, None]),
        Why::Expired => (mark::EXPIRED, [None, None]),
        Why::Late => (mark::LATE, [None, None]),
        Why::Handbook(version) => (mark::HANDBOOK, [Some(version.into()), None]),
        Why::Attribute(number) => (mark::ATTRIBUTE, [Some(number as u64), None]),
        Why::ExclusiveGroup(tag) => (mark::EXCLUSIVE_GROUP, [Some(tag as u64), None]),
        Why::Person => (mark::PERSON, [None, None]),
        Why::Import(version) => (mark::IMPORT, [Some(version), None]),
        Why::Event { event, here } => (if here { mark::EVENT } else { mark::EVENT_ELSEWHERE }, [Some(event as u64), None]),
        Why::Rule { rule, event: None, here } => {
            (if here { mark::RULE } else { mark::RULE_ELSEWHERE }, [Some(rule as u64), None])
        }
        Why::Rule { rule, event: Some(event), here } => {
            let mark = if here { mark::RULE_ON_EVENT } else { mark::RULE_ON_EVENT_ELSEWHERE };
            (mark, [Some(rule as u64), Some(event as u64)])
        }
        Why::Other => (mark::OTHER, [None, None]),
    };
    out.push(mark);
    numbers.into_iter().flatten().for_each(|number| put(out, number));
}

/// What does not fit into shapes, change by change.
#[derive(Default)]
struct Rests<'c> {
    out: Vec<u8>,
    words: Written,
    /// The text before.
    before: Option<&'c str>,
}

impl<'c> Rests<'c> {
    fn put(&mut self, now: Instant, what: &What, why: Reason<'c>) {
        if let What::Other(kind) = what {
            put_kind(&mut self.out, &mut self.words, kind);
        }
        match why {
            Reason::Person(text) | Reason::Import { source: text, .. } => self.put_text(Some(text)),
            Reason::Event { id, at, .. } | Reason::Rule { id, at, .. } => {
                self.put_text(id);
                if at != now {
                    put_signed(&mut self.out, at.millis() - now.millis());
                }
            }
            Reason::Other(cause) => put_cause(&mut self.out, &mut self.words, cause),
            _ => {}
        }
    }

    fn put_text(&mut self, text: Option<&'c str>) {
        match text {
            None => put(&mut self.out, 0),
            text if text == self.before => put(&mut self.out, 1),
            Some(new) => {
                self.before = text;
                put(&mut self.out, new.len() as u64 + 2);
                self.out.extend_from_slice(new.as_bytes());
            }
        }
    }
}
