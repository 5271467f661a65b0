use super::CustomerId;
use crate::numbering::{Key, Numbering};

/// A customer's place in columns: dense, given in order of first mention, never reused.
pub(crate) type Ordinal = u32;

/// Ids to ordinals and back. Cloning shares it with readers; see [`Numbering`] for what a change costs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    ids: Numbering,
    /// Below it ids ascend with their ordinals.
    ascending: Ordinal,
}

/// So many ids that were erased are passed over to find the one before.
const LOOKED_BACK: u32 = 64;

impl Register {
    pub(crate) fn ordinal(&self, id: &CustomerId) -> Option<Ordinal> {
        self.ids.find(id.key())
    }

    /// The id of an ordinal that this register gave; none if it was erased.
    pub(crate) fn id(&self, ordinal: Ordinal) -> Option<CustomerId> {
        self.ids.key(ordinal).map(CustomerId::from)
    }

    /// How many ordinals were given.
    pub(crate) fn given(&self) -> usize {
        self.ids.len() as usize
    }

    /// By what ids are found, for [`enter_by`](Self::enter_by). Has the memory fetched in which they are looked for, and gives
    /// to `tell` which ordinals they most likely have: many are found in the time of a few.
    pub(crate) fn hashes<'i>(
        &self,
        ids: impl IntoIterator<Item = &'i CustomerId>,
        hashes: &mut Vec<u64>,
        mut tell: impl FnMut(Ordinal),
    ) {
        hashes.clear();
        hashes.extend(ids.into_iter().map(|id| {
            let hash = self.ids.hash(id.key());
            self.ids.fetch(hash);
            hash
        }));
        hashes.iter().filter_map(|&hash| self.ids.likely(hash)).for_each(&mut tell);
    }

    /// The ordinal of an id, a new one if it has none. `None` when all are given: there are 2^32 - 1.
    pub(crate) fn enter(&mut self, id: &CustomerId) -> Option<Ordinal> {
        self.enter_by(self.ids.hash(id.key()), id)
    }

    /// The same by its hash.
    pub(crate) fn enter_by(&mut self, hash: u64, id: &CustomerId) -> Option<Ordinal> {
        if let Some(known) = self.ids.find_by(hash, id.key()) {
            return Some(known);
        }
        let ordinal = self.ids.add(id.key())?;
        if ordinal == self.ascending && self.is_last(id.key(), ordinal) {
            self.ascending += 1;
        }
        Some(ordinal)
    }

    /// Whether a key comes behind all that are before it, if these ascend.
    fn is_last(&self, key: Key<'_>, ordinal: Ordinal) -> bool {
        let mut before = (ordinal.saturating_sub(LOOKED_BACK)..ordinal).rev();
        match before.find_map(|before| self.ids.key(before)) {
            Some(before) => before < key,
            None => ordinal <= LOOKED_BACK,
        }
    }

    /// Below it customers are in the order of their ids.
    pub(crate) fn ascending(&self) -> Ordinal {
        self.ascending
    }

    /// The first ordinal of those below [`ascending`](Self::ascending) whose id, and that of all behind it, comes behind
    /// another.
    pub(crate) fn first_behind(&self, id: &CustomerId) -> Ordinal {
        if let Some(ordinal) = self.ordinal(id).filter(|&ordinal| ordinal < self.ascending) {
            return ordinal + 1;
        }
        let (mut low, mut high) = (0, self.ascending);
        while low < high {
            let middle = low + (high - low) / 2;
            // Those that were erased say nothing.
            let known = (middle..high).find_map(|ordinal| Some((ordinal, self.ids.key(ordinal)?)));
            match known {
                Some((ordinal, key)) if key <= id.key() => low = ordinal + 1,
                _ => high = middle,
            }
        }
        low
    }

    pub(crate) fn key(&self, ordinal: Ordinal) -> Option<Key<'_>> {
        self.ids.key(ordinal)
    }

    /// Forgets an ordinal's id: mentioned again it is another customer.
    pub(crate) fn forget(&mut self, ordinal: Ordinal) {
        self.ids.forget(ordinal);
    }

    /// Gives an ordinal to nobody, as if its id had been forgotten.
    pub(crate) fn pass_over(&mut self) -> Option<()> {
        // No customer has this id.
        let ordinal = self.ids.add(CustomerId::from("").key())?;
        self.ids.forget(ordinal);
        if ordinal == self.ascending {
            self.ascending += 1;
        }
        Some(())
    }

    /// Bytes in use, about.
    #[cfg(feature = "measure")]
    pub(crate) fn bytes(&self) -> usize {
        self.ids.bytes()
    }

    /// The ids of a set of ordinals, in id order.
    pub(crate) fn sorted_ids(&self, ordinals: impl IntoIterator<Item = Ordinal>) -> Vec<CustomerId> {
        let mut ids: Vec<Key<'_>> = ordinals.into_iter().filter_map(|ordinal| self.ids.key(ordinal)).collect();
        ids.sort_unstable();
        ids.into_iter().map(CustomerId::from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_id_is_another_customer() {
        let long = "客".repeat(350_000);
        let ids = [7.into(), "7".into(), "".into(), u64::MAX.into(), u64::MAX.to_string().into(), 0.into(), "\0".into()];
        let ids: Vec<CustomerId> = ids.into_iter().chain([CustomerId::from(long.as_str())]).collect();
        let mut register = Register::default();
        for (ordinal, id) in (0..).zip(&ids) {
            assert_eq!((register.ordinal(id), register.enter(id)), (None, Some(ordinal)));
            assert_eq!((register.enter(id), register.id(ordinal).as_ref()), (Some(ordinal), Some(id)));
        }
        let mut expected = ids.clone();
        expected.sort();
        assert_eq!(register.sorted_ids(0..100), expected);
    }

    #[test]
    fn it_is_known_how_far_ids_ascend() {
        let mut register = Register::default();
        for id in [3_u64, 5, 7, 11] {
            register.enter(&id.into());
        }
        register.enter(&7.into());
        register.enter(&"a".into());
        assert_eq!(register.ascending(), 5);
        for ordinal in [1, 2, 4] {
            register.forget(ordinal);
        }
        let behind = |register: &Register, id: u64| register.first_behind(&id.into());
        assert_eq!([0, 3, 4, 7, 10, 11, 12].map(|id| behind(&register, id)), [0, 1, 1, 1, 1, 4, 4]);
        // Behind what is left, not behind what was erased.
        register.enter(&12.into());
        assert_eq!(register.ascending(), 6);
        register.enter(&4.into());
        register.enter(&13.into());
        assert_eq!((register.ascending(), behind(&register, 4), register.first_behind(&"z".into())), (6, 1, 6));
        let mut erased = Register::default();
        for id in 0..200_u64 {
            erased.enter(&(1000 - id).into());
            erased.forget(id as u32);
        }
        assert!((LOOKED_BACK..200).contains(&erased.ascending()));
    }

    #[test]
    fn erased_ids_are_new_customers() {
        let mut register = Register::default();
        register.enter(&"ann".into());
        let before = register.clone();
        register.forget(0);
        assert_eq!((register.ordinal(&"ann".into()), register.id(0)), (None, None));
        assert_eq!(register.enter(&"ann".into()), Some(1));
        assert_eq!((before.ordinal(&"ann".into()), before.id(1)), (Some(0), None));
    }
}
