//! How the customers of a segment spread over tags and values.

mod breakdown;
mod classes;
mod conversion;
mod elapsed;
mod funnel;
mod handle;
mod lifts;
mod prepare;
mod retention;
mod rhythm;
mod transitions;
mod values;

use std::sync::Arc;

use tagora_kernel::Level;

use super::snapshot::Snapshot;
use crate::analysis;
use crate::attribute::Counts;
use crate::column::{Blocks, Column};
use crate::error::{Error, ErrorKind, Result};
use crate::query::Segment;

pub use classes::By;
pub use handle::Analysis;

/// How many customers have none, one and more than one of the tags of a group: what is missing of "each exactly one".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coverage {
    /// Have no tag of the group.
    pub none: u64,
    /// Have exactly one.
    pub one: u64,
    /// Have several.
    pub more: u64,
}

/// How many customers each two of some tags share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    tags: Vec<Arc<str>>,
    counts: Vec<u64>,
}

impl Overlap {
    /// The paths of the tags, in the order asked for.
    #[must_use]
    pub fn tags(&self) -> &[Arc<str>] {
        &self.tags
    }

    /// Paths and counts, those of `i <= j` at `i * n + j`.
    fn into_parts(self) -> (Vec<Arc<str>>, Vec<u64>) {
        (self.tags, self.counts)
    }

    /// How many customers have both the tags of these places; of one tag, how many have it. 0 for a place behind the last.
    #[must_use]
    pub fn shared(&self, one: usize, other: usize) -> u64 {
        let (first, second, tags) = (one.min(other), one.max(other), self.tags.len());
        if second < tags { self.counts.get(first * tags + second).copied().unwrap_or(0) } else { 0 }
    }
}

/// How many customers of a segment have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Share {
    /// The value as text, or the tag's path; `None` for those who have none.
    pub value: Option<Arc<str>>,
    /// How many have it.
    pub customers: u64,
}

/// The most tags that are compared each with each.
const MAX_COMPARED: usize = 1_000;

