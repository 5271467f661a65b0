use crate::customer::Ordinal;
use crate::time::Instant;

/// When the passing of time can next change something about each customer: in whole seconds, rounded down, so that who is
/// found must be looked at. Minima of blocks, and of blocks of blocks, say where nobody is due.
#[derive(Clone, Debug, Default)]
pub(super) struct Due {
    seconds: Vec<u32>,
    blocks: Vec<u32>,
    sections: Vec<u32>,
}

/// So many customers are a block, so many blocks a section.
const BLOCK: usize = 256;
const SECTION: usize = 64;

const NEVER: u32 = u32::MAX;

impl Due {
    pub(super) fn set(&mut self, customer: Ordinal, due: Option<Instant>) {
        let place = customer as usize;
        if self.seconds.len() <= place {
            if due.is_none() {
                return;
            }
            let blocks = place / BLOCK + 1;
            self.seconds.resize(blocks * BLOCK, NEVER);
            self.blocks.resize(blocks, NEVER);
            self.sections.resize(blocks.div_ceil(SECTION), NEVER);
        }
        let (due, block) = (due.map_or(NEVER, seconds), place / BLOCK);
        let before = std::mem::replace(&mut self.seconds[place], due);
        if due <= self.blocks[block] {
            self.lower(block, due);
        } else if before == self.blocks[block] {
            let first = least(&self.seconds[block * BLOCK..(block + 1) * BLOCK]);
            self.raise(block, first);
        }
    }

    /// When a customer is due, rounded down to the second.
    pub(super) fn of(&self, customer: Ordinal) -> Option<Instant> {
        let due = self.seconds.get(customer as usize).copied().filter(|due| *due != NEVER)?;
        Instant::from_millis(i64::from(due) * 1000).ok()
    }

    /// The customers for whom something may be due at or before `now`, in order.
    pub(super) fn until(&self, now: Instant) -> Vec<Ordinal> {
        let now = seconds(now);
        let mut due = Vec::new();
        let sections = self.sections.iter().enumerate().filter(|(_, first)| **first <= now);
        for block in sections.flat_map(|(section, _)| section * SECTION..((section + 1) * SECTION).min(self.blocks.len())) {
            if self.blocks[block] <= now {
                let first = block * BLOCK;
                let places = self.seconds[first..first + BLOCK].iter().enumerate().filter(|(_, at)| **at <= now);
                due.extend(places.filter_map(|(place, _)| Ordinal::try_from(first + place).ok()));
            }
        }
        due
    }

    /// Bytes in use.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        [&self.seconds, &self.blocks, &self.sections].map(|dues| dues.capacity() * size_of::<u32>()).iter().sum()
    }

    fn lower(&mut self, block: usize, due: u32) {
        self.blocks[block] = due;
        let section = &mut self.sections[block / SECTION];
        *section = due.min(*section);
    }

    fn raise(&mut self, block: usize, due: u32) {
        let before = std::mem::replace(&mut self.blocks[block], due);
        let section = block / SECTION;
        if before == self.sections[section] {
            let end = ((section + 1) * SECTION).min(self.blocks.len());
            self.sections[section] = least(&self.blocks[section * SECTION..end]);
        }
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
            sets in prop::collection::vec((0..40_000_u32, prop::option::of(-5_000..90_000_i64)), 0..300),
            nows in prop::collection::vec(-10_000..100_000_i64, 8),
        ) {
            let at = |millis| Instant::from_millis(millis).unwrap();
            let (mut due, mut model) = (Due::default(), std::collections::BTreeMap::new());
            for (customer, millis) in sets {
                due.set(customer, millis.map(at));
                model.insert(customer, millis);
            }
            for now in nows {
                let found = due.until(at(now));
                let is_due = |millis: Option<i64>| millis.is_some_and(|millis| millis <= now);
                let is_near = |millis: Option<i64>| millis.is_some_and(|millis| millis <= now.max(0) / 1000 * 1000 + 999);
                prop_assert!(model.iter().filter(|(_, due)| is_due(**due)).all(|(customer, _)| found.contains(customer)));
                prop_assert!(found.iter().all(|customer| is_near(model[customer])));
                prop_assert!(found.is_sorted());
            }
        }
    }
}
