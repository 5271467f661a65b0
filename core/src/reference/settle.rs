//! Which tags a customer holds, given what has happened and what was assigned.

use super::assignments::Assignments;
use super::truth::Moment;
use super::truths::{Asked, Truths};
use crate::rule::{Definition, Settling, Tags};

/// What gives tags to a customer, and which it holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settled {
    /// What gives each tag, whether or not another tag of the group beats it.
    pub(super) claims: Vec<Option<Claim>>,
    pub(super) held: Vec<bool>,
    /// The truth of named conditions.
    pub(super) named: Vec<bool>,
}

impl Settled {
    /// Nothing is true.
    pub(super) fn nothing(tags: Tags<'_>) -> Self {
        let count = tags.count();
        Self { claims: vec![None; count], held: vec![false; count], named: vec![false; tags.plan.named.len()] }
    }

    /// With so many tags: what came to be since is not held.
    pub(super) fn grow(&mut self, count: usize) {
        self.claims.resize(count.max(self.claims.len()), None);
        self.held.resize(count.max(self.held.len()), false);
    }
}

/// What gives a tag. Only one that is not banned has any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// A pin, with its turn.
    Pinned(u64),
    /// A true definition.
    Defined,
    /// An assignment, with its turn.
    Assigned(u64),
    /// `otherwise`.
    Otherwise,
}

/// Settles every tag and named condition, each behind those it depends on. Pins and bans are stored: they are known
/// before all else, so they make no circle.
pub(super) fn settle(moment: &Moment<'_>, assigned: &Assignments, truths: &dyn Truths) -> Settled {
    let plan = moment.plan;
    let mut settled = Settled::nothing(moment.tags());
    for settling in &plan.order {
        match *settling {
            Settling::Tag(tag) => settle_tag(tag, &mut settled, moment, assigned, truths),
            Settling::Named(number) => {
                let now = Moment { held: &settled.held, named: &settled.named, ..*moment };
                let truth = plan.named.get(number).is_some_and(|predicate| truths.is_true(Asked::Named(number), predicate, &now));
                settled.named[number] = truth;
            }
            Settling::Open(_) if moment.open.is_empty() => {}
            Settling::Open(group) => {
                for (place, _) in moment.open.iter().enumerate().filter(|(_, tag)| tag.group == group) {
                    settle_tag(plan.tags.len() + place, &mut settled, moment, assigned, truths);
                }
            }
        }
    }
    settled
}

fn settle_tag(tag: usize, settled: &mut Settled, moment: &Moment<'_>, assigned: &Assignments, truths: &dyn Truths) {
    let now = Moment { held: &settled.held, named: &settled.named, ..*moment };
    let claim = if moment.tags().is_over(tag, moment.now) || assigned.is_banned(tag) {
        None
    } else if let Some(turn) = assigned.pinned(tag) {
        Some(Claim::Pinned(turn))
    } else {
        match moment.plan.tags.get(tag).map_or(&Definition::Assignable, |tag| &tag.definition) {
            Definition::When(predicate) => truths.is_true(Asked::Tag(tag), predicate, &now).then_some(Claim::Defined),
            Definition::Assignable => assigned.given(tag, moment.now).map(|given| Claim::Assigned(given.turn)),
            Definition::Otherwise => Some(Claim::Otherwise),
        }
    };
    settled.claims[tag] = claim;
    settled.held[tag] = claim.is_some() && !is_beaten(tag, settled, moment, assigned);
}

/// In an exclusive group: the newest pin, else the first true definition in order of declaration, else the newest
/// assignment, else `otherwise`. Where there is room for more, so many in this order.
fn is_beaten(tag: usize, settled: &Settled, moment: &Moment<'_>, assigned: &Assignments) -> bool {
    let tags = moment.tags();
    let is_over = |tag: usize| tags.is_over(tag, moment.now);
    let newest = |tag: usize| {
        if is_over(tag) || assigned.is_banned(tag) { None } else { assigned.given(tag, moment.now).map(|given| given.turn) }
    };
    let beating = tags.rivals(tag).filter(|&rival| rival != tag).filter(|&rival| {
        match (settled.claims[tag], assigned.pinned(rival).filter(|_| !is_over(rival))) {
            (Some(Claim::Pinned(turn)), pin) => pin.is_some_and(|pin| pin > turn),
            (_, Some(_)) => true,
            // The order of settling lets each definition know those before it, an assignment all of them, and
            // `otherwise` everything.
            (Some(Claim::Defined), None) => rival < tag && settled.claims[rival] == Some(Claim::Defined),
            (Some(Claim::Assigned(turn)), None) => {
                settled.claims[rival] == Some(Claim::Defined) || newest(rival).is_some_and(|other| other > turn)
            }
            (Some(Claim::Otherwise), None) => settled.claims[rival].is_some(),
            (None, None) => false,
        }
    });
    beating.count() >= tags.room(tag)
}
