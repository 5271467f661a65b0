//! What live data say about a handbook: definitions that tell nothing, tags that say the same, groups that leave gaps, tags that flap.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::analytics::Coverage;
use super::apply::no_handbook;
use super::diff;
use super::progress::Progress;
use super::snapshot::Snapshot;
use crate::change::ChangeKind;
use crate::column::Column;
use crate::error::{Error, ErrorKind, Result};
use crate::event::Giver;
use crate::rule::{Definition, Plan, Tag};
use crate::time::Instant;

/// What a diagnosis takes note of.
#[derive(Clone, Debug)]
pub struct DiagnoseOptions {
    /// Says how far the work is, and can call it off. Each part of the diagnosis counts anew.
    pub progress: Progress,
    /// Tags are similar if at least so many hundredths of those who hold either hold both; from 1 to 100.
    pub similar_percent: u32,
    /// A tag flaps for a customer who gained and lost it at least so many times, all turns counted, and twice at least;
    pub flaps: u64,
    /// from this instant on, as far back as the feed is kept.
    pub since: Option<Instant>,
}

/// Similar from 90 hundredths on, flapping from 6 turns on in all of the feed.
impl Default for DiagnoseOptions {
    fn default() -> Self {
        Self { progress: Progress::default(), similar_percent: 90, flaps: 6, since: None }
    }
}

/// What live data say about the handbook in force, of the customers of a snapshot. Tags and groups are told by their paths, in order of
/// declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// How many customers there are.
    pub customers: u64,
    /// Tags with a definition that nobody holds.
    pub held_by_nobody: Vec<Arc<str>>,
    /// Tags with a definition that everybody holds.
    pub held_by_all: Vec<Arc<str>>,
    /// Tags without a definition that nobody was given.
    pub unused: Vec<Arc<str>>,
    /// Tags of which the same customers hold nearly all, the most similar first.
    pub similar: Vec<Similar>,
    /// How the groups cover the customers.
    pub groups: Vec<GroupCover>,
    /// How many customers hold no tag, one, two, and so on; what came to be in open groups counts.
    pub tags_per_customer: Vec<u64>,
    /// By what each declared tag is held that anybody holds.
    pub sources: Vec<Sources>,
    /// Tags that came and went again and again.
    pub flapping: Vec<Flapping>,
}

/// Two tags that nearly the same customers hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Similar {
    /// The one that is declared first.
    pub one: Arc<str>,
    /// The other.
    pub other: Arc<str>,
    /// How many hold both.
    pub both: u64,
    /// How many hold either.
    pub either: u64,
}

/// How many customers hold so many of a group's tags, those of groups inside it counted. What came to be in one open group counts as one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupCover {
    /// Its path.
    pub group: Arc<str>,
    /// None of them.
    pub none: u64,
    /// One.
    pub one: u64,
    /// Several.
    pub several: u64,
}

/// By what a tag is held, in numbers of customers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sources {
    /// Its path.
    pub tag: Arc<str>,
    /// By its definition, or because no other of its group is held.
    pub defined: u64,
    /// Somebody gave it.
    pub people: u64,
    /// An import did.
    pub imports: u64,
    /// A rule did.
    pub rules: u64,
}

/// A tag that came and went again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flapping {
    /// Its path.
    pub tag: Arc<str>,
    /// For how many customers.
    pub customers: u64,
    /// How often it turned for the one for whom it did so most.
    pub most: u64,
}

/// The most tags that are compared each with each.
const MAX_COMPARED: usize = 10_000;

