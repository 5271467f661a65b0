use crate::time::Instant;

/// When the passing of time can next change something about each customer of a shard: in whole seconds, rounded down, so that
/// who is found must be looked at. Minima of blocks, and that of all, say where nobody is due.
#[derive(Clone, Debug)]
pub(super) struct Due {
    seconds: Vec<u32>,
    blocks: Vec<u32>,
    first: u32,
}

/// So many customers are a block.
const BLOCK: usize = 256;

const NEVER: u32 = u32::MAX;

impl Default for Due {
    fn default() -> Self {
        Self { seconds: Vec::new(), blocks: Vec::new(), first: NEVER }
    }
}

impl Due {
    /// Says when the customer at a place is due.
    pub(super) fn set(&mut self, place: usize, due: Option<Instant>) {
        if self.seconds.len() <= place {
            if due.is_none() {
                return;
            }
            let blocks = place / BLOCK + 1;
            self.seconds.resize(blocks * BLOCK, NEVER);
            self.blocks.resize(blocks, NEVER);
        }
        let (due, block) = (due.map_or(NEVER, seconds), place / BLOCK);
        let before = std::mem::replace(&mut self.seconds[place], due);
        if due <= self.blocks[block] {
            self.blocks[block] = due;
            self.first = self.first.min(due);
        } else if before == self.blocks[block] {
            self.blocks[block] = least(&self.seconds[block * BLOCK..(block + 1) * BLOCK]);
            if before == self.first {
                self.first = least(&self.blocks);
            }
        }
    }

    /// When the customer at a place is due, rounded down to the second.
    pub(super) fn of(&self, place: usize) -> Option<Instant> {
        let due = self.seconds.get(place).copied().filter(|due| *due != NEVER)?;
        Instant::from_millis(i64::from(due) * 1000).ok()
    }

    /// The places of customers for whom something may be due at or before `now`, in order.
    pub(super) fn until(&self, now: Instant) -> impl Iterator<Item = usize> + use<'_> {
        let now = seconds(now);
        let blocks = if self.first <= now { &self.blocks[..] } else { &[] };
        let due = blocks.iter().enumerate().filter(move |(_, first)| **first <= now);
        due.flat_map(move |(block, _)| {
            let first = block * BLOCK;
            let places = self.seconds[first..first + BLOCK].iter().enumerate();
            places.filter(move |(_, at)| **at <= now).map(move |(place, _)| first + place)
        })
    }

    /// Bytes in use.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        [&self.seconds, &self.blocks].map(|dues| dues.capacity() * size_of::<u32>()).iter().sum()
    }
}

fn least(dues: &[u32]) -> u32 {
    dues.iter().copied().min().unwrap_or(NEVER)
}

/// Whole seconds since 1970, rounded down. Earlier ones are all due with the first; what is too far ahead is due at the end of
/// what can be counted, and looked at then.
fn seconds(at: Instant) -> u32 {
    if at == Instant::NEVER {
        return NEVER;
    }
    u32::try_from(at.millis().div_euclid(1000).clamp(0, i64::from(NEVER - 1))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whoever_is_due_is_found_and_nobody_else(
            sets in prop::collection::vec((0..16_384_usize, prop::option::of(-5_000..90_000_i64)), 0..300),
            nows in prop::collection::vec(-10_000..100_000_i64, 8),
        ) {
            let at = |millis| Instant::from_millis(millis).unwrap();
            let (mut due, mut model) = (Due::default(), std::collections::BTreeMap::new());
            for (place, millis) in sets {
                due.set(place, millis.map(at));
                model.insert(place, millis);
            }
            for now in nows {
                let found: Vec<usize> = due.until(at(now)).collect();
                let is_due = |millis: Option<i64>| millis.is_some_and(|millis| millis <= now);
                let is_near = |millis: Option<i64>| millis.is_some_and(|millis| millis <= now.max(0) / 1000 * 1000 + 999);
                prop_assert!(model.iter().filter(|(_, due)| is_due(**due)).all(|(place, _)| found.contains(place)));
                prop_assert!(found.iter().all(|place| is_near(model[place])));
                prop_assert!(found.is_sorted());
            }
        }
    }
}
