//! How long events are kept, and what may be asked of what is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::options::Options;
use super::state::State;
use crate::bytes::{Reader, put, put_bytes, put_signed};
use crate::column::{Column, Runs};
use crate::customer::Ordinal;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::event::log::Kind;
use crate::event::{Entry, EntryKind, Schema};
use crate::live::{Back, Lookback, Standing};
use crate::rule::Plan;
use crate::time::Instant;

/// What of the log is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// The types of events, by number, that are kept for good as long as the handbook is in force.
    for_good: BTreeSet<usize>,
    /// From when on events are kept of each type of which some were let go.
    since: BTreeMap<usize, Instant>,
    /// The customers whose first day is on record, whatever goes of their events.
    born: Column,
    /// Whether there may be some left that are to go.
    is_behind: bool,
}

/// So many pages are rewritten in one commit.
const PAGES: usize = 2;

/// Events go when a quarter more than what is kept has come together: each page is rewritten so many times at most.
const PARTS: i64 = 4;

impl Options {
    /// From when on events are kept, where the clock stands at an instant.
    fn kept_since(&self, clock: Instant) -> Option<Instant> {
        let kept = self.retention_millis?.max(0).saturating_add(self.lateness_millis.max(0));
        let (since, step) = (clock.saturating_add(kept.saturating_neg()), (kept / PARTS).max(1));
        Some(since.saturating_add(-since.millis().rem_euclid(step)))
    }
}

impl Kept {
    /// Whether an answer that looks so far back at events of a type is complete.
    fn tells(&self, event: usize, back: Back, retention: i64) -> bool {
        back <= Back::Millis(retention) || (self.for_good.contains(&event) && !self.since.contains_key(&event))
    }

    /// Appends it as bytes.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> Option<()> {
        put(out, self.for_good.len() as u64);
        self.for_good.iter().for_each(|&event| put(out, event as u64));
        put(out, self.since.len() as u64);
        for (&event, since) in &self.since {
            put(out, event as u64);
            put_signed(out, since.millis());
        }
        out.push(u8::from(self.is_behind));
        put_bytes(out, &self.born.to_portable(Runs::Shorter).ok()?);
        Some(())
    }

    /// What [`write`](Self::write) wrote.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let for_good = reader.list(|reader| Some(reader.number()? as usize))?;
        let since = reader.list(|reader| Some((reader.number()? as usize, Instant::from_millis(reader.signed()?).ok()?)))?;
        let is_behind = reader.byte()? == 1;
        let born = Column::from_portable(reader.bytes()?).ok()?;
        Some(Self { for_good, since, born, is_behind })
    }

    /// What must be true of a past instant, so that all that may be asked of it is known.
    pub(super) fn told_since(&self, options: &Options) -> Option<Instant> {
        let since = self.since.values().max()?;
        Some(since.saturating_add(options.retention_millis?.max(0)))
    }

    /// Whether that is so.
    ///
    /// # Errors
    /// `not-kept`.
    pub(super) fn tells_of(&self, instant: Instant, options: &Options) -> Result<()> {
        let Some(since) = self.told_since(options).filter(|since| instant < *since) else { return Ok(()) };
        Err(Error::new(ErrorKind::NotKept, format!("what was so at `{instant}` is not known any more"))
            .with_help(format!("ask for an instant from `{since}` on, or keep events longer (`retention_millis`)")))
    }
}

/// What a query asks for must be kept.
pub(super) fn is_kept(state: &State, options: &Options, plan: &Plan, lookback: &Lookback) -> Result<()> {
    let Some(retention) = options.retention_millis else { return Ok(()) };
    // Who looks at tags as they were asks for all that their definitions ask for from there on.
    let looks_back = lookback.state > Back::Millis(0);
    let further = if looks_back { plan.lookbacks() } else { Vec::new() };
    let further = further.iter().flat_map(|(_, of)| &of.events).map(|(event, back)| (*event, back.and(lookback.state)));
    for (event, back) in lookback.events.iter().map(|(event, back)| (*event, *back)).chain(further) {
        if !state.kept.tells(event, back, retention.max(0)) {
            return Err(not_kept("the condition", event, back, retention, &state.schema).with_help("look less far back"));
        }
    }
    Ok(())
}

