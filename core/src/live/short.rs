//! The short way: of a customer to whom nothing is assigned and for whom no rule has acted, the row tells all.

use std::sync::Arc;

use super::annex::Annex;
use super::circuit::Facts;
use super::kept::Kept;
use super::program::Program;
use super::row::{BITS, Row};
use super::standing::Ground;
use super::telling::fired;
use super::walk::too_many_ticks;
use crate::change::Cause;
use crate::customer::CustomerId;
use crate::error::Result;
use crate::event::{Entry, EntryKind, Schema};
use crate::reference::{Firing, Moment, Transition, Truths, cause_of};
use crate::rule::{Plan, Predicate, SetOff, Settling, Tags};
use crate::time::Instant;

/// A tag came or went.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turned {
    pub(crate) at: Instant,
    pub(crate) tag: usize,
    pub(crate) gained: bool,
    pub(crate) why: Why,
}

/// What made it so.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Why {
    Time,
    /// The record at this place of the history.
    Record(usize),
    /// Another tag of its exclusive group.
    Rival(usize),
}

impl Turned {
    pub(super) fn transition(self, ground: Ground<'_>) -> Transition {
        let cause = match self.why {
            Why::Time => Cause::Time,
            Why::Record(place) => ground.history.entries().get(place).map_or(Cause::Time, |entry| cause_of(entry, ground.schema)),
            Why::Rival(other) => Cause::ExclusiveGroup { other: ground.plan.tags[other].path.clone() },
        };
        Transition { at: self.at, tag: self.tag, gained: self.gained, cause }
    }

    /// The same, where so many other records come before those that are looked at.
    pub(super) fn behind(self, records: usize) -> Self {
        let why = match self.why {
            Why::Record(place) => Why::Record(records + place),
            why => why,
        };
        Self { why, ..self }
    }
}

/// Where the short way has led.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Led {
    /// To the instant asked for; when something can change next.
    On(Option<Instant>),
    /// To where a rule acts: the customer stands right before that instant, and the long way goes on.
    Off,
}

/// Room to work in.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// The row's bits as they were at the instant before.
    before: Vec<i64>,
    /// The atoms' bits as they were when all settled last.
    atoms: Vec<i64>,
    /// The places of the order that have to settle, as bits.
    places: Vec<u64>,
    /// The tags that turned as all settled last.
    turned: Vec<usize>,
    /// Those that turned at this instant, the last ones behind, and what each turned by.
    whys: Vec<(usize, Option<Why>)>,
    /// What rules told, until somebody takes it.
    pub(super) fired: Vec<Firing>,
}

pub(super) struct Short<'a> {
    /// Of the customer's records all that are needed.
    pub(super) entries: &'a [Arc<Entry>],
    /// Under which id it is known, if anything looks at that.
    pub(super) id: Option<&'a CustomerId>,
    pub(super) plan: &'a Plan,
    pub(super) schema: &'a Schema,
    /// What rules told before, up to an instant: of that instant it is told anew on the long way, and of others not at all.
    pub(super) told_until: Option<Instant>,
    pub(super) program: &'a Program,
    pub(super) scratch: &'a mut Scratch,
}

/// So many instants without a record at which more than events is looked at and nothing turns are gone by at once.
const MAX_TICKS: usize = 40_000;

