use std::sync::Arc;

use super::rest::{cause, kind};
use super::words::Read;
use super::{HEAD, Shape, Turned, Why, mark};
use crate::bytes::Reader;
use crate::change::chunk::{Chunk, Run};
use crate::change::packed::Tables;
use crate::change::{Reason, What};
use crate::rule::Legend;
use crate::time::Instant;

/// A change takes at least so many bytes: one in each column.
const LEAST: u64 = 3;

/// Reads what [`write`](super::write) writes, with the legend of each version of the handbook, of customers below an ordinal.
/// `None` where bytes say what cannot be.
pub(in crate::change) fn read(bytes: &[u8], legends: &dyn Fn(u32) -> Option<Arc<Legend>>, given: usize) -> Option<Chunk> {
    let mut reader = Reader::new(bytes);
    if reader.take(HEAD.len())? != HEAD {
        return None;
    }
    let (runs, count) = runs(&mut reader, bytes.len() as u64, legends)?;
    let shapes = reader.at_most(count as u64).filter(|&shapes| shapes > 0)?;
    let shapes: Vec<Shape> = (0..shapes).map(|_| shape(&mut reader)).collect::<Option<_>>()?;
    // Each number took a byte at least, so that no more room is asked for than there are bytes.
    let instants = differences(&mut reader, count)?;
    let customers = differences(&mut reader, count)?;
    let numbers: Vec<usize> =
        (0..count).map(|_| usize::try_from(reader.at_most(shapes.len() as u64 - 1)?).ok()).collect::<Option<_>>()?;
    let (mut packed, mut tables) = (Vec::with_capacity(count), Tables::default());
    let mut rests = Rests { reader, words: Read::default(), before: None };
    for (number, run) in runs.iter().enumerate() {
        let end = runs.get(number + 1).map_or(count, |next| next.start);
        for place in run.start..end {
            let at = Instant::from_millis(instants[place]).ok()?;
            let customer = u32::try_from(customers[place]).ok().filter(|&customer| (customer as usize) < given)?;
            let shape = shapes[numbers[place]];
            if !is_known(shape, &run.legend) {
                return None;
            }
            let what = match shape.what {
                Turned::Gained(tag) => What::Gained(tag),
                Turned::Lost(tag) => What::Lost(tag),
                Turned::Other => What::Other(kind(&mut rests.reader, &mut rests.words)?),
            };
            packed.push(match shape.why {
                Why::Other => {
                    let cause = cause(&mut rests.reader, &mut rests.words)?;
                    tables.pack(at, customer, what, Reason::Other(&cause))
                }
                why => tables.pack(at, customer, what, rests.reason(why, at)?),
            });
        }
    }
    rests.reader.is_at_end().then_some(())?;
    Chunk::new(packed, tables, runs)
}

/// The runs, and how many changes they have.
fn runs(reader: &mut Reader<'_>, length: u64, legends: &dyn Fn(u32) -> Option<Arc<Legend>>) -> Option<(Vec<Run>, usize)> {
    let most = length / LEAST;
    let (mut runs, mut count) = (Vec::<Run>::new(), 0_u64);
    let (mut sequence, mut commit) = (0_u64, 0_u64);
    for _ in 0..reader.at_most(most).filter(|&runs| runs > 0)? {
        let (start, changes) = (usize::try_from(count).ok()?, reader.at_most(most - count).filter(|&changes| changes > 0)?);
        let first = sequence.checked_add(reader.number().filter(|&further| further > 0)?)?;
        commit = commit.checked_add(reader.number()?)?;
        let version = u32::try_from(reader.number()?).ok()?;
        let legend = match runs.last() {
            Some(last) if last.legend.version == version => last.legend.clone(),
            _ => legends(version)?,
        };
        count += changes;
        sequence = first.checked_add(changes - 1)?;
        runs.push(Run { start, first, commit, legend });
    }
    Some((runs, usize::try_from(count).ok()?))
}

fn differences(reader: &mut Reader<'_>, count: usize) -> Option<Vec<i64>> {
    let mut last = 0_i64;
    let mut next = || {
        last = last.checked_add(reader.signed()?)?;
        Some(last)
    };
    (0..count).map(|_| next()).collect()
}

