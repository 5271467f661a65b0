use crate::customer::{Identities, Register};
use crate::event::{Log, Schema};
use crate::reference::Moment;
use crate::rule::Plan;
use crate::time;
use crate::time::Instant;

/// The log at an instant, and how it is understood.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground<'g> {
    pub(crate) log: &'g Log,
    pub(crate) identities: &'g Identities,
    pub(crate) register: &'g Register,
    pub(crate) plan: &'g Plan,
    pub(crate) schema: &'g Schema,
    pub(crate) now: Instant,
}

impl<'g> Ground<'g> {
    /// From when on, and before when, what happened counts.
    pub(super) fn span(&self, window: Option<time::Window>) -> (Instant, Instant) {
        window.map_or((Instant::MIN, self.now.next()), |window| window.span(self.now, &self.plan.zone))
    }

    /// A customer of whom nothing is logged.
    pub(super) fn nothing(&self) -> Moment<'g> {
        Moment::of_log(self.plan, self.now, None, &[])
    }
}
