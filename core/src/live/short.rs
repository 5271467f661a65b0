//! The short way: of a customer of whom nothing is assigned but tags that rows keep, and for whom no rule did more than to tell, to
//! give and to take such, the row tells all.

use std::sync::Arc;

use super::acting::{cause, fired};
use super::annex::Annex;
use super::circuit::Facts;
use super::given::{Meaning, Term, terms};
use super::kept::Kept;
use super::program::Program;
use super::row::{BITS, Row};
use super::standing::Ground;
use super::walk::too_many_ticks;
use crate::change::Cause;
use crate::customer::CustomerId;
use crate::error::Result;
use crate::event::{Entry, EntryKind, Schema};
use crate::reference::{Firing, Moment, Transition, Truths, cause_of};
use crate::rule::{Plan, Predicate, Rule, SetOff, Settling, Tags};
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
    /// It was given up to then.
    Expired,
    /// The rule of this number, set off by the record at this place, if by one.
    Rule(usize, Option<usize>),
}

impl Turned {
    pub(super) fn transition(self, ground: Ground<'_>) -> Transition {
        let entry = |place: usize| ground.history.entries().get(place);
        let cause = match self.why {
            Why::Time => Cause::Time,
            Why::Expired => Cause::Expired,
            Why::Record(place) => entry(place).map_or(Cause::Time, |entry| cause_of(entry, ground.schema)),
            Why::Rule(rule, place) => {
                let entry = place.and_then(entry).map(|entry| &**entry);
                cause(&ground.plan.rules[rule], entry, self.at, ground.schema)
            }
            Why::Rival(other) => Cause::ExclusiveGroup { other: ground.plan.tags[other].path.clone() },
        };
        Transition { at: self.at, tag: self.tag, gained: self.gained, cause }
    }

