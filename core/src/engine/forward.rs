//! Taking a customer forward: what turns is told, and shown in the columns.

use std::sync::Arc;

use super::state::{Redo, State};
use crate::change::{ChangeKind, Drafts, Reason, What};
use crate::column::{Columns, Flip};
use crate::customer::Ordinal;
use crate::error::Result;
use crate::event::{Entry, EntryKind, Giver, History, Schema};
use crate::live::{Ground, Known, Led, Standing, Stood, Taken, Task, Turned, Why, from_start};
use crate::reference::{Course, Firing, Life, Telling};
use crate::route::Anew;
use crate::rule::{OpenTag, Plan, Route, Tags};
use crate::time::Instant;

/// From so many changes on they are shown tag by tag.
const MANY: usize = 256;

/// About a hundred years, in milliseconds.
const CENTURY: i64 = 36_500 * 86_400_000;

impl State {
    /// Takes a customer on to `now`, of whose history some entries are new. If it changed at or before the clock, or the handbook
    /// did, its life is worked out anew, and the difference is told.
    pub(super) fn take_forward(
        &mut self,
        standing: &mut Standing,
        customer: Ordinal,
        (history, fresh): (&History, &[Arc<Entry>]),
        now: Instant,
        redo: Option<&Redo>,
        drafts: &mut Drafts,
    ) -> Result<()> {
        let Some(plan) = self.plan.clone() else { return Ok(()) };
        let schema = self.schema.clone();
        let ground = Ground { history, plan: &plan, schema: &schema };
        let is_short = standing.is_short(customer, history, &self.lives);
        let mut before = match redo.map(|redo| &redo.old) {
            Some(Some(old)) => standing.stood_before(customer, &old.lives),
            // On the short way what turns is told as it does.
            None if is_short => Stood::default(),
            _ => standing.stood(customer, &self.lives),
        };
        if !is_short {
            return self.take_long(standing, customer, ground, now, redo, &before, drafts);
        }
        let reached = standing.reached(customer);
        if let Some(redo) = redo {
            let Some((anew, course)) = standing.begin_anew_short(customer, ground, redo.clock)? else {
                if redo.is_open {
                    before.recent = self.told_at(redo.clock, history, fresh)?;
                }
                return self.take_long(standing, customer, ground, now, Some(redo), &before, drafts);
            };
            self.show_anew(customer, &before, (&anew, &course), &plan, redo, drafts);
            lines_anew(customer, &course, &plan, redo, drafts);
        }
        let tags = &mut self.tags;
        let (led, fired) = standing
            .advance_short(customer, ground, now, |turned| show_turned(tags, customer, turned, history.entries(), drafts))?;
        tell_fired(fired.iter().map(|firing| (customer, firing)), &plan, drafts);
        match led {
            Led::On(_) => self.reflect(customer, ground, now, reached, redo.is_some()),
            Led::Off => self.leave_short(standing, customer, ground, now, drafts),
        }
    }

    /// Shows what is so at the clock of customers of whom rows tell all, and works it out of those left, of all without telling it.
    pub(super) fn know(&mut self, standing: &mut Standing, known: Known, clock: Instant) -> Result<()> {
        let schema = self.schema.clone();
        let flips = |members: Vec<Ordinal>| -> Vec<Flip> {
            members.into_iter().map(|customer| Flip { customer, member: true }).collect()
        };
        for (tag, held) in known.held.into_iter().enumerate() {
            self.tags.apply(tag, &flips(held));
        }
        self.universe.apply(&flips(known.born));
        for (customer, attribute, value) in known.values {
            self.attributes.put(customer, attribute, Some(&value), &schema)?;
        }
        known.records.into_iter().for_each(|(of, count)| standing.set_records(of, count));
        known.left.into_iter().try_for_each(|(customer, history)| self.know_long(standing, customer, &history, clock))
    }