impl Snapshot {
    /// What live data say about the handbook in force: see [`Diagnosis`].
    ///
    /// Takes passes over the sets of all tags, one of each with those of about its size, and one over the feed. Who gave tags is worked out
    /// from the records of all who were given any, which takes the longest: some tens of microseconds each.
    ///
    /// # Errors
    /// `no-handbook`; `invalid-count` for hundredths beyond 1 to 100; `limit-exceeded` for more than 10,000 tags; `cancelled`.
    ///
    /// ```
    /// use tagora::{Batch, DiagnoseOptions, Engine, Event, Instant, Scope};
    /// let engine = Engine::in_memory();
    /// engine.load("event buy\ntag buyer when did buy\ntag paid when count(buy) >= 1\ntag rich when count(buy) >= 9\ntag vip")?;
    /// let now = Instant::from_millis(0)?;
    /// let mut batch = Batch::new();
    /// batch.event(Event::new("ann", "buy", now)).customer("bob", now);
    /// engine.apply(&batch, now)?;
    /// let told = engine.snapshot(&Scope::All)?.diagnose(&DiagnoseOptions::default())?;
    /// assert_eq!((told.held_by_nobody, told.unused), (vec!["rich".into()], vec!["vip".into()]));
    /// assert_eq!((&*told.similar[0].one, &*told.similar[0].other), ("buyer", "paid"));
    /// assert_eq!(told.tags_per_customer, [1, 0, 1]);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn diagnose(&self, how: &DiagnoseOptions) -> Result<Diagnosis> {
        let plan = self.state.plan.as_ref().ok_or_else(no_handbook)?;
        if !(1..=100).contains(&how.similar_percent) {
            let message = format!("{} hundredths are no measure of what is similar", how.similar_percent);
            return Err(Error::new(ErrorKind::InvalidCount, message).with_help("ask for 1 to 100"));
        }
        if plan.declared > MAX_COMPARED {
            let message = format!("{} tags each with each, the limit is {MAX_COMPARED}", plan.declared);
            return Err(Error::new(ErrorKind::LimitExceeded, message));
        }
        how.progress.reach(0, plan.declared)?;
        let whose = (!self.is_whole).then_some(&self.within);
        let sets: Vec<Column> = self.columns().iter().take(plan.declared).map(|set| diff::of(set, whose).into_owned()).collect();
        let (mut told, all) = (Diagnosis { customers: self.customers(), ..Diagnosis::default() }, self.within.len());
        for (tag, set) in plan.seen().iter().zip(&sets) {
            let is_defined = matches!(tag.definition, Definition::When(_));
            match set.len() {
                0 if is_defined => told.held_by_nobody.push(tag.path.clone()),
                0 if matches!(tag.definition, Definition::Assignable) => told.unused.push(tag.path.clone()),
                held if held == all && is_defined => told.held_by_all.push(tag.path.clone()),
                _ => {}
            }
        }
        told.similar = self.similar(plan, &sets, how)?;
        let everybody = self.state.everybody()?;
        for (place, group) in plan.handbook.groups().iter().enumerate() {
            how.progress.reach(place, plan.handbook.groups().len())?;
            let path = group.path.to_string();
            let Coverage { none, one, more } = self.coverage(&everybody, &path)?;
            told.groups.push(GroupCover { group: path.into(), none, one, several: more });
        }
        let open: Vec<&Column> = self.open_columns().iter().map(|(_, set)| set).collect();
        told.tags_per_customer = self.counts(sets.iter().chain(open));
        told.sources = self.sources(plan, &sets, how)?;
        told.flapping = self.flapping(how)?;
        how.progress.reach(plan.declared, plan.declared)?;
        Ok(told)
    }

    /// How many customers are in none of some sets, in one, in two, and so on.
    fn counts<'c>(&self, sets: impl Iterator<Item = &'c Column>) -> Vec<u64> {
        let mut held = vec![0_u32; self.state.register.given()];
        for set in sets {
            for customer in set.iter() {
                if let Some(held) = held.get_mut(customer as usize) {
                    *held += 1;
                }
            }
        }
        let mut counts = vec![0];
        for count in self.within.iter().filter_map(|customer| held.get(customer as usize)) {
            let count = *count as usize;
            if counts.len() <= count {
                counts.resize(count + 1, 0);
            }
            counts[count] += 1;
        }
        counts
    }

    fn similar(&self, plan: &Plan, sets: &[Column], how: &DiagnoseOptions) -> Result<Vec<Similar>> {
        let percent = u128::from(how.similar_percent);
        let mut by_size: Vec<(u64, usize)> = sets.iter().map(Column::len).zip(0..).filter(|(held, _)| *held > 0).collect();
        by_size.sort_unstable();
        let mut similar = Vec::new();
        for (place, &(less, one)) in by_size.iter().enumerate() {
            how.progress.reach(place, sets.len())?;
            // Sets of very different sizes share little of what either has.
            let near = by_size[place + 1..].iter().take_while(|(more, _)| u128::from(less) * 100 >= u128::from(*more) * percent);
            for &(more, other) in near {
                let both = sets[one].shared_len(&sets[other]);
                let either = less + more - both;
                if u128::from(both) * 100 >= u128::from(either) * percent {
                    similar.push((one.min(other), one.max(other), both, either));
                }
            }
        }
        // The most similar first.
        similar.sort_by(|(a, b, both, either), (c, d, more, any)| {
            (u128::from(*more) * u128::from(*either)).cmp(&(u128::from(*both) * u128::from(*any))).then((a, b).cmp(&(c, d)))
        });
        let path = |tag: usize| plan.seen().get(tag).map(|tag| tag.path.clone()).unwrap_or_default();
        Ok(similar
            .into_iter()
            .map(|(one, other, both, either)| Similar { one: path(one), other: path(other), both, either })
            .collect())
    }

    /// Who gave is kept of those alone of whom there is more to tell than rows hold; of the others it is worked out.
    fn sources(&self, plan: &Plan, sets: &[Column], how: &DiagnoseOptions) -> Result<Vec<Sources>> {
        let empty = |tag: &Arc<str>, defined| Sources { tag: tag.clone(), defined, people: 0, imports: 0, rules: 0 };
        let mut sources: Vec<Sources> = plan.seen().iter().zip(sets).map(|(tag, set)| empty(&tag.path, set.len())).collect();
        let is_given = |(tag, _): &(&Tag, &Column)| matches!(tag.definition, Definition::Assignable);
        let given = plan.seen().iter().zip(sets).filter(is_given).fold(Column::default(), |all, (_, set)| all.or(set));
        let kept: Column = self.lives().map(|(customer, _)| customer).collect();
        let asked = given.or(&kept).shared(&self.within);
        for (number, customer) in asked.iter().enumerate() {
            how.progress.pass(number, asked.len() as usize)?;
            let Some(life) = self.life(customer) else { continue };
            for (&tag, giver) in life.givers() {
                let Some(of) = sources.get_mut(tag) else { continue };
                let count = match giver {
                    Giver::Person(_) => &mut of.people,
                    Giver::Import { .. } => &mut of.imports,
                    Giver::Rule(_) => &mut of.rules,
                };
                *count += 1;
                of.defined = of.defined.saturating_sub(1);
            }
        }
        sources.retain(|of| of.defined + of.people + of.imports + of.rules > 0);
        Ok(sources)
    }

    fn flapping(&self, how: &DiagnoseOptions) -> Result<Vec<Flapping>> {
        let (Some(now), feed) = (self.instant(), &self.state.feed) else { return Ok(Vec::new()) };
        let mut turns: BTreeMap<(Arc<str>, u32), u64> = BTreeMap::new();
        let mut after = 0;
        loop {
            how.progress.reach(0, 1)?;
            let page = feed.page(after, PAGE, &self.state.register);
            if page.changes.is_empty() {
                break;
            }
            for change in &page.changes {
                let (ChangeKind::Gained { tag } | ChangeKind::Lost { tag }) = &change.kind else { continue };
                let is_asked = how.since.is_none_or(|since| change.at >= since) && change.at <= now;
                if let Some(customer) = self.ordinal(&change.customer).filter(|_| is_asked) {
                    *turns.entry((tag.clone(), customer)).or_default() += 1;
                }
            }
            after = page.next;
        }
        let mut flapping: BTreeMap<Arc<str>, (u64, u64)> = BTreeMap::new();
        for ((tag, _), turns) in turns.into_iter().filter(|(_, turns)| *turns >= how.flaps.max(2)) {
            let (customers, most) = flapping.entry(tag).or_default();
            (*customers, *most) = (*customers + 1, turns.max(*most));
        }
        Ok(flapping.into_iter().map(|(tag, (customers, most))| Flapping { tag, customers, most }).collect())
    }
}

/// So many changes are looked at before it is asked whether to go on.
const PAGE: usize = 1 << 16;