fn shape(reader: &mut Reader<'_>) -> Option<Shape> {
    let number = |reader: &mut Reader<'_>| usize::try_from(reader.number()?).ok();
    let what = number(reader)?;
    let what = match (what % 3, what / 3) {
        (0, tag) => Turned::Gained(tag),
        (1, tag) => Turned::Lost(tag),
        (_, 0) => Turned::Other,
        _ => return None,
    };
    let why = match reader.byte()? {
        mark::TIME => Why::Time,
        mark::CREATED => Why::Created,
        mark::EXPIRED => Why::Expired,
        mark::LATE => Why::Late,
        mark::HANDBOOK => Why::Handbook(reader.number()?.try_into().ok()?),
        mark::ATTRIBUTE => Why::Attribute(number(reader)?),
        mark::EXCLUSIVE_GROUP => Why::ExclusiveGroup(number(reader)?),
        mark::PERSON => Why::Person,
        mark::IMPORT => Why::Import(reader.number()?),
        mark @ (mark::EVENT | mark::EVENT_ELSEWHERE) => Why::Event { event: number(reader)?, here: mark == mark::EVENT },
        mark @ (mark::RULE | mark::RULE_ELSEWHERE) => Why::Rule { rule: number(reader)?, event: None, here: mark == mark::RULE },
        mark @ (mark::RULE_ON_EVENT | mark::RULE_ON_EVENT_ELSEWHERE) => {
            let (rule, event) = (number(reader)?, number(reader)?);
            Why::Rule { rule, event: Some(event), here: mark == mark::RULE_ON_EVENT }
        }
        mark::OTHER => Why::Other,
        _ => return None,
    };
    Some(Shape { what, why })
}

/// Whether a legend has names for all numbers.
fn is_known(Shape { what, why }: Shape, legend: &Legend) -> bool {
    let is_tag = |tag| legend.tags.name(tag).is_some();
    let is_event = |event| legend.events.name(event).is_some();
    let what = match what {
        Turned::Gained(tag) | Turned::Lost(tag) => is_tag(tag),
        Turned::Other => true,
    };
    what && match why {
        Why::Attribute(attribute) => legend.attributes.name(attribute).is_some(),
        Why::ExclusiveGroup(tag) => is_tag(tag),
        Why::Event { event, .. } => is_event(event),
        Why::Rule { rule, event, .. } => legend.rules.name(rule).is_some() && event.is_none_or(is_event),
        _ => true,
    }
}

/// What does not fit into shapes, change by change.
struct Rests<'b> {
    reader: Reader<'b>,
    words: Read,
    /// The text before.
    before: Option<&'b str>,
}

impl<'b> Rests<'b> {
    fn text(&mut self) -> Option<Option<&'b str>> {
        Some(match self.reader.number()? {
            0 => None,
            1 => Some(self.before?),
            length => {
                let text = self.reader.take(usize::try_from(length - 2).ok()?)?;
                self.before = Some(std::str::from_utf8(text).ok()?);
                self.before
            }
        })
    }

    fn reason(&mut self, why: Why, now: Instant) -> Option<Reason<'b>> {
        Some(match why {
            Why::Time => Reason::Time,
            Why::Created => Reason::Created,
            Why::Expired => Reason::Expired,
            Why::Late => Reason::Late,
            Why::Handbook(version) => Reason::Handbook(version),
            Why::Attribute(attribute) => Reason::Attribute(attribute),
            Why::ExclusiveGroup(tag) => Reason::ExclusiveGroup(tag),
            Why::Person => Reason::Person(self.text()??),
            Why::Import(version) => Reason::Import { source: self.text()??, version },
            Why::Event { event, here } => {
                let (id, at) = self.occasion(here, now)?;
                Reason::Event { event, id, at }
            }
            Why::Rule { rule, event, here } => {
                let (id, at) = self.occasion(here, now)?;
                Reason::Rule { rule, event, id, at }
            }
            Why::Other => return None,
        })
    }

    fn occasion(&mut self, here: bool, now: Instant) -> Option<(Option<&'b str>, Instant)> {
        let id = self.text()?;
        let at = if here { now } else { Instant::from_millis(now.millis().checked_add(self.reader.signed()?)?).ok()? };
        Some((id, at))
    }
}