    /// Works out and shows all that is so of a customer at the clock of whom there may be more to tell than rows hold, and tells nothing of
    /// it.
    pub(super) fn know_long(
        &mut self,
        standing: &mut Standing,
        customer: Ordinal,
        history: &History,
        clock: Instant,
    ) -> Result<()> {
        let Some(plan) = self.plan.clone() else { return Ok(()) };
        history.entries().iter().for_each(|entry| standing.count_record(entry.of));
        let schema = self.schema.clone();
        let ground = Ground { history, plan: &plan, schema: &schema };
        // What it took many steps to come by may be too much for one.
        let first = history.entries().first().map_or(clock, |entry| entry.at);
        let mut until = clock.min(first.saturating_add(CENTURY));
        let (mut life, _) = standing.begin_anew(customer, &mut self.lives, ground, until)?;
        while until < clock {
            until = clock.min(until.saturating_add(CENTURY));
            life = standing.advance(customer, &mut self.lives, ground, until)?.0;
        }
        self.open_tags.put(customer, &[], &life.open_held(&plan).cloned().collect::<Vec<_>>());
        for (tag, _) in life.held().iter().enumerate().filter(|(_, held)| held.is_some()) {
            self.tags.put(tag, customer, true);
        }
        self.reflect(customer, ground, clock, None, true)?;
        // Nothing of it is undone.
        standing.keep();
        Ok(())
    }

    /// Tells and shows what turned of those who were taken forward by their rows.
    pub(super) fn show(
        &mut self,
        taken: &[Taken],
        tasks: &[Task],
        entries: &[Arc<Entry>],
        until: Instant,
        drafts: &mut Drafts,
    ) -> Result<()> {
        let turned = || taken.iter().flat_map(|taken| &taken.turned);
        if taken.iter().map(|taken| taken.turned.len()).sum::<usize>() < MANY {
            turned().for_each(|&(customer, turned)| show_turned(&mut self.tags, customer, turned, entries, drafts));
        } else {
            let mut flips: Vec<Vec<Flip>> = vec![Vec::new(); self.tags.len()];
            for &(customer, turned) in turned() {
                if let Some(flips) = flips.get_mut(turned.tag) {
                    flips.push(Flip { customer, member: turned.gained });
                }
                tell_turned(customer, turned, entries, drafts);
            }
            flips.iter().enumerate().for_each(|(tag, flips)| self.tags.apply(tag, flips));
        }
        if let Some(plan) = &self.plan {
            let fired = taken.iter().flat_map(|taken| &taken.fired);
            tell_fired(fired.map(|(customer, firing)| (*customer, firing)), plan, drafts);
        }
        let mut left = taken.iter().flat_map(|taken| &taken.left).peekable();
        let schema = self.schema.clone();
        for (number, task) in tasks.iter().enumerate() {
            // Of whoever did not get there all is shown once they do.
            if left.next_if(|(left, _)| *left == number).is_none() {
                let news = &entries[task.fresh.clone()];
                self.reflect_news(task.customer, &news[..news.partition_point(|entry| entry.at <= until)], &schema)?;
            }
        }
        Ok(())
    }

    /// What rules told of a customer at an instant on the short way, before there were these new entries.
    pub(super) fn told_at(&self, at: Instant, history: &History, fresh: &[Arc<Entry>]) -> Result<Vec<Firing>> {
        let Some(plan) = self.plan.as_ref().filter(|_| self.program.tells()) else { return Ok(Vec::new()) };
        let mut fresh: Vec<&Entry> = fresh.iter().map(|entry| &**entry).collect();
        let is_fresh = |entry: &Entry| {
            let place = fresh.iter().position(|fresh| fresh.of == entry.of && fresh.order(entry).is_eq());
            place.map(|place| fresh.swap_remove(place)).is_some()
        };
        let (life, _) = from_start(&history.without(is_fresh), (plan, &self.program), &self.schema, at)?;
        Ok(life.recent().iter().filter(|firing| firing.at == at).cloned().collect())
    }

