//! What the machine does with memory, to compare machines by.

use std::time::Instant as Clock;

use super::workload::Chance;

/// 64 MiB: more than caches hold.
const PLACES: usize = 16 << 20;
const STEPS: usize = 4_000_000;

/// Nanoseconds for a step through memory in random order, where each says where the next goes.
pub fn step() -> f64 {
    let mut next: Vec<u32> = (0..PLACES as u32).collect();
    let mut chance = Chance(5);
    // One circle through all places.
    for place in (1..PLACES).rev() {
        next.swap(place, chance.next(place as u64) as usize);
    }
    let clock = Clock::now();
    let place = (0..STEPS).fold(0, |place, _| next[place as usize]);
    let each = clock.elapsed().as_nanos() as f64 / STEPS as f64;
    assert!((place as usize) < PLACES, "{place}");
    each
}
