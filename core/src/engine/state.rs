use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::customers::Customers;
use super::options::Options;
use crate::attribute::Attributes;
use crate::change::{Cause, ChangeKind, Changes, Drafts, Feed, Reason, What};
use crate::column::{Column, OpenColumns};
use crate::customer::{CustomerId, Identities, Merge, Ordinal, Register};
use crate::error::Result;
use crate::event::{Entry, EntryKind, Identity, Schema};
use crate::live::{Ground, Lives, Program, Standing, Stood};
use crate::reference::{Course, Firing, Life, Telling};
use crate::rule::{OpenTag, Plan, Tags};
use crate::time::Instant;

/// Everything the engine knows at one instant. Cloning shares all that a commit does not touch.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Commits so far.
    pub(super) commit: u64,
    pub(super) clock: Option<Instant>,
    pub(super) schema: Arc<Schema>,
    pub(super) plan: Option<Arc<Plan>>,
    /// What the plan is run by.
    pub(super) program: Arc<Program>,
    pub(super) register: Register,
    pub(super) identities: Identities,
    pub(super) customers: Customers,
    /// The state of customers of whom there is more to tell than is kept in rows.
    pub(super) lives: Lives,
    /// Customers that are born.
    pub(super) universe: Column,
    /// Holders by tag number.
    pub(super) tags: Vec<Column>,
    /// Values of attributes at the clock.
    pub(super) attributes: Attributes,
    /// Holders of what came to be in open groups.
    pub(super) open_tags: OpenColumns,
    pub(super) feed: Feed,
    /// Records dated later than the clock.
    pub(super) waiting: Arc<BTreeMap<(Instant, u64), Waiting>>,
    /// What the events and imports among them are known again by.
    pub(super) waiting_ids: Arc<BTreeSet<(Ordinal, Identity)>>,
    /// Counts entries that ever waited.
    pub(super) waited: u64,
}

/// Why a customer's life up to the clock is worked out anew.
pub(super) struct Redo {
    /// The clock as it stands.
    pub(super) clock: Instant,
    /// What the differences are put down to.
    pub(super) cause: Cause,
    /// Whether something is new at the clock's own instant, which is then no correction.
    pub(super) is_open: bool,
    /// The handbook under which the old lives were worked out, where that is another one.
    pub(super) old: Option<Old>,
    /// What rules fired at the clock's instant and was told under other ids.
    pub(super) told: Vec<Firing>,
}

/// How all was under the handbook before.
pub(super) struct Old {
    pub(super) plan: Arc<Plan>,
    pub(super) lives: Lives,
}

/// A record whose time has not come.
#[derive(Clone, Debug)]
pub(super) enum Waiting {
    Entry(Entry),
    Merge(Merge),
}

impl Waiting {
    /// By what it is known again.
    pub(super) fn identity(&self) -> Option<(Ordinal, Identity)> {
        match self {
            Self::Entry(entry) => Some((entry.of, entry.identity()?)),
            Self::Merge(_) => None,
        }
    }
}

impl State {
    /// The ordinal of the customer whom an id means today.
    pub(super) fn ordinal(&self, id: &CustomerId) -> Option<Ordinal> {
        self.register.ordinal(id).map(|ordinal| self.identities.survivor(ordinal))
    }

    /// A customer is none any more: it leaves the universe, all tags, also those that came to be in open groups, and all
    /// attributes.
    pub(super) fn leaves(&mut self, customer: Ordinal, open: &[OpenTag]) {
        self.open_tags.put(customer, open, &[]);
        self.universe.put(customer, false);
        for column in &mut self.tags {
            column.put(customer, false);
        }
        self.attributes.leaves(customer);
    }

    /// Takes a customer on to `now`. If its history changed at or before the clock, or the handbook did, its life is
    /// worked out anew, and the difference is told.
    pub(super) fn take_forward(
        &mut self,
        standing: &mut Standing,
        customer: Ordinal,
        now: Instant,
        redo: Option<&Redo>,
        drafts: &mut Drafts,
    ) -> Result<()> {
        let (Some(plan), Some(history)) = (self.plan.clone(), self.customers.get(customer).cloned()) else { return Ok(()) };
        let schema = self.schema.clone();
        let ground = Ground { history: &history, plan: &plan, schema: &schema };
        let (old_plan, lives) = match redo.and_then(|redo| redo.old.as_ref()) {
            Some(old) => (old.plan.clone(), &old.lives),
            None => (plan.clone(), &self.lives),
        };
        let before = lives.get(customer).map_or_else(Stood::default, Stood::of);
        if let Some(redo) = redo {
            let (anew, course) = standing.begin_anew(customer, &mut self.lives, ground, redo.clock)?;
            differences(customer, &before, (anew, &course), &plan, redo, drafts);
        }
        let (life, course) = standing.advance(customer, &mut self.lives, ground, now)?;
        tell(customer, &course, life.tags(&plan), drafts);
        let open_before: Vec<OpenTag> = before.open_held(&old_plan).cloned().collect();
        self.open_tags.put(customer, &open_before, &life.open_held(&plan).cloned().collect::<Vec<_>>());
        // Under another handbook the columns are new.
        let is_new_plan = redo.is_some_and(|redo| redo.old.is_some());
        for (tag, column) in self.tags.iter_mut().enumerate() {
            let was = !is_new_plan && before.held.get(tag).copied().unwrap_or(false);
            let is = life.held().get(tag).is_some_and(Option::is_some);
            if was != is {
                column.put(customer, is);
            }
        }
        let visible = history.until(now);
        self.universe.put(customer, history.is_born(visible));
        let news = before.reached.filter(|_| redo.is_none()).map_or(0, |reached| history.until(reached));
        if history.entries()[news..visible].iter().any(|entry| matches!(entry.kind, EntryKind::Attribute { .. })) {
            self.attributes.reflect(customer, &history, now, &schema)?;
        }
        Ok(())
    }

