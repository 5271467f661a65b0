//! Segments of a snapshot: how many, who, some of them, how it was found.

use std::cell::RefCell;
use std::sync::Arc;

use tagora_kernel::Level;
use twox_hash::XxHash3_64;

use super::asking::Asking;
use super::reading::Reading;
use super::snapshot::Snapshot;
use crate::column::{Building, Column};
use crate::customer::{CustomerId, Ordinal};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::numbering::Key;
use crate::query::{
    Clock, Cursor, Explained, Found, Leaf, Naming, Page, PlanLeaf, QueryPlan, Run, Scan, Segment, Smallest, customer,
};
use crate::rule::Plan;
use crate::time::stopwatch;

impl Snapshot {
    /// How many customers are in a segment.
    ///
    /// A pass over the sets that the segment names, a block of 65,536 customers at a time. What is said of events is asked of
    /// those customers whom the sets leave open, one by one while they are few, some ten microseconds each; for many it is
    /// worked out by one pass over the log, some nanoseconds for each event that is counted or summed up.
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn count(&self, segment: &Segment) -> Result<u64> {
        self.run(segment, |run, blocks| run.count_on(&self.threads, blocks))
    }

    /// The customers in a segment, in id order.
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn ids(&self, segment: &Segment) -> Result<Vec<CustomerId>> {
        let register = &self.state.register;
        let sorted = self.gather(
            (segment, ID_NANOS),
            Vec::new,
            |keys: &mut Vec<Key<'_>>, block, found| {
                let customers = found.to_list(Level::best()).into_iter().map(|bit| customer(block, bit));
                keys.extend(customers.filter_map(|customer| register.key(customer)));
            },
            |mut keys| {
                keys.sort_unstable();
                keys
            },
        )?;
        let mut keys = sorted.concat();
        // What is in order in parts this sort merges.
        keys.sort();
        Ok(keys.into_iter().map(CustomerId::from).collect())
    }

    /// Whether a customer is in a segment. One who is unknown or out of scope is in none.
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn contains(&self, segment: &Segment, customer: impl Into<CustomerId>) -> Result<bool> {
        let plan = self.fits(segment)?;
        let Some(ordinal) = self.ordinal(&customer.into()) else { return Ok(false) };
        let reading = Reading::of(self, plan, segment);
        Ok(segment.plan().has(&|leaf| match leaf {
            PlanLeaf::Within => true,
            PlanLeaf::Tag(tag) => self.columns().get(*tag).is_some_and(|column| column.contains(ordinal)),
            PlanLeaf::OpenTag(path) => self.open_columns().tag(path).is_some_and(|column| column.contains(ordinal)),
            PlanLeaf::OpenGroup(group) => self.open_columns().group(*group).is_some_and(|column| column.contains(ordinal)),
            PlanLeaf::Attribute { predicate, .. } | PlanLeaf::Test(predicate) => reading.test(predicate, ordinal),
        }))
    }

    /// A page of the customers in a segment, in id order: at most `limit` of those behind the cursor, or the first ones.
    ///
    /// # Errors
    /// `segment-outdated`; `invalid-count` for a limit of 0; `invalid-cursor` for the cursor of another query.
    pub fn page(&self, segment: &Segment, after: Option<&Cursor>, limit: usize) -> Result<Page> {
        some(limit, "a page")?;
        let last = after.map(|cursor| cursor.last_of(segment)).transpose()?;
        let mut customers = self.first_behind(segment, last, limit.saturating_add(1))?;
        let is_last = customers.len() <= limit;
        customers.truncate(limit);
        let next = customers.last().filter(|_| !is_last).map(|last| Cursor::behind(last.clone(), segment));
        Ok(Page { customers, next })
    }

    /// The first so many of a segment's customers in id order, behind one. Where ids ascend with ordinals, nobody else is
    /// looked at.
    fn first_behind(&self, segment: &Segment, last: Option<&CustomerId>, count: usize) -> Result<Vec<CustomerId>> {
        let register = &self.state.register;
        let (start, end) = (last.map_or(0, |last| register.first_behind(last)), register.ascending());
        let last = last.map(CustomerId::key);
        // Of those whose ids ascend the first ones found are the first; the others are put in order.
        let (mut in_order, mut first) = (RefCell::new(Vec::with_capacity(count.min(PAGE))), Smallest::new(count));
        self.run(segment, |run, blocks| {
            let has_others = |block: usize| customer(block, u16::MAX) >= end;
            let is_open =
                |&block: &usize| has_others(block) || customer(block, u16::MAX) >= start && in_order.borrow().len() < count;
            run.select((0..blocks).filter(is_open), |block, found| {
                let mut in_order = in_order.borrow_mut();
                let before = start.saturating_sub(customer(block, 0));
                let Ok(first_bit) = u16::try_from(before) else { return };
                found.each_from(first_bit, |bit| {
                    let ordinal = customer(block, bit);
                    if ordinal < end && in_order.len() >= count {
                        return has_others(block);
                    }
                    if let Some(key) = register.key(ordinal) {
                        if ordinal < end {
                            in_order.push(key);
                        } else if last.is_none_or(|last| key > last) {
                            first.offer(key);
                        }
                    }
                    true
                });
            });
        })?;
        let in_order = std::mem::take(in_order.get_mut());
        let first = first.into_sorted();
        let keys = if first.is_empty() { in_order } else { merged(in_order, first, count) };
        Ok(keys.into_iter().map(CustomerId::from).collect())
    }

    /// Some customers of a segment, drawn by chance: the same for the same seed, in id order.
    ///
    /// Drawn are those with the smallest XXH3 hashes of their ids under the seed. So who is drawn stays drawn as the
    /// segment grows, unless others come before it, and the order in which customers came makes no difference.
    ///
    /// # Errors
    /// `segment-outdated`; `invalid-count` for a sample of none, or of more than there are.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Instant, Scope};
    /// let engine = Engine::in_memory();
    /// engine.load("tag vip")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// (1..=1000_u64).for_each(|id| {
    ///     batch.customer(id, start);
    /// });
    /// engine.apply(&batch, start)?;
    /// let (snapshot, others) = (engine.snapshot(&Scope::All)?, engine.prepare("not has vip")?);
    /// assert_eq!(snapshot.sample(&others, 10, 7)?, snapshot.sample(&others, 10, 7)?);
    /// assert_ne!(snapshot.sample(&others, 10, 7)?, snapshot.sample(&others, 10, 8)?);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn sample(&self, segment: &Segment, size: usize, seed: u64) -> Result<Vec<CustomerId>> {
        some(size, "a sample")?;
        let selected = self.select(segment)?;
        if size > selected.len() {
            let message = format!("a sample of {size} customers, from a segment of {}", selected.len());
            return Err(Error::new(ErrorKind::InvalidCount, message).with_help("count first, or take all of them"));
        }
        let mut smallest = Smallest::new(size);
        for key in selected.into_iter().filter_map(|ordinal| self.state.register.key(ordinal)) {
            smallest.offer((drawn(key, seed), key));
        }
        let mut drawn: Vec<Key<'_>> = smallest.into_sorted().into_iter().map(|(_, key)| key).collect();
        drawn.sort_unstable();
        Ok(drawn.into_iter().map(CustomerId::from).collect())
    }

    /// How a segment is found: the steps, how many customers each was expected to select and did select, and how long it took.
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn query_plan(&self, segment: &Segment) -> Result<Explained> {
        let plan = self.fits(segment)?;
        let name = |leaf: usize, is_of_log: bool| match &segment.plan().leaves[leaf] {
            PlanLeaf::Within if self.is_whole => "all customers".to_owned(),
            PlanLeaf::Within => "the scope".to_owned(),
            PlanLeaf::Tag(tag) => format!("tag {}", quote(&plan.tags[*tag].path)),
            PlanLeaf::OpenTag(path) => format!("tag {}", quote(path)),
            PlanLeaf::OpenGroup(group) => format!("open group {}", quote(&plan.handbook.groups()[*group].path.to_string())),
            PlanLeaf::Attribute { attribute, .. } => {
                format!("attribute {}", quote(&self.state.schema.attribute_name(*attribute)))
            }
            PlanLeaf::Test(_) if is_of_log => "a condition read from the log".to_owned(),
            PlanLeaf::Test(_) => "a condition asked of each".to_owned(),
        };
        let customers = self.customers();
        let timer = stopwatch();
        self.run(segment, |run, blocks| run.explained(&Naming { leaf: &name, customers, blocks }, &timer))
    }

    /// The ordinals of a segment's customers, in order.
    pub(super) fn select(&self, segment: &Segment) -> Result<Vec<Ordinal>> {
        let mut selected = Vec::new();
        self.each_block(segment, |block, found| {
            selected.extend(found.to_list(Level::best()).into_iter().map(|bit| customer(block, bit)));
        })?;
        Ok(selected)
    }

    /// A segment's customers as a set.
    pub(super) fn selected(&self, segment: &Segment) -> Result<Column> {
        let mut selected = Building::default();
        self.each_block(segment, |block, found| found.put(block, &mut selected))?;
        Ok(selected.done())
    }

    /// Gathers what of a segment is in each block, on several threads if that takes long: see [`Run::gather`].
    pub(super) fn gather<S, R: Send>(
        &self,
        (segment, step_nanos): (&Segment, u64),
        begin: impl Fn() -> S + Sync,
        step: impl Fn(&mut S, usize, &Found) + Sync,
        end: impl Fn(S) -> R + Sync,
    ) -> Result<Vec<R>> {
        self.run(segment, |run, blocks| run.gather(&self.threads, (blocks, step_nanos), begin, step, end))
    }

    /// Tells what of a segment is in each block.
    pub(super) fn each_block(&self, segment: &Segment, tell: impl FnMut(usize, &Found)) -> Result<()> {
        self.run(segment, |run, blocks| run.select(0..blocks, tell))
    }

    pub(super) fn run<T>(&self, segment: &Segment, run: impl FnOnce(&Run<'_, &Asking<'_>>, usize) -> T) -> Result<T> {
        let plan = self.fits(segment)?;
        let reading = Reading::of(self, plan, segment);
        let query = segment.plan();
        let scan = |leaf: &PlanLeaf| match leaf {
            PlanLeaf::Attribute { attribute, predicate } => {
                Scan::of(predicate, self.attributes().get(*attribute)?, Clock { now: self.instant()?, zone: &plan.zone })
            }
            _ => None,
        };
        let scans: Vec<Option<Scan<'_>>> = query.leaves.iter().map(scan).collect();
        let leaves = query.leaves.iter().zip(&scans).map(|(leaf, scan)| match (leaf, scan) {
            (PlanLeaf::Within, _) => Leaf::Set(&self.within),
            (PlanLeaf::Tag(tag), _) => held(self.columns().get(*tag)),
            (PlanLeaf::OpenTag(path), _) => held(self.open_columns().tag(path)),
            (PlanLeaf::OpenGroup(group), _) => held(self.open_columns().group(*group)),
            (_, Some(scan)) => Leaf::Set(scan),
            (PlanLeaf::Attribute { .. } | PlanLeaf::Test(_), None) => Leaf::Test,
        });
        let tests = query.leaves.iter().zip(&scans).map(|(leaf, scan)| match (leaf, scan) {
            (PlanLeaf::Attribute { predicate, .. } | PlanLeaf::Test(predicate), None) => Some(&**predicate),
            _ => None,
        });
        let asking = Asking::of(reading, tests);
        Ok(run(&Run::new(self.circuit(query), leaves, &asking, Level::best()), self.within.blocks()))
    }

    /// Nobody holds a tag who is no customer: where tags decide, all customers need not be looked at.
    fn circuit<'p>(&self, query: &'p QueryPlan) -> &'p crate::query::Circuit {
        if self.is_whole && query.is_inside_tags() { &query.circuit } else { &query.within }
    }

    pub(super) fn fits(&self, segment: &Segment) -> Result<&Arc<Plan>> {
        self.state.plan.as_ref().filter(|plan| segment.fits(plan)).ok_or_else(|| outdated("the segment"))
    }
}

