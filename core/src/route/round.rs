//! Who takes which place at one instant, once all who leave have left.

use std::collections::BTreeSet;

use super::places::{Place, Places};
use crate::customer::Ordinal;
use crate::rule::Route;
use crate::time::Instant;

/// What is told of a customer at the instant.
pub(super) struct Moved {
    pub(super) customer: Ordinal,
    pub(super) target: usize,
    /// Whether it was given the target, or left it.
    pub(super) given: bool,
    /// Whether it waited, and nothing happened to it but that there was room.
    pub(super) by_room: bool,
}

pub(super) struct Round<'a> {
    pub(super) route: &'a Route,
    pub(super) places: &'a mut Places,
    pub(super) at: Instant,
    /// Those whom something happened to, with the instant since which they wait.
    pub(super) asking: BTreeSet<(Instant, Ordinal)>,
}

impl Round<'_> {
    /// Gives places to those who ask and those who wait, who began to wait first before others; `holds` says whether the condition
    /// of a line is true of a customer.
    pub(super) fn run(mut self, holds: &dyn Fn(Ordinal, usize) -> bool, mut tell: impl FnMut(Moved)) {
        while let Some(next) = self.asking.first().copied().into_iter().chain(self.places.longest(self.route)).min() {
            let (since, customer) = next;
            let by_room = !self.asking.remove(&next);
            let lines: Vec<bool> = (0..self.route.lines.len()).map(|line| holds(customer, line)).collect();
            let before = self.places.get(customer);
            // Whoever is with `else` leaves it for a line alone.
            let may = |line: &usize| lines[*line] && !(before.is_some() && self.route.lines[*line].is_else);
            let target = (0..lines.len()).filter(may).find_map(|line| self.places.room(self.route, line));
            match (target, before) {
                (Some(target), before) => {
                    self.places.wait_no_more(customer);
                    if let Some(before) = before {
                        tell(Moved { customer, target: before.target, given: false, by_room });
                    }
                    self.places.give(customer, Place { target, since: self.at });
                    tell(Moved { customer, target, given: true, by_room });
                }
                (None, Some(_)) => {}
                (None, None) if lines.contains(&true) => self.places.wait(customer, since, &lines),
                (None, None) => self.places.wait_no_more(customer),
            }
        }
    }
}