    /// Takes a customer on for whom a rule acts: its row stands right before that.
    pub(super) fn go_off(&mut self, standing: &mut Standing, customer: Ordinal, now: Instant, drafts: &mut Drafts) -> Result<()> {
        let Some(plan) = self.plan.clone() else { return Ok(()) };
        let (history, schema) = (self.history(customer), self.schema.clone());
        self.leave_short(standing, customer, Ground { history: &history, plan: &plan, schema: &schema }, now, drafts)
    }

    fn leave_short(
        &mut self,
        standing: &mut Standing,
        customer: Ordinal,
        ground: Ground<'_>,
        now: Instant,
        drafts: &mut Drafts,
    ) -> Result<()> {
        let before = standing.stood(customer, &self.lives);
        self.take_long(standing, customer, ground, now, None, &before, drafts)
    }

    /// Shows what was worked out anew of a customer of whom rows tell all.
    fn show_anew(
        &mut self,
        customer: Ordinal,
        before: &Stood,
        (anew, course): (&Life, &Course),
        plan: &Plan,
        redo: &Redo,
        drafts: &mut Drafts,
    ) {
        differences(customer, before, (anew, course), plan, redo, drafts);
        for tag in 0..self.tags.len() {
            self.tags.put(tag, customer, anew.held().get(tag).is_some_and(Option::is_some));
        }
        // What came to be in open groups is gone with the assignments.
        let old_plan = redo.old.as_ref().map_or(plan, |old| &old.plan);
        self.open_tags.put(customer, &before.open_held(old_plan).cloned().collect::<Vec<_>>(), &[]);
    }

    /// The same of a customer of whom there is more to tell than rows hold.
    #[expect(clippy::too_many_arguments, reason = "the one step that everything about a customer meets in")]
    fn take_long(
        &mut self,
        standing: &mut Standing,
        customer: Ordinal,
        ground: Ground<'_>,
        now: Instant,
        redo: Option<&Redo>,
        before: &Stood,
        drafts: &mut Drafts,
    ) -> Result<()> {
        let plan = ground.plan;
        if let Some(redo) = redo {
            let (anew, course) = standing.begin_anew(customer, &mut self.lives, ground, redo.clock)?;
            differences(customer, before, (anew, &course), plan, redo, drafts);
            lines_anew(customer, &course, plan, redo, drafts);
        }
        let (life, course) = standing.advance(customer, &mut self.lives, ground, now)?;
        tell(customer, &course, life.tags(plan), drafts);
        let old_plan = redo.and_then(|redo| redo.old.as_ref()).map_or(plan, |old| &old.plan);
        let open_before: Vec<OpenTag> = before.open_held(old_plan).cloned().collect();
        self.open_tags.put(customer, &open_before, &life.open_held(plan).cloned().collect::<Vec<_>>());
        // Under another handbook the columns are new.
        let is_new_plan = redo.is_some_and(|redo| redo.old.is_some());
        for tag in 0..self.tags.len() {
            let was = !is_new_plan && before.held.get(tag).copied().unwrap_or(false);
            let is = life.held().get(tag).is_some_and(Option::is_some);
            if was != is {
                self.tags.put(tag, customer, is);
            }
        }
        self.reflect(customer, ground, now, before.reached, redo.is_some())
    }

    /// Lets readers see that a customer is born, and the values of its attributes. Nothing is new of it up to `reached`, unless
    /// it was worked out anew.
    fn reflect(
        &mut self,
        customer: Ordinal,
        ground: Ground<'_>,
        now: Instant,
        reached: Option<Instant>,
        is_anew: bool,
    ) -> Result<()> {
        let Ground { history, schema, .. } = ground;
        let visible = history.until(now);
        let news = reached.map_or(0, |reached| history.until(reached));
        if is_anew {
            self.universe.put(customer, history.is_born(visible));
            return self.attributes.reflect(customer, history, now, schema);
        }
        self.reflect_news(customer, &history.entries()[news..visible], schema)
    }