impl Short<'_> {
    /// Goes on to `until`, and tells what turns, or to where a rule acts.
    pub(super) fn go(
        &mut self,
        (mut row, annex): (Row<'_>, &mut Annex),
        until: Instant,
        mut tell: impl FnMut(Turned),
    ) -> Result<Led> {
        let Self { entries, id, plan, .. } = *self;
        let mut place = row.reached().map_or(0, |reached| entries.partition_point(|entry| entry.at <= reached));
        let mut ticks = 0;
        let backfills = plan.rules.iter().any(|rule| rule.on_backfill);
        loop {
            let due = Some(row.due()).filter(|&due| due < Instant::NEVER && row.is_born());
            let record = entries.get(place).map(|entry| entry.at);
            // What the handbook itself made true is looked at when it came into force.
            let since = plan.since.filter(|&since| backfills && row.is_born() && row.reached().is_none_or(|at| at < since));
            let next = record.into_iter().chain(due).chain(since).min();
            let Some(at) = next.filter(|&at| at <= until) else {
                row.reach(until);
                return Ok(Led::On(next));
            };
            self.begin(&row);
            let first = place;
            let moment = |visible: usize| Moment::of_log(plan, at, id, &entries[..visible]);
            let mut kept = Kept::new(self.program, row.again(), annex);
            kept.come(&moment(place));
            if kept.is_turned {
                self.settle(&mut kept.row, Why::Time, false);
                ticks = 0;
            } else if record != Some(at) && kept.has_looked_back {
                ticks += 1;
                if ticks > MAX_TICKS + entries.len() {
                    return Err(too_many_ticks());
                }
            }
            while entries.get(place).is_some_and(|entry| entry.at == at) {
                (kept.is_turned, place) = (false, place + 1);
                let was_born = kept.row.is_born();
                kept.happen(&moment(place));
                if kept.is_turned {
                    self.settle(&mut kept.row, Why::Record(place - 1), !was_born);
                }
            }
            if !plan.rules.is_empty() && !self.react(&mut kept, &moment(place), first) {
                row.set_bits(BITS, &self.scratch.before);
                row.reach(at.saturating_add(-1));
                return Ok(Led::Off);
            }
            self.tell(&row, at, &mut tell);
            row.reach(at);
        }
    }

    /// Lets the rules act at this instant, whose records begin at a place. They read the state after all of its records. Gives
    /// whether they only told something; if not, nothing is told.
    fn react(&mut self, kept: &mut Kept<'_>, moment: &Moment<'_>, first: usize) -> bool {
        let (plan, program, schema) = (self.plan, self.program, self.schema);
        let told = self.scratch.fired.len();
        let may_tell = self.told_until.is_none_or(|until| until < moment.now);
        let acts = |short: &mut Self, number: usize, entry: Option<&Arc<Entry>>| {
            let only_tells = program.telling[number] && short.told_until != Some(moment.now);
            if only_tells && may_tell {
                short.scratch.fired.extend(fired(&plan.rules[number], entry, moment, schema));
            }
            if !only_tells {
                short.scratch.fired.truncate(told);
            }
            only_tells
        };
        for entry in moment.entries[first..].iter().filter(|entry| plan.meets(entry.at, entry.version)) {
            let EntryKind::Event { event, .. } = &entry.kind else { continue };
            for &number in program.by_event.get(*event).map_or(&[][..], |touched| &touched.rules) {
                let SetOff::Event { stream, first, .. } = &plan.rules[number].on else { continue };
                // What takes more than the event to find out is looked up on the long way.
                let holds = || *first || program.rules[number].is_none() || self.is_rule_true(number, &kept.row);
                let is_set_off = !program.plain[number] || (kept.sets_off(number, stream, entry, moment) && holds());
                if is_set_off && !acts(self, number, Some(entry)) {
                    return false;
                }
            }
        }
        // Those on a condition act behind those on events.
        for (number, rule) in plan.rules.iter().enumerate() {
            let SetOff::Condition(_) = rule.on else { continue };
            let is_true = kept.row.is_born() && self.is_rule_true(number, &kept.row);
            let may_act = plan.since.is_none_or(|since| moment.now > since || (moment.now == since && rule.on_backfill));
            let stood = kept.row.bit(program.stood, number) && plan.since != Some(moment.now);
            if is_true && may_act && !stood && !acts(self, number, None) {
                return false;
            }
            kept.row.set_bit(program.stood, number, is_true);
        }
        true
    }

    /// Lets all settle in a row in which nothing has yet, and looks which rules' conditions are true.
    pub(super) fn settle_anew(&mut self, row: &mut Row<'_>) {
        self.begin(row);
        self.settle(row, Why::Time, true);
        for (number, rule) in self.plan.rules.iter().enumerate() {
            if let SetOff::Condition(_) = rule.on {
                let is_true = self.is_rule_true(number, row);
                row.set_bit(self.program.stood, number, is_true);
            }
        }
    }

    fn is_rule_true(&self, number: usize, row: &Row<'_>) -> bool {
        let facts = SoFar { row, program: self.program };
        self.program.rules[number].as_ref().is_some_and(|circuit| circuit.is_true(&facts))
    }

    fn begin(&mut self, row: &Row<'_>) {
        let scratch = &mut *self.scratch;
        for (bits, end) in [(&mut scratch.before, self.program.kept), (&mut scratch.atoms, self.program.held)] {
            bits.clear();
            bits.extend_from_slice(row.bits(BITS..end));
        }
        scratch.whys.clear();
        scratch.places.resize(self.program.order.places.len().div_ceil(64), 0);
    }

    /// Tells what is otherwise than at the instant before.
    fn tell(&self, row: &Row<'_>, at: Instant, tell: &mut impl FnMut(Turned)) {
        let Program { held, tag_words, .. } = *self.program;
        let before = self.scratch.before.get(held - BITS..held - BITS + tag_words).unwrap_or(&[]);
        let why =
            |tag: usize| self.scratch.whys.iter().rev().find(|(of, _)| *of == tag).and_then(|(_, why)| *why).unwrap_or(Why::Time);
        for tag in turned(before, row.bits(held..held + tag_words)) {
            tell(Turned { at, tag, gained: row.bit(held, tag), why: why(tag) });
        }
    }

    /// Lets all settle that looks at what has turned, each behind what it depends on; what turns a tag last is why it did.
    fn settle(&mut self, row: &mut Row<'_>, why: Why, is_anew: bool) {
        let program = self.program;
        let order = &program.order;
        let Scratch { atoms, places, turned: moved, whys, .. } = &mut *self.scratch;
        let now = row.bits(BITS..program.held);
        for atom in turned(atoms, now) {
            order.by_atom[atom].iter().for_each(|&place| places[place / 64] |= 1 << (place % 64));
        }
        atoms.copy_from_slice(now);
        if is_anew {
            (0..order.places.len()).for_each(|place| places[place / 64] |= 1 << (place % 64));
        }
        moved.clear();
        let begun = whys.len();
        // What is marked on the way lies behind.
        for word in 0..places.len() {
            while places[word] != 0 {
                let bit = places[word].trailing_zeros();
                places[word] &= places[word] - 1;
                let place = &order.places[word * 64 + bit as usize];
                let facts = SoFar { row, program };
                let is_true = place.circuit.as_ref().is_none_or(|circuit| circuit.is_true(&facts));
                let has_changed = match place.what {
                    Settling::Tag(tag) => {
                        let is_claimed = |rival: &&usize| row.bit(program.claims, **rival);
                        let is_beaten =
                            is_true && place.room < usize::MAX && place.ahead.iter().filter(is_claimed).count() >= place.room;
                        let has_held = row.set_bit(program.held, tag, is_true && !is_beaten);
                        // Where no tag has rivals both are kept in one.
                        let has_claimed =
                            if program.claims == program.held { has_held } else { row.set_bit(program.claims, tag, is_true) };
                        if has_held {
                            moved.push(tag);
                            whys.push((tag, has_claimed.then_some(why)));
                        }
                        has_held || has_claimed
                    }
                    Settling::Named(number) => row.set_bit(program.named_bits, number, is_true),
                    Settling::Open(_) => false,
                };
                if has_changed {
                    place.behind.iter().for_each(|&place| places[place / 64] |= 1 << (place % 64));
                }
            }
        }
        let plan = self.plan;
        for (tag, by) in &mut whys[begun..] {
            // What has not moved itself makes room, or finds some.
            *by = by.or_else(|| displaced(*tag, plan, moved, row, program)).or(Some(why));
        }
    }
}