    /// Numbers the drafts, in order of instant and customer, and puts them into the feed.
    pub(super) fn publish(&mut self, drafts: Drafts, options: &Options) -> Changes {
        let Some(plan) = &self.plan else { return Changes::default() };
        self.feed.append(drafts, self.commit, &plan.legend, options.feed_kept, &self.register)
    }
}

fn tell(customer: Ordinal, course: &Course, tags: Tags<'_>, drafts: &mut Drafts) {
    let legend = &tags.plan.legend;
    for transition in &course.transitions {
        let what = What::turned(transition.gained, transition.tag, tags);
        drafts.push(customer, transition.at, what, Reason::of(&transition.cause, legend));
    }
    for valued in &course.values {
        let kind = ChangeKind::Value { tag: tags.path(valued.tag), value: valued.value.to_string() };
        drafts.push(customer, valued.at, What::Other(kind), Reason::of(&valued.cause, legend));
    }
    for firing in &course.firings {
        drafts.push(customer, firing.at, fired(firing), Reason::of(&firing.cause, legend));
    }
}

fn fired(firing: &Firing) -> What {
    What::Other(match &firing.what {
        Telling::Emit { name, payload } => {
            let payload = payload.iter().map(|(key, value)| (key.clone(), value.as_ref().map(ToString::to_string)));
            ChangeKind::Emitted { name: name.clone(), payload: payload.collect() }
        }
        Telling::Suggest { tag, confidence } => {
            ChangeKind::Suggested { tag: tag.clone(), confidence: confidence.map(|confidence| confidence.to_string()) }
        }
        Telling::Propose { tag, add } => ChangeKind::Proposed { tag: tag.clone(), add: *add },
        Telling::Notify { team } => ChangeKind::Notified { team: team.clone() },
        Telling::Decline { tag } => ChangeKind::Declined { tag: tag.clone() },
    })
}

/// What a life worked out anew up to the clock says differently from what was told.
///
/// What a late record changes at the clock's very instant is no correction: that instant was still open. Rules that
/// fired earlier are not told again, nor is anything recalled; but those that also tell what comes late do so now.
fn differences(
    customer: Ordinal,
    stood: &Stood,
    (anew, course): (&Life, &Course),
    plan: &Plan,
    redo: &Redo,
    drafts: &mut Drafts,
) {
    let old_plan = redo.old.as_ref().map_or(plan, |old| &old.plan);
    let mut draft = |what, cause| drafts.push(customer, redo.clock, what, Reason::of(cause, &plan.legend));
    let (old_tags, tags) = (Tags { plan: old_plan, open: &stood.open }, anew.tags(plan));
    let was_held = |number: usize| stood.held.get(number) == Some(&true);
    for (number, path) in tags.paths() {
        let was = old_tags.at(path).is_some_and(was_held);
        let is = anew.held().get(number).and_then(Option::as_ref);
        match is {
            Some(held) if !was => {
                let cause = if redo.is_open && held.since == redo.clock { &held.cause } else { &redo.cause };
                draft(What::turned(true, number, tags), cause);
            }
            None if was => {
                let last = course.transitions.iter().rev().find(|transition| transition.tag == number);
                let cause = last.filter(|last| redo.is_open && last.at == redo.clock).map_or(&redo.cause, |last| &last.cause);
                draft(What::turned(false, number, tags), cause);
            }
            _ => {}
        }
    }
    // A tag with another name is told as the one going and the other coming.
    for (_, path) in old_tags.paths().filter(|(number, path)| was_held(*number) && tags.at(path).is_none()) {
        draft(What::Other(ChangeKind::Lost { tag: path.clone() }), &redo.cause);
    }
    for (number, symbol) in plan.tags.iter().enumerate() {
        let before = old_plan.tag_numbers.get(&symbol.path).and_then(|&number| stood.values.get(&number));
        if let Some(value) = anew.value(number).filter(|value| Some(*value) != before) {
            let change = course.values.iter().rev().find(|change| change.tag == number);
            let cause = change.filter(|last| redo.is_open && last.at == redo.clock).map_or(&redo.cause, |last| &last.cause);
            draft(What::Other(ChangeKind::Value { tag: symbol.path.clone(), value: value.to_string() }), cause);
        }
    }
    let at_clock = |firing: &&Firing| firing.at == redo.clock;
    let is_new_plan = redo.old.is_some() && plan.since == Some(redo.clock) && plan.version == plan.rules_version;
    if redo.is_open || is_new_plan {
        let told: &[Firing] = if is_new_plan { &[] } else { &stood.recent };
        let new = beyond(anew.recent().iter().filter(at_clock), told.iter().chain(&redo.told));
        new.into_iter().for_each(|firing| draft(fired(firing), &firing.cause));
    }
    if redo.old.is_none() {
        let late = beyond(anew.heard().iter().filter(|firing| firing.at < redo.clock), stood.heard.iter());
        late.into_iter().for_each(|firing| draft(fired(firing), &firing.cause));
    }
}

/// What of the one is not in the other, each counted as often as it is there.
fn beyond<'f>(anew: impl Iterator<Item = &'f Firing>, told: impl Iterator<Item = &'f Firing>) -> Vec<&'f Firing> {
    let mut told: Vec<&Firing> = told.collect();
    let is_new = |firing: &&Firing| match told.iter().position(|told| told == firing) {
        Some(place) => {
            told.swap_remove(place);
            false
        }
        None => true,
    };
    anew.filter(is_new).collect()
}
