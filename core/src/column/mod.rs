//! Sets of customers, one per tag.
//!
//! For: membership as Roaring bitmaps over ordinals, shared with readers and copied when written. Not for: deciding
//! who is a member.

mod open;

use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::customer::Ordinal;

pub(crate) use open::OpenColumns;

/// A set of customers: those that hold a tag, those that are born, those in a scope. Cloning shares it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Column(Arc<RoaringBitmap>);

impl From<RoaringBitmap> for Column {
    fn from(members: RoaringBitmap) -> Self {
        Self(Arc::new(members))
    }
}

impl Column {
    pub(crate) fn members(&self) -> &RoaringBitmap {
        &self.0
    }

    pub(crate) fn contains(&self, customer: Ordinal) -> bool {
        self.0.contains(customer)
    }

    /// Adds or takes a member. Readers that hold the column keep the old set.
    pub(crate) fn put(&mut self, customer: Ordinal, member: bool) {
        if self.0.contains(customer) == member {
            return;
        }
        let set = Arc::make_mut(&mut self.0);
        if member {
            set.insert(customer);
        } else {
            set.remove(customer);
        }
    }
}
