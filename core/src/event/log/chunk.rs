use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use crate::customer::Ordinal;
use crate::event::Entry;

/// Entries in the order in which they arrived, with room for more: whoever shares it may add to it, and whoever looks at the
/// first so many sees those for ever.
#[derive(Debug)]
pub(super) struct Chunk {
    slots: Box<[OnceLock<Slot>]>,
    /// By the hash of a customer: its last slot and one, 0 for none. It may know slots that a reader does not see yet.
    last: Box<[AtomicU32]>,
}

#[derive(Debug)]
struct Slot {
    entry: Arc<Entry>,
    /// The slot before it of the same customer, and one; 0 for none.
    before: u32,
    /// Whose the entry is, here so that nobody has to look at it.
    of: Ordinal,
}

impl Chunk {
    pub(super) fn with_room(slots: usize) -> Self {
        Self {
            slots: (0..slots).map(|_| OnceLock::new()).collect(),
            last: (0..(2 * slots).next_power_of_two()).map(|_| AtomicU32::new(0)).collect(),
        }
    }

    pub(super) fn room(&self) -> usize {
        self.slots.len()
    }

    /// Puts an entry into a slot behind all that are filled. Whether it was empty: somebody else may have gone on here.
    pub(super) fn put(&self, slot: usize, entry: &Arc<Entry>) -> bool {
        let Some(to) = self.slots.get(slot) else { return false };
        let Some(last) = self.place(entry.of) else { return false };
        let before = last.load(Ordering::Acquire);
        if to.set(Slot { entry: entry.clone(), before, of: entry.of }).is_err() {
            return false;
        }
        last.store(slot as u32 + 1, Ordering::Release);
        true
    }

    /// Where the last slot of a customer is said, or could be.
    fn place(&self, of: Ordinal) -> Option<&AtomicU32> {
        let mask = self.last.len() - 1;
        let hash = (u64::from(of).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize;
        let places = (0..=mask).map(|step| &self.last[(hash + step) & mask]);
        let mut found = places.filter(|place| match place.load(Ordering::Acquire) {
            0 => true,
            slot => self.slot(slot).is_some_and(|slot| slot.of == of),
        });
        found.next()
    }

    fn slot(&self, number: u32) -> Option<&Slot> {
        self.slots.get(number.checked_sub(1)? as usize)?.get()
    }

    /// The first so many entries, in the order in which they arrived.
    pub(super) fn first(&self, len: usize) -> impl Iterator<Item = &Arc<Entry>> {
        self.slots.iter().take(len).filter_map(|slot| slot.get().map(|slot| &slot.entry))
    }

    /// Those of the first so many that are a customer's, the last to arrive first.
    pub(super) fn of(&self, of: Ordinal, len: usize) -> impl Iterator<Item = &Arc<Entry>> {
        let mut next = self.place(of).map_or(0, |place| place.load(Ordering::Acquire));
        let slots = std::iter::from_fn(move || {
            let number = next;
            let slot = self.slot(number)?;
            next = slot.before;
            Some((number as usize, slot))
        });
        slots.filter(move |(number, _)| *number <= len).map(|(_, slot)| &slot.entry)
    }
}
