use super::CustomerId;
use crate::numbering::{Key, Numbering};

/// A customer's place in columns: dense, given in order of first mention, never reused.
pub(crate) type Ordinal = u32;

/// Ids to ordinals and back. Cloning shares it with readers; see [`Numbering`] for what a change costs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    ids: Numbering,
}

impl Register {
    pub(crate) fn ordinal(&self, id: &CustomerId) -> Option<Ordinal> {
        self.ids.find(id.key())
    }

    /// The id of an ordinal that this register gave; none if it was erased.
    pub(crate) fn id(&self, ordinal: Ordinal) -> Option<CustomerId> {
        self.ids.key(ordinal).map(CustomerId::from)
    }

    /// The ordinal of an id, a new one if it has none. `None` when all are given: there are 2^32 - 1.
    pub(crate) fn enter(&mut self, id: &CustomerId) -> Option<Ordinal> {
        self.ordinal(id).or_else(|| self.ids.add(id.key()))
    }

    /// Forgets an ordinal's id: mentioned again it is another customer.
    pub(crate) fn forget(&mut self, ordinal: Ordinal) {
        self.ids.forget(ordinal);
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
