//! What a commit did, so that it can be done again.

use super::sets::Flips;
use crate::bytes::{Reader, put, put_bytes, put_signed};
use crate::change::FeedMarks;
use crate::engine::erase::Traces;
use crate::event::{Record, put_records, read_records};
use crate::time::Instant;

/// What a commit did.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) enum Done<'a> {
    /// It took in these records, those it refused left out, and brought the clock where it is now.
    Applied(&'a [Record]),
    /// It brought a handbook into force.
    Loaded { text: &'a str, accepts_incomplete: bool },
    /// It erased a customer.
    Erased(&'a Traces),
}

/// The same as it is read.
#[derive(Debug)]
pub(super) enum Redo {
    Applied {
        records: Vec<Record>,
        now: Instant,
    },
    /// The text lies by itself.
    Loaded {
        version: u32,
    },
}

/// The row of a commit after which the feed has these marks; none for an erasure, of which nothing is kept.
pub(super) fn write(
    done: Done<'_>,
    clock: Option<Instant>,
    version: u32,
    feed: FeedMarks,
    flips: impl FnOnce() -> Flips,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    put_marks(&mut out, feed);
    match done {
        Done::Applied(records) => {
            out.push(2);
            let mut bytes = Vec::new();
            flips().write(&mut bytes);
            put_bytes(&mut out, &bytes);
            put_signed(&mut out, clock?.millis());
            put_records(&mut out, records);
        }
        Done::Loaded { .. } => {
            out.push(1);
            put(&mut out, version.into());
        }
        Done::Erased(_) => return None,
    }
    Some(out)
}

/// Appends where a clock stands, if it does.
pub(super) fn put_clock(out: &mut Vec<u8>, clock: Option<Instant>) {
    out.push(u8::from(clock.is_some()));
    put_signed(out, clock.map_or(0, Instant::millis));
}

/// The outer `None` is no clock at all, the inner one that does not stand anywhere yet.
pub(super) fn read_clock(reader: &mut Reader<'_>) -> Option<Option<Instant>> {
    let stands = reader.byte()? == 1;
    let at = reader.signed()?;
    Some(if stands { Some(Instant::from_millis(at).ok()?) } else { None })
}

pub(super) fn put_marks(out: &mut Vec<u8>, marks: FeedMarks) {
    put(out, marks.last);
    put(out, marks.gone);
}

pub(super) fn read_marks(reader: &mut Reader<'_>) -> Option<FeedMarks> {
    Some(FeedMarks { last: reader.number()?, gone: reader.number()? })
}

/// What a row says, and the marks of the feed after it.
pub(super) fn read(bytes: &[u8]) -> Option<(Redo, FeedMarks)> {
    let mut reader = Reader::new(bytes);
    let marks = read_marks(&mut reader)?;
    let redo = match reader.byte()? {
        kind @ (0 | 2) => {
            if kind == 2 {
                reader.bytes()?;
            }
            let now = Instant::from_millis(reader.signed()?).ok()?;
            Redo::Applied { records: read_records(&mut reader)?, now }
        }
        1 => Redo::Loaded { version: u32::try_from(reader.number()?).ok()? },
        _ => return None,
    };
    reader.is_at_end().then_some((redo, marks))
}

/// What flipped, and the clock after it, as a row says; the inner `None` is of one that does not say it.
pub(super) fn flips(bytes: &[u8]) -> Option<Option<(Flips, Instant)>> {
    let mut reader = Reader::new(bytes);
    read_marks(&mut reader)?;
    if reader.byte()? != 2 {
        return Some(None);
    }
    let mut of_flips = Reader::new(reader.bytes()?);
    let flips = Flips::read(&mut of_flips)?;
    let clock = Instant::from_millis(reader.signed()?).ok()?;
    of_flips.is_at_end().then_some(Some((flips, clock)))
}

/// A handbook as it lies by itself.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) text: String,
    /// The commit that brought it into force.
    pub(super) commit: u64,
    /// The clock at that time.
    pub(super) clock: Option<Instant>,
    pub(super) accepts_incomplete: bool,
    pub(super) max_open_tags: usize,
}

impl Stored {
    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out, self.commit);
        put_clock(&mut out, self.clock);
        out.push(u8::from(self.accepts_incomplete));
        put(&mut out, self.max_open_tags as u64);
        out.extend(self.text.as_bytes());
        out
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let commit = reader.number()?;
        let clock = read_clock(&mut reader)?;
        let accepts_incomplete = reader.byte()? == 1;
        let max_open_tags = reader.number()? as usize;
        let text = String::from_utf8(reader.take(reader.left())?.to_vec()).ok()?;
        Some(Self { text, commit, clock, accepts_incomplete, max_open_tags })
    }
}
