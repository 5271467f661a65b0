//! The short way: of a customer to whom nothing is assigned and for whom no rule has acted, the row tells all.

use super::annex::Annex;
use super::circuit::Facts;
use super::kept::Kept;
use super::program::Program;
use super::row::Row;
use super::standing::Ground;
use super::walk::too_many_ticks;
use crate::change::Cause;
use crate::error::Result;
use crate::event::EntryKind;
use crate::reference::{Moment, Transition, Truths, cause_of};
use crate::rule::{Definition, Plan, Predicate, SetOff, Settling, Tags};
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
}

/// Where the short way has led.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Led {
    /// To the instant asked for; when something can change next.
    On(Option<Instant>),
    /// To where a rule acts: the customer stands right before that instant, and the long way goes on.
    Off,
}

/// Room to work in: bits by tag number.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// At the instant before.
    before: Vec<i64>,
    held: Vec<i64>,
    claims: Vec<i64>,
    next_held: Vec<i64>,
    next_claims: Vec<i64>,
    named: Vec<i64>,
    /// The rules whose conditions are true.
    stood: Vec<i64>,
    /// What each tag turned by, where it did.
    whys: Vec<Why>,
}

pub(super) struct Short<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) program: &'a Program,
    pub(super) scratch: &'a mut Scratch,
}

/// So many instants without a record at which nothing turns, for each of its atoms, are gone by at once.
const MAX_TICKS: usize = 40_000;

impl Short<'_> {
    /// Goes on to `until`, and tells what turns, or to where a rule acts.
    pub(super) fn go(
        &mut self,
        (mut row, annex): (Row<'_>, &mut Annex),
        until: Instant,
        mut tell: impl FnMut(Turned),
    ) -> Result<Led> {
        let Ground { history, plan, .. } = self.ground;
        let entries = history.entries();
        let mut place = row.reached().map_or(0, |reached| history.until(reached));
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
            let moment = |visible: usize| Moment::of_log(plan, at, history.id(), &entries[..visible]);
            let mut kept = Kept::new(self.program, row.again(), annex);
            kept.come(&moment(place));
            if kept.is_turned {
                self.settle(&kept.row, Why::Time);
                ticks = 0;
            } else if record != Some(at) {
                ticks += 1;
                if ticks > MAX_TICKS + entries.len() {
                    return Err(too_many_ticks());
                }
            }
            while entries.get(place).is_some_and(|entry| entry.at == at) {
                kept.is_turned = false;
                place += 1;
                kept.happen(&moment(place));
                if kept.is_turned {
                    self.settle(&kept.row, Why::Record(place - 1));
                }
            }
            if !plan.rules.is_empty() && self.is_rule_set_off(&kept, &moment(place), first) {
                row.reach(at.saturating_add(-1));
                return Ok(Led::Off);
            }
            self.tell(at, &mut tell);
            self.end(&mut row);
            row.reach(at);
        }
    }

    /// Whether a rule acts at this instant, whose records begin at a place. Rules read the state after all of its records.
    fn is_rule_set_off(&mut self, kept: &Kept<'_>, moment: &Moment<'_>, first: usize) -> bool {
        let (plan, program, row) = (self.ground.plan, self.program, &kept.row);
        let scratch = &mut *self.scratch;
        let facts = SoFar { row, held: &scratch.held, named: &scratch.named };
        for (number, rule) in plan.rules.iter().enumerate() {
            let SetOff::Condition(_) = rule.on else { continue };
            let is_true = row.is_born() && program.rules[number].as_ref().is_some_and(|circuit| circuit.is_true(&facts));
            let may_act = plan.since.is_none_or(|since| moment.now > since || (moment.now == since && rule.on_backfill));
            let stood = is_set(&scratch.stood, number) && plan.since != Some(moment.now);
            if is_true && may_act && !stood {
                return true;
            }
            put(&mut scratch.stood, number, is_true);
        }
        moment.entries[first..].iter().filter(|entry| plan.meets(entry.at, entry.version)).any(|entry| {
            let EntryKind::Event { event, .. } = &entry.kind else { return false };
            let rules = program.by_event.get(*event).map_or(&[][..], |touched| &touched.rules);
            rules.iter().any(|&number| {
                let SetOff::Event { stream, first, .. } = &plan.rules[number].on else { return false };
                // Whether it is the first of its sort is looked up on the long way.
                let holds = || *first || program.rules[number].as_ref().is_none_or(|circuit| circuit.is_true(&facts));
                kept.sets_off(number, stream, entry, moment) && holds()
            })
        })
    }

    fn begin(&mut self, row: &Row<'_>) {
        let (held, words) = (self.program.held, self.program.tag_words);
        let scratch = &mut *self.scratch;
        for (bits, kept) in [(&mut scratch.held, held), (&mut scratch.claims, held + words)] {
            bits.clear();
            bits.extend_from_slice(row.bits(kept..kept + words));
        }
        scratch.stood.clear();
        scratch.stood.extend_from_slice(row.bits(held + 2 * words..held + 2 * words + self.program.rule_words));
        scratch.before.clone_from(&scratch.held);
        scratch.whys.resize(self.ground.plan.tags.len(), Why::Time);
    }

    fn end(&self, row: &mut Row<'_>) {
        let (held, words) = (self.program.held, self.program.tag_words);
        row.set_bits(held, &self.scratch.held);
        row.set_bits(held + words, &self.scratch.claims);
        row.set_bits(held + 2 * words, &self.scratch.stood);
    }

    /// Tells what is otherwise than at the instant before.
    fn tell(&self, at: Instant, tell: &mut impl FnMut(Turned)) {
        let scratch = &*self.scratch;
        for tag in turned(&scratch.before, &scratch.held) {
            tell(Turned { at, tag, gained: is_set(&scratch.held, tag), why: scratch.whys[tag] });
        }
    }

    /// Settles every tag, each behind those it depends on; what turns a tag last is why it did.
    fn settle(&mut self, row: &Row<'_>, why: Why) {
        let (plan, program) = (self.ground.plan, self.program);
        let scratch = &mut *self.scratch;
        blank(&mut scratch.next_held, program.tag_words);
        blank(&mut scratch.next_claims, program.tag_words);
        blank(&mut scratch.named, plan.named.len().div_ceil(64));
        for settling in &plan.order {
            let facts = SoFar { row, held: &scratch.next_held, named: &scratch.named };
            match *settling {
                Settling::Tag(tag) => {
                    let is_claimed = match &plan.tags[tag].definition {
                        Definition::When(_) => program.tags[tag].as_ref().is_some_and(|circuit| circuit.is_true(&facts)),
                        Definition::Otherwise => true,
                        Definition::Assignable => false,
                    };
                    if is_claimed {
                        set(&mut scratch.next_claims, tag);
                        if !is_beaten(tag, plan, &scratch.next_claims) {
                            set(&mut scratch.next_held, tag);
                        }
                    }
                }
                Settling::Named(number) => {
                    if program.named[number].as_ref().is_some_and(|circuit| circuit.is_true(&facts)) {
                        set(&mut scratch.named, number);
                    }
                }
                Settling::Open(_) => {}
            }
        }
        for tag in turned(&scratch.held, &scratch.next_held) {
            let moved_itself = is_set(&scratch.claims, tag) != is_set(&scratch.next_claims, tag);
            scratch.whys[tag] = if moved_itself { why } else { displaced(tag, plan, scratch).unwrap_or(why) };
        }
        std::mem::swap(&mut scratch.held, &mut scratch.next_held);
        std::mem::swap(&mut scratch.claims, &mut scratch.next_claims);
    }
}