impl Snapshot {
    /// How many customers of a segment have none, one and several of the tags of a group, those of groups in it included.
    ///
    /// Of an open group, all tags that are not declared count as one.
    ///
    /// # Errors
    /// `unknown-group`, `segment-outdated`.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Instant, Scope};
    /// let engine = Engine::in_memory();
    /// engine.load("group interest { tag tea tag coffee }\nattribute age: int")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// batch.add_tag(1, "tea", start, "zhang").add_tag(1, "coffee", start, "zhang").add_tag(2, "tea", start, "zhang");
    /// batch.customer(1, start).customer(2, start).customer(3, start);
    /// engine.apply(&batch, start)?;
    /// let everybody = engine.prepare("age is missing")?;
    /// let covered = engine.snapshot(&Scope::All)?.coverage(&everybody, "interest")?;
    /// assert_eq!((covered.none, covered.one, covered.more), (1, 1, 1));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn coverage(&self, segment: &Segment, group: &str) -> Result<Coverage> {
        let tags = self.fits(segment)?.tags_of_group(group)?;
        let columns = tags.declared.iter().filter_map(|&tag| self.columns().get(tag));
        let open = tags.groups.iter().filter_map(|&group| self.open_columns().group(group));
        let sets: Vec<&dyn Blocks> = columns.chain(open).map(|column| column as &dyn Blocks).collect();
        let new = || analysis::Covering::new(&sets, Level::best());
        let nanos = 100 * sets.len() as u64;
        let all = self.gather((segment, nanos), new, analysis::Covering::add, |covering| covering.counts())?;
        let [none, one, more] = sums(all, 3)[..] else { return Ok(Coverage::default()) };
        Ok(Coverage { none, one, more })
    }

    /// How many customers of a segment each two of some tags share.
    ///
    /// # Errors
    /// `unknown-tag`, `segment-outdated`, and `limit-exceeded` for more than 1,000 tags.
    pub fn overlap(&self, segment: &Segment, tags: &[&str]) -> Result<Overlap> {
        if tags.len() > MAX_COMPARED {
            let message = format!("{} tags each with each, the limit is {MAX_COMPARED}", tags.len());
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("ask for fewer"));
        }
        let nobody = Column::default();
        let columns = tags.iter().map(|tag| Ok(self.holders(tag)?.unwrap_or(&nobody))).collect::<Result<Vec<_>>>()?;
        let sets: Vec<&dyn Blocks> = columns.into_iter().map(|column| column as &dyn Blocks).collect();
        let new = || analysis::Overlapping::new(&sets, Level::best());
        let (pairs, add) = (sets.len() * sets.len(), analysis::Overlapping::add);
        let all = self.gather((segment, 50 * pairs as u64), new, add, analysis::Overlapping::counts)?;
        Ok(Overlap { tags: tags.iter().map(|&tag| tag.into()).collect(), counts: sums(all, pairs) })
    }

    /// How many customers of a segment have each value of an attribute, the most frequent first, and last how many have none.
    /// What nobody has is not listed; of equally frequent values the smaller comes first.
    ///
    /// # Errors
    /// `unknown-attribute`, `segment-outdated`.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Instant, Scope};
    /// let engine = Engine::in_memory();
    /// engine.load("attribute city: text\ntag vip")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// for (id, city) in [(1_u64, "Shanghai"), (2, "Beijing"), (3, "Shanghai")] {
    ///     batch.customer(id, start).set(id, "city", city, start);
    /// }
    /// engine.apply(&batch.customer(4, start), start)?;
    /// let shares = engine.snapshot(&Scope::All)?.breakdown(&engine.prepare("not has vip")?, "city")?;
    /// let shares: Vec<_> = shares.iter().map(|share| (share.value.as_deref(), share.customers)).collect();
    /// assert_eq!(shares, [(Some("Shanghai"), 2), (Some("Beijing"), 1), (None, 1)]);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn breakdown(&self, segment: &Segment, attribute: &str) -> Result<Vec<Share>> {
        self.fits(segment)?;
        let column = self.attribute(attribute)?;
        let (new, add) = (|| analysis::Spreading::new(column), analysis::Spreading::add);
        let all = self.gather((segment, SPREAD_NANOS), new, add, analysis::Spreading::counts)?;
        let counts = all.into_iter().reduce(Counts::and).unwrap_or_default();
        let mut shares: Vec<(Option<(i64, String)>, u64)> = counts
            .found()
            .map(|(stored, count)| {
                (stored.map(|stored| (if column.is_in_order() { stored } else { 0 }, column.shown(stored))), count)
            })
            .collect();
        shares.sort_by(|(one, many), (other, few)| (one.is_none(), few, one).cmp(&(other.is_none(), many, other)));
        Ok(shares.into_iter().map(|(value, customers)| Share { value: value.map(|(_, text)| text.into()), customers }).collect())
    }
}

impl Snapshot {
    /// The values of an attribute of the handbook.
    fn attribute(&self, attribute: &str) -> Result<&crate::attribute::Column> {
        let Some(plan) = &self.state.plan else {
            let help = "load a handbook that declares it";
            return Err(Error::unknown(ErrorKind::UnknownAttribute, "attribute", attribute, [], help));
        };
        let handbook = &plan.handbook;
        let number = handbook
            .attribute(&crate::value::normal(attribute))
            .and_then(|number| self.state.schema.attribute(&handbook.attributes().get(number)?.name));
        number.and_then(|(number, _)| self.attributes().get(number)).ok_or_else(|| {
            let names = handbook.attributes().iter().map(|attribute| attribute.name.as_str());
            Error::unknown(ErrorKind::UnknownAttribute, "attribute", attribute, names, "declare it in the handbook")
        })
    }
}

/// What it takes, about, to count the values of a block.
const SPREAD_NANOS: u64 = 10_000;

/// So many counts, those of all threads added up.
fn sums(all: Vec<impl AsRef<[u64]>>, len: usize) -> Vec<u64> {
    let mut sums = vec![0; len];
    for counts in &all {
        sums.iter_mut().zip(counts.as_ref()).for_each(|(sum, count)| *sum += count);
    }
    sums
}
