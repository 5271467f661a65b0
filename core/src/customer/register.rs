use std::collections::HashMap;
use std::sync::Arc;

use super::CustomerId;

/// A customer's place in columns: dense, given in order of first mention, never reused.
pub(crate) type Ordinal = u32;

/// Ids to ordinals and back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    ordinals: Arc<HashMap<CustomerId, Ordinal>>,
    /// `None` for those that were erased.
    ids: Arc<Vec<Option<CustomerId>>>,
}

impl Register {
    pub(crate) fn ordinal(&self, id: &CustomerId) -> Option<Ordinal> {
        self.ordinals.get(id).copied()
    }

    /// The id of an ordinal that this register gave.
    pub(crate) fn id(&self, ordinal: Ordinal) -> Option<&CustomerId> {
        self.ids.get(ordinal as usize)?.as_ref()
    }

    /// The ordinal of an id, a new one if it has none. `None` when 2^32 customers are known.
    pub(crate) fn enter(&mut self, id: &CustomerId) -> Option<Ordinal> {
        if let Some(known) = self.ordinal(id) {
            return Some(known);
        }
        let ordinal = Ordinal::try_from(self.ids.len()).ok()?;
        Arc::make_mut(&mut self.ids).push(Some(id.clone()));
        Arc::make_mut(&mut self.ordinals).insert(id.clone(), ordinal);
        Some(ordinal)
    }

    /// Forgets an ordinal's id: mentioned again it is another customer.
    pub(crate) fn forget(&mut self, ordinal: Ordinal) {
        if let Some(id) = Arc::make_mut(&mut self.ids).get_mut(ordinal as usize).and_then(Option::take) {
            Arc::make_mut(&mut self.ordinals).remove(&id);
        }
    }

    /// The ids of a set of ordinals, in id order.
    pub(crate) fn sorted_ids(&self, ordinals: impl IntoIterator<Item = Ordinal>) -> Vec<CustomerId> {
        let mut ids: Vec<CustomerId> = ordinals.into_iter().filter_map(|o| self.id(o).cloned()).collect();
        ids.sort_unstable();
        ids
    }
}
