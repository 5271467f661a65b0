use std::sync::Arc;

use crate::column::Column;
use crate::error::{Error, ErrorKind, Result};
use crate::threads::Threads;
use crate::time::Instant;

/// The customers of a segment as they were at one instant: a set that stays as it is. Cheap to clone.
///
/// Made by [`Snapshot::freeze`](crate::Snapshot::freeze), joined with others, asked about with
/// [`Snapshot::within`](crate::Snapshot::within). It belongs to its engine, whatever handbook is in force. A customer who is
/// erased leaves a place that nobody has.
///
/// ```
/// use tagora::{Batch, Engine, Instant, Scope};
/// let engine = Engine::in_memory();
/// engine.load("tag tea tag coffee")?;
/// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
/// (1..=3_u64).for_each(|id| drop(batch.customer(id, start)));
/// batch.add_tag(1, "tea", start, "zhang").add_tag(2, "tea", start, "zhang").add_tag(2, "coffee", start, "zhang");
/// engine.apply(&batch, start)?;
/// let (tea, coffee) = (engine.prepare("has tea")?, engine.prepare("has coffee")?);
/// let before = engine.snapshot(&Scope::All)?;
/// let (tea_before, both) = (before.freeze(&tea)?, before.freeze(&tea)?.and(&before.freeze(&coffee)?)?);
/// assert_eq!((tea_before.len(), both.len()), (2, 1));
///
/// let later = Instant::from_millis(5)?;
/// engine.apply(Batch::new().add_tag(3, "tea", later, "zhang").remove_tag(2, "tea", later, "zhang"), later)?;
/// let after = engine.snapshot(&Scope::All)?;
/// let entered = after.freeze(&tea)?.minus(&tea_before)?;
/// assert_eq!(after.frozen_ids(&entered)?, [3.into()]);
/// // What those who were in it are now.
/// assert_eq!(after.within(&tea_before)?.count(&coffee)?, 1);
/// # Ok::<(), tagora::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Frozen {
    members: Column,
    /// Whose they are: each engine has its own threads.
    of: Arc<Threads>,
    instant: Option<Instant>,
}

impl Frozen {
    pub(crate) fn of(members: Column, of: &Arc<Threads>, instant: Option<Instant>) -> Self {
        Self { members, of: of.clone(), instant }
    }

    /// The members, if it is of this engine.
    pub(crate) fn members(&self, of: &Arc<Threads>) -> Result<&Column> {
        if Arc::ptr_eq(&self.of, of) {
            return Ok(&self.members);
        }
        Err(Error::new(ErrorKind::SegmentOutdated, "the frozen segment is of another engine")
            .with_help("freeze the segment in this engine, or name its customers in a scope"))
    }

    /// How many customers.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.members.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The instant at which they were in the segment; of what is made of several, the latest.
    #[must_use]
    pub fn instant(&self) -> Option<Instant> {
        self.instant
    }

    /// Who is in both.
    ///
    /// # Errors
    /// `segment-outdated` if the other is of another engine; so for all that join two.
    pub fn and(&self, other: &Self) -> Result<Self> {
        self.joined(other, Column::shared)
    }

    /// Who is in either.
    ///
    /// # Errors
    /// As [`and`](Self::and).
    pub fn or(&self, other: &Self) -> Result<Self> {
        self.joined(other, Column::or)
    }

    /// Who is in this and not in the other.
    ///
    /// # Errors
    /// As [`and`](Self::and).
    pub fn minus(&self, other: &Self) -> Result<Self> {
        self.joined(other, Column::but)
    }

    /// Who is in one of them alone.
    ///
    /// # Errors
    /// As [`and`](Self::and).
    pub fn xor(&self, other: &Self) -> Result<Self> {
        self.joined(other, |one, other| one.but(other).or(&other.but(one)))
    }

    fn joined(&self, other: &Self, join: impl FnOnce(&Column, &Column) -> Column) -> Result<Self> {
        let members = join(&self.members, other.members(&self.of)?);
        Ok(Self { members, of: self.of.clone(), instant: self.instant.max(other.instant) })
    }
}
