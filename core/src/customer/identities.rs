use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{Merge, Ordinal, Register};
use crate::time::Instant;

/// Two customers became one: `from` became part of `into`. Each stands for all that it had become by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Union {
    pub(crate) at: Instant,
    pub(crate) from: Ordinal,
    pub(crate) into: Ordinal,
}

/// Which ids are one customer, by all merges known. It depends on the set of merges alone, not on their arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identities {
    /// The customer that each merged id belongs to.
    merged: Arc<HashMap<Ordinal, Arc<Merged>>>,
}

/// A customer of several ids.
#[derive(Clone, Debug)]
pub(crate) struct Merged {
    /// The id under which it is known.
    pub(crate) survivor: Ordinal,
    /// All of its ids.
    pub(crate) members: Vec<Ordinal>,
    /// How it came about, in order of time.
    pub(crate) unions: Arc<[Union]>,
    /// All merges among its ids, also those that changed nothing.
    merges: BTreeSet<Merge>,
}

impl Identities {
    /// The ordinal under which a customer is known.
    pub(crate) fn survivor(&self, ordinal: Ordinal) -> Ordinal {
        self.merged.get(&ordinal).map_or(ordinal, |merged| merged.survivor)
    }

    pub(crate) fn merged(&self, ordinal: Ordinal) -> Option<&Arc<Merged>> {
        self.merged.get(&ordinal)
    }

    /// Those that are one customer with others, and under which they are known, in no order.
    pub(crate) fn all_merged(&self) -> impl ExactSizeIterator<Item = (Ordinal, Ordinal)> {
        self.merged.iter().map(|(&ordinal, merged)| (ordinal, merged.survivor))
    }

    /// Whether it is another's clone, and neither has changed since.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.merged, &other.merged)
    }

    /// Every merge, in order.
    pub(crate) fn merges(&self) -> BTreeSet<&Merge> {
        self.merged.values().flat_map(|merged| &merged.merges).collect()
    }

    /// All ids of a customer.
    pub(crate) fn members(&self, ordinal: Ordinal) -> Vec<Ordinal> {
        self.merged.get(&ordinal).map_or_else(|| vec![ordinal], |merged| merged.members.clone())
    }

    /// How many merges made a customer what it is.
    pub(crate) fn merges_of(&self, ordinal: Ordinal) -> usize {
        self.merged.get(&ordinal).map_or(0, |merged| merged.merges.len())
    }

    /// Whether a merge has been taken in.
    pub(crate) fn knows(&self, merge: &Merge, register: &Register) -> bool {
        let from = register.ordinal(&merge.from).and_then(|ordinal| self.merged.get(&ordinal));
        from.is_some_and(|merged| merged.merges.contains(merge))
    }

    /// Takes in a merge of two ids that the register knows.
    pub(crate) fn add(&mut self, merge: Merge, register: &Register) {
        let mut merges = BTreeSet::new();
        for id in [&merge.from, &merge.into] {
            if let Some(known) = register.ordinal(id).and_then(|ordinal| self.merged.get(&ordinal)) {
                merges.extend(known.merges.iter().cloned());
            }
        }
        merges.insert(merge);
        let Some(merged) = Merged::of(merges, register) else { return };
        let merged = Arc::new(merged);
        let all = Arc::make_mut(&mut self.merged);
        all.extend(merged.members.iter().map(|&member| (member, merged.clone())));
    }

    /// Forgets a customer, with all of its ids.
    pub(crate) fn forget(&mut self, members: &[Ordinal]) {
        if members.iter().any(|member| self.merged.contains_key(member)) {
            let all = Arc::make_mut(&mut self.merged);
            members.iter().for_each(|member| {
                all.remove(member);
            });
        }
    }
}

impl Merged {
    /// Lets merges happen in their order. One of ids that are already the same customer changes nothing.
    fn of(merges: BTreeSet<Merge>, register: &Register) -> Option<Self> {
        let mut parents: BTreeMap<Ordinal, Ordinal> = BTreeMap::new();
        let mut unions = Vec::new();
        for merge in &merges {
            let (from, into) = (register.ordinal(&merge.from)?, register.ordinal(&merge.into)?);
            let (from, into) = (root(&mut parents, from), root(&mut parents, into));
            if from != into {
                parents.insert(from, into);
                unions.push(Union { at: merge.at, from, into });
            }
        }
        let first = *parents.keys().next()?;
        let survivor = root(&mut parents, first);
        Some(Self { survivor, members: parents.into_keys().collect(), unions: unions.into(), merges })
    }
}

/// Whom an ordinal belongs to; ways are shortened as they are gone.
fn root(parents: &mut BTreeMap<Ordinal, Ordinal>, ordinal: Ordinal) -> Ordinal {
    let mut top = ordinal;
    while let Some(&parent) = parents.get(&top).filter(|&&parent| parent != top) {
        top = parent;
    }
    let mut at = ordinal;
    while at != top {
        at = parents.insert(at, top).unwrap_or(top);
    }
    parents.entry(top).or_insert(top);
    top
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn identities(merges: &[(i64, u64, u64)]) -> Identities {
        let mut register = Register::default();
        for id in 0..8_u64 {
            register.enter(&id.into());
        }
        let mut identities = Identities::default();
        for &(at, from, into) in merges {
            let at = Instant::from_millis(at).unwrap();
            identities.add(Merge { at, sequence: 0, from: from.into(), into: into.into() }, &register);
        }
        identities
    }

    fn survivors(identities: &Identities) -> Vec<Ordinal> {
        (0..8).map(|ordinal| identities.survivor(ordinal)).collect()
    }

    #[test]
    fn a_merge_of_an_alias_is_one_of_its_customer() {
        let expected = vec![2, 2, 2, 3, 4, 5, 6, 7];
        assert_eq!(survivors(&identities(&[(1, 0, 1), (2, 1, 2)])), expected);
        assert_eq!(survivors(&identities(&[(2, 1, 2), (1, 0, 1)])), expected);
        // The first becomes 1; that 1 later becomes a part of 2 is said of an alias.
        assert_eq!(survivors(&identities(&[(1, 0, 1), (2, 0, 2)])), expected);
    }

    #[test]
    fn of_a_circle_the_first_merge_decides() {
        assert_eq!(survivors(&identities(&[(2, 1, 0), (1, 0, 1)]))[..2], [1, 1]);
        assert_eq!(survivors(&identities(&[(1, 1, 0), (2, 0, 1)]))[..2], [0, 0]);
    }

    proptest! {
        #[test]
        fn any_order_of_arrival_gives_the_same(
            (first, second) in prop::collection::vec((0..5_i64, 0..8_u64, 0..8_u64), 0..12)
                .prop_flat_map(|merges| (Just(merges.clone()), Just(merges).prop_shuffle()))
        ) {
            let (first, second) = (identities(&first), identities(&second));
            prop_assert_eq!(survivors(&first), survivors(&second));
            for ordinal in 0..8 {
                let unions = |identities: &Identities| identities.merged(ordinal).map(|merged| merged.unions.to_vec());
                prop_assert_eq!(unions(&first), unions(&second));
            }
        }
    }
}