    fn reflect_news(&mut self, customer: Ordinal, news: &[Arc<Entry>], schema: &Schema) -> Result<()> {
        for entry in news {
            match &entry.kind {
                EntryKind::Created | EntryKind::Event { .. } => {
                    self.universe.put(customer, true);
                }
                EntryKind::Attribute { attribute, value } => {
                    self.attributes.put(customer, *attribute, value.as_ref(), schema)?;
                }
                EntryKind::Assigned(_) => {}
            }
        }
        Ok(())
    }
}

/// Tells and shows that a tag turned that a row keeps.
fn show_turned(tags: &mut Columns, customer: Ordinal, turned: Turned, entries: &[Arc<Entry>], drafts: &mut Drafts) {
    tags.put(turned.tag, customer, turned.gained);
    tell_turned(customer, turned, entries, drafts);
}

fn tell_turned(customer: Ordinal, turned: Turned, entries: &[Arc<Entry>], drafts: &mut Drafts) {
    let Turned { at, tag, gained, why } = turned;
    drafts.push(customer, at, if gained { What::Gained(tag) } else { What::Lost(tag) }, reason(why, at, entries));
}

/// Why a tag turned that a row keeps.
fn reason(why: Why, at: Instant, entries: &[Arc<Entry>]) -> Reason<'_> {
    match why {
        Why::Time => Reason::Time,
        Why::Rival(other) => Reason::ExclusiveGroup(other),
        Why::Expired => Reason::Expired,
        Why::Rule(rule, place) => match place.and_then(|place| entries.get(place)).map(|entry| (entry, &entry.kind)) {
            Some((entry, EntryKind::Event { event, .. })) => {
                Reason::Rule { rule, event: Some(*event), id: entry.id.as_deref(), at: entry.at }
            }
            _ => Reason::Rule { rule, event: None, id: None, at },
        },
        Why::Record(place) => entries.get(place).map_or(Reason::Time, |entry| match &entry.kind {
            EntryKind::Created => Reason::Created,
            EntryKind::Assigned(assigned) => match &assigned.by {
                Giver::Person(by) | Giver::Rule(by) => Reason::Person(by),
                Giver::Import { source, version } => Reason::Import { source, version: *version },
            },
            EntryKind::Attribute { attribute, .. } => Reason::Attribute(*attribute),
            EntryKind::Event { event, .. } => Reason::Event { event: *event, id: entry.id.as_deref(), at: entry.at },
        }),
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
    tell_fired(course.firings.iter().map(|firing| (customer, firing)), tags.plan, drafts);
}

fn tell_fired<'f>(firings: impl Iterator<Item = (Ordinal, &'f Firing)>, plan: &Plan, drafts: &mut Drafts) {
    for (customer, firing) in firings {
        drafts.push(customer, firing.at, fired(firing), Reason::of(&firing.cause, &plan.legend));
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
    // Another handbook has other lines of routes.
    let lines = (plan.declared..plan.tags.len()).map(|line| (line, redo.old.is_none() && was_held(line)));
    let known = tags.paths().map(|(number, path)| (number, old_tags.at(path).is_some_and(was_held)));
    for (number, was) in known.chain(lines) {
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
    for (number, symbol) in plan.seen().iter().enumerate() {
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

/// Where the life of a customer was worked out anew, routes without capacities are too.
fn lines_anew(customer: Ordinal, course: &Course, plan: &Plan, redo: &Redo, drafts: &mut Drafts) {
    if redo.old.is_some() || !plan.routes.iter().any(Route::is_free) {
        return;
    }
    let lines = course.transitions.iter().filter(|transition| plan.is_unseen(transition.tag));
    let turns = lines.map(|transition| (transition.at, transition.tag, transition.gained)).collect();
    drafts.push_anew(Anew { customer, until: redo.clock, cause: redo.cause.clone(), turns });
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