    /// The same, where so many other records come before those that are looked at.
    pub(super) fn behind(self, records: usize) -> Self {
        let why = match self.why {
            Why::Record(place) => Why::Record(records + place),
            Why::Rule(rule, Some(place)) => Why::Rule(rule, Some(records + place)),
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
    /// Whether any rule ever acted.
    pub(super) has_acted: bool,
}

/// Rules by number; hardly ever many.
type Rules = smallvec::SmallVec<[usize; 4]>;

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
                self.settle_kept(&mut kept, Why::Time, false);
                self.put_down_to_ends(&kept);
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
                if self.assign(&mut kept, &entries[place - 1]).is_none() {
                    return Ok(self.leave(&mut row, at));
                }
                kept.happen(&moment(place));
                if kept.is_turned && kept.row.is_born() {
                    self.settle_kept(&mut kept, Why::Record(place - 1), !was_born);
                }
            }
            if !plan.rules.is_empty() && self.react(&mut kept, &moment(place), first).is_none() {
                return Ok(self.leave(&mut row, at));
            }
            self.tell(&row, at, &mut tell);
            row.reach(at);
        }
    }

    /// What happens at an instant is more than rows can tell: the customer stands right before it.
    fn leave(&mut self, row: &mut Row<'_>, at: Instant) -> Led {
        row.set_bits(BITS, &self.scratch.before);
        row.reach(at.saturating_add(-1));
        Led::Off
    }

    /// What ended just now is why its tag went.
    fn put_down_to_ends(&mut self, kept: &Kept<'_>) {
        for tag in kept.ended.iter().filter_map(|&atom| self.program.tag_given(atom)) {
            let turned = self.scratch.whys.iter_mut().filter(|(of, _)| *of == tag);
            turned.for_each(|(_, why)| *why = Some(Why::Expired));
        }
    }

    /// Does what a record says about tags that rows keep; none, if it says more.
    fn assign(&mut self, kept: &mut Kept<'_>, entry: &Entry) -> Option<()> {
        let EntryKind::Assigned(assigned) = &entry.kind else { return Some(()) };
        match self.program.meaning_of(assigned, entry.version, self.plan) {
            Meaning::Nothing => Some(()),
            Meaning::More => None,
            Meaning::Act { tag, atom, act } => {
                kept.act(atom, &self.plan.with_end(tag, act, entry.at), entry.at);
                Some(())
            }
        }
    }

    /// Lets the rules act at this instant, whose records begin at a place. They read the state after all of its records. None, if
    /// one does more than rows can tell: then nothing is told.
    fn react(&mut self, kept: &mut Kept<'_>, moment: &Moment<'_>, first: usize) -> Option<()> {
        let told = self.scratch.fired.len();
        let reacted = self.act_all(kept, moment, first);
        if reacted.is_none() {
            self.scratch.fired.truncate(told);
        }
        reacted
    }

    fn act_all(&mut self, kept: &mut Kept<'_>, moment: &Moment<'_>, first: usize) -> Option<()> {
        let (plan, program) = (self.plan, self.program);
        let mut awake = self.newly_true(&kept.row, moment.now, &[]);
        let mut done = awake.clone();
        let mut have_turned = false;
        for (place, entry) in (first..).zip(&moment.entries[first..]).filter(|(_, entry)| plan.meets(entry.at, entry.version)) {
            let EntryKind::Event { event, .. } = &entry.kind else { continue };
            let rules = program.by_event.get(*event).map_or(&[][..], |touched| &touched.rules);
            // Those that are set off together read one state.
            let set_off: Rules = rules.iter().copied().filter(|&number| self.is_set_off(number, kept, entry, moment)).collect();
            for number in set_off {
                have_turned |= self.act(kept, number, Some((place, entry)), moment)?;
            }
        }
        // Those on a condition act behind those on events, and each once at an instant.
        loop {
            for &number in &awake {
                have_turned |= self.act(kept, number, None, moment)?;
            }
            if !std::mem::take(&mut have_turned) {
                break;
            }
            awake = self.newly_true(&kept.row, moment.now, &done);
            done.extend(awake.iter().copied());
        }
        for (number, rule) in plan.rules.iter().enumerate() {
            if let SetOff::Condition(_) = rule.on {
                let is_true = kept.row.is_born() && self.is_rule_true(number, &kept.row);
                kept.row.set_bit(program.stood, number, is_true);
            }
        }
        Some(())
    }

    fn is_set_off(&self, number: usize, kept: &Kept<'_>, entry: &Entry, moment: &Moment<'_>) -> bool {
        let SetOff::Event { stream, first, .. } = &self.plan.rules[number].on else { return false };
        // What takes more than the event to find out is looked up on the long way.
        let holds = || *first || self.program.rules[number].is_none() || self.is_rule_true(number, &kept.row);
        !self.program.plain[number] || (kept.sets_off(number, stream, entry, moment) && holds())
    }

    /// The rules whose condition was false before this instant, is true now, and that have not acted at it.
    fn newly_true(&self, row: &Row<'_>, now: Instant, done: &[usize]) -> Rules {
        let plan = self.plan;
        let is_newly_true = |(number, rule): &(usize, &Rule)| {
            let SetOff::Condition(_) = rule.on else { return false };
            let may_act = plan.since.is_none_or(|since| now > since || (now == since && rule.on_backfill));
            let stood = row.bit(self.program.stood, *number) && plan.since != Some(now);
            row.is_born() && may_act && !stood && !done.contains(number) && self.is_rule_true(*number, row)
        };
        plan.rules.iter().enumerate().filter(is_newly_true).map(|(number, _)| number).collect()
    }

    /// Lets a rule act, set off by a record if by one, and what it does settle. Gives whether that turned anything.
    fn act(&mut self, kept: &mut Kept<'_>, number: usize, by: Option<(usize, &Arc<Entry>)>, moment: &Moment<'_>) -> Option<bool> {
        let (plan, program, now) = (self.plan, self.program, moment.now);
        self.scratch.has_acted = true;
        let acting = program.acting[number].as_ref()?;
        if acting.tells {
            // Of the last instant of which something was told, the long way sees what is new.
            if self.told_until == Some(now) {
                return None;
            }
            if self.told_until.is_none_or(|until| until < now) {
                let told = fired(&plan.rules[number], by.map(|(_, entry)| entry), moment, self.schema);
                self.scratch.fired.extend(told);
            }
        }
        kept.is_turned = false;
        for deed in &acting.deeds {
            kept.act(deed.atom, &deed.act(plan, now), now);
        }
        if kept.is_turned {
            self.settle_kept(kept, Why::Rule(number, by.map(|(place, _)| place)), false);
        }
        Some(kept.is_turned)
    }

    /// Lets all settle in a row in which nothing has yet, and looks which rules' conditions are true.
    pub(super) fn settle_anew(&mut self, row: &mut Row<'_>, annex: &Annex) {
        self.begin(row);
        let terms = terms(row.words(), self.program, &annex.memories);
        self.settle(row, (terms, &[]), Why::Time, true);
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
    fn settle_kept(&mut self, kept: &mut Kept<'_>, why: Why, is_anew: bool) {
        let terms = terms(kept.row.words(), self.program, &kept.annex.memories);
        self.settle(&mut kept.row, (terms, &kept.moved), why, is_anew);
        kept.moved.clear();
    }

    /// The same in a row, by what is kept of what is given, and which of that was given or taken since.
    fn settle(&mut self, row: &mut Row<'_>, (terms, given): (&[Term], &[usize]), why: Why, is_anew: bool) {
        let program = self.program;
        let order = &program.order;
        let Scratch { atoms, places, turned: moved, whys, .. } = &mut *self.scratch;
        let now = row.bits(BITS..program.held);
        // Those that were given before may be beaten now, or are no longer.
        let has_rivals = |atom: &usize| program.rivals_of(*atom).is_some();
        let rivals = if turned(atoms, now).chain(given.iter().copied()).any(|atom| has_rivals(&atom)) { terms } else { &[] };
        for atom in turned(atoms, now).chain(given.iter().copied()).chain(rivals.iter().map(|term| term.atom)) {
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
                        let beating = || place.ahead.iter().filter(is_claimed).count() + program.newer(place.given, terms);
                        let is_beaten = is_true && place.room < usize::MAX && beating() >= place.room;
                        let has_held = row.set_bit(program.held, tag, is_true && !is_beaten);
                        // Where no tag has rivals both are kept in one.
                        let has_claimed =
                            if program.claims == program.held { has_held } else { row.set_bit(program.claims, tag, is_true) };
                        if has_held {
                            moved.push(tag);
                            // What was given anew has moved itself.
                            let is_given = place.given.is_some_and(|atom| given.contains(&atom));
                            whys.push((tag, (has_claimed || is_given).then_some(why)));
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