/// For so many customers of a page there is room from the beginning.
const PAGE: usize = 1 << 12;

/// The first so many of two lists in order.
fn merged<'k>(mut one: Vec<Key<'k>>, other: Vec<Key<'k>>, count: usize) -> Vec<Key<'k>> {
    one.extend(other);
    // What is in order in parts this sort merges.
    one.sort();
    one.truncate(count);
    one
}

/// What it takes, about, to put the ids of a block in order.
const ID_NANOS: u64 = 20_000;

fn held(column: Option<&Column>) -> Leaf<'_> {
    column.map_or(Leaf::Nobody, |column| Leaf::Set(column))
}

pub(super) fn some(count: usize, what: &str) -> Result<()> {
    if count > 0 {
        return Ok(());
    }
    Err(Error::new(ErrorKind::InvalidCount, format!("{what} of 0 customers")).with_help("ask for at least one"))
}

pub(super) fn outdated(what: &str) -> Error {
    let message = format!("{what} was prepared for another engine or another version of the handbook");
    Error::new(ErrorKind::SegmentOutdated, message).with_help("prepare it again")
}

/// A number by chance, that of a customer under a seed.
fn drawn(id: Key<'_>, seed: u64) -> u64 {
    match id {
        Key::Number(number) => XxHash3_64::oneshot_with_seed(seed, &number.to_le_bytes()),
        Key::Text(text) => XxHash3_64::oneshot_with_seed(seed, text.as_bytes()),
    }
}
