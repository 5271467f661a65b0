//! The short way: of a customer to whom nothing is assigned, under a handbook without rules, the row tells all.

use super::circuit::Facts;
use super::kept::Kept;
use super::program::Program;
use super::row::Row;
use super::series::AllSeries;
use super::standing::Ground;
use super::walk::too_many_ticks;
use crate::change::Cause;
use crate::error::Result;
use crate::reference::{Moment, Transition, Truths, cause_of};
use crate::rule::{Definition, Plan, Predicate, Settling, Tags};
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
    /// Goes on to `until`, and tells what turns. Gives when something can change next.
    pub(super) fn go(
        &mut self,
        (mut row, series): (Row<'_>, &mut AllSeries),
        until: Instant,
        mut tell: impl FnMut(Turned),
    ) -> Result<Option<Instant>> {
        let Ground { history, plan, .. } = self.ground;
        let entries = history.entries();
        let mut place = row.reached().map_or(0, |reached| history.until(reached));
        let mut ticks = 0;
        loop {
            let due = Some(row.due()).filter(|&due| due < Instant::NEVER && row.is_born());
            let record = entries.get(place).map(|entry| entry.at);
            let next = record.into_iter().chain(due).min();
            let Some(at) = next.filter(|&at| at <= until) else {
                row.reach(until);
                return Ok(next);
            };
            self.begin(&row);
            let moment = |visible: usize| Moment::of_log(plan, at, history.id(), &entries[..visible]);
            let mut kept = Kept::new(self.program, row.again(), series);
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
            self.tell(at, &mut tell);
            self.end(&mut row);
        }
    }

    fn begin(&mut self, row: &Row<'_>) {
        let (held, words) = (self.program.held, self.program.tag_words);
        let scratch = &mut *self.scratch;
        for (bits, kept) in [(&mut scratch.held, held), (&mut scratch.claims, held + words)] {
            bits.clear();
            bits.extend_from_slice(row.bits(kept..kept + words));
        }
        scratch.before.clone_from(&scratch.held);
        scratch.whys.resize(self.ground.plan.tags.len(), Why::Time);
    }

    fn end(&self, row: &mut Row<'_>) {
        let (held, words) = (self.program.held, self.program.tag_words);
        row.set_bits(held, &self.scratch.held);
        row.set_bits(held + words, &self.scratch.claims);
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
    if let Some(word) = bits.get_mut(number / 64) {
        *word |= 1 << (number % 64);
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