/// What has settled so far.
struct SoFar<'a, 'r> {
    row: &'a Row<'r>,
    program: &'a Program,
}

impl Facts for SoFar<'_, '_> {
    fn atom(&self, atom: usize) -> bool {
        self.row.atom(atom)
    }

    fn holds(&self, tag: usize) -> bool {
        self.row.bit(self.program.held, tag)
    }

    fn named(&self, number: usize) -> bool {
        self.row.bit(self.program.named_bits, number)
    }

    /// There is nothing to be asked on the short way.
    fn asked(&self, _: &Predicate) -> bool {
        false
    }
}

/// The tag of its group that came as it went, or went as it came.
fn displaced(tag: usize, plan: &Plan, moved: &[usize], row: &Row<'_>, program: &Program) -> Option<Why> {
    let is_held = |tag: usize| row.bit(program.held, tag);
    let turns = |rival: &usize| moved.contains(rival) && is_held(*rival) != is_held(tag);
    let mut rivals = Tags { plan, open: &[] }.rivals(tag).filter(|&rival| rival != tag);
    rivals.find(turns).map(Why::Rival)
}

/// Whether a bit is set.
pub(crate) fn is_set(bits: &[i64], number: usize) -> bool {
    bits.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
}

/// The numbers at which two differ.
fn turned(before: &[i64], after: &[i64]) -> impl Iterator<Item = usize> {
    before.iter().zip(after).enumerate().flat_map(|(word, (before, after))| {
        let mut left = before ^ after;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left.wrapping_sub(1);
            Some(word * 64 + bit)
        })
    })
}
