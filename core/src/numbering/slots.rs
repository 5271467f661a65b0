use std::sync::atomic::{AtomicU32, Ordering};

/// A part of the index: numbers by the hash of their key, each in the first free place from where its hash points.
///
/// It is shared between states, and grows while readers look: a number once entered stays where it is. What is not known to
/// a state, or known under another key, is passed over. So nobody waits, and a state that is given up leaves nothing
/// behind but room that is lost until the part is laid out anew.
///
/// The places need no order among each other: a state reaches its readers through a lock, and with it all that it entered.
#[derive(Debug)]
pub(super) struct Slots {
    /// How many leading bits of a hash all keys in here share.
    pub(super) depth: u32,
    /// A number plus one; 0 is free.
    places: Box<[AtomicU32]>,
    used: AtomicU32,
}

/// Three quarters may be in use.
const FULL: (u64, u64) = (3, 4);

impl Slots {
    pub(super) fn new(depth: u32, places: usize) -> Self {
        Self { depth, places: (0..places).map(|_| AtomicU32::new(0)).collect(), used: AtomicU32::new(0) }
    }

    #[cfg(any(test, feature = "measure"))]
    pub(super) fn places(&self) -> usize {
        self.places.len()
    }

    /// All places, from where a hash points.
    fn walk(&self, hash: u64) -> impl Iterator<Item = &AtomicU32> {
        let start = (((hash & 0xFFFF_FFFF) * self.places.len() as u64) >> 32) as usize;
        let (before, behind) = self.places.split_at(start.min(self.places.len()));
        behind.iter().chain(before)
    }

    /// The place to which a hash points.
    pub(super) fn first(&self, hash: u64) -> Option<&AtomicU32> {
        self.walk(hash).next()
    }

    pub(super) fn find(&self, hash: u64, is_wanted: impl Fn(u32) -> bool) -> Option<u32> {
        for place in self.walk(hash) {
            match place.load(Ordering::Relaxed) {
                0 => return None,
                number if is_wanted(number - 1) => return Some(number - 1),
                _ => {}
            }
        }
        None
    }

    /// Enters a number; not if there is too little room.
    pub(super) fn enter(&self, hash: u64, number: u32) -> bool {
        let used = u64::from(self.used.load(Ordering::Relaxed));
        if used * FULL.1 >= self.places.len() as u64 * FULL.0 {
            return false;
        }
        for place in self.walk(hash) {
            if place.load(Ordering::Relaxed) == 0
                && place.compare_exchange(0, number + 1, Ordering::Relaxed, Ordering::Relaxed).is_ok()
            {
                self.used.fetch_add(1, Ordering::Relaxed);
                return true;
            }
        }
        false
    }

    /// All numbers that were ever entered.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.places.iter().map(|place| place.load(Ordering::Relaxed)).filter(|&number| number != 0).map(|number| number - 1)
    }
}
