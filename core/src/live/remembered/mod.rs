//! Conditions that remember something of the records they look at: a file for each kind.
//!
//! For: what instants and totals alone do not tell. Not for: conditions that what they look at tells at once (`told`).

mod chain;
mod changed;
mod gist;
pub(super) mod memory;
mod opened;
pub(super) mod recent;
mod streak;
mod tally;
mod unfollowed;
mod values;

use std::collections::VecDeque;
use std::sync::Arc;

use super::gate::{Gate, Look};
use crate::event::{Entry, Schema};
use crate::keyword::Keywords;
use crate::rule::{Plan, Predicate, Timing};
use crate::time::Instant;
use chain::Chain;
use changed::Changed;
use gist::Gist;
use memory::Memory;
use opened::Opened;
use recent::Recent;
use streak::Streak;
use tally::Tallied;
use unfollowed::Unfollowed;
use values::Valued;

/// A condition that is kept by a memory of its own, from one record that it looks at to the next.
#[derive(Clone, Debug)]
pub(in crate::live) struct Remembered {
    /// By what it is known again.
    pub(in crate::live) key: Predicate,
    pub(in crate::live) kind: Kind,
    /// Where a row keeps the number of its memory, and behind it when time can next change it.
    pub(in crate::live) place: usize,
}

#[derive(Clone, Debug)]
pub(in crate::live) enum Kind {
    Gist(Gist),
    Recent(Recent),
    Unfollowed(Unfollowed),
    Opened(Opened),
    Chain(Chain),
    Tallied(Tallied),
    Streak(Streak),
    Changed(Changed),
    Valued(Valued),
}

impl Kind {
    /// By what a predicate is kept; none, if it has to be worked out from the log. `timing` says through what the passing of time
    /// can change it.
    pub(in crate::live) fn of(predicate: &Predicate, timing: Option<Timing>, plan: &Plan, schema: &Schema) -> Option<Self> {
        match predicate {
            Predicate::Sequence(sequence) => Chain::of(sequence, plan).map(Self::Chain),
            Predicate::Changed(_) => Changed::of(predicate).map(Self::Changed),
            Predicate::ThenNot(pattern) => Unfollowed::of(pattern, plan).map(Self::Unfollowed),
            _ => Opened::of(predicate, plan)
                .map(Self::Opened)
                .or_else(|| Streak::of(predicate, plan).map(Self::Streak))
                .or_else(|| Tallied::of(predicate, plan, schema).map(Self::Tallied))
                .or_else(|| Valued::of(predicate, plan).map(Self::Valued))
                .or_else(|| Gist::of(predicate, timing, plan).map(Self::Gist)),
        }
    }

    fn gates(&mut self) -> Vec<&mut Gate> {
        match self {
            Self::Gist(gist) => gist.gates().collect(),
            Self::Recent(recent) => vec![&mut recent.gate],
            Self::Unfollowed(unfollowed) => unfollowed.gates().into(),
            Self::Opened(opened) => opened.gates().into(),
            Self::Chain(chain) => chain.gates().collect(),
            Self::Tallied(tallied) => tallied.gates().into(),
            Self::Streak(streak) => vec![&mut streak.gate],
            Self::Changed(_) => Vec::new(),
            Self::Valued(valued) => vec![&mut valued.gate],
        }
    }

    pub(in crate::live) fn make_ready(&mut self, keywords: &Keywords) {
        self.gates().into_iter().for_each(|gate| gate.make_ready(keywords));
    }

    /// The memory of a customer of whom nothing is known.
    pub(in crate::live) fn nothing(&self) -> Memory {
        match self {
            Self::Gist(gist) => Memory::Gist(vec![None; gist.slots()]),
            Self::Recent(_) => Memory::Recent(Vec::new()),
            Self::Unfollowed(_) => Memory::Unfollowed(Default::default()),
            Self::Opened(_) => Memory::Open(VecDeque::new()),
            Self::Chain(_) => Memory::Chain(Default::default()),
            Self::Tallied(_) => Memory::Tally(Default::default()),
            Self::Streak(_) => Memory::Streak(Default::default()),
            Self::Changed(_) => Memory::Changes(Default::default()),
            Self::Valued(valued) => Memory::Values(valued.nothing()),
        }
    }

    /// A record has happened that it looks at.
    pub(in crate::live) fn take_in(&self, memory: &mut Memory, entry: &Arc<Entry>, look: &mut Look<'_, '_>) {
        match (self, memory) {
            (Self::Gist(gist), Memory::Gist(records)) => gist.take_in(records, entry, look),
            (Self::Recent(recent), Memory::Recent(values)) => recent.take_in(values, entry, look),
            (Self::Unfollowed(unfollowed), Memory::Unfollowed(waiting)) => unfollowed.take_in(waiting, entry, look),
            (Self::Opened(opened), Memory::Open(open)) => opened.take_in(open, entry, look),
            (Self::Chain(chain), Memory::Chain(reached)) => chain.take_in(reached, entry, look),
            (Self::Tallied(tallied), Memory::Tally(tally)) => tallied.take_in(tally, entry, look),
            (Self::Streak(streak), Memory::Streak(run)) => streak.take_in(run, entry, look),
            (Self::Changed(changed), Memory::Changes(changes)) => changed.take_in(changes, entry),
            (Self::Valued(valued), Memory::Values(values)) => valued.take_in(values, entry, look),
            _ => {}
        }
    }

    /// Whether it is true, and when time can next change that; never before then.
    pub(in crate::live) fn stands(&self, memory: &Memory, look: &Look<'_, '_>) -> (bool, Instant) {
        match (self, memory) {
            (Self::Gist(gist), Memory::Gist(records)) => gist.stands(records, look),
            (Self::Recent(recent), Memory::Recent(values)) => recent.stands(values, look),
            (Self::Unfollowed(unfollowed), Memory::Unfollowed(waiting)) => unfollowed.stands(waiting, look),
            (Self::Opened(opened), Memory::Open(open)) => opened.stands(open, look),
            (Self::Chain(chain), Memory::Chain(reached)) => chain.stands(reached, look),
            (Self::Tallied(tallied), Memory::Tally(tally)) => (tallied.stands(tally), Instant::NEVER),
            (Self::Streak(streak), Memory::Streak(run)) => streak.stands(run, look),
            (Self::Changed(changed), Memory::Changes(changes)) => changed.stands(changes, look),
            (Self::Valued(valued), Memory::Values(values)) => valued.stands(values, look),
            _ => (false, Instant::NEVER),
        }
    }
}