/// What is kept for good under another handbook, and since when what it says is complete, if it asks for more than is kept
/// and that is accepted.
pub(super) fn under(
    state: &State,
    options: &Options,
    plan: &Plan,
    schema: &Schema,
    accepts_incomplete: bool,
) -> Result<(BTreeSet<usize>, Option<Instant>)> {
    let Some(retention) = options.retention_millis else { return Ok((BTreeSet::new(), None)) };
    let mut kept = Kept { for_good: plan.reacts_to(schema), since: state.kept.since.clone(), ..Kept::default() };
    let mut incomplete = None;
    for (what, lookback) in plan.lookbacks() {
        for (&event, &back) in &lookback.events {
            if kept.tells(event, back, retention.max(0)) {
                continue;
            }
            if !accepts_incomplete {
                return Err(not_kept(&what, event, back, retention, schema).with_help(
                    "look less far back, keep more (`retention_millis`), or accept that it is incomplete (`accepts_incomplete`)",
                ));
            }
            kept.for_good.insert(event);
            incomplete = incomplete.max(kept.since.get(&event).copied());
        }
    }
    Ok((kept.for_good, incomplete))
}

fn not_kept(what: &str, event: usize, back: Back, retention: i64, schema: &Schema) -> Error {
    let days = |millis: i64| millis.max(0).unsigned_abs().div_ceil(86_400_000);
    let event = quote(&schema.event_name(event));
    let asked = match back {
        Back::Ever => format!("all {event} there ever were"),
        Back::Millis(millis) => format!("{event} of up to {} days", days(millis)),
    };
    let message = format!("{what} asks for {asked}, of which {} days are kept", days(retention));
    Error::new(ErrorKind::NotKept, message)
}

impl State {
    /// Lets go of some events that are no longer kept where the clock stands now.
    pub(super) fn let_go(&mut self, standing: &mut Standing, options: &Options) {
        let Some(since) = self.clock.and_then(|clock| options.kept_since(clock)) else { return };
        let goes =
            |event: &usize| !self.kept.for_good.contains(event) && self.kept.since.get(event).is_none_or(|kept| *kept < since);
        let more: Vec<usize> = (0..self.schema.event_names().count()).filter(goes).collect();
        if !more.is_empty() {
            let kept = Arc::make_mut(&mut self.kept);
            kept.since.extend(more.into_iter().map(|event| (event, since)));
            kept.is_behind = true;
        }
        if self.kept.is_behind {
            self.let_go_of_pages(standing, PAGES);
        }
    }

    /// From now on these are kept for good.
    pub(super) fn keep_for_good(&mut self, events: BTreeSet<usize>, standing: &mut Standing) {
        if self.kept.is_behind && events.iter().any(|event| self.kept.since.contains_key(event)) {
            // What is still left of them must not be seen.
            self.log.seal();
            self.log.merge(usize::MAX);
            self.let_go_of_pages(standing, usize::MAX);
        }
        if self.kept.for_good != events {
            Arc::make_mut(&mut self.kept).for_good = events;
        }
    }

    fn let_go_of_pages(&mut self, standing: &mut Standing, pages: usize) {
        let (kept, before) = (self.kept.clone(), self.log.clone());
        let kept_since = |kind: Kind| match kind {
            Kind::Event(event) => kept.since.get(&(event as usize)).copied(),
            Kind::Created | Kind::Attribute(_) | Kind::Assigned => None,
        };
        let gone = self.log.let_go(&kept_since, pages);
        for &(of, count) in &gone.of {
            standing.uncount_records(of, count);
        }
        let unrecorded: BTreeSet<Ordinal> = gone.of.iter().map(|(of, _)| *of).filter(|&of| !kept.born.contains(of)).collect();
        for &of in &unrecorded {
            // Its first event made it a customer: that stays.
            if let Some(first) = unrecorded_birth(&before.entries(&[of], Instant::MIN, Instant::NEVER)) {
                let Entry { at, version, .. } = **first;
                self.log.append(Arc::new(Entry { at, sequence: 0, of, id: None, kind: EntryKind::Created, version }));
                standing.count_record(of);
            }
        }
        let kept = Arc::make_mut(&mut self.kept);
        kept.is_behind = gone.is_more;
        for of in unrecorded {
            kept.born.put(of, true);
        }
    }
}

/// The entry with which a customer began, if that is no creation.
fn unrecorded_birth(entries: &[Arc<Entry>]) -> Option<&Arc<Entry>> {
    let first = entries.iter().find(|entry| matches!(entry.kind, EntryKind::Created | EntryKind::Event { .. }))?;
    let is_created = |entry: &&Arc<Entry>| matches!(entry.kind, EntryKind::Created) && entry.at == first.at;
    (!entries.iter().any(|entry| is_created(&entry))).then_some(first)
}
