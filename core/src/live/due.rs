use crate::time::Instant;

/// When the passing of time can next change something about each customer of a shard: in whole seconds, rounded down, so that
/// who is found must be looked at. Minima of minima say where nobody is due.
#[derive(Clone, Debug)]
pub(super) struct Due {
    /// When each customer is due; the least of each few of these, of each few of those, and so on.
    levels: [Vec<u32>; LEVELS],
    first: u32,
}

/// So many dues have a minimum.
const FEW: usize = 16;

/// The last of them is short for so many customers as a shard has.
const LEVELS: usize = 4;

const NEVER: u32 = u32::MAX;

impl Default for Due {
    fn default() -> Self {
        Self { levels: Default::default(), first: NEVER }
    }
}

impl Due {
    /// Says when the customer at a place is due.
    pub(super) fn set(&mut self, mut place: usize, due: Option<Instant>) {
        if self.levels[0].len() <= place {
            if due.is_none() {
                return;
            }
            self.make_room(place);
        }
        let mut due = due.map_or(NEVER, seconds);
        let mut before = std::mem::replace(&mut self.levels[0][place], due);
        for level in 1..=LEVELS {
            place /= FEW;
            let (below, above) = self.levels.split_at_mut(level);
            let below = &below[level - 1][..];
            let (known, below) = match above.first_mut() {
                Some(above) => (&mut above[place], &below[place * FEW..(place + 1) * FEW]),
                None => (&mut self.first, below),
            };
            if due > *known && before > *known {
                return;
            }
            due = if due <= *known { due } else { least(below) };
            before = std::mem::replace(known, due);
        }
    }

    fn make_room(&mut self, place: usize) {
        let mut dues = place + 1;
        for level in &mut self.levels {
            let parts = dues.div_ceil(FEW);
            level.resize(parts * FEW, NEVER);
            dues = parts;
        }
    }

    /// When the customer at a place is due, rounded down to the second.
    pub(super) fn of(&self, place: usize) -> Option<Instant> {
        let due = self.levels[0].get(place).copied().filter(|due| *due != NEVER)?;
        Instant::from_millis(i64::from(due) * 1000).ok()
    }

    /// Gives to `tell` the places of customers for whom something may be due at or before `now`, in order.
    pub(super) fn until(&self, now: Instant, mut tell: impl FnMut(usize)) {
        let now = seconds(now);
        if self.first > now {
            return;
        }
        let [dues, few, many, most] = self.levels.each_ref().map(|level| level.as_chunks::<FEW>().0);
        let due = |level: &[[u32; FEW]], part: usize| due_of(level, part, now);
        for part in (0..most.len()).flat_map(|part| due(most, part)) {
            for part in due(many, part) {
                for part in due(few, part) {
                    due(dues, part).for_each(&mut tell);
                }
            }
        }
    }

    /// Bytes in use.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        self.levels.iter().map(|dues| dues.capacity() * size_of::<u32>()).sum()
    }
}

/// The numbers of those dues of a part that have come.
fn due_of(level: &[[u32; FEW]], part: usize, now: u32) -> impl Iterator<Item = usize> + use<> {
    let mut bits = 0_u32;
    for (number, due) in level.get(part).into_iter().flatten().enumerate() {
        bits |= u32::from(*due <= now) << number;
    }
    std::iter::from_fn(move || {
        let number = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(part * FEW + number)
    })
}

fn least(dues: &[u32]) -> u32 {
    dues.as_chunks::<FEW>().0.iter().map(|few| few.iter().fold(NEVER, |least, &due| least.min(due))).fold(NEVER, u32::min)
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
                let mut found = Vec::new();
                due.until(at(now), |place| found.push(place));
                let is_due = |millis: Option<i64>| millis.is_some_and(|millis| millis <= now);
                let is_near = |millis: Option<i64>| millis.is_some_and(|millis| millis <= now.max(0) / 1000 * 1000 + 999);
                prop_assert!(model.iter().filter(|(_, due)| is_due(**due)).all(|(place, _)| found.contains(place)));
                prop_assert!(found.iter().all(|place| is_near(model[place])));
                prop_assert!(found.is_sorted());
            }
        }
    }
}