/// What has settled so far.
struct SoFar<'a> {
    row: &'a Row<'a>,
    held: &'a [i64],
    named: &'a [i64],
}

impl Facts for SoFar<'_> {
    fn atom(&self, atom: usize) -> bool {
        self.row.atom(atom)
    }

    fn holds(&self, tag: usize) -> bool {
        is_set(self.held, tag)
    }

    fn named(&self, number: usize) -> bool {
        is_set(self.named, number)
    }

    /// There is nothing to be asked on the short way.
    fn asked(&self, _: &Predicate) -> bool {
        false
    }
}

/// Whether as many tags of its group come before it as there is room for: true definitions in order of declaration, before
/// `otherwise` all.
fn is_beaten(tag: usize, plan: &Plan, claims: &[i64]) -> bool {
    let of = &plan.tags[tag];
    let is_otherwise = |tag: usize| matches!(plan.tags[tag].definition, Definition::Otherwise);
    let comes_first =
        |&rival: &usize| rival != tag && is_set(claims, rival) && (is_otherwise(tag) || (rival < tag && !is_otherwise(rival)));
    of.room < usize::MAX && of.rivals.iter().copied().filter(comes_first).count() >= of.room
}

/// The tag of its group that came as it went, or went as it came.
fn displaced(tag: usize, plan: &Plan, scratch: &Scratch) -> Option<Why> {
    let (before, after) = (&scratch.held, &scratch.next_held);
    let turns = |&rival: &usize| is_set(before, rival) != is_set(after, rival) && is_set(after, rival) != is_set(after, tag);
    let mut rivals = Tags { plan, open: &[] }.rivals(tag).filter(|&rival| rival != tag);
    rivals.find(turns).map(Why::Rival)
}

fn blank(bits: &mut Vec<i64>, words: usize) {
    bits.clear();
    bits.resize(words, 0);
}

pub(super) fn is_set(bits: &[i64], number: usize) -> bool {
    bits.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
}

fn set(bits: &mut [i64], number: usize) {
    put(bits, number, true);
}

fn put(bits: &mut [i64], number: usize, truth: bool) {
    if let Some(word) = bits.get_mut(number / 64) {
        *word = *word & !(1 << (number % 64)) | i64::from(truth) << (number % 64);
    }
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
