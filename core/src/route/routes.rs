use std::sync::Arc;

use super::places::{Place, Places};
use crate::customer::Ordinal;
use crate::rule::Plan;

/// What all routes gave. Cloning shares it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Routes(Arc<Vec<Places>>);

impl Routes {
    /// Nobody was given anything.
    pub(crate) fn of(plan: &Plan) -> Self {
        Self(Arc::new(plan.routes.iter().map(Places::of).collect()))
    }

    pub(crate) fn get(&self, route: usize) -> Option<&Places> {
        self.0.get(route)
    }

    /// What a customer was given by a route.
    pub(crate) fn place(&self, route: usize, customer: Ordinal) -> Option<Place> {
        self.get(route)?.get(customer)
    }

    /// Whether it is another's clone, and neither has changed since.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(super) fn all(&self) -> &[Places] {
        &self.0
    }

    pub(super) fn all_mut(&mut self) -> &mut [Places] {
        Arc::<Vec<Places>>::make_mut(&mut self.0)
    }
}
