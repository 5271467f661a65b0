//! What is stored of a customer's tags beside the definitions: assignments with their ends, pins and bans.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::Source;
use crate::event::{Giver, TagAct};
use crate::rule::Called;
use crate::time::Instant;
use crate::value::Datum;

/// All that people, imports and rules did about the tags, by tag number. What is beaten stays stored.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assignments {
    given: BTreeMap<usize, Assignment>,
    pins: BTreeMap<usize, Pin>,
    bans: BTreeSet<usize>,
    turns: u64,
    /// Of tags that became one, what was stored of each while they were several.
    pub(super) apart: BTreeMap<usize, BTreeMap<Called, Source>>,
}

/// A tag that the customer holds whatever else is said of it.
#[derive(Clone, Debug, PartialEq)]
struct Pin {
    /// Of several in an exclusive group the newest is the strongest.
    turn: u64,
    by: Giver,
}

/// A tag given to the customer: held in `since <= t < until`, unless something beats it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Assignment {
    /// Of several in an exclusive group the newest wins.
    pub(crate) turn: u64,
    pub(crate) since: Instant,
    pub(crate) until: Option<Instant>,
    pub(crate) by: Giver,
    /// What the tag carries.
    pub(crate) value: Option<Datum>,
}

impl Assignment {
    fn is_over(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

impl Assignments {
    /// Does what a record or a rule says, at its instant.
    pub(super) fn take(&mut self, tag: usize, act: &TagAct, by: &Giver, at: Instant) {
        match act {
            TagAct::Add { until, renew } => self.add(tag, *until, *renew, by, at),
            TagAct::Remove => {
                self.given.remove(&tag);
            }
            TagAct::Pin => {
                let turn = self.turn();
                self.pins.insert(tag, Pin { turn, by: by.clone() });
            }
            TagAct::Unpin => {
                self.pins.remove(&tag);
            }
            TagAct::Ban => {
                self.bans.insert(tag);
            }
            TagAct::Unban => {
                self.bans.remove(&tag);
            }
        }
    }

    /// Adding again changes nothing, except that in an exclusive group a beaten tag becomes the newest. To renew is to
    /// take the new end. Behind its end an assignment is no more: adding then is not adding again.
    fn add(&mut self, tag: usize, until: Option<Instant>, renew: bool, by: &Giver, at: Instant) {
        let turn = self.turn();
        match self.given.get_mut(&tag).filter(|given| !given.is_over(at)) {
            Some(given) => {
                given.turn = turn;
                if renew {
                    given.until = until;
                    given.by = by.clone();
                }
            }
            None => {
                self.given.insert(tag, Assignment { turn, since: at, until, by: by.clone(), value: None });
            }
        }
    }

    /// Lets a tag that is given carry a value.
    pub(super) fn set(&mut self, tag: usize, value: Datum, now: Instant) {
        if let Some(given) = self.given.get_mut(&tag).filter(|given| !given.is_over(now)) {
            given.value = Some(value);
        }
    }

    /// Takes in what is stored of another that became the same customer: what either has, the later end, every ban.
    pub(super) fn unite(&mut self, other: &Self, now: Instant) {
        for (&tag, theirs) in other.given.iter().filter(|(_, given)| !given.is_over(now)) {
            let united = match self.given.get(&tag).filter(|given| !given.is_over(now)) {
                None => theirs.clone(),
                Some(ours) => {
                    let (newest, other) = if ours.turn > theirs.turn { (ours, theirs) } else { (theirs, ours) };
                    Assignment {
                        value: newest.value.clone().or_else(|| other.value.clone()),
                        since: ours.since.min(theirs.since),
                        until: ours.until.zip(theirs.until).map(|(a, b)| a.max(b)),
                        ..newest.clone()
                    }
                }
            };
            self.given.insert(tag, united);
        }
        for (&tag, theirs) in &other.pins {
            if self.pins.get(&tag).is_none_or(|ours| ours.turn <= theirs.turn) {
                self.pins.insert(tag, theirs.clone());
            }
        }
        self.bans.extend(&other.bans);
        self.take_turns_from(other);
        self.unite_sources(other, now);
    }

    /// What is stored of one tag alone, which is as if nothing were stored of it any more.
    pub(super) fn split_off(&mut self, tag: usize) -> Self {
        let mut alone = Self { turns: self.turns, ..Self::default() };
        alone.given.extend(self.given.remove_entry(&tag));
        alone.pins.extend(self.pins.remove_entry(&tag));
        alone.bans.extend(self.bans.take(&tag));
        alone
    }

    /// Counts on from where another has come to.
    pub(super) fn take_turns_from(&mut self, other: &Self) {
        self.turns = self.turns.max(other.turns);
    }

    /// Becomes what another is, and counts on.
    pub(super) fn become_as(&mut self, other: Self) {
        let turns = self.turns.max(other.turns);
        *self = Self { turns, ..other };
    }

    fn turn(&mut self) -> u64 {
        self.turns += 1;
        self.turns
    }

    /// The assignment of a tag that is in force, beaten or not.
    pub(crate) fn given(&self, tag: usize, now: Instant) -> Option<&Assignment> {
        self.given.get(&tag).filter(|given| !given.is_over(now))
    }

    /// The turn of a tag's pin; a banned tag has none that counts.
    pub(super) fn pinned(&self, tag: usize) -> Option<u64> {
        self.pin(tag).map(|pin| pin.turn)
    }

    /// Who pinned a tag, if that counts.
    pub(super) fn pinned_by(&self, tag: usize) -> Option<&Giver> {
        self.pin(tag).map(|pin| &pin.by)
    }

    fn pin(&self, tag: usize) -> Option<&Pin> {
        self.pins.get(&tag).filter(|_| !self.is_banned(tag))
    }

    pub(super) fn is_banned(&self, tag: usize) -> bool {
        self.bans.contains(&tag)
    }

    /// Whether the assignment of a tag ended at this very instant.
    pub(super) fn ended(&self, tag: usize, at: Instant) -> bool {
        self.given.get(&tag).is_some_and(|given| given.until == Some(at))
    }

    /// The first end of an assignment behind an instant.
    pub(super) fn next_end(&self, behind: Instant) -> Option<Instant> {
        self.given.values().filter_map(|given| given.until).filter(|&until| until > behind).min()
    }

    /// Whether anything is stored of a tag that counts.
    pub(super) fn is_stored(&self, tag: usize, now: Instant) -> bool {
        self.given(tag, now).is_some() || self.pins.contains_key(&tag) || self.bans.contains(&tag)
    }

    /// The tags that are given at an instant.
    pub(crate) fn all_given(&self, now: Instant) -> impl Iterator<Item = usize> {
        self.given.iter().filter(move |(_, given)| !given.is_over(now)).map(|(tag, _)| *tag)
    }

    /// The tags that are pinned or banned.
    pub(crate) fn pinned_or_banned(&self) -> impl Iterator<Item = usize> {
        self.pins.keys().chain(&self.bans).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Instant {
        Instant::from_millis(millis).unwrap()
    }

    fn add(until: i64, renew: bool) -> TagAct {
        TagAct::Add { until: Some(at(until)), renew }
    }

    fn end(assignments: &Assignments, now: i64) -> Option<i64> {
        assignments.given(0, at(now)).and_then(|given| given.until).map(Instant::millis)
    }

    #[test]
    fn adding_again_keeps_the_end_and_renewing_moves_it() {
        let by = Giver::Person("li".into());
        let mut assignments = Assignments::default();
        assignments.take(0, &add(10, false), &by, at(0));
        assignments.take(0, &add(90, false), &by, at(9));
        assert_eq!((end(&assignments, 9), end(&assignments, 10)), (Some(10), None));
        assignments.take(0, &add(5, true), &by, at(3));
        assert_eq!(end(&assignments, 4), Some(5));
        // At its end it is over: what is added then is another.
        assignments.take(0, &add(20, false), &by, at(5));
        assert_eq!((end(&assignments, 5), assignments.next_end(at(5))), (Some(20), Some(at(20))));
        assert_eq!(assignments.given(0, at(5)).unwrap().since, at(5));
    }

    #[test]
    fn a_ban_hides_a_pin_and_gives_it_back() {
        let by = Giver::Person("li".into());
        let mut assignments = Assignments::default();
        for act in [TagAct::Ban, TagAct::Pin] {
            assignments.take(0, &act, &by, at(0));
        }
        assert_eq!(assignments.pinned(0), None);
        assignments.take(0, &TagAct::Unban, &by, at(1));
        assert_eq!(assignments.pinned(0), Some(1));
        assignments.take(0, &TagAct::Unpin, &by, at(2));
        assert_eq!(assignments.pinned_or_banned().count(), 0);
    }
}
