//! Where what must outlive the process is put: rows of bytes under numbers, in a few tables.
//!
//! For: the seam between the engine and durability. All writes of a commit are taken together or not at all. Not for: what the
//! bytes mean (`engine::durable`), queries; the engine lives in memory.

mod envelope;
#[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "folders alone need all of it"))]
mod folder;
mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;
mod turns;

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;

pub(crate) use envelope::{hash_in, seal, unseal};
pub(crate) use folder::Folder;
pub use memory::MemoryStore;
#[cfg(feature = "sqlite")]
pub(crate) use sqlite::{Access, SqliteStore};
pub(crate) use turns::Turns;

/// What rows are about. The number of each is part of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Table {
    /// What the store is, and what is known as a whole.
    Meta = 0,
    /// What each commit did that is not folded in yet, by the commit's number.
    Redo = 1,
    /// Ids of customers, 65,536 in a row.
    Ids = 2,
    /// Sealed pages of the log.
    Page = 3,
    /// Handbooks, by version.
    Handbook = 4,
    /// The change feed, by the number of the first change of a row.
    Feed = 5,
    /// Who is a customer and who holds each tag, 65,536 ordinals in a row: a set's number, then that of a block in 16 bits.
    Sets = 6,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 7] = [Self::Meta, Self::Redo, Self::Ids, Self::Page, Self::Handbook, Self::Feed, Self::Sets];
}

/// One change of what a store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// A row has these bytes from now on.
    Put {
        /// In which table.
        table: Table,
        /// Under which number, at most `i64::MAX`.
        key: u64,
        /// What it holds.
        value: Vec<u8>,
    },
    /// There are no rows under these numbers any more.
    Delete {
        /// In which table.
        table: Table,
        /// Under which numbers.
        keys: RangeInclusive<u64>,
    },
}

/// What is told of each row that is looked at; an error ends the look.
pub type Tell<'a> = &'a mut dyn FnMut(u64, &[u8]) -> io::Result<()>;

/// Makes all that was committed before the call outlive a loss of power.
pub type Barrier = Arc<dyn Fn() -> io::Result<()> + Send + Sync>;

/// A place for rows. The engine calls it with one commit at a time, in order.
///
/// After an error of [`commit`](Self::commit) or of the [barrier](Self::barrier) the engine refuses all writing until it is opened
/// anew, because what the medium holds is no longer known. Only where the error's kind is
/// [`StorageFull`](io::ErrorKind::StorageFull) or [`ResourceBusy`](io::ErrorKind::ResourceBusy) it takes it that nothing was written,
/// and goes on.
pub trait Store: Send {
    /// Takes all of these writes, in their order, or none of them. Gives whether they outlive a loss of power from now on.
    ///
    /// # Errors
    /// Why they could not be taken.
    fn commit(&mut self, writes: &[Write]) -> io::Result<bool>;

    /// Tells the rows of a table under these numbers, in order.
    ///
    /// # Errors
    /// Why they could not be read, or what `tell` gives.
    fn scan(&self, table: Table, keys: RangeInclusive<u64>, tell: Tell<'_>) -> io::Result<()>;

    /// What commits are made durable by that are not so by themselves; none where nothing can. It is called by several threads,
    /// also while a commit is taken. There is none unless a store says so.
    fn barrier(&self) -> Option<Barrier> {
        None
    }

    /// Looks for damage of what the rows lie in; those who know what they mean look at them. Tells what it finds, one thing a line.
    ///
    /// # Errors
    /// Why it could not look.
    fn check(&self) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Puts the store in order, so that it opens fast and nothing is left anywhere of what was deleted. It is called after an
    /// erasure, and before the store is let go of.
    ///
    /// # Errors
    /// Why that could not be done; all that was committed is still there. After an erasure it is then tried again with the next commit.
    fn settle(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Gives back what room is free, and puts the store in order.
    ///
    /// # Errors
    /// Why that could not be done; all that was committed is still there.
    fn compact(&mut self) -> io::Result<()> {
        self.settle()
    }
}
