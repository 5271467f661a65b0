//! The comings and goings of a customer's tags and of what they carry, and looking back at them.

use crate::time::Instant;
use crate::value::Datum;

/// A tag came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) at: Instant,
    pub(crate) tag: usize,
    pub(crate) gained: bool,
}

/// A tag carries another value from an instant on, or none any more.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Carried {
    pub(crate) at: Instant,
    pub(crate) tag: usize,
    pub(crate) value: Option<Datum>,
}

/// What was carried at or before an instant, of values in order of time.
pub(crate) fn carried_until(carried: &[Carried], at: Instant) -> &[Carried] {
    &carried[..carried.partition_point(|carried| carried.at <= at)]
}

/// The turns before an instant, of turns in order of time.
pub(crate) fn before(turns: &[Turn], at: Instant) -> &[Turn] {
    &turns[..turns.partition_point(|turn| turn.at < at)]
}

/// Which of so many tags were held after all of these turns.
pub(super) fn held_after(turns: &[Turn], tags: usize) -> Vec<bool> {
    let mut held = vec![false; tags];
    for turn in turns {
        if let Some(held) = held.get_mut(turn.tag) {
            *held = turn.gained;
        }
    }
    held
}
