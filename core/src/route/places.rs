use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::column::Column;
use crate::customer::Ordinal;
use crate::rule::Route;
use crate::time::Instant;

/// How many customers share a block.
const BLOCK: Ordinal = 256;

/// What a route gave a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The target's number in the route.
    pub(crate) target: usize,
    pub(crate) since: Instant,
}

/// Who has which target of one route, and who waits. Cloning shares all that is not written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    given: BTreeMap<Ordinal, Arc<BTreeMap<Ordinal, Place>>>,
    /// The customers of each target.
    members: Vec<Column>,
    waiting: Arc<Waiting>,
}

/// Those who meet a line and found no room.
#[derive(Clone, Debug, Default)]
struct Waiting {
    since: BTreeMap<Ordinal, Instant>,
    /// For each line who waits for it, the longest first.
    by_line: Vec<BTreeSet<(Instant, Ordinal)>>,
}

impl Places {
    pub(super) fn of(route: &Route) -> Self {
        let waiting = Waiting { since: BTreeMap::new(), by_line: vec![BTreeSet::new(); route.lines.len()] };
        Self { given: BTreeMap::new(), members: vec![Column::default(); route.targets.len()], waiting: Arc::new(waiting) }
    }

    pub(crate) fn get(&self, customer: Ordinal) -> Option<Place> {
        self.given.get(&(customer / BLOCK))?.get(&customer).copied()
    }

    /// Who has a target, by its number.
    pub(crate) fn members(&self, target: usize) -> Option<&Column> {
        self.members.get(target)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (Ordinal, Place)> {
        self.given.values().flat_map(|block| block.iter()).map(|(customer, place)| (*customer, *place))
    }

    /// The first target of a line that has room.
    pub(super) fn room(&self, route: &Route, line: usize) -> Option<usize> {
        route.lines.get(line)?.targets.clone().find(|&target| self.has_room(route, target))
    }

    pub(super) fn has_room(&self, route: &Route, target: usize) -> bool {
        let taken = self.members.get(target).map_or(0, Column::len);
        route.room_of(target).is_none_or(|room| taken < u64::from(room))
    }

    pub(super) fn give(&mut self, customer: Ordinal, place: Place) {
        self.free(customer);
        Arc::make_mut(self.given.entry(customer / BLOCK).or_default()).insert(customer, place);
        if let Some(members) = self.members.get_mut(place.target) {
            members.put(customer, true);
        }
    }

    pub(super) fn free(&mut self, customer: Ordinal) -> Option<Place> {
        let place = self.get(customer)?;
        let block = self.given.get_mut(&(customer / BLOCK))?;
        Arc::make_mut(block).remove(&customer);
        if block.is_empty() {
            self.given.remove(&(customer / BLOCK));
        }
        if let Some(members) = self.members.get_mut(place.target) {
            members.put(customer, false);
        }
        Some(place)
    }

    /// Who waits since when, and for which lines.
    pub(super) fn all_waiting(&self) -> impl Iterator<Item = (Ordinal, Instant, impl Iterator<Item = bool>)> {
        let Waiting { since, by_line } = &*self.waiting;
        since.iter().map(move |(&customer, &since)| {
            (customer, since, by_line.iter().map(move |waiting| waiting.contains(&(since, customer))))
        })
    }

    /// Since when a customer waits.
    pub(super) fn waits_since(&self, customer: Ordinal) -> Option<Instant> {
        self.waiting.since.get(&customer).copied()
    }

    /// Lets a customer wait for some lines, and for no others.
    pub(super) fn wait(&mut self, customer: Ordinal, since: Instant, lines: &[bool]) {
        self.wait_no_more(customer);
        let waiting = Arc::make_mut(&mut self.waiting);
        waiting.since.insert(customer, since);
        for (waiting, _) in waiting.by_line.iter_mut().zip(lines).filter(|(_, waits)| **waits) {
            waiting.insert((since, customer));
        }
    }

    pub(super) fn wait_no_more(&mut self, customer: Ordinal) {
        let Some(since) = self.waits_since(customer) else { return };
        let waiting = Arc::make_mut(&mut self.waiting);
        waiting.since.remove(&customer);
        for line in &mut waiting.by_line {
            line.remove(&(since, customer));
        }
    }

    /// Who waits longest for a line that has room.
    pub(super) fn longest(&self, route: &Route) -> Option<(Instant, Ordinal)> {
        let lines = self.waiting.by_line.iter().enumerate();
        lines.filter_map(|(line, waiting)| waiting.first().filter(|_| self.room(route, line).is_some())).min().copied()
    }
}
