use super::snapshot::Snapshot;
use crate::customer::Ordinal;
use crate::live::look_at_state;
use crate::query::{PlanLeaf, Segment};
use crate::reference::{Assignments, Life, Moment, before, carried_until, given_until, is_true, named, value};
use crate::rule::{Plan, Predicate, Term};
use crate::value::Datum;

/// What a query asks of single customers of a snapshot.
pub(super) struct Reading<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) plan: &'a Plan,
    /// The named conditions that the query tests.
    pub(super) names: &'a [usize],
    /// Whether it asks for more than the log tells.
    pub(super) looks_at_state: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, plan: &'a Plan, segment: &'a Segment) -> Self {
        let names = segment.names();
        let tested = segment.plan().leaves.iter().filter_map(|leaf| match leaf {
            PlanLeaf::Attribute { predicate, .. } | PlanLeaf::Test(predicate) => Some(&**predicate),
            _ => None,
        });
        let looks_at_state = look_at_state(tested.chain(names.iter().filter_map(|&name| plan.named.get(name))), plan);
        Self { snapshot, plan, names, looks_at_state }
    }

    pub(super) fn test(&self, predicate: &Predicate, customer: Ordinal) -> bool {
        self.at(customer, |moment| is_true(predicate, moment)).unwrap_or(false)
    }

    pub(super) fn value(&self, term: &Term, customer: Ordinal) -> Option<Datum> {
        self.at(customer, |moment| value(term, moment, None))?
    }

    /// The customer as it is in the snapshot.
    fn at<T>(&self, customer: Ordinal, ask: impl FnOnce(&Moment<'_>) -> T) -> Option<T> {
        let (history, now) = (self.snapshot.state.history(customer), self.snapshot.instant?);
        let life = if self.looks_at_state { self.snapshot.life(customer) } else { None };
        let life = life.as_deref();
        let held: Vec<bool> = life.map_or_else(Vec::new, |life| life.held().iter().map(Option::is_some).collect());
        let past = before(life.map_or(&[], Life::past), now);
        let entries = &history.entries()[..history.until(now)];
        let nothing = Assignments::default();
        let assigned = Some(life.map_or(&nothing, Life::assigned));
        let carried = carried_until(life.map_or(&[], Life::carried), now);
        let given = given_until(life.map_or(&[], Life::given), now);
        let open = life.map_or(&[][..], |life| life.tags(self.plan).open);
        let moment = Moment {
            plan: self.plan,
            now,
            id: history.id(),
            entries,
            open,
            held: &held,
            named: &[],
            past,
            assigned,
            carried,
            given,
        };
        Some(ask(&Moment { named: &named(self.names, &moment), ..moment }))
    }
}
