use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::options::Options;
use super::state::{State, Waiting};
use crate::change::Drafts;
use crate::customer::{CustomerId, Ordinal};
use crate::error::Result;
use crate::live::Standing;

/// What an erasure did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erased {
    /// The number of the commit; that of the last one, if nothing was known of the customer.
    pub commit: u64,
    /// Whether that survives a loss of power.
    pub durable: bool,
    /// The ids that were this customer, in id order: the one asked for and all that were merged with it. None, if nothing
    /// was known.
    pub ids: Vec<CustomerId>,
}

/// Where a store has something of a customer.
#[derive(Clone, Debug, Default)]
pub(super) struct Traces {
    /// Those of its ids.
    pub(super) ordinals: Vec<Ordinal>,
    /// The numbers of the feed between which its changes lie, in order.
    pub(super) told: Vec<RangeInclusive<u64>>,
}

/// Works out the state without a customer, on a copy. Nothing of it stays but its place in columns, which is empty and
/// never given to another.
pub(super) fn stage(
    state: &State,
    standing: &mut Standing,
    options: &Options,
    customer: &CustomerId,
) -> Result<(State, Erased, Traces)> {
    let mut next = state.clone();
    let members = state.register.ordinal(customer).map_or_else(Vec::new, |ordinal| state.identities.members(ordinal));
    if members.is_empty() {
        return Ok((next, Erased { commit: state.commit, durable: true, ids: Vec::new() }, Traces::default()));
    }
    let ids = state.register.sorted_ids(members.iter().copied());
    for &member in &members {
        let stood = standing.stood(member, &next.lives);
        let open: Vec<_> = next.plan.iter().flat_map(|plan| stood.open_held(plan)).cloned().collect();
        standing.forget(member, &mut next.lives);
        next.leaves(member, &open);
        next.register.forget(member);
    }
    next.log.retain(&members, |_| false);
    next.identities.forget(&members);
    let told = state.feed.ranges_of(&members);
    next.feed.forget(&members);
    next.consumers.forget(&ids);
    let mut drafts = Drafts::default();
    if let (Some(plan), Some(clock)) = (&next.plan, next.clock) {
        next.routes.leave(&members, plan, &next.tags, clock, &mut drafts);
    }
    forget_waiting(&mut next, &members.iter().copied().collect(), &ids);
    next.commit += 1;
    next.publish(drafts, options)?;
    let erased = Erased { commit: next.commit, durable: false, ids };
    Ok((next, erased, Traces { ordinals: members, told }))
}

fn forget_waiting(state: &mut State, members: &BTreeSet<Ordinal>, ids: &[CustomerId]) {
    let is_of = |waiting: &Waiting| match waiting {
        Waiting::Entry(entry) => members.contains(&entry.of),
        Waiting::Merge(merge) => ids.contains(&merge.from) || ids.contains(&merge.into),
    };
    if state.waiting.values().any(is_of) {
        Arc::make_mut(&mut state.waiting).retain(|_, waiting| !is_of(waiting));
        Arc::make_mut(&mut state.waiting_ids).retain(|(of, _)| !members.contains(of));
    }
}
